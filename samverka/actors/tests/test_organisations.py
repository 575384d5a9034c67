"""Organisations: added, verified, paused, left, and the first who are welcomed."""

from datetime import timedelta

import pytest

from samverka.actors import actions, queries
from samverka.actors.models import Invitation, Organisation, Role, User, read_number
from samverka.actors.tests.factories import make_organisation, make_terms, make_territory, make_user
from samverka.actors.tests.joining import NOW, accept, audited, invite, make_admin, make_coordinator
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry


NUMBER = "2120000142"


def add(by, *, number=NUMBER, name="Nya föreningen", **asked):
    asked = {"id": new_id(), "kind": "ngo", "territory": make_territory("0180")} | asked
    return actions.add_organisation(name=name, number=number, by=by, at=NOW, **asked)


@pytest.mark.parametrize("typed", ["212000-0142", "2120000142", " 212000 0142 ", "162120000142"])
def test_an_organisation_number_is_read_as_people_write_it(typed):
    assert read_number(typed) == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "212000-0143", "212000-014", "21200001420", "811218-9876", "212000-O142", "٢١٢٠٠٠٠١٤٢"]
)
def test_what_is_no_organisation_number_is_not_read(typed):
    assert read_number(typed) == ""


def test_a_coordinator_vouches_for_an_organisation():
    made = add(make_coordinator())

    kept = Organisation.objects.get(pk=made.pk)
    assert (kept.name, kept.number, kept.state, kept.territory_id) == ("Nya föreningen", NUMBER, "verified", "0180")
    assert audited("actors.organisation_added", kept) == 1


def test_the_same_id_again_adds_one_organisation():
    coordinator, id = make_coordinator(), new_id()

    first, again = (add(coordinator, id=id) for _ in range(2))

    assert first == again
    assert audited("actors.organisation_added", first) == 1
    with pytest.raises(Refused, match="already names something else"):
        add(coordinator, id=id, name="En annan")


def test_without_a_number_it_waits_to_be_verified():
    coordinator = make_coordinator()
    made = add(coordinator, number="")
    assert (made.number, made.state) == (None, "requested")

    actions.edit_organisation(organisation=made, name=made.name, number="212000-0142", by=coordinator, at=NOW)

    kept = Organisation.objects.get(pk=made.pk)
    assert (kept.number, kept.state) == (NUMBER, "verified")
    assert audited("actors.organisation_edited", kept) == 1


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ({"number": "2120000143"}, "number", "ten digits"),
        ({"number": NUMBER, "name": "Ny"}, "number", "has this number"),
        ({"number": "", "name": "Gamla föreningen"}, "name", "has this name"),
    ],
)
def test_numbers_are_right_and_names_and_numbers_are_used_once(asked, field, told):
    coordinator = make_coordinator()
    add(coordinator, name="Gamla föreningen")

    with pytest.raises(Unfit, match=told) as refusal:
        add(coordinator, **asked)

    assert refusal.value.field == field


def test_an_organisation_keeps_its_own_name_and_number():
    organisation = make_organisation(name="Exempelkyrkan")
    admin = make_admin(organisation)

    for _ in range(2):
        actions.edit_organisation(organisation=organisation, name="Exempelkyrkan", number=NUMBER, by=admin, at=NOW)

    assert audited("actors.organisation_edited", organisation) == 1


def test_a_coordinator_of_another_place_adds_nothing_here():
    with pytest.raises(Denied):
        add(make_coordinator("0380"))


def test_an_organisation_begins_when_its_administrator_has_signed():
    make_terms()
    coordinator = make_coordinator()
    organisation = add(coordinator)
    user = accept(invite(organisation, by=coordinator, role=Role.ORGANISATION_ADMIN))
    assert (Organisation.objects.get(pk=organisation.pk).state, user.standing) == ("verified", [])

    actions.sign_terms(terms=queries.unsigned_terms(user), by=user, at=NOW)

    assert Organisation.objects.get(pk=organisation.pk).state == "active"
    assert audited("actors.organisation_began", organisation) == 1


def test_somebody_who_does_not_speak_for_it_begins_no_organisation():
    make_terms()
    coordinator = make_coordinator()
    organisation = add(coordinator)
    user = accept(invite(organisation, by=coordinator, role=Role.SHELTER_STAFF))

    actions.sign_terms(terms=queries.unsigned_terms(user), by=user, at=NOW)

    assert Organisation.objects.get(pk=organisation.pk).state == "verified"


def test_who_has_signed_before_begins_an_organisation_by_accepting():
    coordinator = make_coordinator()
    organisation = add(coordinator)
    user = make_user(Role.READER, email="ny@example.org")

    accept(invite(organisation, by=coordinator, role=Role.ORGANISATION_ADMIN), logged_in=user)

    assert Organisation.objects.get(pk=organisation.pk).state == "active"


def test_an_organisation_that_is_verified_late_begins_with_those_who_have_signed():
    coordinator = make_coordinator()
    organisation = add(coordinator, number="")
    user = make_user(Role.READER, email="ny@example.org")
    accept(invite(organisation, by=coordinator, role=Role.ORGANISATION_ADMIN), logged_in=user)

    actions.edit_organisation(organisation=organisation, name="Nya", number=NUMBER, by=coordinator, at=NOW)

    assert Organisation.objects.get(pk=organisation.pk).state == "active"


def test_nobody_works_for_an_organisation_that_pauses():
    organisation, coordinator = make_organisation(), make_coordinator()
    staff = make_user(Role.SHELTER_STAFF, at=organisation)

    for _ in range(2):
        actions.pause_organisation(organisation=organisation, by=coordinator, at=NOW)
    assert User.objects.get(pk=staff.pk).standing == []

    for _ in range(2):
        actions.resume_organisation(organisation=organisation, by=coordinator, at=NOW)
    assert len(User.objects.get(pk=staff.pk).standing) == 1
    assert (
        audited("actors.organisation_paused", organisation),
        audited("actors.organisation_resumed", organisation),
    ) == (1, 1)


@pytest.mark.parametrize(
    ("state", "action"), [("verified", actions.pause_organisation), ("left", actions.resume_organisation)]
)
def test_only_who_takes_part_pauses_and_only_who_pauses_resumes(state, action):
    organisation = make_organisation()
    Organisation.objects.update(state=state)
    organisation = Organisation.objects.get(pk=organisation.pk)
    coordinator = make_coordinator()

    with pytest.raises(Refused, match="Only an organisation that"):
        action(organisation=organisation, by=coordinator, at=NOW)


def test_an_organisation_that_leaves_takes_its_roles_along():
    organisation = make_organisation()
    admin, soon = make_admin(organisation), make_user(Role.SHELTER_STAFF, at=organisation)
    soon.memberships.update(starts_at=NOW + timedelta(days=1))
    invitation = invite(organisation, by=admin)

    for at in (NOW, NOW + timedelta(days=1)):
        actions.part_with_organisation(organisation=organisation, by=make_coordinator(), at=at)

    assert Organisation.objects.get(pk=organisation.pk).state == "left"
    assert list(organisation.memberships.values_list("ends_at", flat=True)) == [NOW]
    assert Invitation.objects.get(pk=invitation.pk).withdrawn_at == NOW
    assert audited("actors.organisation_left", organisation) == 1


def test_whoever_runs_the_server_welcomes_the_first():
    invitation = actions.welcome(
        email="Forst@example.org", name="Exempelstaden", kind="municipality", territory=make_territory("0180"),
        role=Role.MUNICIPALITY_COORDINATOR, at=NOW,
    )  # fmt: skip
    user = accept(invitation)
    while terms := queries.unsigned_terms(user):
        actions.sign_terms(terms=terms, by=user, at=NOW)

    assert Organisation.objects.get(name="Exempelstaden").state == "active"
    assert Entry.objects.get(verb="actors.invited").by == "clock"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"role": Role.NATIONAL_COORDINATOR}, "another level"),
        ({"role": Role.COUNTY_COORDINATOR}, "another level"),
        ({"role": Role.MUNICIPALITY_COORDINATOR, "code": "01"}, "another level"),
        ({"role": Role.SHELTER_STAFF}, "The first speaks for the organisation"),
        ({"role": Role.ORGANISATION_ADMIN, "kind": "enforcement"}, "liaison"),
    ],
)
def test_a_welcome_is_refused_what_an_invitation_is(told, reason):
    told = {"code": "0180", "kind": "municipality"} | told

    with pytest.raises(Unfit, match=reason):
        actions.welcome(
            email="a@example.org", name="Exempelstaden", kind=told["kind"], territory=make_territory(told["code"]),
            role=told["role"], at=NOW,
        )  # fmt: skip

    assert (Organisation.objects.count(), Invitation.objects.count()) == (0, 0)


def test_a_welcome_reaches_no_further_than_the_organisation():
    make_organisation(name="Exempelstaden", territory="0180")
    told = {"email": "a@example.org", "name": "Exempelstaden", "kind": "municipality", "at": NOW}

    with pytest.raises(Unfit, match="reaches further"):
        actions.welcome(role=Role.ORGANISATION_ADMIN, territory=make_territory("0184"), **told)


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.NATIONAL_COORDINATOR, "00"), (Role.COUNTY_COORDINATOR, "01"), (Role.MUNICIPALITY_COORDINATOR, "0180")],
)
def test_a_first_coordinator_of_each_level_is_welcomed(role, code):
    invitation = actions.welcome(
        email="a@example.org",
        name="Exempelstaden",
        kind="municipality",
        territory=make_territory(code),
        role=role,
        at=NOW,
    )

    assert (invitation.role, invitation.territory_id) == (role, code)

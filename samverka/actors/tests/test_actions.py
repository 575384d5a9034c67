"""Joining, signing, leaving: what becomes of the records, and what is refused."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samverka.actors import actions, queries
from samverka.actors.models import (
    ContactLine,
    Invitation,
    Membership,
    Organisation,
    Role,
    Signature,
    Terms,
    Token,
    User,
    read_number,
)
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_terms, make_territory, make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry


NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)
PASSPHRASE = "fyra egna långa ord"  # noqa: S105 (nobody has it)
NUMBER = "2120000142"
State = Organisation.State


def audited(verb, subject):
    return Entry.objects.filter(verb=verb, subject__endswith=f":{subject.pk}").count()


def make_admin(organisation=None):
    return make_user(Role.ORGANISATION_ADMIN, at=organisation or make_organisation())


def make_coordinator(code="0180", *, at=None):
    return make_user(Role.MUNICIPALITY_COORDINATOR, at=at or make_organisation(territory=code))


def invite(organisation=None, *, by=None, at=NOW, **asked):
    organisation = organisation or make_organisation()
    asked = {
        "id": new_id(),
        "email": "ny@example.org",
        "role": "shelter_staff",
        "territory": organisation.territory,
    } | asked
    return actions.invite(organisation=organisation, by=by or make_admin(organisation), at=at, **asked)


def accept(invitation, *, at=NOW, name="Nico Ny", passphrase=PASSPHRASE, logged_in=None):
    return actions.accept_invitation(
        invitation=invitation, name=name, passphrase=passphrase, at=at, logged_in=logged_in
    )


def add(by, *, number=NUMBER, name="Nya föreningen", **asked):
    asked = {"id": new_id(), "kind": "ngo", "territory": make_territory("0180")} | asked
    return actions.add_organisation(name=name, number=number, by=by, at=NOW, **asked)


# Terms


def test_terms_are_signed_once():
    user, terms = make_user(has_signed=False), make_terms()

    first = actions.sign_terms(terms=terms, by=user, at=NOW)
    again = actions.sign_terms(terms=terms, by=user, at=NOW + timedelta(days=1))

    assert first == again
    assert (first.user, first.terms, Signature.objects.get().signed_at) == (user, terms, NOW)
    assert audited("actors.terms_signed", terms) == 1


def test_a_new_version_is_signed_anew():
    user = make_user()
    assert queries.unsigned_terms(user) is None

    newer = make_terms(version=2)

    assert queries.unsigned_terms(user) == newer
    actions.sign_terms(terms=newer, by=user, at=NOW)
    assert queries.unsigned_terms(user) is None


def test_terms_that_are_not_yet_in_force_are_not_asked_for():
    Terms.objects.create(version=9, valid_from=datetime(2999, 1, 1, tzinfo=UTC), swedish="sen", english="late")

    assert queries.unsigned_terms(make_user()) is None


def test_a_closed_account_signs_nothing():
    user = make_user()
    user.is_active = False

    with pytest.raises(Denied, match="closed"):
        actions.sign_terms(terms=make_terms(), by=user, at=NOW)


# Invitations


def test_an_invitation_offers_a_role_for_fourteen_days():
    organisation = make_organisation()
    admin = make_admin(organisation)

    made = invite(organisation, by=admin, email="Ny@Example.org")

    kept = Invitation.objects.get()
    assert kept == made
    assert (kept.email, kept.role, kept.territory, kept.invited_by) == (
        "ny@example.org", "shelter_staff", organisation.territory, admin,
    )  # fmt: skip
    assert kept.expires_at - kept.invited_at == timedelta(days=14)
    assert audited("actors.invited", kept) == 1


def test_the_audit_trail_does_not_tell_the_address():
    invite(email="hemlig@example.org")

    assert "hemlig" not in str(list(Entry.objects.values()))


def test_the_same_id_again_invites_once():
    organisation, id = make_organisation(), new_id()
    admin = make_admin(organisation)

    first, again = (invite(organisation, by=admin, id=id) for _ in range(2))

    assert first == again
    assert audited("actors.invited", first) == 1


@pytest.mark.parametrize("other", [{"email": "x@example.org"}, {"role": "volunteer"}])
def test_the_same_id_for_another_invitation_is_refused(other):
    organisation, id = make_organisation(), new_id()
    admin = make_admin(organisation)
    invite(organisation, by=admin, id=id)

    with pytest.raises(Refused, match="already names something else"):
        invite(organisation, by=admin, id=id, **other)


def test_a_stranger_invites_nobody():
    with pytest.raises(Denied):
        invite(by=make_admin())

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LIAISON])
def test_police_and_enforcement_can_only_be_liaison(role):
    police = make_organisation(kind=Organisation.Kind.ENFORCEMENT)

    with pytest.raises(Unfit, match="liaison"):
        invite(police, by=make_coordinator(), role=role)


def test_police_and_enforcement_can_be_liaison():
    police = make_organisation(kind=Organisation.Kind.ENFORCEMENT)

    assert invite(police, by=make_coordinator(), role=Role.LIAISON).role == Role.LIAISON


def test_an_administrator_hands_out_nothing_beyond_the_organisations_territory():
    with pytest.raises(Unfit, match="reaches further") as refusal:
        invite(territory=make_territory("0380"))

    assert refusal.value.field == "territory"


@pytest.mark.parametrize("kind", ["ngo", "municipality"])
def test_an_administrator_makes_nobody_a_coordinator(kind):
    with pytest.raises(Unfit, match="coordinator of at least the same level") as refusal:
        invite(make_organisation(kind=kind), role=Role.MUNICIPALITY_COORDINATOR)

    assert refusal.value.field == "role"


LEVELS = {
    Role.NATIONAL_COORDINATOR: "00",
    Role.COUNTY_COORDINATOR: "01",
    Role.MUNICIPALITY_COORDINATOR: "0180",
}


@pytest.mark.parametrize("made", LEVELS)
@pytest.mark.parametrize("maker", LEVELS)
def test_a_coordinator_makes_others_of_the_same_level_or_below(maker, made):
    by = make_user(maker, at=make_organisation(territory="0180"), territory=LEVELS[maker])
    asked = {"by": by, "role": made, "territory": make_territory(LEVELS[made])}

    if list(LEVELS).index(maker) <= list(LEVELS).index(made):
        assert invite(make_organisation(), **asked).role == made
    else:
        with pytest.raises(Unfit, match="coordinator of at least the same level"):
            invite(make_organisation(), **asked)


def test_a_coordinator_is_given_no_wider_role_in_the_own_territory():
    with pytest.raises(Unfit, match="another level") as refusal:
        invite(make_organisation(), by=make_coordinator(), role=Role.NATIONAL_COORDINATOR)

    assert refusal.value.field == "territory"


@pytest.mark.parametrize("role", LEVELS)
@pytest.mark.parametrize("code", LEVELS.values())
def test_a_coordinators_territory_is_of_the_level_of_the_role(role, code):
    by = make_user(Role.NATIONAL_COORDINATOR, at=make_organisation(), territory="00")
    asked = {"by": by, "role": role, "territory": make_territory(code)}

    if LEVELS[role] == code:
        assert invite(make_organisation(), **asked)
    else:
        with pytest.raises(Unfit, match="another level"):
            invite(make_organisation(), **asked)


@pytest.mark.parametrize("days", [0, -1])
def test_nobody_is_invited_to_what_has_ended(days):
    with pytest.raises(Unfit, match="later than today") as refusal:
        invite(ends_at=NOW + timedelta(days=days))

    assert refusal.value.field == "ends_at"


def test_nobody_is_invited_to_an_organisation_that_has_left():
    organisation = make_organisation()
    organisation.state = State.LEFT
    organisation.save()

    with pytest.raises(Refused, match="does not take part"):
        invite(organisation, by=make_coordinator())


def test_a_reminder_makes_the_link_good_for_as_long_again():
    organisation = make_organisation()
    admin = make_admin(organisation)
    invitation = invite(organisation, by=admin)
    later = NOW + timedelta(days=20)

    actions.remind(invitation=invitation, by=admin, at=later)

    kept = Invitation.objects.get()
    assert (kept.reminded_at, kept.expires_at) == (later, later + timedelta(days=14))
    assert audited("actors.reminded", kept) == 1


def test_nobody_is_reminded_twice_a_day():
    organisation = make_organisation()
    admin = make_admin(organisation)
    invitation = invite(organisation, by=admin)
    actions.remind(invitation=invitation, by=admin, at=NOW)

    with pytest.raises(Refused, match="less than a day"):
        actions.remind(invitation=invitation, by=admin, at=NOW + timedelta(hours=23))

    assert actions.remind(invitation=invitation, by=admin, at=NOW + timedelta(hours=24))


def test_who_has_answered_is_not_reminded():
    organisation = make_organisation()
    admin = make_admin(organisation)
    invitation = invite(organisation, by=admin)
    accept(invitation)

    with pytest.raises(Refused, match="answered or withdrawn"):
        actions.remind(invitation=invitation, by=admin, at=NOW)


def test_a_stranger_reminds_and_withdraws_nothing():
    invitation = invite()

    for action in (actions.remind, actions.withdraw_invitation):
        with pytest.raises(Denied):
            action(invitation=invitation, by=make_admin(), at=NOW)


def test_a_withdrawn_invitation_lets_nobody_in():
    organisation = make_organisation()
    admin = make_admin(organisation)
    invitation = invite(organisation, by=admin)

    actions.withdraw_invitation(invitation=invitation, by=admin, at=NOW)

    with pytest.raises(Refused, match="no longer good"):
        accept(invitation)
    with pytest.raises(Refused, match="answered or withdrawn"):
        actions.withdraw_invitation(invitation=invitation, by=admin, at=NOW)
    assert audited("actors.invitation_withdrawn", invitation) == 1


# Coming in


def test_who_accepts_gets_an_account_and_the_role():
    organisation = make_organisation()
    last = NOW + timedelta(days=90)

    user = accept(invite(organisation, ends_at=last))

    membership = Membership.objects.get(user=user)
    assert (user.email, user.name, user.check_password(PASSPHRASE)) == ("ny@example.org", "Nico Ny", True)
    assert (membership.organisation, membership.role, membership.starts_at, membership.ends_at) == (
        organisation, "shelter_staff", NOW, last,
    )  # fmt: skip
    assert Entry.objects.get(verb="actors.invitation_accepted").by == str(user.pk)


def test_an_invitation_is_accepted_once():
    invitation = invite()
    accept(invitation)

    with pytest.raises(Refused, match="no longer good"):
        accept(invitation)

    assert Membership.objects.filter(role="shelter_staff").count() == 1


def test_after_fourteen_days_an_invitation_is_too_old():
    invitation = invite()

    with pytest.raises(Refused, match="no longer good"):
        accept(invitation, at=NOW + timedelta(days=14))

    assert not User.objects.filter(email="ny@example.org").exists()


def test_who_has_an_account_keeps_its_passphrase_and_name():
    user = make_user(Role.READER, email="ny@example.org")
    user.set_password("en helt annan lång fras")
    user.save()

    accept(invite(), name="Somebody else", logged_in=user)

    user = User.objects.get(pk=user.pk)
    assert (user.name, user.check_password("en helt annan lång fras")) == ("Kim Exempel", True)
    assert {one.role for one in user.memberships.all()} == {"reader", "shelter_staff"}


@pytest.mark.parametrize("is_somebody", [True, False])
def test_who_has_an_account_accepts_only_while_logged_in_with_it(is_somebody):
    user = make_user(Role.READER, email="ny@example.org")

    with pytest.raises(Refused, match="Log in with it first"):
        accept(invite(), logged_in=make_user() if is_somebody else None)

    assert {one.role for one in user.memberships.all()} == {"reader"}


def test_an_invitation_to_what_has_ended_lets_nobody_in():
    invitation = invite(ends_at=NOW + timedelta(days=2))

    with pytest.raises(Refused, match="no longer good"):
        accept(invitation, at=NOW + timedelta(days=2))


def test_organisations_are_locked_before_anything_is_recorded():
    """Whoever locks them later waits for one that waits for us."""
    organisation = make_organisation(kind=Organisation.Kind.MUNICIPALITY)
    Organisation.objects.filter(pk=organisation.pk).update(state=State.VERIFIED)
    user = make_user(Role.ORGANISATION_ADMIN, at=organisation, has_signed=False)
    terms = make_terms()

    with CaptureQueriesContext(connection) as asked:
        actions.sign_terms(terms=terms, by=user, at=NOW)

    told = [one["sql"].split(" WHERE")[0] for one in asked]
    read = next(i for i, sql in enumerate(told) if sql.startswith("SELECT") and 'FROM "actors_organisation"' in sql)
    assert read < next(i for i, sql in enumerate(told) if sql.startswith("INSERT") and '"core_entry"' in sql)
    assert Organisation.objects.get(pk=organisation.pk).state == State.ACTIVE


def test_an_ended_membership_gives_nothing_from_that_moment():
    organisation = make_organisation()
    staff, admin = make_user(Role.SHELTER_STAFF, at=organisation), make_admin(organisation)
    assert User.objects.get(pk=staff.pk).works_as(Role.SHELTER_STAFF, at=organisation)

    actions.end_membership(membership=staff.memberships.get(), by=admin, at=LONG_AGO + timedelta(days=1))

    assert User.objects.get(pk=staff.pk).standing == []
    assert audited("actors.membership_ended", staff.memberships.get()) == 1


def test_ending_a_membership_again_changes_nothing():
    organisation = make_organisation()
    staff, admin = make_user(Role.SHELTER_STAFF, at=organisation), make_admin(organisation)
    membership = staff.memberships.get()

    for at in (NOW, NOW + timedelta(days=1)):
        actions.end_membership(membership=membership, by=admin, at=at)

    assert Membership.objects.get(pk=membership.pk).ends_at == NOW
    assert audited("actors.membership_ended", membership) == 1


def test_a_membership_that_has_not_begun_ends_as_it_begins():
    organisation = make_organisation()
    staff, admin = make_user(Role.SHELTER_STAFF, at=organisation), make_admin(organisation)
    staff.memberships.update(starts_at=NOW + timedelta(days=9))

    actions.end_membership(membership=staff.memberships.get(), by=admin, at=NOW)

    assert staff.memberships.get().ends_at == NOW + timedelta(days=9)


def test_a_colleague_ends_nobodys_membership():
    organisation = make_organisation()
    staff, colleague = (make_user(Role.SHELTER_STAFF, at=organisation) for _ in range(2))

    with pytest.raises(Denied):
        actions.end_membership(membership=staff.memberships.get(), by=colleague, at=NOW)


def test_one_says_what_one_is_called():
    user = make_user()

    for _ in range(2):
        actions.edit_account(name="Kim Annan", by=user, at=NOW)

    assert User.objects.get(pk=user.pk).name == "Kim Annan"
    assert audited("actors.account_edited", user) == 1


# Organisations


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


# Contact lines


def edit_line(organisation, by, **told):
    told = {"function": "duty", "phone": "08-000 00 01", "email": "", "hours": "20 till 08"} | told
    return actions.edit_contact_line(organisation=organisation, by=by, at=NOW, **told)


def test_a_contact_line_tells_who_answers_and_when_that_was_verified():
    organisation = make_organisation()
    admin = make_admin(organisation)

    edit_line(organisation, admin)
    edit_line(organisation, admin, phone="08-000 00 02")

    line = ContactLine.objects.get()
    assert (line.organisation, line.function, line.phone, line.hours) == (
        organisation,
        "duty",
        "08-000 00 02",
        "20 till 08",
    )
    assert line.verified_on == NOW.date()
    assert audited("actors.contact_line_edited", line) == 2


def test_a_contact_line_without_phone_and_mailbox_goes():
    organisation = make_organisation()
    admin = make_admin(organisation)
    line = edit_line(organisation, admin)

    assert edit_line(organisation, admin, phone="") is None
    assert edit_line(organisation, admin, phone="") is None

    assert not ContactLine.objects.exists()
    assert audited("actors.contact_line_removed", line) == 1


def test_a_stranger_edits_no_contact_line():
    with pytest.raises(Denied):
        edit_line(make_organisation(), make_admin())


def test_a_contact_line_holds_no_personal_number():
    organisation = make_organisation()

    with pytest.raises(Unfit):
        edit_line(organisation, make_admin(organisation), hours="Fråga efter 811218-9876")


# Tokens


def test_a_token_is_kept_as_a_digest_only():
    user = make_user(Role.SHELTER_LEAD)

    token, text = actions.make_token(label="board", by=user, at=NOW)

    assert Token.objects.get().digest == sha256(text.encode()).hexdigest()
    assert text not in str(Token.objects.values())
    assert token.expires_at - token.made_at == timedelta(days=365)
    assert audited("actors.token_made", token) == 1


def test_who_has_no_role_makes_no_token():
    with pytest.raises(Denied, match="with a role"):
        actions.make_token(label="board", by=make_user(), at=NOW)


def test_a_token_ends_once_and_by_its_owner():
    user = make_user(Role.SHELTER_LEAD)
    token, text = actions.make_token(label="board", by=user, at=NOW)
    with pytest.raises(Denied, match="owner"):
        actions.end_token(token=token, by=make_user(Role.SHELTER_LEAD), at=NOW)

    for at in (NOW, NOW + timedelta(days=1)):
        actions.end_token(token=token, by=user, at=at)

    assert Token.objects.get().ended_at == NOW
    assert queries.user_of_token(text) is None
    assert audited("actors.token_ended", token) == 1

"""Invitations: who invites whom to what, reminders, and what is refused."""

from datetime import timedelta

import pytest

from samverka.actors import actions
from samverka.actors.models import Invitation, Organisation, Role
from samverka.actors.tests.factories import make_organisation, make_territory, make_user
from samverka.actors.tests.joining import NOW, accept, audited, invite, make_admin, make_coordinator
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry


State = Organisation.State


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

"""Memberships: how they begin by accepting, and how they end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samverka.actors import actions
from samverka.actors.models import Membership, Organisation, Role, User
from samverka.actors.tests.factories import LONG_AGO, make_organisation, make_terms, make_user
from samverka.actors.tests.joining import NOW, PASSPHRASE, accept, audited, invite, make_admin
from samverka.actors.tests.test_invitations import State
from samverka.core.access import Denied, Refused
from samverka.core.models import Entry


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

"""How long it is known who logs in."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator

from samverka.actors import actions
from samverka.actors.models import Invitation, Role, Token, User
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import actions as core
from samverka.core.ids import new_id
from samverka.core.keeping import RULES
from samverka.core.models import Entry


NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


def purge(kind, *, at=NOW):
    return core.purge(rule=RULES[kind], at=at)


def make_worker(*, days):
    """Somebody whose last log-in is so many days ago."""
    user = make_user(Role.SHELTER_STAFF)
    user.last_login = NOW - timedelta(days=days)
    user.save()
    return user


def make_invitation(organisation=None, email="ny@example.org"):
    organisation = organisation or make_organisation()
    admin = make_user(Role.ORGANISATION_ADMIN, at=organisation)
    return actions.invite(
        id=new_id(), email=email, organisation=organisation, territory=organisation.territory, role="shelter_staff",
        by=admin, at=NOW,
    )  # fmt: skip


def test_an_account_is_closed_after_half_a_year_without_use():
    idle, busy = make_worker(days=184), make_worker(days=182)

    assert purge("actors.user.disabled") == 1
    assert purge("actors.user.disabled") == 0

    assert dict(User.objects.values_list("pk", "is_active")) == {idle.pk: False, busy.pk: True}
    assert Entry.objects.filter(verb="actors.account_disabled", subject=f"actors.user:{idle.pk}").exists()


def test_an_account_that_a_machine_uses_stays_open():
    user = make_worker(days=400)
    actions.make_token(label="board in the hall", by=user, at=NOW - timedelta(days=100))

    assert purge("actors.user.disabled") == 0


def test_an_account_with_a_new_role_stays_open():
    user = make_worker(days=400)
    user.memberships.update(starts_at=NOW - timedelta(days=10))

    assert purge("actors.user.disabled") == 0


def test_who_has_left_for_a_year_has_no_name_any_more():
    user = make_worker(days=366)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    was = user.email

    purge("actors.user.disabled")
    assert purge("actors.user.anonymised") == 1
    assert purge("actors.user.anonymised") == 0

    user = User.objects.get(pk=user.pk)
    assert (user.name, user.email, user.is_active) == ("", f"{user.pk}@former.invalid", False)
    assert not user.has_usable_password()
    assert not Authenticator.objects.exists()
    assert user.memberships.get().ends_at == NOW
    assert not User.objects.filter(email=was).exists()


def test_a_closed_account_keeps_its_name_until_then():
    user = make_worker(days=300)
    purge("actors.user.disabled")

    assert purge("actors.user.anonymised") == 0
    assert User.objects.get(pk=user.pk).name == "Kim Exempel"


def test_an_invitation_opens_a_closed_account_again():
    organisation = make_organisation()
    user = make_worker(days=300)
    purge("actors.user.disabled")

    invitation = make_invitation(organisation, email=user.email)
    actions.accept_invitation(invitation=invitation, name="", passphrase="fyra egna långa ord", at=NOW)

    user = User.objects.get(pk=user.pk)
    assert user.is_active
    assert user.check_password("fyra egna långa ord")
    purge("actors.user.disabled")
    assert User.objects.get(pk=user.pk).is_active


def test_an_invitation_goes_thirty_days_after_its_end():
    make_invitation()

    assert purge("actors.invitation", at=NOW + timedelta(days=14 + 29)) == 0
    assert purge("actors.invitation", at=NOW + timedelta(days=14 + 30)) == 1
    assert not Invitation.objects.exists()


def test_a_token_goes_thirty_days_after_its_end():
    user = make_worker(days=1)
    token, text = actions.make_token(label="board", by=user, at=NOW)
    actions.end_token(token=token, by=user, at=NOW)

    assert purge("actors.token", at=NOW + timedelta(days=29)) == 0
    assert purge("actors.token", at=NOW + timedelta(days=30)) == 1
    assert not Token.objects.filter(digest=sha256(text.encode()).hexdigest()).exists()

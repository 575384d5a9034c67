"""Inviting, accepting and adding, as those who do it would."""

from datetime import UTC, datetime

from samverka.actors import actions
from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.core.models import Entry


NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)
PASSPHRASE = "fyra egna långa ord"  # noqa: S105 (nobody has it)


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

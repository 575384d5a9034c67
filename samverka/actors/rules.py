"""Who may ask others in, and let them go."""

from django.utils.translation import gettext as _

from samverka.actors.models import Invitation, Membership, Organisation, Role, User
from samverka.actors.queries import COORDINATORS
from samverka.core.access import require


def sign_terms(user: User) -> None:
    require(user.is_active, _("This account is closed."))


def make_token(user: User) -> None:
    require(user.standing, _("Only somebody with a role can let a machine in."))


def end_token(user: User, owner: User) -> None:
    require(user == owner, _("Only the owner ends a token."))


def invite(user: User, organisation: Organisation) -> None:
    _administers(user, organisation, _("Only the organisation's administrator and its coordinators invite people."))


def withdraw_invitation(user: User, invitation: Invitation) -> None:
    _administers(user, invitation.organisation, _("Only those who may invite withdraw an invitation."))


def end_membership(user: User, membership: Membership) -> None:
    own = membership.user_id == user.pk
    admin = user.works_as(Role.ORGANISATION_ADMIN, at=membership.organisation)
    near = user.works_in(membership.organisation.territory_id, *COORDINATORS)
    require(own or admin or near, _("Only the administrator, a coordinator, or you yourself end a membership."))


def edit_contact_line(user: User, organisation: Organisation) -> None:
    _administers(user, organisation, _("Only the organisation's administrator edits its contact lines."))


def _administers(user: User, organisation: Organisation, reason: str) -> None:
    admin = user.works_as(Role.ORGANISATION_ADMIN, at=organisation)
    near = user.works_in(organisation.territory_id, *COORDINATORS)
    require(admin or near, reason)

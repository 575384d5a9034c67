"""Who may ask others in, look after an organisation, and let people go."""

from django.utils.translation import gettext as _

from samverka.actors.models import (
    ADMINISTRATORS,
    COORDINATORS,
    RECORD_KEEPERS,
    Delivery,
    Invitation,
    Membership,
    Network,
    NetworkMember,
    Organisation,
    Role,
    Territory,
    User,
)
from samverka.actors.models.networks import BOARD
from samverka.core.access import require


def sign_terms(user: User) -> None:
    require(user.is_active, _("This account is closed."))


def edit_account(user: User) -> None:
    require(user.is_active, _("This account is closed."))


def make_token(user: User) -> None:
    require(user.standing, _("Only somebody with a role can let a machine in."))


def end_token(user: User, owner: User) -> None:
    require(user == owner, _("Only the owner ends a token."))


def see_looks(user: User) -> None:
    guards = any(one.role == Role.DATA_PROTECTION_OFFICER for one in user.standing)
    require(guards, _("Only the data protection officer reads who has looked."))


def see_purges(user: User) -> None:
    guards = any(one.role in RECORD_KEEPERS for one in user.standing)
    require(guards, _("Only those who answer for records read what has been deleted."))


def invite(user: User, organisation: Organisation) -> None:
    _administers(user, organisation, _("Only the organisation's administrator and its coordinators invite people."))


def remind(user: User, invitation: Invitation) -> None:
    _administers(user, invitation.organisation, _("Only those who may invite remind somebody of an invitation."))


def withdraw_invitation(user: User, invitation: Invitation) -> None:
    _administers(user, invitation.organisation, _("Only those who may invite withdraw an invitation."))


def end_membership(user: User, membership: Membership) -> None:
    own = membership.user_id == user.pk
    admin = user.works_as(Role.ORGANISATION_ADMIN, at=membership.organisation)
    near = user.works_in(membership.organisation.territory_id, *COORDINATORS)
    require(own or admin or near, _("Only the administrator, a coordinator, or you yourself end a membership."))


def edit_contact_line(user: User, organisation: Organisation) -> None:
    _administers(user, organisation, _("Only the organisation's administrator edits its contact lines."))


def add_organisation(user: User, territory: Territory) -> None:
    _coordinates(user, territory.code, _("Only a coordinator of the territory adds an organisation."))


def edit_organisation(user: User, organisation: Organisation) -> None:
    _administers(user, organisation, _("Only the organisation's administrator and its coordinators edit it."))


def pause_organisation(user: User, organisation: Organisation) -> None:
    _coordinates(user, organisation.territory_id, _("Only a coordinator of its territory lets an organisation pause."))
    require(organisation.pk not in user.organisations(), _("You would shut yourself out. Ask another coordinator."))


def resume_organisation(user: User, organisation: Organisation) -> None:
    _coordinates(user, organisation.territory_id, _("Only a coordinator of its territory lets an organisation resume."))


def part_with_organisation(user: User, organisation: Organisation) -> None:
    _administers(
        user, organisation, _("Only the organisation's administrator and its coordinators say that it leaves.")
    )


def deliver(user: User, delivery: Delivery) -> None:
    require(str(delivery.by_id) == str(user.pk), _("Somebody else wrote this. They have to log in to send it."))


def found_network(user: User, organisation: Organisation) -> None:
    """A coordinator, for the organisation that convenes it from the beginning."""
    require(user.works_as(*COORDINATORS, at=organisation), _("Only coordinators found networks."))


def convene(user: User, network: Network) -> None:
    require(_convenes(user, network), _("Only the convenor, the deputy and the county board do this."))


def edit_network_member(user: User, member: NetworkMember) -> None:
    """Each organisation says itself how it is reached; whoever convenes may too."""
    require(
        user.works_as(*ADMINISTRATORS, at=member.organisation) or _convenes(user, member.network),
        _("Only the organisation's administrator and those who convene the network do this."),
    )


def follow_network(user: User, member: NetworkMember) -> None:
    works = any(one.organisation_id == member.organisation_id and one.role != Role.VOLUNTEER for one in user.standing)
    require(works, _("Only those who work for a member follow its calendar."))


def _convenes(user: User, network: Network) -> bool:
    """Whoever convenes it, and the county board, which keeps the network alive when people change."""
    county = network.convenor.territory.county
    board = any(one.role in BOARD and one.territory_id == county for one in user.standing)
    return board or network.is_convened_by(user)


def _coordinates(user: User, code: str, reason: str) -> None:
    require(user.works_in(code, *COORDINATORS), reason)


def _administers(user: User, organisation: Organisation, reason: str) -> None:
    admin = user.works_as(Role.ORGANISATION_ADMIN, at=organisation)
    near = user.works_in(organisation.territory_id, *COORDINATORS)
    require(admin or near, reason)

"""People come in, sign, and leave."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samverka.actors import queries, rules
from samverka.actors.models import (
    COORDINATORS,
    Invitation,
    Membership,
    Organisation,
    Role,
    Signature,
    Terms,
    Territory,
    User,
)
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import SWEDEN


INVITATION = timedelta(days=14)
REMINDER = timedelta(days=1)  # somebody is not reminded more often


@transaction.atomic
def sign_terms(*, terms: Terms, by: User, at: datetime) -> Signature:
    """Sign one version of the terms. Signing again changes nothing."""
    rules.sign_terms(by)
    held = _hold_awaiting(by)
    signature, is_new = Signature.objects.get_or_create(user=by, terms=terms, defaults={"signed_at": at})
    if is_new:
        audit.record(by=by, verb="actors.terms_signed", subject=terms, at=at)
        begin_organisations(by, held, at=at)
    return signature


@transaction.atomic
def edit_account(*, by: User, at: datetime, name: str = "", language: str = "") -> None:
    """Say what one is called, and in which language one is written to."""
    rules.edit_account(by)
    told = (name or by.name, language or by.language)
    if told != (by.name, by.language):
        by.name, by.language = told
        by.save(update_fields=["name", "language"])
        audit.record(by=by, verb="actors.account_edited", subject=by, at=at)


def see_news(*, until: datetime, by: User) -> None:
    """What is new to somebody begins at a moment, never at an earlier one than before."""
    later = Q(seen_until=None) | Q(seen_until__lt=until)
    User.objects.filter(later, pk=by.pk).update(seen_until=until)


@transaction.atomic
def invite(
    *,
    id: UUID,
    email: str,
    organisation: Organisation,
    territory: Territory,
    role: str,
    by: User,
    at: datetime,
    ends_at: datetime | None = None,
) -> Invitation:
    """Offer somebody a role. Police and enforcement hold no other role than liaison."""
    rules.invite(by, organisation)
    if there := Invitation.objects.filter(pk=id).first():
        asked = (email.lower(), organisation.pk, territory.pk, role)
        if (there.email, there.organisation_id, there.territory_id, there.role) != asked:
            raise Refused(_("This id already names something else."))
        return there
    check_role(organisation, role)
    _check_reach(organisation, role, territory=territory, by=by)
    if ends_at and ends_at <= at:
        raise Unfit(_("The last day must be later than today."), field="ends_at")
    invitation = Invitation.objects.create(
        id=id, email=email.lower(), organisation=organisation, territory=territory, role=role, ends_at=ends_at,
        invited_by=by, invited_at=at, expires_at=at + INVITATION,
    )  # fmt: skip
    audit.record(by=by, verb="actors.invited", subject=invitation, at=at, role=role)
    return invitation


@transaction.atomic
def remind(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """The link is good for as long again, and goes out once more. At most once a day."""
    rules.remind(by, invitation)
    invitation = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .get(pk=invitation.pk)
    )
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(_("This invitation is already answered or withdrawn."))
    if invitation.reminded_at and at < invitation.reminded_at + REMINDER:
        raise Refused(_("A reminder was sent less than a day ago."))
    invitation.reminded_at, invitation.expires_at = at, at + INVITATION
    invitation.save(update_fields=["reminded_at", "expires_at"])
    audit.record(by=by, verb="actors.reminded", subject=invitation, at=at)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """The invitation's link stops working."""
    rules.withdraw_invitation(by, invitation)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at):
        raise Refused(_("This invitation is already answered or withdrawn."))
    audit.record(by=by, verb="actors.invitation_withdrawn", subject=invitation, at=at)


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, name: str, passphrase: str, at: datetime, logged_in: User | None = None
) -> User:
    """Join. Whoever has an account already is logged in with it, and keeps its passphrase.

    Refused when the link is used or too old.
    """
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at or min(_ends(invitation)) <= at:
        raise Refused(_("This invitation is no longer good. Ask for a new one."))
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = User(email=invitation.email, name=name)
        user.set_password(passphrase)
        user.save()
    elif not user.is_active:  # closed because nobody used it; the link shows whose address it is
        user.is_active = True
        user.set_password(passphrase)
        user.save(update_fields=["is_active", "password"])
    elif user != logged_in:
        raise Refused(_("There is an account already. Log in with it first."))
    held = _hold_awaiting(user, invitation.organisation_id)
    begin_membership(
        user,
        invitation.organisation,
        invitation.role,
        territory=invitation.territory,
        at=at,
        ends_at=invitation.ends_at,
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    audit.record(by=user, verb="actors.invitation_accepted", subject=invitation, at=at)
    begin_organisations(user, held, at=at)
    return user


def _ends(invitation: Invitation) -> list[datetime]:
    """When the link, and what it offers, end."""
    return [one for one in (invitation.expires_at, invitation.ends_at) if one]


def begin_membership(
    user: User,
    organisation: Organisation,
    role: str,
    *,
    territory: Territory,
    at: datetime,
    ends_at: datetime | None = None,
) -> Membership:
    """Let a user work for an organisation. Refused for roles that the organisation can never hold."""
    check_role(organisation, role)
    membership, _made = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        territory=territory,
        role=role,
        ends_at=ends_at,
        defaults={"starts_at": at},
    )
    return membership


def check_role(organisation: Organisation, role: str) -> None:
    """Police and enforcement may only be liaison: they read nothing about people (handbook 3.20)."""
    if organisation.state in (Organisation.State.DORMANT, Organisation.State.LEFT):
        raise Refused(_("This organisation does not take part just now."))
    if organisation.kind == Organisation.Kind.ENFORCEMENT and role != Role.LIAISON:
        raise Unfit(_("Police and enforcement can only hold the role of liaison."), field="role")


def _check_reach(organisation: Organisation, role: str, *, territory: Territory, by: User) -> None:
    """Nobody hands out more than the organisation has, unless a coordinator of that place does."""
    if role in COORDINATORS or not by.works_in(territory.code, *COORDINATORS):
        check_territory(organisation, role, territory)
    if role in COORDINATORS and not by.works_in(territory.code, *COORDINATORS[: COORDINATORS.index(Role(role)) + 1]):
        raise Unfit(_("Only a coordinator of at least the same level makes somebody a coordinator."), field="role")


def check_territory(organisation: Organisation, role: str, territory: Territory) -> None:
    """A coordinator has a territory of the role's own level; no other role reaches further than its organisation."""
    if role in COORDINATORS and role != _level(territory):
        raise Unfit(_("This coordinator's territory is of another level: choose one that fits."), field="territory")
    if role not in COORDINATORS and not organisation.territory.covers(territory.code):
        raise Unfit(_("The role reaches further than the organisation."), field="territory")


def _level(territory: Territory) -> Role:
    """The role of whoever coordinates a territory of this level."""
    if territory.code == SWEDEN:
        return Role.NATIONAL_COORDINATOR
    return Role.COUNTY_COORDINATOR if len(territory.code) == len(SWEDEN) else Role.MUNICIPALITY_COORDINATOR


def _hold_awaiting(user: User, *more: UUID) -> list[Organisation]:
    """Lock the organisations that may begin, before anything is recorded: all who lock do so in this order."""
    mine = Q(pk__in=queries.awaiting(user).values("pk")) | Q(pk__in=more)
    return list(Organisation.objects.filter(mine).order_by("pk").select_for_update(no_key=True))


def begin_organisations(user: User, held: Iterable[Organisation], *, at: datetime) -> None:
    """An organisation that somebody vouches for begins when the first who speaks for it has signed the terms.

    Only those that are `held`, that is locked, begin.
    """
    if queries.unsigned_terms(user):
        return
    for organisation in queries.awaiting(user).filter(pk__in=[one.pk for one in held]):
        organisation.state = Organisation.State.ACTIVE
        organisation.save(update_fields=["state"])
        audit.record(by=user, verb="actors.organisation_began", subject=organisation, at=at)


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime) -> None:
    """Access stops at the next request."""
    rules.end_membership(by, membership)
    if membership.ends_at is None or membership.ends_at > at:
        membership.ends_at = max(at, membership.starts_at)
        membership.save(update_fields=["ends_at"])
        audit.record(by=by, verb="actors.membership_ended", subject=membership, at=at, role=membership.role)

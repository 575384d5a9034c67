"""Joining, signing, leaving. Each action is whole: it obeys its rule, writes, and leaves a line in the audit trail."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from samverka.actors import rules
from samverka.actors.models import (
    ContactLine,
    Invitation,
    Membership,
    Organisation,
    Role,
    Signature,
    Terms,
    Territory,
    Token,
    User,
)
from samverka.actors.queries import COORDINATORS
from samverka.core import audit
from samverka.core.access import Refused


INVITATION = timedelta(days=14)
TOKEN = timedelta(days=365)
FORMER = "@former.invalid"  # the address of those whose account is anonymised


@transaction.atomic
def sign_terms(*, terms: Terms, by: User, at: datetime) -> Signature:
    """Sign one version of the terms. Signing again changes nothing."""
    rules.sign_terms(by)
    signature, is_new = Signature.objects.get_or_create(user=by, terms=terms, defaults={"signed_at": at})
    if is_new:
        audit.record(by=by, verb="actors.terms_signed", subject=terms, at=at)
    return signature


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
        if (there.email, there.organisation_id, there.role) != (email.lower(), organisation.pk, role):
            raise Refused(_("This id already names something else."))
        return there
    check_role(organisation, role)
    if not organisation.territory.covers(territory.code) and not by.works_in(territory.code, *COORDINATORS):
        raise Refused(_("The role reaches further than the organisation."))
    invitation = Invitation.objects.create(
        id=id, email=email.lower(), organisation=organisation, territory=territory, role=role, ends_at=ends_at,
        invited_by=by, invited_at=at, expires_at=at + INVITATION,
    )  # fmt: skip
    audit.record(by=by, verb="actors.invited", subject=invitation, at=at, role=role)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> None:
    """The invitation's link stops working."""
    rules.withdraw_invitation(by, invitation)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at):
        raise Refused(_("This invitation is already answered or withdrawn."))
    audit.record(by=by, verb="actors.invitation_withdrawn", subject=invitation, at=at)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str, passphrase: str, at: datetime) -> User:
    """Join. Whoever has an account already keeps its passphrase. Refused when the link is used or too old."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
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
    return user


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
    if organisation.kind == Organisation.Kind.ENFORCEMENT and role != Role.LIAISON:
        raise Refused(_("Police and enforcement can only hold the role of liaison."))


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime) -> None:
    """Access stops at the next request."""
    rules.end_membership(by, membership)
    if membership.ends_at is None or membership.ends_at > at:
        membership.ends_at = max(at, membership.starts_at)
        membership.save(update_fields=["ends_at"])
        audit.record(by=by, verb="actors.membership_ended", subject=membership, at=at, role=membership.role)


@transaction.atomic
def make_token(*, label: str, by: User, at: datetime) -> tuple[Token, str]:
    """A token for a machine, good for a year, and its text, which is shown once."""
    rules.make_token(by)
    text = secrets.token_urlsafe(32)
    digest = sha256(text.encode()).hexdigest()
    token = Token.objects.create(user=by, label=label, digest=digest, made_at=at, expires_at=at + TOKEN)
    audit.record(by=by, verb="actors.token_made", subject=token, at=at)
    return token, text


@transaction.atomic
def end_token(*, token: Token, by: User, at: datetime) -> None:
    """The machine is let in no more."""
    rules.end_token(by, token.user)
    if token.ended_at is None:
        token.ended_at = at
        token.save(update_fields=["ended_at"])
        audit.record(by=by, verb="actors.token_ended", subject=token, at=at)


@transaction.atomic
def edit_contact_line(
    *, organisation: Organisation, function: str, phone: str, email: str, hours: str, by: User, at: datetime
) -> ContactLine:
    """Say who answers for a function; today's date is its verification."""
    rules.edit_contact_line(by, organisation)
    line, _made = ContactLine.objects.update_or_create(
        organisation=organisation,
        function=function,
        defaults={"phone": phone, "email": email, "hours": hours, "verified_on": at.date()},
    )
    audit.record(by=by, verb="actors.contact_line_edited", subject=line, at=at)
    return line


def purge_invitations(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete invitations that were answered, withdrawn or ran out, with the address they went to."""
    over = Q(accepted_at__lte=before) | Q(withdrawn_at__lte=before) | Q(expires_at__lte=before)
    found = list(Invitation.objects.filter(over).values_list("pk", flat=True)[:limit])
    return Invitation.objects.filter(pk__in=found).delete()[0]


def purge_tokens(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete tokens that let nobody in any more."""
    over = Q(ended_at__lte=before) | Q(expires_at__lte=before)
    found = list(Token.objects.filter(over).values_list("pk", flat=True)[:limit])
    return Token.objects.filter(pk__in=found).delete()[0]


def disable_inactive(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Close the accounts that nobody has used; a new invitation opens the door again."""
    users = _unused(before).filter(is_active=True)[:limit]
    for user in users:
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record(by=None, verb="actors.account_disabled", subject=user, at=at)
    return len(users)


def anonymise_former(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Put a meaningless name in the place of somebody's who has long left, and let go of their keys."""
    users = _unused(before).filter(is_active=False).exclude(email__endswith=FORMER)[:limit]
    for user in users:
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        user.tokens.all().delete()
        user.memberships.filter(Q(ends_at=None) | Q(ends_at__gt=at)).update(ends_at=at)
        user.email, user.name = f"{user.pk}{FORMER}", ""
        user.set_unusable_password()
        user.save(update_fields=["email", "name", "password"])
        audit.record(by=None, verb="actors.account_anonymised", subject=user, at=at)
    return len(users)


def _unused(before: datetime) -> QuerySet[User]:
    """The accounts that neither a person nor a person's machine has used since `before`."""
    used = Coalesce("last_login", "date_joined")
    new_role = Membership.objects.filter(user=OuterRef("pk"), starts_at__gt=before)
    machine = Token.objects.filter(user=OuterRef("pk"), ended_at=None, expires_at__gt=before)
    rows = User.objects.annotate(used_at=used).filter(~Exists(new_role), ~Exists(machine), used_at__lte=before)
    return rows.select_for_update().order_by("pk")

"""Letting go: invitations and tokens that are over, and the names of those who have left."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from samverka.actors.models import Invitation, Membership, Token, User
from samverka.core import audit


FORMER = "@former.invalid"  # the address of those whose account is anonymised


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
    return rows.select_for_update(no_key=True).order_by("pk")

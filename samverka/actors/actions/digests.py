"""Mails about what waits and what is new: how often, that one was given, and that they stop."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from samverka.actors import queries, rules
from samverka.actors.models import User
from samverka.core import audit


@transaction.atomic
def choose_digest(*, digest: str, by: User, at: datetime) -> None:
    """Say how often one is mailed what is new. The link in a mail says “never” for whom it was sent to."""
    rules.edit_account(by)
    if by.digest != digest:
        by.digest = digest
        by.save(update_fields=["digest"])
        audit.record(by=by, verb="actors.digest_chosen", subject=by, at=at, digest=digest)


@transaction.atomic
def begin_digest(*, by: User, at: datetime) -> None:
    """Whoever follows something is mailed once a week what is new, if they have never chosen and get no mail yet."""
    if not by.digest and queries.digest_of(by) == User.Digest.NONE:
        choose_digest(digest=User.Digest.WEEKLY, by=by, at=at)


def take_digest(*, user: User, on: date) -> bool:
    """Note that a user is given the mail of a day; False when another server was quicker."""
    before = Q(digested_on=None) | Q(digested_on__lt=on)
    return bool(User.objects.filter(before, pk=user.pk).update(digested_on=on))

"""What the clock does: cards past their day are called due, owners of practices are asked whether it is still so, and
what nobody answers for is put away."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from samverka.core.access import Refused
from samverka.exchange import actions, policy, queries
from samverka.exchange.http import ask_owner
from samverka.exchange.models import Practice


log = logging.getLogger(__name__)
BY_DAY = range(8, 17)  # hours in which mails go out
AT_ONCE = 20  # mails at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
_rests: dict[str, datetime] = {}


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
    if queries.cards_to_move(at=at).exists():
        actions.keep_cards(at=at)
    if queries.practices_to_archive(at=at):
        actions.archive_unconfirmed(at=at)
    ask_owners(at=at)


def ask_owners(*, at: datetime) -> None:
    """Ask by mail whether published practices are still so."""
    if localtime(at).hour not in BY_DAY or _rests.get("until", at) > at:
        return
    for practice in queries.practices_to_ask(at=at)[:AT_ONCE]:
        if not _ask(practice, at=at):
            _rests["until"] = at + PAUSE
            return


def _ask(practice: Practice, *, at: datetime) -> bool:
    """Note it and mail it, both or neither. An owner without a mailbox sees it in the product."""
    try:
        with transaction.atomic():
            actions.note_asked(practice=practice, at=at)
            if (to := queries.mailbox_of(practice)) and practice.confirm_by:
                until = policy.days_after(practice.confirm_by, policy.ARCHIVE_DAYS, practice.territory_id)
                ask_owner(practice, to=to, until=until.isoformat())
    except Refused:
        return True  # somebody was quicker
    except OSError:
        log.exception("A mail could not be sent; it is tried again.")
        return False
    return True

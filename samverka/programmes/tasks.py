"""What the clock does: it reminds, and calls due."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from samverka.core.access import Refused
from samverka.programmes import actions, queries
from samverka.programmes.http import send_renewal


log = logging.getLogger(__name__)
BY_DAY = range(8, 17)  # hours in which mails go out
AT_ONCE = 20  # mails at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
_rests: dict[str, datetime] = {}


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
    if queries.to_move(at=at).exists():
        actions.move_agreements(at=at)
    if localtime(at).hour in BY_DAY and _rests.get("until", at) <= at:
        remind(at=at)


def remind(*, at: datetime) -> None:
    """Tell the parties of what ends soon. Done twice, it tells nobody twice."""
    for one in queries.to_remind()[:AT_ONCE]:
        if not told(lambda one=one: send_renewal(actions.note_reminder(agreement=one, at=at))):  # type: ignore[misc]
            _rests["until"] = at + PAUSE
            return


def told(tell: Callable[[], Any]) -> bool:
    """Note it and mail it, both or neither. False when the mail could not be sent: it is tried again."""
    try:
        with transaction.atomic():
            tell()
    except Refused:
        return True  # somebody was quicker
    except OSError:
        log.exception("A mail could not be sent; it is tried again.")
        return False
    return True

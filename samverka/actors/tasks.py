"""What the clock does for those who log in: in the morning they are mailed what waits and what is new, if they want."""

import logging
from datetime import datetime, time, timedelta
from smtplib import SMTPRecipientsRefused

from django.db import transaction
from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import override

from samverka.actors import actions, queries
from samverka.actors.http import send_digest
from samverka.actors.models import User
from samverka.core import waiting


log = logging.getLogger(__name__)
MORNING = range(7, 11)  # hours in which mails go out, by the clock on the wall
AT_ONCE = 20  # mails at one beat of the clock
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
_rests: dict[str, datetime] = {}


def tick(*, at: datetime) -> None:
    """Mail those whose morning it is. Done twice, or by two servers, it mails once."""
    if localtime(at).hour not in MORNING or _rests.get("until", at) > at:
        return
    for user in queries.digests_due(at=at)[:AT_ONCE]:
        try:
            _tell(user, at=at)
        except SMTPRecipientsRefused:
            log.warning("A mailbox was refused; it is tried again another day.")
            actions.take_digest(user=user, on=localdate(at))
        except OSError:
            log.exception("A mail could not be sent; it is tried again.")
            _rests["until"] = at + PAUSE
            return


def _tell(user: User, *, at: datetime) -> None:
    """Take the day and mail it, or neither. Where nothing is new and nothing is due, nothing is mailed.

    What there is to tell is gathered first, so that nobody waits for it who writes meanwhile.
    """
    since, until = _since(user, at=at), localdate(at) + _period(user)
    roles = {one.role for one in user.standing}
    with override(user.language):
        waits = waiting.waiting(user, roles=roles, footing=queries.footing(user), at=at)
        news = [one for one in waiting.news(user, roles=roles, since=since, at=at) if one.is_mailed]
        waits = [one for one in waits if one.is_mailed]
        is_due = any(one.late or (one.due and one.due <= until) for one in waits)
        with transaction.atomic():
            if actions.take_digest(user=user, on=localdate(at)) and (news or is_due):
                send_digest(user, waits, news)


def _since(user: User, *, at: datetime) -> datetime:
    """The morning of the mail before, at most one period ago."""
    longest = localdate(at) - _period(user)
    return make_aware(datetime.combine(max(user.digested_on or longest, longest), time(MORNING.start)))


def _period(user: User) -> timedelta:
    return A_DAY if queries.digest_of(user) == User.Digest.DAILY else A_WEEK

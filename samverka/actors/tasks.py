"""What the clock does for those who log in: in the morning they are mailed what waits and what is new, if they want."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import override

from samverka.actors import actions, queries
from samverka.actors.http import digest_letters
from samverka.actors.models import User
from samverka.core import mailing, waiting
from samverka.core.mailing import AT_ONCE, Letters


MORNING = range(7, 11)  # hours in which mails go out, by the clock on the wall
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def tick(*, at: datetime) -> None:
    """Mail those whose morning it is. Done twice, or by two servers, it mails once."""
    if localtime(at).hour in MORNING:
        mailing.mail("digests", _mails(at=at), at=at)


def _mails(*, at: datetime) -> Iterator[Callable[[], Letters]]:
    for user in queries.digests_due(at=at)[:AT_ONCE]:
        yield partial(_take, user, localdate(at), _letters(user, at=at))


def _take(user: User, on: date, letters: Letters) -> Letters:
    return letters if actions.take_digest(user=user, on=on) else []


def _letters(user: User, *, at: datetime) -> Letters:
    """What there is to tell, gathered before the day is taken. Where nothing is new and nothing is due, nothing."""
    since, until = _since(user, at=at), localdate(at) + _period(user)
    roles = {one.role for one in user.standing}
    with override(user.language):
        waits = waiting.waiting(user, roles=roles, footing=queries.footing(user), at=at)
        news = [one for one in waiting.news(user, roles=roles, since=since, at=at) if one.is_mailed]
        waits = [one for one in waits if one.is_mailed]
        is_due = any(one.late or (one.due and one.due <= until) for one in waits)
        return digest_letters(user, waits, news, today=localdate(at)) if news or is_due else []


def _since(user: User, *, at: datetime) -> datetime:
    """The morning of the mail before, at most one period ago."""
    longest = localdate(at) - _period(user)
    return make_aware(datetime.combine(max(user.digested_on or longest, longest), time(MORNING.start)))


def _period(user: User) -> timedelta:
    return A_DAY if queries.digest_of(user) == User.Digest.DAILY else A_WEEK

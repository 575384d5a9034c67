"""What the directory does by the clock, and while nobody waits: it asks whether entries are right, and reads feeds."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain, islice
from secrets import token_urlsafe
from threading import Thread
from uuid import UUID

from django.utils.timezone import localtime, now

from samverka.core import background, mailing
from samverka.core.mailing import AT_ONCE, BY_DAY, Letters
from samverka.directory import actions, queries
from samverka.directory.actions import feeds
from samverka.directory.http import link_letters
from samverka.directory.models import Campaign, FeedReading, Provider


AT_ONCE_BYTES = 300_000  # of a file that is read while the answer is waited for
AT_ONCE_ENTRIES = 500


def tick(*, at: datetime) -> None:
    """Do what is due at this moment. Done twice, it asks nobody twice."""
    here = localtime(at)
    if codes := queries.towns_that_hide(on=here.date()):
        actions.touch(codes, at=at)
    if here.hour in BY_DAY:
        mailing.mail("directory", _mails(at=at), at=at)


def _mails(*, at: datetime) -> Iterator[Callable[[], Letters]]:
    for provider, campaign in islice(_due(at), AT_ONCE):
        yield partial(_ask, provider, campaign, token_urlsafe(32), at=at)


def _due(at: datetime) -> chain[tuple[Provider, Campaign | None]]:
    """Who is to be asked: by the campaigns that go on, and, of the others, by the clock."""
    on = localtime(at).date()
    asked: list[tuple[Provider, Campaign | None]] = []
    for campaign in queries.campaigns_on(on):
        asked += [(provider, campaign) for provider in queries.not_yet_asked(campaign)[: 2 * AT_ONCE]]
        asked += [(link.provider, campaign) for link in queries.to_remind(campaign, on=on)[:AT_ONCE]]
    reachable = [(provider, campaign) for provider, campaign in asked if queries.mailbox(provider)]
    clock = ((provider, None) for provider in queries.providers_to_remind(at=at, on=on)[:AT_ONCE])
    return chain(reachable, clock)


def _ask(provider: Provider, campaign: Campaign | None, token: str, *, at: datetime) -> Letters:
    return link_letters(*actions.make_link(provider=provider, campaign=campaign, token=token, at=at))


def start_reading(id: UUID) -> Thread:
    """Go on with a feed's reading in the background. Started twice, only one of them works."""
    return background.start(f"reading {id}", lambda: feeds.work_on_reading(id=id, clock=now))


def go_on(one: FeedReading, *, is_short: bool) -> None:
    """Do it at once when it is short, else in the background."""
    if is_short:
        feeds.work_on_reading(id=one.pk, clock=now)
    else:
        start_reading(one.pk)


def is_short(one: FeedReading) -> bool:
    """Is what it goes on with done while an answer is waited for?"""
    return (one.entries if one.entries is not None else one.so_far) <= AT_ONCE_ENTRIES

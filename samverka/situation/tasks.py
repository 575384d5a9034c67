"""What the situation picture does by the clock: figures follow, links and reminders go out by day, and by night files
are made of all that was published; and what it does while nobody waits for the page: tables are worked out."""

import logging
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
from samverka.situation import actions, queries
from samverka.situation.http import link_letters
from samverka.situation.indicators import INDICATORS
from samverka.situation.models import Answer, OverlapTable, Preview, Reminder


log = logging.getLogger(__name__)
LISTS_AT_ONCE = 3  # that are worked out while the answer is waited for: half a second
SHORT = 200  # contributions whose table is worked out while the answer is waited for


def tick(*, at: datetime) -> None:
    """Take in what has happened, ask whom it is time to ask, and keep the files of what was published."""
    actions.keep_figures(at=at)
    ask(at=at)
    try:
        actions.keep_dumps(at=at)
    except Exception:
        log.exception("The files of what was published could not be made; it is tried again.")


def start_preview(id: UUID) -> Thread:
    """Work out in the background what would be published. Started twice, only one of them works."""
    return background.start(f"preview {id}", lambda: actions.work_on_preview(id=id, clock=now))


def go_on(one: Preview) -> None:
    """Do it at once when it is short, else in the background."""
    many = queries.contributions(INDICATORS[one.measure], one.territory, one.quarters).count()
    if many > SHORT:
        start_preview(one.pk)
        return
    try:
        actions.work_on_preview(id=one.pk, clock=now)
    except Exception:
        log.exception("What would be published could not be worked out.")  # the page says so


def ask(*, at: datetime) -> None:
    """Invite and remind by mail. Done twice, it asks nobody twice."""
    if localtime(at).hour in BY_DAY:
        mailing.mail("situation", _mails(at=at), at=at)


def _mails(*, at: datetime) -> Iterator[Callable[[], Letters]]:
    invitations = ((one, None) for one in queries.to_invite()[:AT_ONCE])
    reminders = ((one.answer, one) for one in queries.to_remind()[:AT_ONCE])
    for answer, reminder in islice(chain(invitations, reminders), AT_ONCE):
        yield partial(_ask, answer, reminder, token_urlsafe(32), at=at)


def _ask(answer: Answer, reminder: Reminder | None, token: str, *, at: datetime) -> Letters:
    made = actions.invite_by_link(answer=answer, reminder=reminder, token=token, at=at)
    return link_letters(*made, is_reminder=reminder is not None)


def start_overlaps(id: UUID) -> None:
    """Work a table out in the background. Started twice, only one of them works."""
    background.start(f"overlaps {id}", lambda: actions.work_out_overlaps(id=id, clock=now))


def work_out(table: OverlapTable) -> None:
    """At once when it is short, else in the background."""
    if len(table.lists) > LISTS_AT_ONCE:
        start_overlaps(table.pk)
    else:
        actions.work_out_overlaps(id=table.pk, clock=now)

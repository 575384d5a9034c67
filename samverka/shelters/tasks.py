"""What goes on while nobody waits for the page: long files are read, compared and written in a thread of the server;
and, by the clock, hosts are told their day by mail."""

import logging
from datetime import datetime, timedelta
from threading import Thread
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from samverka.core import background
from samverka.shelters import actions, queries
from samverka.shelters.actions import imports
from samverka.shelters.http import send_day
from samverka.shelters.models import HostLink, Import


log = logging.getLogger(__name__)
PAUSE = timedelta(minutes=10)  # after a mail that could not be sent
_rests: dict[str, datetime] = {}
AT_ONCE = 5_000  # lines that are done while the answer is waited for: about a second


def start_import(id: UUID) -> Thread:
    """Go on with an import in the background. Started twice, only one of them works; see `work_on_import`."""
    return background.start(f"import {id}", lambda: imports.work_on_import(id=id, clock=now))


def go_on(one: Import, *, lines: int) -> None:
    """Do it at once when it is short, else in the background."""
    if lines > AT_ONCE:
        start_import(one.pk)
    else:
        imports.work_on_import(id=one.pk, clock=now)


def tell_hosts(*, at: datetime) -> None:
    """Mail the day's sentence to the hosts that want it, when every host is to know. Done twice, it mails once."""
    if _rests.get("until", at) > at:
        return
    for link in queries.links_to_mail(at=at):
        try:
            with transaction.atomic():
                _tell(link, at=at)
        except OSError:
            log.exception("A mail could not be sent; it is tried again.")
            _rests["until"] = at + PAUSE
            return


def _tell(link: HostLink, *, at: datetime) -> None:
    day = queries.host_day(season=link.season, host=link.host, at=at)
    mailbox = queries.mailbox_of(link, day.slot)
    if day.is_late and link.key and mailbox and actions.mark_mailed(link=link, on=day.date):
        send_day(link, day, mailbox)

"""What must happen by itself, by the clock: holds run out, nights are frozen at four and closed in the morning, and
shelters that said so change pool between two nights, hosts are told at noon whether they open, extra-cold nights are
kept going, those who are asked get their mails, and the figures follow."""

import logging
from datetime import datetime
from threading import Event, Thread

from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils.timezone import now

from samverka.actors import tasks as actors
from samverka.core.access import Refused
from samverka.directory import tasks as directory
from samverka.exchange import tasks as exchange
from samverka.programmes import tasks as programmes
from samverka.shelters import actions, clock, queries
from samverka.shelters import tasks as shelters
from samverka.situation import tasks as situation


log = logging.getLogger(__name__)
PAUSE = 20  # seconds


def tick(*, at: datetime) -> None:
    """Do what is due at this moment. Everything here bears being done twice, and by two servers at once."""
    for night in queries.nights_with_lapsed_holds(at=at):
        actions.expire_holds(night=night, at=at)
    for night in queries.nights_to_freeze(at=at):
        try:
            actions.freeze_night(night=night, by=None, at=at)
        except Refused:
            continue  # somebody closed or cancelled it meanwhile
    for night in queries.nights_to_close(at=at):
        actions.close_night(night=night, by=None, at=at)
    for shelter in queries.shelters_to_move(at=at):
        actions.move_shelter(shelter=shelter, at=at)
    shelters.tell_hosts(at=at)
    shelters.keep_cold_nights(at=at)
    actors.tick(at=at)
    directory.tick(at=at)
    situation.tick(at=at)
    exchange.tick(at=at)
    programmes.tick(at=at)


def keep_time(stop: Event) -> None:
    """Tick until told to stop; once a day, in the small hours, delete what has passed its time."""
    purged_on = None
    while not stop.wait(PAUSE):
        at = now()
        try:
            close_old_connections()
            tick(at=at)
            today = at.astimezone(clock.HERE).date()
            if purged_on != today and at.astimezone(clock.HERE).hour >= clock.FREEZE.hour:
                call_command("purge", verbosity=0)
                purged_on = today
        except Exception:
            log.exception("The clock missed a beat; it tries again.")
        finally:
            connection.close()


def start_clock() -> Event:
    """Start the clock in a thread of its own; set the event to stop it."""
    stop = Event()
    Thread(target=keep_time, args=[stop], name="clock", daemon=True).start()
    return stop

"""Work that nobody waits for: done by one thread of the server at a time, taken over when that falls silent."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import Protocol

from django.db import connection


log = logging.getLogger(__name__)
SILENCE = timedelta(seconds=20)  # after so long without a sign, somebody else takes the work over


class Worked(Protocol):
    worked_at: datetime | None


def is_abandoned(one: Worked, *, at: datetime) -> bool:
    """Has whoever worked on it gone silent, or did nobody begin?"""
    return one.worked_at is None or one.worked_at < at - SILENCE


def start(name: str, work: Callable[[], None]) -> Thread:
    """Do it in a thread of the server, unless one is at it: what is silent need not be dead, only long."""
    for thread in enumerate_threads():
        if thread.name == name:
            return thread
    thread = Thread(target=_work, args=[work], name=name, daemon=True)
    thread.start()
    return thread


def _work(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("Work in the background stopped half-way.")
    finally:
        connection.close()

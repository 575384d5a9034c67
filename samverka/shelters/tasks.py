"""What goes on while nobody waits for the page: long files are read, compared and written in a thread of the server."""

import logging
from threading import Thread
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from samverka.shelters.actions import imports
from samverka.shelters.models import Import


log = logging.getLogger(__name__)
AT_ONCE = 5_000  # lines that are done while the answer is waited for: about a second


def start_import(id: UUID) -> Thread:
    """Go on with an import in the background. Started twice, only one of them works; see `work_on_import`."""
    thread = Thread(target=_work, args=[id], name=f"import {id}", daemon=True)
    thread.start()
    return thread


def go_on(one: Import, *, lines: int) -> None:
    """Do it at once when it is short, else in the background."""
    if lines > AT_ONCE:
        start_import(one.pk)
    else:
        imports.work_on_import(id=one.pk, clock=now)


def _work(id: UUID) -> None:
    try:
        imports.work_on_import(id=id, clock=now)
    except Exception:
        log.exception("An import stopped half-way.")
    finally:
        connection.close()

"""What goes on while nobody waits for the page: long files are read, compared and written in a thread of the server."""

from threading import Thread
from uuid import UUID

from django.utils.timezone import now

from samverka.core import background
from samverka.shelters.actions import imports
from samverka.shelters.models import Import


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

"""`samverka serve`: the server, and the clock that goes with it."""

import gc
import os
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from samverka.core.prepared import prepare_all
from samverka.shelters.queries import prepare_board
from samverka.web.tasks import start_clock


class Command(BaseCommand):
    help = "Serve on PORT (8000). Without SECRET_KEY only this machine is served, with invented data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument("--no-clock", action="store_true", help="leave what is due to another server")

    def handle(self, *args: Any, threads: int, no_clock: bool, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        host = "127.0.0.1" if settings.EXERCISE else os.environ.get("HOST", "127.0.0.1")
        if not no_clock:
            start_clock()
        application = get_wsgi_application()
        HTTPChannel.task_class = Answer
        warm_up()
        self.stdout.write(f"Samverka listens on http://{host}:{port}/  (Ctrl-C stops it)")
        waitress.serve(application, host=host, port=int(port), threads=threads, ident="samverka", **behind_proxies())


class Answer(WSGITask):  # type: ignore[misc]
    """Leaves the line open after an answer without a body, as “unchanged” is; waitress itself would close it."""

    def set_close_on_finish(self) -> None:
        if self.has_body or self.version != "1.1" or self.request.headers.get("CONNECTION", "").lower() == "close":
            super().set_close_on_finish()


def warm_up() -> None:
    """Read what every page needs before anybody asks for one, and let the garbage collector pass it over from then on.

    It would otherwise look through all of Django's own things again and again while pages are made.
    """
    for folder in (settings.ROOT / "samverka").glob("*/templates"):
        for file in folder.rglob("*.html"):
            get_template(str(file.relative_to(folder)))
    for language, _ in settings.LANGUAGES:
        with override(language):
            reverse("shelters:board")
    with suppress(OperationalError):  # a database that does not answer yet
        connection.ensure_connection()  # one that waits for whoever comes first
        prepare_all()
        prepare_board()
        connection.close()
    gc.collect()
    gc.freeze()


def behind_proxies() -> dict[str, Any]:
    """What is believed of who asks: without proxies of our own, nothing that the asker says itself."""
    if not settings.TRUSTED_PROXIES:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": "*", "trusted_proxy_count": settings.TRUSTED_PROXIES, "trusted_proxy_headers": headers}

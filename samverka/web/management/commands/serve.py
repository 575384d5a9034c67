"""`samverka serve`: the server, and the clock that goes with it."""

import os
from argparse import ArgumentParser
from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

from samverka.web.tasks import start_clock


class Command(BaseCommand):
    help = "Serve on PORT (8000). Without SECRET_KEY only this machine is served, with invented data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, threads: int, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        host = "127.0.0.1" if settings.EXERCISE else os.environ.get("HOST", "127.0.0.1")
        start_clock()
        self.stdout.write(f"Samverka listens on http://{host}:{port}/  (Ctrl-C stops it)")
        waitress.serve(
            get_wsgi_application(), host=host, port=int(port), threads=threads, ident="samverka", **behind_proxies()
        )


def behind_proxies() -> dict[str, Any]:
    """What is believed of who asks: without proxies of our own, nothing that the asker says itself."""
    if not settings.TRUSTED_PROXIES:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": "*", "trusted_proxy_count": settings.TRUSTED_PROXIES, "trusted_proxy_headers": headers}

"""`samverka docs`: write the reference documents, or with --check say which are not up to date."""

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import override

from samverka.core.documents import DOCUMENTS, FOLDER


class Command(BaseCommand):
    help = "Write docs/reference from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when something is not fresh")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        autodiscover_modules("reference")
        import_module(settings.ROOT_URLCONF.replace("urls", "reference"))  # what no single app can tell: the API
        with override("en"):
            written = {FOLDER / name: tell() for name, tell in DOCUMENTS.items()}
        stale = [path for path, text in written.items() if not path.exists() or path.read_text() != text]
        if check and stale:
            raise CommandError(f"Not fresh: {', '.join(path.name for path in stale)}. Run `make docs`.")
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written[path])
            self.stdout.write(f"docs/reference/{path.name}")

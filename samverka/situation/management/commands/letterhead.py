"""`samverka letterhead`: write the house's template of a report as a letter (DOCX)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from samverka.situation.paper.letter import TEMPLATE
from samverka.situation.paper.template import make_template


class Command(BaseCommand):
    help = "Write the template of a report as a letter, to be changed in any word processor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=TEMPLATE)

    def handle(self, *args: Any, **options: Any) -> None:
        options["file"].write_bytes(make_template())
        self.stdout.write(str(options["file"]))

"""`samverka package FILE`: the public directory as a Tabular Data Package, as `/hsds/v3/datapackage.zip` gives it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from samverka.directory.hsds.package import write
from samverka.directory.models import Language
from samverka.directory.queries.hsds import Wanted, packaged


class Command(BaseCommand):
    help = "Write the public directory as a Tabular Data Package of HSDS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--language", default="sv", help="of its texts, where they are translated")

    def handle(self, *args: Any, file: Path, language: str, **options: Any) -> None:
        if not Language.objects.filter(pk=language).exists():
            raise CommandError(f"There is no language {language}.")
        part = file.with_name(f"{file.name}.part")
        with part.open("wb") as target:
            write(target, packaged(Wanted(on=localdate(), language=language)), title="Samverka")
        part.replace(file)
        self.stdout.write(str(file))

"""`samverka verify data` and `samverka verify audit`: is everything whole? Exit 0 when it is, 1 when it is not."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules
from django.utils.timezone import now

from samverka.core import audit
from samverka.core.county import counties_of
from samverka.core.models import Entry, Segment
from samverka.core.verifying import CHECKS


SHOWN = 20  # of the same kind; the rest is counted


class Command(BaseCommand):
    help = "Check the data, or the audit trail, and say in plain words what is wrong. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["data", "audit"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        faults = self._audit() if what == "audit" else self._data(now())
        if faults:
            self.stderr.write(f"Not whole: {faults} found." if faults > 1 else "Not whole: 1 fault found.")
            raise SystemExit(1)
        self.stdout.write("Whole: nothing is wrong.")

    def _data(self, at: datetime) -> int:
        autodiscover_modules("integrity")
        return sum(self._tell(name, check(at)) for name, check in CHECKS.items())

    def _audit(self) -> int:
        counties = sorted({*counties_of(Entry), *counties_of(Segment)})
        return sum(self._tell(_trail(county), audit.faults(county)) for county in counties)

    def _tell(self, name: str, told: Iterable[str]) -> int:
        """Write what is wrong; how much it was."""
        count = 0
        for sentence in told:
            count += 1
            if count <= SHOWN:
                self.stderr.write(sentence)
        if count > SHOWN:
            self.stderr.write(f"… and {count - SHOWN} more like this.")
        self.stdout.write(f"{'wrong' if count else 'ok':6} {name}")
        return count


def _trail(county: str) -> str:
    """What to write down beside the trail, so that a shorter one can be told later."""
    last = Entry.objects.filter(county=county).order_by("-number").first()
    return f"county {county}: entry {last.number}, digest {last.digest}" if last else f"county {county}: no entries"

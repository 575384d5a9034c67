"""`samverka draw verify FILE`: work a draw out again from its open record. Needs no database, and writes nothing.

Exit 0 when everything follows, 1 when something does not, 2 when there is nothing to read.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samverka.shelters import record


SHOWN = 20  # of what is wrong with one promise; the rest is counted


class Command(BaseCommand):
    help = "Check the open record of a draw: seed, order, arrangement, and that the lot was law."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verify = parser.add_subparsers(dest="what", required=True).add_parser("verify", help="does everything follow?")
        verify.add_argument("file", help="the record, as the draw's public page gives it; - reads standard input")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            found = record.parse(_read(file))
        except (OSError, ValueError) as error:
            raise CommandError(f"Nothing to check. {getattr(error, 'strerror', None) or error}", returncode=2) from None
        checks = []
        for check in record.checks(found):
            self._tell(check)
            checks.append(check)
        if checks[0].holds:
            for line in _account(found):
                self.stdout.write(line)
        if not all(check.holds for check in checks):
            self.stdout.write("Not everything follows: do not trust this record.")
            raise SystemExit(1)
        self.stdout.write("Everything follows.")

    def _tell(self, check: record.Check) -> None:
        word = "?" if check.faults is None else "WRONG" if check.faults else "ok"
        self.stdout.write(f"{word:6} {check.promise}")
        faults = check.faults or []
        for fault in faults[:SHOWN]:
            self.stdout.write(f"       {_plain(fault)}")
        if len(faults) > SHOWN:
            self.stdout.write(f"       … and {len(faults) - SHOWN} more.")


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(record.MOST_BYTES + 1)
    with Path(file).open("rb") as opened:
        return opened.read(record.MOST_BYTES + 1)


def _account(found: dict[str, Any]) -> Iterable[str]:
    """Which draw this was, and how it went."""
    locked, results = found["list"], found["results"]
    people = sum(slip[name] for slip in locked["slips"] for name in ("women", "men", "other", "children"))
    won = sum(bool(result["bins"]) for result in results)
    yield ""
    yield f"{_plain(locked['pool'])}, the night {_plain(locked['date'])}, draw {locked['round']} of that night."
    yield (
        f"{len(locked['slips'])} slips for {people} people, {len(locked['withdrawn'])} taken back; "
        f"{sum(bin['beds'] for bin in locked['bins'])} beds in {len(locked['bins'])} rooms and halls."
    )
    yield f"{won} slips have places, {len(results) - won} have none."
    yield f"Seal, told before the first slip:      {found['commitment']}"
    yield f"Hash of the list, told before the word: {found['list_hash']}"
    yield f"The witness's word: {_plain(found['witness'])}"
    yield "Compare these three with what was on the wall and said in the room."
    yield ""


def _plain(text: str) -> str:
    """Text from a stranger's file, without signs that could command a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)

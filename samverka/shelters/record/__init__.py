"""The open record of a draw: everything that anyone needs to repeat it (`build`), and the checks that do (`checks`)."""

from samverka.shelters.record.building import VERSION, build, list_hash, locked_list
from samverka.shelters.record.checking import Check, checks, problems
from samverka.shelters.record.reading import MOST_BYTES, Damaged, parse


__all__ = [
    "MOST_BYTES",
    "VERSION",
    "Check",
    "Damaged",
    "build",
    "checks",
    "list_hash",
    "locked_list",
    "parse",
    "problems",
]

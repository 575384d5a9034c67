"""Which column is which, whatever it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samverka.core.sheets.cells import Cell, fold, is_blank


HEADER_WITHIN = 40
MOST_COLUMNS = 60

Meanings = Mapping[str, Sequence[str]]
"""What people call a column, the most particular first."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins, and what its columns mean: field to place."""

    row: int  # the place in the list of rows; -1 when there is none
    columns: dict[str, int]


def find_header(rows: Sequence[Sequence[Cell]], *, meanings: Meanings, own: Mapping[str, str] | None = None) -> Header:
    """The row among the first ones that names most columns. `own` are our own headings: folded text to field."""
    best = Header(-1, {})
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        texts = [cell for cell in row if isinstance(cell, str) and not is_blank(cell)]
        if len(texts) < 2:
            continue
        columns = guess(row, meanings=meanings, own=own)
        if len(columns) > len(best.columns) or best.row < 0:
            best = Header(place, columns)
    return best


def guess(headings: Sequence[Cell], *, meanings: Meanings, own: Mapping[str, str] | None = None) -> dict[str, int]:
    """What the columns mean, each meaning once: as we call it ourselves, else exactly, else as part of a heading."""
    folded = [fold(cell) if isinstance(cell, str) else "" for cell in headings[:MOST_COLUMNS]]
    found: dict[str, int] = {}
    exact = {**{fold(word): field for field, words in meanings.items() for word in words}, **(own or {})}
    for place, text in enumerate(folded):
        if text in exact:
            found.setdefault(exact[text], place)
    for field, words in meanings.items():
        for place, text in enumerate(folded):
            if field in found or place in found.values():
                continue
            if any(f" {fold(word)} " in f" {text} " for word in words):
                found[field] = place
    return found

"""What a table of overlaps says: its answer, and the simpler bounds beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import isfinite

from samverka.situation.estimates import Hidden, Overlaps, Refused, answer_in
from samverka.situation.estimates.two_lists import chapman, lincoln_petersen
from samverka.situation.models import OverlapTable


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lists alone: what they say if being on one makes it neither likelier nor less likely to be on the other."""

    first: str
    second: str
    both: int
    lincoln_petersen: float | None
    chapman: float


def answer_of(table: OverlapTable) -> Hidden | Refused | None:
    return answer_in(table.answer) if table.answer is not None else None


def pairs(table: OverlapTable) -> Iterator[Pair]:
    """Every two of the lists."""
    whole = overlaps_of(table)
    for first, second in combinations(range(len(whole)), 2):
        two = whole.pair(first, second)
        plain = lincoln_petersen(two).total
        told = plain if isfinite(plain) else None
        yield Pair(two.lists[0], two.lists[1], two.counts[3], told, chapman(two).total)


def overlaps_of(table: OverlapTable) -> Overlaps:
    return Overlaps(tuple(table.lists), tuple(table.counts))


def rows_of(table: OverlapTable) -> list[tuple[list[bool], int]]:
    """On which lists, and how many: first those on one list."""
    patterns = sorted(range(1, len(table.counts)), key=lambda pattern: (pattern.bit_count(), pattern))
    lists = range(len(table.lists))
    return [([bool(pattern >> number & 1) for number in lists], table.counts[pattern]) for pattern in patterns]

"""The table that everything starts from: how many were found on which lists.

It is made outside the system, by whoever keeps the lists; only these counts come in, and nothing about anyone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import numpy as np

from samverka.situation.estimates.lattice import Floats


FEWEST, MOST = 2, 8  # lists


@dataclass(frozen=True, slots=True)
class Reason:
    """Something to be said: a code, and the numbers and names that belong to it."""

    code: str
    told: Mapping[str, Any] = field(default_factory=dict)


class NotATableError(ValueError):
    """These rows are no table of overlaps; `reason` says why."""

    def __init__(self, code: str, **told: Any) -> None:
        self.reason = Reason(code, told)
        super().__init__(f"{code}: {told}" if told else code)


@dataclass(frozen=True, slots=True)
class Overlaps:
    """`counts` holds 2^lists numbers: at each pattern (bit k: on list k) the people; none on no list."""

    lists: tuple[str, ...]
    counts: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lists)

    @property
    def seen(self) -> int:
        """All who are on some list."""
        return sum(self.counts)

    @property
    def overlapping(self) -> int:
        """All who are on more than one: what an estimate is made of."""
        return sum(count for pattern, count in enumerate(self.counts) if pattern.bit_count() > 1)

    @property
    def apart(self) -> tuple[str, ...]:
        """The lists that share nobody with the others, not even through a third: all but the largest group."""
        groups: list[int] = []
        for pattern, count in enumerate(self.counts):
            if count:
                touched = [group for group in groups if group & pattern]
                groups = [group for group in groups if not group & pattern] + [reduce(or_, touched, pattern)]
        main = max(groups, key=self._people, default=0)
        return tuple(name for number, name in enumerate(self.lists) if not main >> number & 1)

    def _people(self, group: int) -> int:
        return sum(count for pattern, count in enumerate(self.counts) if pattern & group)

    def array(self) -> Floats:
        return np.array(self.counts, dtype=np.float64)

    def pair(self, first: int, second: int) -> "Overlaps":
        """Two of the lists alone."""
        counts = [0, 0, 0, 0]
        for pattern, count in enumerate(self.counts):
            counts[(pattern >> first & 1) + 2 * (pattern >> second & 1)] += count
        return Overlaps((self.lists[first], self.lists[second]), (0, *counts[1:]))


def read(lists: Sequence[str], rows: Iterable[Sequence[int]]) -> Overlaps:
    """The table of rows that hold a 1 or 0 for each list, then how many people; patterns that are not told are 0.

    Raises NotATableError with the first thing that is wrong; rows are counted from 1.
    """
    names = tuple(name.strip() for name in lists)
    if not FEWEST <= len(names) <= MOST:
        raise NotATableError("number_of_lists", lists=len(names), least=FEWEST, most=MOST)
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        raise NotATableError("names_of_lists")
    counts: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        pattern, people = _row(row, len(names), number)
        if pattern in counts:
            raise NotATableError("pattern_twice", row=number)
        counts[pattern] = people
    for place, name in enumerate(names):
        if not any(people for pattern, people in counts.items() if pattern >> place & 1):
            raise NotATableError("empty_list", list=name)
    return Overlaps(names, tuple(counts.get(pattern, 0) for pattern in range(2 ** len(names))))


def _row(row: Sequence[int], lists: int, number: int) -> tuple[int, int]:
    if len(row) != lists + 1:
        raise NotATableError("length_of_row", row=number, expected=lists + 1, found=len(row))
    *marks, people = row
    if any(mark not in (0, 1) for mark in marks):
        raise NotATableError("neither_0_nor_1", row=number)
    if isinstance(people, bool) or not isinstance(people, int) or people < 0:
        raise NotATableError("no_whole_number", row=number)
    if not any(marks):
        raise NotATableError("on_no_list", row=number)  # they are what is asked for
    return sum(mark << place for place, mark in enumerate(marks)), people

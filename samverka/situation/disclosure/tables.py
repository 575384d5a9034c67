"""Tables of counts as disclosure control sees them: cells, and the sums that tie them together.

A cell is known by its key: what is counted, and its code in each dimension that is not the dimension's total. So
tables that tell of the same things share cells without being told so: they are linked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar


Key = tuple[tuple[str, str], ...]  # ("measure", what is counted), and (dimension, code), sorted
Shares = Mapping[str, int]  # how much of a cell each contributor stands for

Codes = TypeVar("Codes", bound=tuple[str, ...])

ALL = "*"  # the code of a dimension's total, unless it says otherwise


class Contradiction(ValueError):
    """What is said of cells cannot all be true."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A hierarchy of codes: each code, and the code that it is part of.

    A code that is part of nothing ("") is summed by nobody. The total is a code like others, but left out of keys.
    """

    name: str
    parents: Mapping[str, str]
    total: str = ALL

    @classmethod
    def flat(cls, name: str, codes: Iterable[str], *, total: str = ALL) -> "Dimension":
        """Codes that only the total sums."""
        return cls(name, dict.fromkeys(codes, total), total)

    def up(self, code: str) -> Iterator[str]:
        """The code, and all that it is part of. Raises KeyError for a code that is not there, ValueError for a ring."""
        if code not in self.parents and code not in self.parents.values():
            raise KeyError(code)
        steps = 0
        while code:
            yield code
            code, steps = self.parents.get(code, ""), steps + 1
            if steps > len(self.parents) + 1:
                raise ValueError(f"{self.name}: {code} is part of itself.")

    @property
    def codes(self) -> list[str]:
        """All codes, sorted."""
        return sorted({*self.parents, *self.parents.values()} - {""})

    @property
    def children(self) -> dict[str, list[str]]:
        """The parts of each code that has some, sorted."""
        parts: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self.parents):
            if self.parents[code]:
                parts[self.parents[code]].append(code)
        return dict(parts)


@dataclass(frozen=True, slots=True)
class Equation:
    """A margin: the total is the sum of its parts."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The true counts of every combination of codes, margins included, and which of them are to be shown.

    `shares` tells who contributed how much, for cells where that is known.
    """

    measure: str
    dimensions: tuple[Dimension, ...]
    values: Mapping[Key, int]
    shown: frozenset[Key]
    shares: Mapping[Key, Shares] = field(default_factory=dict)

    def key(self, *codes: str) -> Key:
        """The key of the cell with these codes, one for each dimension."""
        return key(self.measure, self.dimensions, codes)

    @property
    def innermost(self) -> dict[Key, tuple[Key, ...]]:
        """The cells that are sums of nothing, each with itself and every cell that it is counted in."""
        leaves = [[code for code in one.codes if code not in one.children] for one in self.dimensions]
        return {
            self.key(*codes): tuple(self.key(*above) for above in _above(self.dimensions, codes))
            for codes in product(*leaves)
        }

    @property
    def equations(self) -> list[Equation]:
        """Every margin, along each dimension."""
        found = []
        for place, dimension in enumerate(self.dimensions):
            others = [[""] if one is dimension else one.codes for one in self.dimensions]
            for total, parts in dimension.children.items():
                for codes in product(*others):
                    rows = [self.key(*codes[:place], code, *codes[place + 1 :]) for code in (total, *parts)]
                    found.append(Equation(rows[0], tuple(rows[1:])))
        return found


def key(measure: str, dimensions: Sequence[Dimension], codes: Sequence[str]) -> Key:
    """A cell's key: the totals among its codes are left out, so that linked tables find the same cell."""
    pairs = [(one.name, code) for one, code in zip(dimensions, codes, strict=True) if code != one.total]
    return (("measure", measure), *sorted(pairs))


def tabulate(
    measure: str,
    dimensions: Sequence[Dimension],
    counts: Mapping[Codes, int | Shares],
    *,
    shown: Iterable[Key] | None = None,
) -> Table:
    """The table of innermost counts, each a number or the numbers of its contributors; what is missing counts 0.

    Without `shown` everything is to be shown. Raises KeyError for a code that no dimension has, ValueError for a sum
    or below zero.
    """
    dimensions = tuple(dimensions)
    values: Counter[Key] = Counter()
    shares: dict[Key, Counter[str]] = defaultdict(Counter)
    sums = [set(one.children) for one in dimensions]
    for codes, count in counts.items():
        if any(code in summed for code, summed in zip(codes, sums, strict=True)):
            raise ValueError(f"{codes}: this cell is a sum.")
        told = count if isinstance(count, Mapping) else {}
        amount = count if isinstance(count, int) else sum(told.values())
        if amount < 0 or any(share < 0 for share in told.values()):
            raise ValueError(f"{codes}: a count is never below zero.")
        for above in _above(dimensions, codes):
            cell = key(measure, dimensions, above)
            values[cell] += amount
            shares[cell].update({name: share for name, share in told.items() if share})
    everything = [key(measure, dimensions, codes) for codes in product(*(one.codes for one in dimensions))]
    cells = {cell: values[cell] for cell in everything}
    known = {cell: dict(told) for cell, told in shares.items() if told}
    return Table(measure, dimensions, cells, frozenset(everything if shown is None else shown), known)


def linked(tables: Iterable[Table]) -> dict[Key, int]:
    """The cells of all tables. Raises Contradiction where two give a cell different counts."""
    found: dict[Key, int] = {}
    for table in tables:
        for cell, value in table.values.items():
            if found.setdefault(cell, value) != value:
                raise Contradiction(f"{cell} counts {found[cell]} in one table and {value} in another.")
    return found


def margins(tables: Iterable[Table]) -> list[Equation]:
    """The equations of all tables, each once."""
    return list(dict.fromkeys(one for table in tables for one in table.equations))


def _above(dimensions: Sequence[Dimension], codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return product(*(one.up(code) for one, code in zip(dimensions, codes, strict=True)))

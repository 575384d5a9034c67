"""The tables that are published, declared beforehand and for good: no other crossing of area, period and category.

How fine they are follows from how few people there are: for some 5,000 people, four of five cells that are not zero
are below 5 by municipality, month and category, and one in thirty by county, quarter and category. Municipalities are
told of for supply and visits only, never for people.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samverka.situation.disclosure.tables import ALL, Dimension, Key, Shares, Table, tabulate


PEOPLE, SUPPLY, VISITS = "people", "supply", "visits"
NATION, COUNTY, MUNICIPALITY = "nation", "county", "municipality"
MONTH, QUARTER = "month", "quarter"
AREAS = {NATION: r"00", COUNTY: r"\d\d", MUNICIPALITY: r"\d{4}"}  # codes of SCB; the nation is county 00
PERIODS = {MONTH: r"\d{4}-(0[1-9]|1[0-2])", QUARTER: r"\d{4}-Q[1-4]"}


class Undeclared(ValueError):
    """A table that was not declared: it is not published."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One declared table: an area by a period, by category (and all of them together) or not."""

    area: str
    period: str
    by_category: bool
    about: frozenset[str]


EVERYTHING = frozenset({PEOPLE, SUPPLY, VISITS})
LATTICE = (
    Crossing(NATION, MONTH, True, EVERYTHING),
    Crossing(COUNTY, QUARTER, True, EVERYTHING),
    Crossing(COUNTY, MONTH, False, EVERYTHING),
    Crossing(MUNICIPALITY, MONTH, False, frozenset({SUPPLY, VISITS})),
)


def crossing_of(cell: Key, *, about: str) -> Crossing | None:
    """The table of the lattice in which this cell stands. A dimension that the lattice does not know has none."""
    codes = dict(cell)
    if codes.keys() - {"measure", "area", "period", "category"}:
        return None
    area, period = _level(codes.get("area", "00"), AREAS), _level(codes.get("period", ""), PERIODS)
    for one in LATTICE:
        if (one.area, one.period) == (area, period) and one.by_category >= ("category" in codes) and about in one.about:
            return one
    return None


def is_declared(cell: Key, *, about: str) -> bool:
    """Does this cell stand in a table of the lattice?"""
    return crossing_of(cell, about=about) is not None


def refuse_undeclared(cells: Iterable[Key], *, about: str) -> None:
    """Raises Undeclared unless every cell stands in a table of the lattice."""
    for cell in cells:
        if not is_declared(cell, about=about):
            raise Undeclared(", ".join(f"{name}: {code}" for name, code in cell))


def cube(
    measure: str, counts: Mapping[tuple[str, str, str], int | Shares], *, about: str, is_nation: bool = True
) -> Table:
    """The table of counts by area (county or municipality), month and category, of which the lattice is shown.

    All that is shown of a measure comes from one such table, so that its parts are linked and protected together.
    Where it is not the whole nation that is told of, nothing sums the counties. A measure whose categories are all
    empty has none.
    """
    areas, months, categories = (sorted({codes[place] for codes in counts}) for place in range(3))
    dimensions: tuple[Dimension, ...] = (_areas(areas, ALL if is_nation else ""), _periods(months))
    if any(categories):
        dimensions = (*dimensions, Dimension.flat("category", categories))
    whole = tabulate(measure, dimensions, {codes[: len(dimensions)]: count for codes, count in counts.items()})
    shown = {cell for cell in whole.values if is_declared(cell, about=about)}
    return Table(measure, dimensions, whole.values, frozenset(shown), whole.shares)


def months_of(period: str) -> tuple[str, ...]:
    """The months of a quarter, or the month itself."""
    year, part = period.split("-")
    last = 3 * int(part[1:]) if part[0] == "Q" else 0
    return tuple(f"{year}-{month:02}" for month in range(last - 2, last + 1)) if last else (period,)


def quarter_of(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _areas(codes: Iterable[str], total: str) -> Dimension:
    parents: dict[str, str] = {}
    for code in codes:
        level = _level(code, AREAS)
        if level == MUNICIPALITY:
            parents |= {code: code[:2], code[:2]: total}
        elif level == COUNTY:
            parents[code] = total
        else:
            raise Undeclared(f"{code} is no county or municipality.")
    return Dimension("area", parents)


def _periods(months: Iterable[str]) -> Dimension:
    """Months in their quarters; nothing sums quarters."""
    parents: dict[str, str] = {}
    for month in months:
        if _level(month, PERIODS) != MONTH:
            raise Undeclared(f"{month} is no month.")
        parents |= {month: quarter_of(month)}
    return Dimension("period", parents | dict.fromkeys(parents.values(), ""))


def _level(code: str, levels: Mapping[str, str]) -> str:
    return next((level for level, form in levels.items() if re.fullmatch(form, code)), "")

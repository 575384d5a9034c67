"""What was published of an indicator over a year, in some municipalities together: for those who follow up."""

from collections.abc import Collection
from dataclasses import dataclass

from samverka.situation.disclosure.lattice import is_declared
from samverka.situation.indicators import PUBLISHED
from samverka.situation.models import PublishedCell


MONTHS, QUARTERS = 12, 4
Told = tuple[str, int | None, str]  # period, value and the table's name


@dataclass(frozen=True, slots=True)
class Yearly:
    """The sum of what was published of a year's months. None where a part of it is hidden, or nothing is published."""

    value: int | None
    is_hidden: bool
    known: int  # months of areas of which something is published
    is_whole: bool  # is something published of every area in all of the year?
    table: str  # the published table that it is read in


def told_by_year(indicators: Collection[str], areas: Collection[str], year: int) -> dict[str, Yearly]:
    """By indicator, from the published cells and in no second way (ADR 39). One query.

    What is told of none of the areas is left out: of a municipality, all that counts people.
    """
    abouts = {one.key: one.about for one in PUBLISHED}
    cells = [(("area", area), ("period", f"{year}-01")) for area in areas]
    told = [key for key in indicators if any(is_declared(one, about=abouts.get(key, "")) for one in cells)]
    rows = PublishedCell.objects.filter(measure__in=told, area__in=areas, category="", period__startswith=f"{year}-")
    found: dict[str, list[Told]] = {}
    for measure, period, value, table in rows.values_list("measure", "period", "value", "table__name"):
        found.setdefault(measure, []).append((period, value, table))
    return {key: _year(found.get(key, []), len(areas)) for key in told}


def _year(cells: list[Told], areas: int) -> Yearly:
    """By months where they are told, or else by quarters."""
    months = [one for one in cells if "Q" not in one[0]]
    rows, steps = (months, MONTHS) if months else (cells, QUARTERS)
    values = [value for _period, value, _table in rows]
    is_hidden = any(value is None for value in values)
    told = sum(value or 0 for value in values) if values and not is_hidden else None
    return Yearly(told, is_hidden, len(values), len(values) == steps * areas, rows[0][2] if rows else "")

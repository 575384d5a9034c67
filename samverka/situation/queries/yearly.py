"""What was published of an indicator over a year, in some municipalities together: for those who follow up."""

from collections.abc import Collection
from dataclasses import dataclass

from samverka.situation.models import PublishedCell


MONTHS = 12


@dataclass(frozen=True, slots=True)
class Yearly:
    """The sum of what was published of a year's months. None where a part of it is hidden, or nothing is published."""

    value: int | None
    is_hidden: bool
    known: int  # months of areas of which something is published


def told_by_year(indicators: Collection[str], areas: Collection[str], year: int) -> dict[str, Yearly]:
    """By indicator, from the published cells and in no second way (ADR 39). One query."""
    rows = PublishedCell.objects.filter(
        measure__in=indicators, area__in=areas, category="", period__startswith=f"{year}-"
    )
    found: dict[str, list[tuple[str, str, int | None]]] = {}
    for measure, area, period, value in rows.values_list("measure", "area", "period", "value"):
        found.setdefault(measure, []).append((area, period, value))
    return {key: _year(found.get(key, [])) for key in indicators}


def _year(cells: list[tuple[str, str, int | None]]) -> Yearly:
    """By months where they are told, or else by quarters."""
    months = [one for one in cells if "Q" not in one[1]] or cells
    values = [value for _area, _period, value in months]
    is_hidden = any(value is None for value in values)
    told = sum(value or 0 for value in values) if values and not is_hidden else None
    return Yearly(told, is_hidden, len(values))

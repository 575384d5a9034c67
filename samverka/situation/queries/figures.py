"""The figures of a territory: sums of numerators over sums of denominators, month by month or longer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from samverka.actors.models import COORDINATORS, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.situation.indicators import INDICATORS, Indicator
from samverka.situation.models import IndicatorFigure
from samverka.situation.queries.disclosing import Figure, Sights, disclosed
from samverka.situation.queries.periods import Period


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator, or a part of it, over some periods."""

    indicator: Indicator
    part: str
    figures: list[Figure]

    @property
    def is_told(self) -> bool:
        return any(not one.is_missing for one in self.figures)


Months = dict[date, tuple[int, int, int]]  # what is kept of a month: numerator, denominator, organisations
Kept = dict[tuple[str, str, str], Months]  # by area, indicator and part


def own_territories(viewer: User) -> list[Territory]:
    """The territories that the viewer coordinates, the smallest first."""
    found = {one.territory_id: one.territory for one in viewer.standing if one.role in COORDINATORS}
    return sorted(found.values(), key=lambda one: (-len(one.code), one.code == SWEDEN, one.code))


def territories_in(territory: Territory) -> list[Territory]:
    """The counties of the country, or the municipalities of a county, by name."""
    if len(territory.code) == 4:
        return []
    rows = Territory.objects.filter(code__regex="^[0-9]{2}$" if territory.code == SWEDEN else f"^{territory.code}..$")
    return list(rows.exclude(code=SWEDEN).order_by(Alphabetic("name")))


def figures(
    viewer: User, territory: Territory, over: Sequence[Period], *, with_parts: bool = False
) -> list[Line]:  # fmt: skip
    """Every indicator's figures over these periods, as the viewer may see them. One query, seldom three more."""
    rows = IndicatorFigure.objects.filter(territory=territory)
    kept = _kept(rows if with_parts else rows.filter(part=""), over)
    sights, here = _sights(viewer, [territory.code], kept), territory.code
    parts = sorted(key[1:] for key in kept if key[2]) if with_parts else []
    pairs = [pair for key in INDICATORS for pair in ((key, ""), *(one for one in parts if one[0] == key))]
    return [_line((here, *pair), kept, over, sights) for pair in pairs]


def everywhere(
    viewer: User, areas: Sequence[Territory], indicator: Indicator, over: Sequence[Period]
) -> list[tuple[Territory, Line]]:
    """One indicator in some areas, as the viewer may see each of them. One query for all, seldom three more."""
    codes = [one.code for one in areas]
    kept = _kept(IndicatorFigure.objects.filter(territory__in=codes, indicator=indicator.key, part=""), over)
    sights = _sights(viewer, codes, kept)
    return [(one, _line((one.code, indicator.key, ""), kept, over, sights)) for one in areas]


def _kept(rows: QuerySet[IndicatorFigure], over: Sequence[Period]) -> Kept:
    kept: Kept = {}
    rows = rows.filter(month__range=(over[0].months[0], over[-1].months[-1]))
    for area, key, part, month, *sums in rows.values_list(
        "territory", "indicator", "part", "month", "numerator", "denominator", "organisations"
    ):
        kept.setdefault((area, key, part), {})[month] = (sums[0], sums[1], sums[2])
    return kept


def _sights(viewer: User, areas: Collection[str], kept: Kept) -> Sights:
    return Sights(viewer, areas, (((*key, month), row[2]) for key, some in kept.items() for month, row in some.items()))


def _line(key: tuple[str, str, str], kept: Kept, over: Sequence[Period], sights: Sights) -> Line:
    area, indicator, part = key
    told, months = [], kept.get(key, {})
    for period in over:
        figure = summed(INDICATORS[indicator], part, area, period, months)
        told.append(disclosed(figure, sight=sights.of(*key, period.months)) if figure.months else figure)
    return Line(INDICATORS[indicator], part, told)


def summed(indicator: Indicator, part: str, area: str, period: Period, kept: Months) -> Figure:
    """Summed over the months that are known; what is a stock stands as in the last of them."""
    known = tuple(month for month in period.months if month in kept)
    rows = [kept[month] for month in known]
    if not rows:
        return Figure(indicator, area, period, part)
    counted = rows[-1:] if indicator.is_stock else rows
    return Figure(
        indicator, area, period, part,
        numerator=sum(row[0] for row in counted),
        denominator=sum(row[1] for row in counted) if indicator.has_base or indicator.small == "base" else None,
        organisations=max(row[2] for row in rows),
        months=len(rows), known=known,
    )  # fmt: skip

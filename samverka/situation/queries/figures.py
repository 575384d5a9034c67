"""The figures of a territory: sums of numerators over sums of denominators, month by month or longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samverka.actors.models import COORDINATORS, Territory, User
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


Kept = dict[tuple[str, str], dict[date, tuple[int, int, int]]]  # by indicator and part, and month


def own_territories(viewer: User) -> list[Territory]:
    """The territories that the viewer coordinates, the smallest first."""
    found = {one.territory_id: one.territory for one in viewer.standing if one.role in COORDINATORS}
    return sorted(found.values(), key=lambda one: (-len(one.code), one.code == SWEDEN, one.code))


def territories_in(territory: Territory) -> list[Territory]:
    """The counties of the country, or the municipalities of a county, by name."""
    if len(territory.code) == 4:
        return []
    rows = Territory.objects.filter(code__regex="^[0-9]{2}$" if territory.code == SWEDEN else f"^{territory.code}..$")
    return list(rows.exclude(code=SWEDEN).order_by("name"))


def figures(
    viewer: User, territory: Territory, over: Sequence[Period], *, with_parts: bool = False
) -> list[Line]:  # fmt: skip
    """Every indicator's figures over these periods, as the viewer may see them. One query, seldom three more."""
    kept = _kept(territory, over, with_parts=with_parts)
    told = (((*pair, month), row[2]) for pair, months in kept.items() for month, row in months.items())
    sights = Sights(viewer, territory, told)
    parts = sorted(pair for pair in kept if pair[1]) if with_parts else []
    pairs = [pair for key in INDICATORS for pair in ((key, ""), *(one for one in parts if one[0] == key))]
    return [_line(territory, pair, kept.get(pair, {}), over, sights) for pair in pairs]


def _kept(territory: Territory, over: Sequence[Period], *, with_parts: bool) -> Kept:
    rows = IndicatorFigure.objects.filter(territory=territory, month__range=(over[0].months[0], over[-1].months[-1]))
    if not with_parts:
        rows = rows.filter(part="")
    kept: Kept = {}
    for key, part, month, *sums in rows.values_list(
        "indicator", "part", "month", "numerator", "denominator", "organisations"
    ):
        kept.setdefault((key, part), {})[month] = (sums[0], sums[1], sums[2])
    return kept


def _line(
    territory: Territory,
    pair: tuple[str, str],
    kept: dict[date, tuple[int, int, int]],
    over: Sequence[Period],
    sights: Sights,
) -> Line:
    indicator, part = INDICATORS[pair[0]], pair[1]
    told = []
    for period in over:
        figure = _figure(indicator, part, territory, period, kept)
        told.append(disclosed(figure, sight=sights.of(indicator.key, part, period.months)) if figure.months else figure)
    return Line(indicator, part, told)


def _figure(
    indicator: Indicator, part: str, territory: Territory, period: Period, kept: dict[date, tuple[int, int, int]]
) -> Figure:
    """Summed over the months that are known; what is a stock stands as in the last of them."""
    known = tuple(month for month in period.months if month in kept)
    rows = [kept[month] for month in known]
    if not rows:
        return Figure(indicator, territory.code, period, part)
    summed = rows[-1:] if indicator.is_stock else rows
    return Figure(
        indicator, territory.code, period, part,
        numerator=sum(row[0] for row in summed),
        denominator=sum(row[1] for row in summed) if indicator.has_base or indicator.small == "base" else None,
        organisations=max(row[2] for row in rows),
        months=len(rows), known=known,
    )  # fmt: skip

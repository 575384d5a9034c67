"""What some organisations have delivered in a place: asked by those who have an agreement with them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum

from samverka.actors.models import User
from samverka.core.audit import next_month
from samverka.core.county import SWEDEN
from samverka.shelters.models import Correction, NightFigure
from samverka.situation.indicators import INDICATORS
from samverka.situation.models import Contribution
from samverka.situation.queries.disclosing import NIGHTLY, Figure, Sight, disclosed, protected_keepers
from samverka.situation.queries.figures import Months, summed
from samverka.situation.queries.periods import Period
from samverka.situation.queries.sources import FirstOfMonth


def delivered(
    viewer: User | None, organisations: Collection[UUID], code: str, indicators: Iterable[str], over: Sequence[Period]
) -> dict[str, list[Figure]]:
    """By indicator, what they did together in each period, as the viewer may see it: whose figures they are sees them
    as they are, and so does nobody in particular, who shows them to no one. Two queries.
    """
    keys, (first, last) = list(indicators), _span(over)
    rows = Contribution.objects.filter(
        indicator__in=keys, part="", organisation__in=list(organisations), month__range=(first, last)
    )
    rows = rows if code == SWEDEN else rows.filter(territory__code__startswith=code)
    kept: dict[str, Months] = {key: {} for key in keys}
    sums = rows.order_by().values("indicator", "month").annotate(adds=Sum("numerator"), base=Sum("denominator"))
    for key, month, adds, base in sums.values_list("indicator", "month", "adds", "base"):
        kept[key][month] = (adds, base, len(organisations))
    whole, hidden = _sight(viewer, organisations)
    area = f"{code} {' '.join(sorted(map(str, organisations)))}"  # other noise than that of the place
    told: dict[str, list[Figure]] = {}
    for key in keys:
        figures = (summed(INDICATORS[key], "", area, period, kept[key]) for period in over)
        sight = Sight(whole, hidden and key in NIGHTLY)
        told[key] = [disclosed(figure, sight=sight) for figure in figures]
    return told


class Supply(NamedTuple):
    """On how many nights anything was open, and the beds of those nights together. None: nothing, or it is hidden."""

    nights: int | None = None
    beds: int | None = None
    is_hidden: bool = False


def supplied(
    viewer: User | None, organisations: Collection[UUID], code: str, over: Sequence[Period], *, since: date, until: date
) -> list[Supply]:  # fmt: skip
    """What they held open in each period, from one day until another, several shelters of a night as one. Beds are no
    people: all who may ask read the same, but nothing of protected shelters. At most four queries.
    """
    if _sight(viewer, organisations)[1]:
        return [Supply(is_hidden=True) for _period in over]
    first, last = _span(over)
    days = max(first, since), min(next_month(last) - timedelta(days=1), until)

    def by_month(rows: Any, night: str, day: str, **sums: Any) -> dict[date, tuple[int, ...]]:
        here = Q((f"{night}__shelter__organisation__in", list(organisations)), (f"{day}__range", days))
        if code != SWEDEN:
            here &= Q(("county", code[:2]), (f"{night}__shelter__territory__code__startswith", code))
        rows = rows.filter(here).order_by().annotate(in_month=FirstOfMonth(day)).values("in_month").annotate(**sums)
        return {month: tuple(told) for month, *told in rows.values_list("in_month", *sums)}

    nights = by_month(NightFigure.objects, "night", "date", nights=Count("date", distinct=True), beds=Sum("allocable"))
    more = {field: Sum("change", filter=Q(field=field), default=0) for field in ("overflow", "blocked")}
    put_right = by_month(Correction.objects, "figure__night", "figure__date", **more)
    return [_supply(nights, put_right, period) for period in over]


def _supply(nights: dict[date, tuple[int, ...]], put_right: dict[date, tuple[int, ...]], period: Period) -> Supply:
    known = [month for month in period.months if month in nights]
    if not known:
        return Supply()
    more = sum(extra - blocked for extra, blocked in (put_right.get(month, (0, 0)) for month in known))
    return Supply(sum(nights[month][0] for month in known), sum(nights[month][1] for month in known) + more)


def _span(over: Sequence[Period]) -> tuple[date, date]:
    """The first and the last of their months."""
    return min(one.first for one in over), max(one.months[-1] for one in over)


def _sight(viewer: User | None, organisations: Collection[UUID]) -> tuple[bool, bool]:
    """Is it all the viewer's own? And may others not see it, since some of it is of a protected shelter?"""
    if viewer is None:
        return True, False
    others = set(organisations) - set(viewer.organisations())
    return not others, bool(others) and not others.isdisjoint(protected_keepers())

"""What some organisations have delivered in a place: asked by those who have an agreement with them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from samverka.actors.models import Role, User
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


class Kept(NamedTuple):
    """What a shelter held open on a night, or in a month that begins on that day: nights, and their beds together."""

    key: str
    shelter: str
    day: date
    nights: int
    beds: int


def supplied(
    viewer: User | None, organisations: Collection[UUID], code: str, over: Sequence[Period], *, since: date, until: date
) -> list[Supply]:  # fmt: skip
    """What they held open in each period, from one day until another, several shelters of a night as one. Beds are no
    people: all who may ask read the same, but nothing of protected shelters. At most four queries.
    """
    if _sight(viewer, organisations)[1]:
        return [Supply(is_hidden=True) for _period in over]
    by_month = _held_open(organisations, code, _days(over, since, until), "in_month")
    told = []
    for period in over:
        known = [by_month[month,] for month in period.months if (month,) in by_month]
        told.append(Supply(sum(one[0] for one in known), sum(one[1] for one in known)) if known else Supply())
    return told


def kept_open(
    viewer: User | None, organisations: Collection[UUID], code: str, period: Period, *, since: date, until: date
) -> list[Kept]:  # fmt: skip
    """The same shelter by shelter, for whoever may read it: of a month night by night, else month by month."""
    if _sight(viewer, organisations)[1]:
        return []
    span = "on_day" if period.by == "month" else "in_month"
    found = _held_open(organisations, code, _days([period], since, until), span, "of", "called")
    kept = (Kept(str(shelter), name, day, *sums) for (day, shelter, name), sums in found.items())
    return sorted(kept, key=lambda one: (one.day, one.shelter))


def _held_open(
    organisations: Collection[UUID], code: str, days: tuple[date, date], *by: str
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Nights and their beds, as they were frozen and put right."""

    def sums(rows: Any, night: str, day: str, **told: Any) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        here = Q((f"{night}__shelter__organisation__in", list(organisations)), (f"{day}__range", days))
        if code != SWEDEN:
            here &= Q(("county", code[:2]), (f"{night}__shelter__territory__code__startswith", code))
        ways = {"in_month": FirstOfMonth(day), "on_day": F(day), "of": F(f"{night}__shelter")}
        ways["called"] = F(f"{night}__shelter__name")
        rows = rows.filter(here).order_by().annotate(**{one: ways[one] for one in by}).values(*by).annotate(**told)
        return {row[: len(by)]: row[len(by) :] for row in rows.values_list(*by, *told)}

    nights = sums(NightFigure.objects, "night", "date", nights=Count("date", distinct=True), beds=Sum("allocable"))
    more = {field: Sum("change", filter=Q(field=field), default=0) for field in ("overflow", "blocked")}
    put_right = sums(Correction.objects, "figure__night", "figure__date", **more)
    told = {}
    for key, (number, beds) in nights.items():
        extra, blocked = put_right.get(key, (0, 0))
        told[key] = number, beds + extra - blocked
    return told


def _days(over: Sequence[Period], since: date, until: date) -> tuple[date, date]:
    first, last = _span(over)
    return max(first, since), min(next_month(last) - timedelta(days=1), until)


def _span(over: Sequence[Period]) -> tuple[date, date]:
    """The first and the last of their months."""
    return min(one.first for one in over), max(one.months[-1] for one in over)


def _sight(viewer: User | None, organisations: Collection[UUID]) -> tuple[bool, bool]:
    """Is it all the viewer's own, who is no liaison? And may others not see it, as some is of a protected shelter?"""
    if viewer is None:
        return True, False
    others = set(organisations) - {one.organisation_id for one in viewer.standing if one.role != Role.LIAISON}
    return not others, bool(others) and not others.isdisjoint(protected_keepers())

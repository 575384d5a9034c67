"""A municipality's areas over a year: what was met by month, from tallies and from the sums that outlive them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate, make_aware

from samverka.actors.models import Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.outreach.models import Area, Tally, TallyCorrection, TallySum
from samverka.outreach.models.areas import fielding, overseen
from samverka.outreach.models.tallies import KINDS, NOBODY, Range


ADULTS = [kind for kind in KINDS if kind != "children"]
ENDS = ("adults_least", "adults_most", "children_least", "children_most")


@dataclass(slots=True)
class Month:
    """What an area's month came to. A month without visits says nothing of who was there: it is missing, not zero."""

    first: date
    visits: int = 0
    adults: Range = NOBODY
    children: Range = NOBODY

    def add(self, sums: dict[str, Any]) -> None:
        self.visits += sums.get("visits", 0)
        self.adults = self.adults.plus(sums["adults_least"], sums["adults_most"])
        self.children = self.children.plus(sums["children_least"], sums["children_most"])


@dataclass(slots=True)
class AreaYear:
    area: Area
    months: list[Month]

    @property
    def visits(self) -> int:
        return sum(one.visits for one in self.months)

    @property
    def most(self) -> int:
        return max(one.adults.most for one in self.months)


def area_years(viewer: User, municipality: Territory, *, months: list[date]) -> list[AreaYear]:
    """Each area's months in sums that the viewer may see: of the own teams, or of all for those who coordinate.

    `months` are first days, one after another. Areas no longer used are told while they have visits. Four queries.
    """
    areas = Area.objects.filter(municipality=municipality).order_by(Alphabetic("name"))
    found = {area.pk: AreaYear(area, [Month(first) for first in months]) for area in areas}
    places = {first: number for number, first in enumerate(months)}
    here = Q(county=municipality.county, municipality=municipality)
    mine = Q(team__organisation__in=fielding(viewer)) | overseen(viewer)
    for area, month, sums in _sums(here & mine, months):
        found[area].months[places[month]].add(sums)
    return [one for one in found.values() if one.visits or one.area.retired_on is None]


def year_until(last: date) -> list[date]:
    """The first days of thirteen months, so that the last can be held against the same month a year before."""
    number = last.year * 12 + last.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - 12, number + 1)]


def _sums(seen: Q, months: list[date]) -> Iterator[tuple[UUID, date, dict[str, Any]]]:
    begins, ends = _midnight(months[0]), _midnight((months[-1] + timedelta(days=31)).replace(day=1))
    tallies = Tally.objects.counted().filter(seen, seen_at__gte=begins, seen_at__lt=ends)
    for row in _by_month(tallies, "area", "seen_at", visits=Count("pk"), **_ends()):
        yield row["area"], localdate(row["month"]), row
    changes = TallyCorrection.objects.filter(tally__in=tallies)
    more = {"adults": sum((Sum(kind) for kind in ADULTS[1:]), Sum(ADULTS[0])), "children_by": Sum("children")}
    for row in _by_month(changes, "tally__area", "tally__seen_at", **more):
        both = dict.fromkeys(ENDS[:2], row["adults"]) | dict.fromkeys(ENDS[2:], row["children_by"])
        yield row["tally__area"], localdate(row["month"]), both
    kept = TallySum.objects.filter(seen, month__gte=months[0], month__lte=months[-1])
    for sums in kept.values("area", "month", "visits", *ENDS):
        yield sums["area"], sums["month"], sums


def _by_month(rows: "QuerySet[Any]", area: str, at: str, **sums: Any) -> Any:
    return rows.annotate(month=TruncMonth(at)).order_by().values(area, "month").annotate(**sums)


def _ends() -> dict[str, Any]:
    """The ends of the ranges, summed: adults are of all kinds but children."""
    ends: dict[str, Any] = {}
    for end in ("least", "most"):
        ends[f"adults_{end}"] = sum((Sum(f"{kind}_{end}") for kind in ADULTS[1:]), Sum(f"{ADULTS[0]}_{end}"))
        ends[f"children_{end}"] = Sum(f"children_{end}")
    return ends


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))

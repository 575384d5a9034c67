"""What was counted at some services in some months, for those who answer to a funder: sums, and few are told as few."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import pgettext_lazy

from samverka.outreach.models import AdviceSession, GroupActivity, VisitSum, VisitTally
from samverka.situation.queries.disclosing import SMALL
from samverka.situation.queries.sources import FirstOfMonth


KINDS = ("women", "men", "other", "children")
DESK_COUNTS: dict[str, Any] = {
    "visits": pgettext_lazy("count", "visits"),
    "visits_women": pgettext_lazy("count", "visits by women"),
    "visits_men": pgettext_lazy("count", "visits by men"),
    "visits_other": pgettext_lazy("count", "visits by other adults"),
    "visits_children": pgettext_lazy("count", "visits by children"),
    "talks": pgettext_lazy("count", "talks of advice"),
    "activities": pgettext_lazy("count", "courses and health sessions"),
    "activities_women_only": pgettext_lazy("count", "courses and health sessions for women only"),
    "attendances": pgettext_lazy("count", "attendances at courses and health sessions"),
    "attendances_women": pgettext_lazy("count", "attendances by women"),
    "attendances_men": pgettext_lazy("count", "attendances by men"),
    "attendances_other": pgettext_lazy("count", "attendances by other adults"),
    "attendances_children": pgettext_lazy("count", "attendances by children"),
}
BY_KIND = tuple(f"attendances_{kind}" for kind in KINDS)
GROUPS = ("activities", "activities_women_only")


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was counted. From 1 to 4 it is only told that there were few."""

    low: int
    high: int


class DeskMonth(NamedTuple):
    """What a service's front desk counted in a month."""

    service: UUID
    month: date
    counts: dict[str, Counted]


def desk_counts(services: Collection[UUID], *, first: date, last: date) -> dict[str, Counted]:
    """Every count over whole months, from days and from the sums that outlive them. Four queries.

    What cannot be told, since nobody counts it or its days are gone, is left out: it is missing, not zero.
    """
    if not services:
        return {}
    told: Counter[str] = Counter()
    for one in _by_month(services, first, last).values():
        told.update(one)
    return _told(told)


def desk_months(services: Collection[UUID], *, first: date, last: date) -> list[DeskMonth]:
    """The same, desk by desk and month by month."""
    found = _by_month(services, first, last) if services else {}
    return [DeskMonth(*key, _told(found[key])) for key in sorted(found, key=lambda key: (key[1], key[0]))]


def _by_month(services: Collection[UUID], first: date, last: date) -> dict[tuple[UUID, date], Counter[str]]:
    found: dict[tuple[UUID, date], Counter[str]] = defaultdict(Counter)

    def add(model: Any, what: Sequence[str], **sums: Any) -> None:
        rows = model.filter(service__in=services, date__range=(first, last)).order_by()
        rows = rows.annotate(in_month=FirstOfMonth("date")).values("service", "in_month").annotate(**sums)
        for service, month, *counts in rows.values_list("service", "in_month", *sums):
            found[service, month].update(dict(zip(what, counts, strict=True)))

    kinds = {f"sum_{kind}": Sum(kind, default=0) for kind in KINDS}
    add(VisitTally.objects, [f"visits_{kind}" for kind in KINDS], **kinds)
    number, closed = Count("pk"), Count("pk", filter=Q(is_for_women=True))
    add(GroupActivity.objects.counted(), [*BY_KIND, *GROUPS], **kinds, number=number, closed=closed)
    add(AdviceSession.objects.counted(), ["talks"], number=Count("pk"))
    for one in VisitSum.objects.filter(service__in=services, month__range=(first, last)):
        kept = {f"visits_{kind}": getattr(one, kind) for kind in KINDS}
        kept |= {"talks": sum(one.topics.values()), "activities": one.activities, "others": one.participants}
        found[one.service_id, one.month].update(kept | {"gone": one.activities})
    return found


def _told(sums: Counter[str]) -> dict[str, Counted]:
    sums["visits"] = sum(sums[f"visits_{kind}"] for kind in KINDS)
    sums["attendances"] = sum(sums[kind] for kind in BY_KIND) + sums["others"]
    gone = {*BY_KIND, "activities_women_only"} if sums["gone"] else set()
    return {key: _few(sums[key]) for key in DESK_COUNTS if key not in gone}


def _few(count: int) -> Counted:
    return Counted(SMALL.start, SMALL.stop - 1) if count in SMALL else Counted(count, count)

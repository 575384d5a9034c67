"""What was counted at some services in some months, for those who answer to a funder: sums, and few are told as few."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import pgettext_lazy

from samverka.outreach.models import AdviceSession, GroupActivity, VisitSum, VisitTally
from samverka.situation.queries.disclosing import SMALL


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


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was counted. From 1 to 4 it is only told that there were few."""

    low: int
    high: int


def desk_counts(services: Collection[UUID], *, first: date, last: date) -> dict[str, Counted]:
    """Every count over whole months, from days and from the sums that outlive them. Five queries.

    What cannot be told, since nobody counts it or its days are gone, is left out: it is missing, not zero.
    """
    if not services:
        return {}
    here, days = Q(service__in=services), Q(date__range=(first, last))
    told: Counter[str] = Counter()
    sums = VisitSum.objects.filter(here, month__range=(first, last))
    old = sums.aggregate(**_by_kind(), activities=Sum("activities", default=0), people=Sum("participants", default=0))
    visits = VisitTally.objects.filter(here, days).aggregate(**_by_kind())
    groups = GroupActivity.objects.counted().filter(here, days).aggregate(
        **_by_kind(), number=Count("pk"), closed=Count("pk", filter=Q(is_for_women=True))
    )  # fmt: skip
    told["talks"] = AdviceSession.objects.counted().filter(here, days).count()
    for topics in sums.values_list("topics", flat=True):
        told["talks"] += sum(topics.values())
    for kind in KINDS:
        told[f"visits_{kind}"], told[f"attendances_{kind}"] = visits[kind] + old[kind], groups[kind]
    told["visits"] = sum(visits[kind] + old[kind] for kind in KINDS)
    told["activities"], told["activities_women_only"] = groups["number"] + old["activities"], groups["closed"]
    told["attendances"] = sum(groups[kind] for kind in KINDS) + old["people"]
    gone = {*BY_KIND, "activities_women_only"} if old["activities"] else set()
    return {key: _few(told[key]) for key in DESK_COUNTS if key not in gone}


def _by_kind() -> dict[str, Any]:
    return {kind: Sum(kind, default=0) for kind in KINDS}


def _few(count: int) -> Counted:
    return Counted(SMALL.start, SMALL.stop - 1) if count in SMALL else Counted(count, count)

"""What each source comes to by territory, month and organisation: the only place where indicators are counted.

The same questions are asked of one night that was frozen, of a month that has changed, and of everything.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, DateField, Func, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate, make_aware

from samverka.core.audit import next_month
from samverka.directory.models import Service
from samverka.outreach.models import (
    CareRefusal,
    EmergencyAidTally,
    RemovalCase,
    RemovalStep,
    Tally,
    TallySum,
    VisitSum,
    VisitTally,
)
from samverka.safeguarding.models import Sighting
from samverka.shelters.models import ColdNightEvent, Correction, NightFigure, TurnAwayCorrection, TurnAwayFigure
from samverka.situation.models import Answer


class Row(NamedTuple):
    """So much is added to an indicator by an organisation; by none, when it is the territory's own word."""

    indicator: str
    part: str
    territory: str
    month: date
    organisation: UUID | None
    numerator: int
    denominator: int = 0


MOMENTS = ("seen_at", "opened_at", "survey__sent_at")  # fields that tell more than a day
At = tuple[str, date, UUID | None]  # territory, month, organisation


@dataclass(frozen=True, slots=True)
class Slice:
    """Some months, told by their first days, of some of a county's territories; of all, when none are told."""

    county: str
    territories: frozenset[str] | None = None
    first: date = date.min
    last: date = date.max

    def where(self, territory: str, day: str, *, is_moment: bool = False) -> Q:
        """The slice as a condition on these fields."""
        here = Q(county=self.county)
        if self.territories is not None:
            here &= Q((f"{territory}__in", self.territories))
        if self.first > date.min:
            here &= Q((f"{day}__gte", _midnight(self.first) if is_moment else self.first))
        if self.last < date.max:
            end = next_month(self.last)
            here &= Q((f"{day}__lt", _midnight(end) if is_moment else end))
        return here


def nights(here: Q) -> Iterator[Row]:
    """Frozen figures. A month with nights tells of those turned away too, if only that there were none."""
    found = _grouped(
        NightFigure.objects.filter(here), "night__shelter__territory", "date", "night__shelter__organisation",
        nights=Count("night", distinct=True), slept=Sum("bed_nights"), could=Sum("allocable"),
    )  # fmt: skip
    for at, row in found:
        yield Row("nights_open", "", *at, row["nights"])
        yield Row("bed_nights", "", *at, row["slept"])
        yield Row("occupancy", "", *at, row["slept"], row["could"])
        yield Row("turned_away", "", *at, 0)
        yield Row("turn_away_rate", "", *at, 0, row["slept"])


def corrections(here: Q) -> Iterator[Row]:
    def change(field: str) -> Sum:
        return Sum("change", filter=Q(field=field), default=0)

    found = _grouped(
        Correction.objects.filter(here, field__in=("bed_nights", "blocked", "overflow")),
        "figure__night__shelter__territory", "figure__date", "figure__night__shelter__organisation",
        slept=change("bed_nights"), could=change("overflow") - change("blocked"),
    )  # fmt: skip
    for at, row in found:
        yield Row("bed_nights", "", *at, row["slept"])
        yield Row("occupancy", "", *at, row["slept"], row["could"])
        yield Row("turn_away_rate", "", *at, 0, row["slept"])


def turn_aways(here: Q) -> Iterator[Row]:
    """At doors by their shelter, and at intakes by their pool."""
    figures = TurnAwayFigure.objects.filter(here)
    shelter, people = "night__shelter__", {"people": Sum("people")}
    doors = _grouped(figures.exclude(night=None), f"{shelter}territory", "date", f"{shelter}organisation", **people)
    intakes = _grouped(figures.filter(night=None), "pool__territory", "date", "pool__organisation", **people)
    yield from _turned_away(doors)
    yield from _turned_away(intakes)


def turn_away_corrections(here: Q) -> Iterator[Row]:
    rows = TurnAwayCorrection.objects.filter(here)
    shelter = "night__shelter__"
    yield from _turned_away(
        _grouped(rows, f"{shelter}territory", "date", f"{shelter}organisation", people=Sum("people"))
    )


def removals(here: Q) -> Iterator[Row]:
    for at, row in _grouped(RemovalCase.objects.filter(here), "municipality", "opened_at", None, cases=Count("pk")):
        yield Row("removals_started", "", *at, row["cases"])


def enforcements(here: Q) -> Iterator[Row]:
    steps = RemovalStep.objects.filter(here, state=RemovalCase.State.ENFORCED)
    for at, row in _grouped(steps, "removal__municipality", "on", None, cases=Count("removal", distinct=True)):
        yield Row("removals_enforced", "", *at, row["cases"])


def visits(some: Slice) -> Iterator[Row]:
    """Tallies, and the sums that outlive them."""
    tallies = Tally.objects.counted().filter(some.where("municipality", "seen_at", is_moment=True))
    for at, row in _grouped(tallies, "municipality", "seen_at", "team__organisation", visits=Count("pk")):
        yield Row("outreach_visits", "", *at, row["visits"])
    kept = TallySum.objects.filter(some.where("municipality", "month"))
    for at, row in _grouped(kept, "municipality", "month", "team__organisation", sum=Sum("visits")):
        yield Row("outreach_visits", "", *at, row["sum"])


def desks(some: Slice) -> Iterator[Row]:
    """Days at front desks, and the sums that outlive them."""
    everybody = Sum("women") + Sum("men") + Sum("other") + Sum("children")
    for model, day in ((VisitTally, "date"), (VisitSum, "month")):
        rows = model._default_manager.filter(some.where("municipality", day))
        for at, row in _grouped(rows, "municipality", day, "organisation", people=everybody):
            yield Row("desk_visits", "", *at, row["people"])


def aid(some: Slice) -> Iterator[Row]:
    """By kind, and of all kinds."""
    sums = {name: Sum(name) for name in ("applied", "granted", "kronor")}
    rows = EmergencyAidTally.objects.filter(some.where("municipality", "month"))
    for extra in ((), ("kind",)):
        for at, row in _grouped(rows, "municipality", "month", None, *extra, **sums):
            part = row.get("kind", "")
            yield Row("aid_applied", part, *at, row["applied"])
            yield Row("aid_granted", part, *at, row["granted"])
            yield Row("aid_kronor", part, *at, row["kronor"], row["granted"])


def refusals(some: Slice) -> Iterator[Row]:
    """All but those that paid what they should."""
    logged = CareRefusal.objects.exclude(event=CareRefusal.Event.NORMAL_FEE)
    rows = logged.filter(some.where("region", "month"))
    for at, row in _grouped(rows, "region", "month", "organisation", events=Count("pk")):
        yield Row("care_refusals", "", *at, row["events"])


def children(some: Slice) -> Iterator[Row]:
    used = Count("pk", filter=Q(outcome=Sighting.Outcome.CHANNEL_USED))
    rows = Sighting.objects.exclude(because="mistake").filter(some.where("municipality", "night"))
    for at, row in _grouped(rows, "municipality", "night", "organisation", seen=Count("pk"), used=used):
        yield Row("children_channel", "", *at, row["used"], row["seen"])


def cold(some: Slice) -> Iterator[Row]:
    """Nights that somebody decided to open for; the minutes of warning of those that did open. They are few."""
    told = ColdNightEvent.objects.on().filter(some.where("territory", "date"))
    for code, day, announced, opened in told.values_list("territory", "date", "announced_at", "opened_at"):
        yield Row("cold_nights", "", code, day.replace(day=1), None, 1)
        if announced and opened:
            minutes = int((opened - announced).total_seconds() // 60)
            yield Row("cold_lead_time", "", code, day.replace(day=1), None, minutes, 1)


def services(county: str, *, on: date) -> Iterator[Row]:
    """What the public is told of today, by category: at places, and of providers whose services have none."""
    shown = Service.objects.shown(on)
    month, home = on.replace(day=1), "provider__organisation"
    placed = shown.filter(at_places__place__is_removed=False, at_places__place__territory__code__startswith=county)
    loose = shown.filter(at_places=None, provider__territory__code__startswith=county)
    for rows, where in ((placed, "at_places__place__territory"), (loose, "provider__territory")):
        counted = rows.order_by().values_list(where, home, "category__code").annotate(Count("pk", distinct=True))
        for code, organisation, category, count in counted:
            yield Row("services", category, code, month, organisation, count)
            yield Row("services", "", code, month, organisation, count)


def responses(county: str) -> Iterator[Row]:
    """Questionnaires that were sent, in the month in which they were, and those that were answered."""
    sent = Answer.objects.exclude(survey__sent_at=None).filter(territory__code__startswith=county)
    answered = Count("pk", filter=Q(state=Answer.State.ANSWERED))
    for at, row in _grouped(sent, "territory", "survey__sent_at", None, asked=Count("pk"), answered=answered):
        yield Row("response_rate", "", *at, row["answered"], row["asked"])


Counted = Callable[[Slice], Iterable[Row]]
CHANGING: dict[str, Counted] = {  # sources whose months are counted anew when something in them changes
    "outreach": visits,
    "desks": desks,
    "aid": aid,
    "refusals": refusals,
    "children": children,
    "cold": cold,
}
PURGED = {  # kinds that go without leaving sums below: what was counted of them is all that stays
    "aid": "outreach.emergencyaidtally",
    "refusals": "outreach.carerefusal",
    "children": "safeguarding.sighting",
    "removals": "outreach.removalcase",
}


def growing(source: str, some: Slice) -> Iterator[Row]:
    """What only grows: nights as they are frozen and corrected, and removals."""
    if source == "nights":
        yield from nights(some.where("night__shelter__territory", "date"))
        yield from corrections(some.where("figure__night__shelter__territory", "figure__date"))
        yield from turn_aways(some.where("night__shelter__territory", "date"))
        yield from turn_away_corrections(some.where("night__shelter__territory", "date"))
    else:
        yield from removals(some.where("municipality", "opened_at", is_moment=True))
        yield from enforcements(some.where("removal__municipality", "on"))


def everything(source: str, some: Slice) -> Iterable[Row]:
    """All that a source comes to in a slice."""
    return CHANGING[source](some) if source in CHANGING else growing(source, some)


def _turned_away(found: Iterable[tuple[At, dict[str, Any]]]) -> Iterator[Row]:
    for at, row in found:
        yield Row("turned_away", "", *at, row["people"])
        yield Row("turn_away_rate", "", *at, row["people"], row["people"])


class FirstOfMonth(Func):
    """The first day of a date's month, as the database itself reckons it: SQLite asks Python for its `TruncMonth`."""

    output_field = DateField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="date_trunc('month', %(expressions)s)::date", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="date(%(expressions)s, 'start of month')", **more)


def _grouped(
    rows: "QuerySet[Any]", territory: str, day: str, organisation: str | None, *more: str, **sums: Any
) -> Iterator[tuple[At, dict[str, Any]]]:
    """Sums by territory, month and organisation, as the database makes them."""
    month = {} if day == "month" else {"in_month": (TruncMonth if day in MOMENTS else FirstOfMonth)(day)}
    named = "in_month" if month else "month"
    by = [territory, named, *([organisation] if organisation else []), *more]
    for row in rows.order_by().annotate(**month).values(*by).annotate(**sums).iterator(chunk_size=5000):
        begun = row[named]
        first = localdate(begun) if isinstance(begun, datetime) else begun
        yield (row[territory], first, row[organisation] if organisation else None), row


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))

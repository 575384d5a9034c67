"""The houses and nights behind what an agreement's parties read of nights and places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from samverka.actors.models import Role, User
from samverka.programmes.models import Agreement
from samverka.programmes.queries.volumes import runners
from samverka.situation.queries import Kept, Period, kept_open, supplied


@dataclass(frozen=True, slots=True)
class Span:
    """A night, or a month from its first day on: on how many nights anything was open, and the beds of those nights."""

    day: date
    code: str  # of a month, as its own page is called; of a night none
    nights: int
    beds: int
    houses: list[Kept]

    @property
    def per_night(self) -> float:
        return self.beds / self.nights


@dataclass(frozen=True, slots=True)
class House:
    """A shelter in the whole of a period."""

    name: str
    nights: int
    beds: int

    @property
    def per_night(self) -> float:
        return self.beds / self.nights


@dataclass(frozen=True, slots=True)
class Opened:
    """All that was open in a period. None: nothing was counted, or it is hidden."""

    period: Period
    nights: int | None
    beds: int | None
    is_hidden: bool
    houses: list[House]
    spans: list[Span]

    @property
    def is_nightly(self) -> bool:
        return self.period.by == "month"

    @property
    def per_night(self) -> float | None:
        return self.beds / self.nights if self.nights and self.beds is not None else None


def reads_houses(viewer: User, agreement: Agreement) -> bool:
    """May the viewer read which houses were open? Whoever works for a party may, once it is signed; a liaison not."""
    works_for = {one.organisation_id for one in viewer.standing if one.role != Role.LIAISON}
    return agreement.signed_on is not None and any(one.organisation_id in works_for for one in agreement.parties.all())


def opened(viewer: User, agreement: Agreement, period: Period) -> Opened:
    """What the nights and places of a period are made of, as the viewer may see it. At most eight queries."""
    whose, first, last = (runners(agreement), agreement.territory_id), agreement.first_day, agreement.last_day
    months = [Period("month", (month,)) for month in period.months]
    kept = kept_open(viewer, *whose, period, since=first, until=last)
    whole, *each = supplied(viewer, *whose, [period, *months], since=first, until=last)  # asked last: it holds as much
    by_month = {month.first: (month.code, one.nights or 0) for month, one in zip(months, each, strict=True)}
    spans = []
    for day, houses in groupby(kept, key=attrgetter("day")):
        code, nights = ("", 1) if period.by == "month" else by_month[day]
        rows = list(houses)
        spans.append(Span(day, code, nights, sum(one.beds for one in rows), rows))
    return Opened(period, whole.nights, whole.beds, whole.is_hidden, _houses(kept), spans)


def _houses(kept: Iterable[Kept]) -> list[House]:
    told: dict[str, House] = {}
    for one in kept:
        before = told.get(one.key, House(one.shelter, 0, 0))
        told[one.key] = House(one.shelter, before.nights + one.nights, before.beds + one.beds)
    return sorted(told.values(), key=lambda one: (-one.beds, one.name))

"""One night's report: the figures as they were frozen, what was corrected since, and who was turned away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samverka.core.alphabet import Alphabetic
from samverka.shelters.models import Capacity, Correction, Night, NightFigure, TurnAwayCorrection
from samverka.shelters.queries.nights import corrections, figures, turn_away_corrections, turn_away_figures
from samverka.shelters.queries.reports import TurnedAway, turned_away


TOLD = ("reason", "outcome", "at_door", "parties", "people")


@dataclass(frozen=True, slots=True)
class GroupNight:
    """One group's night: the frozen figure, and what its corrections make of it."""

    group: str
    because: str
    figure: NightFigure
    changes: dict[str, int]

    def now(self, name: str) -> int:
        return int(getattr(self.figure, name)) + self.changes.get(name, 0)

    @property
    def allocable(self) -> int:
        return self.figure.nominal - self.now("blocked") + self.now("overflow")

    @property
    def correctable(self) -> list[tuple[str, int, int]]:
        """Each figure that can be corrected: its name, as it was frozen, and as it is now."""
        return [(str(one.label), getattr(self.figure, one.value), self.now(one.value)) for one in Correction.Field]


@dataclass(frozen=True, slots=True)
class NightReport:
    """A night as it is told to its own organisation."""

    groups: list[GroupNight]
    corrections: list[Correction]
    turned_away: list[TurnedAway]
    turn_away_corrections: list[TurnAwayCorrection]

    @property
    def bed_nights(self) -> int:
        return sum(one.now("bed_nights") for one in self.groups)

    @property
    def allocable(self) -> int:
        return sum(one.allocable for one in self.groups)


def night_report(night: Night, *, at: datetime) -> NightReport:
    """The report of a frozen night; of one that is not, how it stands at `at`."""
    rows = list(night.figures.filter(county=night.county).select_related("group").order_by(Alphabetic("group__name")))
    capacities = Capacity.objects.filter(county=night.county, night=night).select_related("group")
    by_group = {capacity.group_id: capacity for capacity in capacities}
    told = rows if night.frozen_at else figures(night, at=at)
    made = list(corrections(night))
    changes: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in made:
        changes[one.figure_id][one.field] += one.change
    groups = []
    for figure in told:
        capacity = by_group.get(figure.group_id)
        name = capacity.group.name if capacity else figure.group.name
        because = capacity.blocked_because if capacity else ""
        groups.append(GroupNight(name, because, figure, changes.get(figure.pk, {})))
    return NightReport(groups, made, _turned_away(night), list(turn_away_corrections(night)))


def _turned_away(night: Night) -> list[TurnedAway]:
    """At the door of this night, and at the draw of its pool, which all its shelters share."""
    door, pool = {night.pk: night.shelter.name}, night.shelter.pool
    intake = {pool.pk: pool.name} if pool else {}
    if night.frozen_at:
        return turned_away({**door, **intake}, night.date, night.date)
    rows = [
        TurnedAway(date=night.date, where=night.shelter.name, **{name: row[name] for name in TOLD})
        for row in turn_away_figures(night)
    ]
    return [*rows, *turned_away(intake, night.date, night.date)]

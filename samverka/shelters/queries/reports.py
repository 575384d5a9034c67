"""What nights have been: frozen figures with their corrections, for a shelter or a whole organisation.

Those who belong to the organisation see every group. Partners and coordinators see sums a night (handbook 1.6).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Role, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.shelters.models import (
    Capacity,
    Correction,
    Night,
    NightFigure,
    Pool,
    Shelter,
    TurnAway,
    TurnAwayCorrection,
    TurnAwayFigure,
)
from samverka.shelters.models.sites import BOARD_ROLES


State = Night.State
COORDINATORS = (Role.COUNTY_COORDINATOR, Role.NATIONAL_COORDINATOR)


@dataclass(frozen=True, slots=True)
class Line:
    """One night of one group, or of a whole shelter for those who see sums. None: not frozen yet."""

    night: UUID
    date: date
    shelter: str
    group: str
    state: str
    nominal: int
    blocked: int
    because: str
    overflow: int
    allocable: int
    bed_nights: int | None = None
    rooms: int | None = None
    released: int | None = None
    is_corrected: bool = False

    @property
    def utilisation(self) -> float | None:
        return self.bed_nights / self.allocable if self.bed_nights is not None and self.allocable else None

    @property
    def says(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """So many got no place, at one door or intake on one night, for one reason; without it, for all reasons."""

    date: date
    where: str
    reason: str
    outcome: str
    at_door: bool
    parties: int
    people: int

    @property
    def says(self) -> str:
        return _reason(self.reason)

    @property
    def ended(self) -> str:
        return str(TurnAway.Outcome(self.outcome).label) if self.outcome else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over nights that are frozen: a night that is not says nothing yet of who came."""

    nights: int = 0
    nominal: int = 0
    blocked: int = 0
    overflow: int = 0
    allocable: int = 0
    bed_nights: int = 0
    rooms: int = 0
    released: int = 0

    @property
    def utilisation(self) -> float | None:
        return self.bed_nights / self.allocable if self.allocable else None


@dataclass(frozen=True, slots=True)
class Report:
    """A period of nights."""

    lines: list[Line] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)

    @property
    def totals(self) -> Totals:
        return _total([line for line in self.lines if line.bed_nights is not None])

    @property
    def sites(self) -> list[tuple[str, Totals]]:
        """The same for each shelter: nights opened per host."""
        frozen = [line for line in self.lines if line.bed_nights is not None]
        names = dict.fromkeys(line.shelter for line in frozen)
        return [(name, _total([line for line in frozen if line.shelter == name])) for name in names]

    @property
    def reasons(self) -> list[tuple[str, int, int, int]]:
        """Turned away by reason: parties, people, and how many of these people may be counted elsewhere too."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for one in self.turned_away:
            sums[one.reason][0] += one.parties
            sums[one.reason][1] += one.people
            sums[one.reason][2] += one.people if one.at_door else 0
        ordered = sorted(sums.items(), key=lambda pair: -pair[1][1])
        return [(_reason(reason), *counts) for reason, counts in ordered]  # type: ignore[misc]


def owns(viewer: User, organisation_id: UUID) -> bool:
    """Does the viewer belong to this organisation, and not as a liaison?"""
    return any(one.organisation_id == organisation_id and one.role != Role.LIAISON for one in viewer.standing)


def reported_shelters(viewer: User) -> list[Shelter]:
    """The shelters whose figures the viewer may see, whole or in sums. What only its area is told of stays its own."""
    own = [one.organisation_id for one in viewer.standing if one.role != Role.LIAISON]
    codes = {one.territory_id for one in viewer.standing if one.role in COORDINATORS}
    nobody, everybody = Q(pk__in=[]), Q(pk__isnull=False)
    county = everybody if SWEDEN in codes else Q(county__in=[code[:2] for code in codes])
    sends = any(one.role in BOARD_ROLES for one in viewer.standing)
    partners = county | (Q(pk__in=Shelter.objects.on_board(viewer)) if sends else nobody)
    told = partners & ~Q(visibility=Shelter.Visibility.AREA_ONLY)
    return list(
        Shelter.objects.filter(Q(organisation__in=own) | told)
        .select_related("organisation")
        .order_by(Alphabetic("name"))
    )


def reported_shelter(viewer: User, pk: UUID) -> Shelter | None:
    return next((shelter for shelter in reported_shelters(viewer) if shelter.pk == pk), None)


def reported_organisation(viewer: User, pk: UUID) -> Organisation | None:
    """The viewer's own organisation, whose shelters are told together."""
    return next((one.organisation for one in viewer.standing if one.organisation_id == pk and owns(viewer, pk)), None)


def reported_night(viewer: User, pk: UUID) -> Night | None:
    """A night of the viewer's own organisation."""
    night = Night.objects.select_related("shelter__organisation", "shelter__pool").filter(pk=pk).first()
    return night if night and owns(viewer, night.shelter.organisation_id) else None


def report(shelters: Sequence[Shelter], first: date, last: date, *, viewer: User, with_intake: bool = False) -> Report:
    """The nights of these shelters from one day to another; `with_intake` also who was turned away at the draw.

    The same number of questions for one night or a year.
    """
    names = {shelter.pk: shelter for shelter in shelters}
    nights = list(Night.objects.filter(shelter__in=names, date__range=(first, last)))
    lines = _lines(nights, names)
    own = {pk for pk, shelter in names.items() if owns(viewer, shelter.organisation_id)}
    hidden = {night.pk for night in nights if night.shelter_id not in own}
    told = [line for line in lines if line.night not in hidden]
    told += _sums([line for line in lines if line.night in hidden])
    told.sort(key=lambda line: (line.date, line.shelter, line.group))
    pools = {shelter.pool_id for shelter in shelters if shelter.pool_id and with_intake}
    intakes = {pool.pk: pool.name for pool in Pool.objects.filter(pk__in=pools) if owns(viewer, pool.organisation_id)}
    doors = {night.pk: names[night.shelter_id].name for night in nights}
    return Report(told, turned_away({**doors, **intakes}, first, last, hidden=hidden))


def _lines(nights: Sequence[Night], shelters: dict[UUID, Shelter]) -> list[Line]:
    """Every group of every night: as frozen and corrected, else as it stands."""
    by_id = {night.pk: night for night in nights}
    counties = {night.county for night in nights}
    here = {"county__in": counties, "night__in": list(by_id)}
    figures = {(one.night_id, one.group_id): one for one in NightFigure.objects.filter(**here)}
    changes: dict[UUID, dict[str, int]] = defaultdict(dict)
    rows = Correction.objects.filter(county__in=counties, figure__night__in=list(by_id)).values("figure_id", "field")
    for row in rows.annotate(change=Sum("change")):
        changes[row["figure_id"]][row["field"]] = row["change"]
    lines = []
    for capacity in Capacity.objects.filter(**here).select_related("group"):
        night = by_id[capacity.night_id]
        figure = figures.get((night.pk, capacity.group_id))
        change = changes.get(figure.pk, {}) if figure else {}
        lines.append(_line(night, shelters[night.shelter_id].name, capacity, figure, change))
    return lines


def _line(night: Night, shelter: str, capacity: Capacity, figure: NightFigure | None, change: dict[str, int]) -> Line:
    told = figure or capacity
    blocked, overflow = told.blocked + change.get("blocked", 0), told.overflow + change.get("overflow", 0)
    held = (capacity.group.name, night.state, told.nominal, blocked, capacity.blocked_because, overflow)
    allocable = told.nominal - blocked + overflow
    if figure is None:
        return Line(night.pk, night.date, shelter, *held, allocable)
    came = figure.bed_nights + change.get("bed_nights", 0)
    gone = figure.released + change.get("released", 0)
    return Line(night.pk, night.date, shelter, *held, allocable, came, figure.rooms, gone, bool(change))


def _sums(lines: Sequence[Line]) -> list[Line]:
    """A line for each night, for those who may not see its groups."""
    by_night: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        by_night[line.night].append(line)
    told = []
    for some in by_night.values():
        total, first = _total(some), some[0]
        is_frozen = first.bed_nights is not None
        told.append(
            replace(
                first,
                group="",
                because="",
                nominal=total.nominal,
                blocked=total.blocked,
                overflow=total.overflow,
                allocable=total.allocable,
                bed_nights=total.bed_nights if is_frozen else None,
                rooms=total.rooms if is_frozen else None,
                released=total.released if is_frozen else None,
                is_corrected=any(line.is_corrected for line in some),
            )
        )
    return told


def _total(lines: Sequence[Line]) -> Totals:
    names = ("nominal", "blocked", "overflow", "allocable", "bed_nights", "rooms", "released")
    return Totals(
        len({line.night for line in lines}), *(sum(getattr(line, name) or 0 for line in lines) for name in names)
    )


def turned_away(where: dict[UUID, str], first: date, last: date, *, hidden: Collection[UUID] = ()) -> list[TurnedAway]:
    """Who was turned away at these doors (by night) and intakes (by pool), as frozen and corrected.

    Of the hidden ones only their number.
    """
    here = Q(night__in=list(where)) | Q(night=None, pool__in=list(where))
    told: dict[tuple[date, str, str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    frozen = TurnAwayFigure.objects.filter(here, date__range=(first, last)).order_by("date", "reason", "outcome")
    changes = TurnAwayCorrection.objects.filter(night__in=list(where), date__range=(first, last)).order_by("at")
    kind = ("date", "reason", "outcome", "at_door", "parties", "people")
    for place, day, reason, outcome, at_door, parties, people in (
        *frozen.values_list(Coalesce("night", "pool"), *kind),
        *changes.values_list("night", *kind),
    ):
        why = ("", "") if place in hidden else (reason, outcome)
        sums = told[(day, where[place], *why, at_door)]
        sums[0] += parties
        sums[1] += people
    return sorted((TurnedAway(*kind, *sums) for kind, sums in told.items() if any(sums)), key=lambda one: one.date)


def _reason(reason: str) -> str:
    return str(TurnAway.Reason(reason).label) if reason else _("all reasons")

"""What those who keep shelters meet when they log in: tonight's nights and draws, and the next thing to do."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from samverka.actors.models import User
from samverka.core.alphabet import Alphabetic
from samverka.shelters.clock import tonight
from samverka.shelters.models import Draw, Night, NightPlace, Pool, PoolRequest, Shelter, Slip
from samverka.shelters.policy import MORNING_CLOSE


@dataclass(frozen=True, slots=True)
class NightLine:
    """One shelter's night in a line."""

    shelter_id: UUID
    name: str
    night_id: UUID | None
    state: str
    frozen_at: datetime | None
    allocable: int
    taken: int
    arrived: int
    expected: int

    @property
    def free(self) -> int:
        return self.allocable - self.taken

    @property
    def next_step(self) -> str:
        """plan, confirm, open, register, close or nothing."""
        if self.night_id is None:
            return "plan"
        steps = {"planned": "confirm", "confirmed": "open", "open": "register"}
        return "close" if self.frozen_at and self.state in ("confirmed", "open") else steps.get(self.state, "")


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One pool's draw in a line; `unconfirmed` shelters have not said what they hold."""

    pool: Pool
    draw: Draw | None
    slips: int
    unconfirmed: int
    opens: int


def my_nights(*, viewer: User, date: date) -> list[NightLine]:
    """The nights of the shelters the viewer keeps; shelters without a night tonight come last. Three queries."""
    shelters = Shelter.objects.worked_by(viewer).order_by(Alphabetic("name"))
    nights = {night.shelter_id: night for night in Night.objects.filter(shelter__in=shelters, date=date)}
    ids = [night.pk for night in nights.values()]
    beds = _beds(ids)
    people = _people(ids)
    lines = []
    for shelter in shelters:
        night = nights.get(shelter.pk)
        allocable, taken = beds.get(night.pk, (0, 0)) if night else (0, 0)
        arrived, expected = people.get(night.pk, (0, 0)) if night else (0, 0)
        night_id, state = (night.pk, night.state) if night else (None, "")
        frozen_at = night.frozen_at if night else None
        counts = (allocable, taken, arrived, expected)
        lines.append(NightLine(shelter.pk, shelter.name, night_id, state, frozen_at, *counts))
    return sorted(lines, key=lambda line: (line.night_id is None, line.name))


def running_nights(*, viewer: User, at: datetime) -> "QuerySet[Night, tuple[UUID, str]]":
    """Tonight's running nights at the shelters that the viewer keeps: id and shelter. One query."""
    nights = Night.objects.worked_by(viewer).filter(date=tonight(at, closes=MORNING_CLOSE), frozen_at=None)
    running = nights.filter(state__in=(Night.State.CONFIRMED, Night.State.OPEN))
    return running.order_by(Alphabetic("shelter__name"), "pk").values_list("pk", "shelter__name")


def my_pools(*, viewer: User, date: date) -> list[PoolLine]:
    """The pools whose intake the viewer runs, with the last draw of the night. Four queries."""
    pools = list(Pool.objects.worked_by(viewer).order_by(Alphabetic("name")))
    draws = {draw.pool_id: draw for draw in Draw.objects.filter(pool__in=pools, date=date).order_by("round")}
    slips = Slip.objects.filter(draw__in=list(draws.values()), withdrawn_at=None).values_list("draw")
    counted = dict(slips.annotate(count=Count("pk")))
    nights = Night.objects.filter(shelter__pool__in=pools, date=date).values_list("shelter__pool")
    planned = Count("pk", filter=Q(state=Night.State.PLANNED))
    states = {pool: (waiting, opens) for pool, waiting, opens in nights.annotate(waiting=planned, opens=Count("pk"))}
    lines = []
    for pool in pools:
        draw = draws.get(pool.pk)
        lines.append(PoolLine(pool, draw, counted.get(draw.pk, 0) if draw else 0, *states.get(pool.pk, (0, 0))))
    return lines


def my_answers(*, viewer: User) -> list[PoolRequest]:
    """The shelters that wait for the viewer to say whether they may join a pool. One query."""
    asked = PoolRequest.objects.waiting_for(viewer).select_related("shelter__organisation", "pool")
    return list(asked.order_by("asked_at", "pk"))


def beds_and_people(nights: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Beds that can be given out, and people who have come or are expected, by night. Two queries."""
    beds, people = _beds(nights), _people(nights)
    return {night: (beds.get(night, (0, 0))[0], sum(people.get(night, (0, 0)))) for night in nights}


def _beds(nights: list[UUID]) -> dict[UUID, tuple[int, int]]:
    allocable = F("capacities__nominal") - F("capacities__blocked") + F("capacities__overflow")
    rows = Night.objects.filter(pk__in=nights).annotate(
        allocable=Coalesce(Sum(allocable), 0), taken=Coalesce(Sum("capacities__taken"), 0)
    )
    return {pk: (allocable, taken) for pk, allocable, taken in rows.values_list("pk", "allocable", "taken")}


def _people(nights: list[UUID]) -> dict[UUID, tuple[int, int]]:
    state = NightPlace.State
    here = Sum("people", filter=Q(state__in=[state.ARRIVED, state.STAYED, state.LEFT_EARLY]), default=0)
    coming = Sum("people", filter=Q(state__in=[state.ALLOCATED, state.HELD]), default=0)
    rows = NightPlace.objects.filter(night__in=nights).values_list("night").annotate(here=here, coming=coming)
    return {night: (here, coming) for night, here, coming in rows}

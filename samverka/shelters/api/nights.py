"""A night's course and its beds."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.core.access import Stale
from samverka.core.alphabet import Alphabetic
from samverka.core.api import (
    AS_JSON,
    LINE,
    PROBLEMS,
    Changed,
    Day,
    Id,
    Listed,
    Page,
    Problem,
    Said,
    Seen,
    YesNo,
    handed_back,
    listed,
)
from samverka.core.free_text import ReadThrough
from samverka.core.policy import effective
from samverka.shelters import actions, queries
from samverka.shelters.actions import Beds
from samverka.shelters.api.sites import own_shelter
from samverka.shelters.models import Capacity, Night, Shelter


router = Router(tags=["nights"])
Few = Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON]


class NightLine(Schema):
    """A night in a line."""

    id: UUID
    shelter_id: UUID
    date: date
    state: str
    cancelled_because: str
    confirmed_at: datetime | None
    opened_at: datetime | None
    released_at: datetime | None
    frozen_at: datetime | None
    closed_at: datetime | None
    policy_version: str
    changed_at: datetime | None


class CapacityLine(Schema):
    """What one group holds on a night."""

    id: UUID
    group_id: UUID
    group: str
    kind: str
    nominal: int
    blocked: int
    blocked_because: str
    blocked_rooms: list[int]
    overflow: int
    reserved: int
    taken: int
    free: int
    kept: int


class NightWhole(NightLine):
    """A night with what its groups hold. `seen` names this version of the beds: send it back with a change."""

    seen: str
    capacities: list[CapacityLine]


class GroupBeds(Said):
    """What somebody says a group holds. Of a group with private rooms the rooms are told, of others the beds."""

    group_id: Id
    blocked: Few = 0
    blocked_because: str = Field("", pattern=LINE, max_length=100)
    read_through: YesNo = False
    blocked_rooms: list[Annotated[int, Field(strict=True, ge=1, le=100), AS_JSON]] = Field([], max_length=100)
    overflow: Few = 0
    reserved: Few = 0


class ChangeBeds(Said):
    """What the groups hold, and the version that was seen when it was decided. Groups left out stay as they are."""

    seen: Seen
    groups: list[GroupBeds] = Field(max_length=100)


class PlanNight(Said):
    """A night's date, named by its evening."""

    id: Id
    date: Day


class CancelNight(Said):
    because: Literal["damage", "staff", "fire_safety", "no_need", "other"]


class Released(Schema):
    """How many people's places were released."""

    people: int


class Displaced(Schema):
    """A party whose shelter dropped out, and where it sleeps now; no shelter: it waits for one, or was turned away."""

    code: str
    party: str
    people: int
    shelter: str
    way: str
    phone: str
    waits: bool


class Displacements(Schema):
    """Everybody whom a shelter's dropping out affected."""

    parties: list[Displaced]


class AskedNights(Page):
    """Which nights are asked for."""

    shelter_id: Id | None = None
    first: Day | None = None
    last: Day | None = None


BEDS = {200: NightWhole, **PROBLEMS, 409: Changed | Problem}


@router.get("/nights", response={200: Listed[NightLine], **PROBLEMS})
def nights(request: Request, asked: Query[AskedNights]) -> Any:
    """The nights of the shelters that the caller keeps, the latest first."""
    rows = Night.objects.worked_by(request.user)
    rows = rows.filter(shelter=asked.shelter_id) if asked.shelter_id else rows
    rows = rows.filter(date__gte=asked.first) if asked.first else rows
    rows = rows.filter(date__lte=asked.last) if asked.last else rows
    return listed(rows.order_by("-date", "pk"), Page(page=asked.page, limit=asked.limit))


@router.post("/shelters/{shelter_id}/nights", response={201: NightLine, 200: NightLine, **PROBLEMS})
def plan_night(request: Request, shelter_id: Id, payload: PlanNight) -> Status[Night]:
    """Plan a night, with the beds the groups usually have. A night that is already there on this date is given back."""
    shelter, at = own_shelter(request, shelter_id), now()
    night = actions.plan_night(id=payload.id, shelter=shelter, date=payload.date, by=request.user, at=at)
    return Status(201 if night.changed_at == at else 200, night)


@router.get("/nights/{night_id}", response={200: NightWhole, **PROBLEMS})
def night(request: Request, night_id: Id) -> Any:
    """A night with what its groups hold."""
    return whole(find_night(request, night_id))


@router.post("/nights/{night_id}/confirm", response=BEDS)
def confirm_night(request: Request, night_id: Id, payload: ChangeBeds) -> Any:
    """Say what each group holds tonight; those with running tickets get their places."""
    night = find_night(request, night_id)
    version = effective(night.shelter.scopes, on=night.date).version
    return _change_beds(request, night, payload, actions.confirm_night, policy_version=version)


@router.post("/nights/{night_id}/capacity", response=BEDS)
def change_capacity(request: Request, night_id: Id, payload: ChangeBeds) -> Any:
    """Block or add beds while the night runs. Refused when fewer would be left than have been given out."""
    return _change_beds(request, find_night(request, night_id), payload, actions.change_capacity)


@router.post("/nights/{night_id}/open", response={200: NightLine, **PROBLEMS})
def open_night(request: Request, night_id: Id) -> Any:
    """Open the doors. Opening again changes nothing."""
    return actions.open_night(night=find_night(request, night_id), by=request.user, at=now())


@router.post("/nights/{night_id}/release", response={200: Released, **PROBLEMS})
def release_unclaimed(request: Request, night_id: Id) -> Any:
    """Free the beds of those who have not come."""
    night = find_night(request, night_id)
    effect = effective(night.shelter.scopes, on=night.date).value("no_show_effect")
    return {"people": actions.release_unclaimed(night=night, no_show_effect=effect, by=request.user, at=now())}


@router.post("/nights/{night_id}/freeze", response={200: NightLine, **PROBLEMS})
def freeze_night(request: Request, night_id: Id) -> Any:
    """Write down how the night stands: from now on changes are corrections. Freezing again changes nothing."""
    night = find_night(request, night_id)
    actions.freeze_night(night=night, by=request.user, at=now())
    return find_night(request, night_id)


@router.post("/nights/{night_id}/close", response={200: NightLine, **PROBLEMS})
def close_night(request: Request, night_id: Id) -> Any:
    """The morning's close. Refused before the night is frozen; closing again changes nothing."""
    return actions.close_night(night=find_night(request, night_id), by=request.user, at=now())


@router.post("/nights/{night_id}/cancel", response={200: Displacements, **PROBLEMS})
def cancel_night(request: Request, night_id: Id, payload: CancelNight) -> Any:
    """The shelter drops out: everybody is moved within the pool in draw order, waits, or is turned away."""
    night = find_night(request, night_id)
    actions.cancel_night(night=night, because=payload.because, by=request.user, at=now())
    return {"parties": queries.displaced(night)}


@router.get("/nights/{night_id}/displaced", response={200: Displacements, **PROBLEMS})
def displaced(request: Request, night_id: Id) -> Any:
    """After a shelter has dropped out: everybody affected, and where they sleep now."""
    return {"parties": queries.displaced(find_night(request, night_id))}


def find_night(request: Request, night_id: UUID) -> Night:
    """A night that the caller keeps, or 404."""
    nights = Night.objects.worked_by(request.user).select_related("shelter__organisation", "shelter__pool")
    return get_object_or_404(nights, pk=night_id)


def on_board(request: Request) -> QuerySet[Night]:
    """The nights whose free places the caller may see."""
    nights = Night.objects.filter(shelter__in=Shelter.objects.on_board(request.user))
    return nights.select_related("shelter__organisation", "shelter__pool")


def whole(night: Night) -> dict[str, Any]:
    """A night as `NightWhole` tells it."""
    rows = (
        night.capacities.filter(county=night.county).select_related("group").order_by(Alphabetic("group__name"), "pk")
    )
    told = {name: getattr(night, name) for name in NightLine.model_fields}
    return told | {"seen": queries.beds_version(night), "capacities": [_capacity(row) for row in rows]}


def _capacity(row: Capacity) -> dict[str, Any]:
    own = [name for name in CapacityLine.model_fields if name not in ("group", "kind")]
    return {"group": row.group.name, "kind": row.group.kind} | {name: getattr(row, name) for name in own}


def _change_beds(request: Request, night: Night, payload: ChangeBeds, action: Callable[..., Any], **more: Any) -> Any:
    """Do it, and tell the night as it then stands; when somebody was quicker, hand back what was sent."""
    beds = {one.group_id: _beds(one) for one in payload.groups}
    if set(beds) - set(night.capacities.filter(county=night.county).values_list("group_id", flat=True)):
        raise Http404  # a group of another shelter, or none
    try:
        action(night=night, beds=beds, seen=payload.seen, by=request.user, at=now(), **more)
    except Stale as stale:
        return handed_back(stale, payload, whole(find_night(request, night.pk)))
    return whole(find_night(request, night.pk))


def _beds(said: GroupBeds) -> Beds:
    because = ReadThrough(said.blocked_because) if said.read_through else said.blocked_because
    told = {name: getattr(said, name) for name in ("blocked", "overflow", "reserved")}
    return Beds(blocked_because=because, blocked_rooms=tuple(said.blocked_rooms), **told)

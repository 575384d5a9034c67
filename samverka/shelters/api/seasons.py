"""The rotating calendar for machines: seasons, and the turns that hosts offer and coordinators schedule."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.actors.models import ContactLine
from samverka.core.access import Stale
from samverka.core.api import (
    AS_JSON,
    NAME,
    PROBLEMS,
    Changed,
    Day,
    Id,
    Listed,
    Page,
    Problem,
    Said,
    Seen,
    handed_back,
    listed,
)
from samverka.core.versions import version
from samverka.shelters import actions, queries
from samverka.shelters.models import HostSlot, Pool, Season, Shelter
from samverka.shelters.queries.seasons import NightSum


router = Router(tags=["shelters"])
EDITED: dict[Any, Any] = {**PROBLEMS, 409: Changed | Problem}
Places = Annotated[int, Field(strict=True, ge=0, le=9999), AS_JSON]
Few = Annotated[int, Field(strict=True, ge=0, le=99), AS_JSON]
Kit = Literal["mattresses", "bedding", "supper", "breakfast", "hygiene"]
Because = Literal["damage", "staff", "fire_safety", "no_need", "other"]
LINKED = ("night", "line", "host__organisation", "host__pool__organisation", "season__pool__organisation")


class SeasonFacts(Said):
    """What is decided of a season."""

    name: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=50)]
    first: Day
    last: Day
    wanted: Places = 0


class AddSeason(SeasonFacts):
    """A new season of a pool, under an id made by the client."""

    id: Id


class EditSeason(SeasonFacts):
    """What is decided of a season, and the version that was seen when it was decided."""

    seen: Seen


class SeasonOut(Schema):
    """The nights on which the hosts of a pool take turns."""

    id: UUID
    pool_id: UUID
    name: str
    first: date
    last: date
    wanted: int
    seen: str


class GroupPlaces(Said):
    """Places that a host offers in one of its groups."""

    group_id: Id
    places: Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON]


class OfferNight(Said):
    """A night that a host offers, under an id made by the client."""

    id: Id
    date: Day
    groups: list[GroupPlaces] = Field(min_length=1, max_length=100)
    volunteers_needed: Few = 0
    kit: list[Kit] = Field([], max_length=5)


class PrepareSlot(Said):
    """How far a turn is prepared, in numbers, and the version that was seen."""

    volunteers_needed: Few
    volunteers_found: Few
    kit: list[Kit] = Field([], max_length=5)
    line_id: Id | None = None
    seen: Seen


class MoveSlot(Said):
    """The night that a turn is moved to."""

    date: Day


class WithdrawSlot(Said):
    """Why a host cannot, after all."""

    because: Because


class FireNotice(Said):
    """The day on which the rescue service was told."""

    sent_on: Day


class Covered(Schema):
    """How many turns a fire notice covers."""

    turns: int


class SlotOut(Schema):
    """A host's turn; `host` is an area where only that may be known."""

    id: UUID
    season_id: UUID
    host_id: UUID
    host: str
    date: date
    state: Literal["offered", "scheduled", "confirmed", "staffed", "opened", "reported", "withdrawn", "cancelled"]
    night_id: UUID | None
    places: int
    volunteers_needed: int
    volunteers_found: int
    kit: list[str]
    line_id: UUID | None
    fire_notice_on: Day | None
    moved_from: Day | None
    offered_at: datetime
    scheduled_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    seen: str


class SeasonNight(Schema):
    """What one night of a season comes to: places of scheduled turns, places on offer, and what is lacking."""

    day: date
    hosts: int
    places: int
    offered: int
    wanted: int
    short: int


class Between(Page):
    """Which turns of a season are asked for."""

    first: Day | None = None
    last: Day | None = None
    host_id: Id | None = None


@router.get("/seasons", response={200: Listed[SeasonOut], **PROBLEMS})
def seasons(request: Request, page: Query[Page]) -> Any:
    """The seasons in the caller's sight, the latest first."""
    return listed(queries.seasons_to_see(request.user), page, told=_season)


@router.get("/seasons/{season_id}", response={200: SeasonOut, **PROBLEMS})
def season(request: Request, season_id: Id) -> Any:
    """A season."""
    return _season(_find_season(request, season_id))


@router.post("/pools/{pool_id}/seasons", response={201: SeasonOut, 200: SeasonOut, **PROBLEMS})
def add_season(request: Request, pool_id: Id, payload: AddSeason) -> Any:
    """Plan a season for the hosts of a pool."""
    pool = get_object_or_404(Pool.objects.seen_by(request.user), pk=pool_id)
    is_new = not Season.objects.filter(pk=payload.id).exists()
    made = actions.add_season(pool=pool, by=request.user, at=now(), **payload.dict())
    return Status(201 if is_new else 200, _season(made))


@router.put("/seasons/{season_id}", response={200: SeasonOut, **EDITED})
def edit_season(request: Request, season_id: Id, payload: EditSeason) -> Any:
    """Change a season."""
    found = _find_season(request, season_id)
    try:
        edited = actions.plan_season(id=found.pk, pool=found.pool, by=request.user, at=now(), **payload.dict())
    except Stale as stale:
        return handed_back(stale, payload, _season(Season.objects.get(pk=found.pk)))
    return _season(edited)


@router.get("/seasons/{season_id}/nights", response={200: Listed[SeasonNight], **PROBLEMS})
def season_nights(request: Request, season_id: Id, page: Query[Page]) -> Any:
    """What each night of a season comes to, and where places are lacking."""
    return listed(queries.calendar(_find_season(request, season_id)).nights, page, told=_night)


@router.get("/seasons/{season_id}/slots", response={200: Listed[SlotOut], **PROBLEMS})
def slots(request: Request, season_id: Id, page: Query[Between]) -> Any:
    """The turns of a season, of some days or of one host; those withdrawn too."""
    found = _find_season(request, season_id)
    rows = HostSlot.objects.filter(county=found.county, season=found)
    asked = {"date__gte": page.first, "date__lte": page.last, "host": page.host_id}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return listed(
        rows.select_related(*LINKED).order_by("date", "pk"), Page(page=page.page, limit=page.limit), told=_slot
    )


@router.post("/seasons/{season_id}/hosts/{shelter_id}/slots", response={201: SlotOut, 200: SlotOut, **PROBLEMS})
def offer_night(request: Request, season_id: Id, shelter_id: Id, payload: OfferNight) -> Any:
    """Offer a host's places on one night. A turn that is there already stays."""
    season, host = _find_host(request, season_id, shelter_id)
    said = {**payload.dict(exclude={"groups"}), "places": {one.group_id: one.places for one in payload.groups}}
    at = now()
    made = actions.offer_night(season=season, host=host, by=request.user, at=at, **said)
    return Status(201 if made.offered_at == at else 200, _slot(_again(made)))


@router.post("/seasons/{season_id}/hosts/{shelter_id}/fire-notice", response={200: Covered, **PROBLEMS})
def note_fire_notice(request: Request, season_id: Id, shelter_id: Id, payload: FireNotice) -> Any:
    """Note that the rescue service was told of a host's nights from a day on."""
    season, host = _find_host(request, season_id, shelter_id)
    count = actions.note_fire_notice(season=season, host=host, by=request.user, at=now(), **payload.dict())
    return {"turns": count}


@router.get("/slots/{slot_id}", response={200: SlotOut, **PROBLEMS})
def slot(request: Request, slot_id: Id) -> Any:
    """One turn."""
    return _slot(_find_slot(request, slot_id))


@router.put("/slots/{slot_id}", response={200: SlotOut, **EDITED})
def prepare_slot(request: Request, slot_id: Id, payload: PrepareSlot) -> Any:
    """Say how far a turn is prepared."""
    found, said = _find_slot(request, slot_id), payload.dict(exclude={"line_id"})
    line = ContactLine.objects.filter(pk=payload.line_id).first() if payload.line_id else None
    if payload.line_id and line is None:
        raise Http404
    try:
        actions.prepare_slot(slot=found, line=line, by=request.user, at=now(), **said)
    except Stale as stale:
        return handed_back(stale, payload, _slot(_again(found)))
    return _slot(_again(found))


@router.post("/slots/{slot_id}/schedule", response={200: SlotOut, **PROBLEMS})
def schedule_slot(request: Request, slot_id: Id) -> Any:
    """Take up an offer: the host gets its night. Again changes nothing."""
    found = _find_slot(request, slot_id)
    actions.schedule_slots(season=found.season, slots=[found], by=request.user, at=now())
    return _slot(_again(found))


@router.post("/slots/{slot_id}/schedule/undo", response={200: SlotOut, **PROBLEMS})
def undo_schedule(request: Request, slot_id: Id) -> Any:
    """Let a scheduled turn be an offer again."""
    found = _find_slot(request, slot_id)
    actions.undo_schedule(slot=found, by=request.user, at=now())
    return _slot(_again(found))


@router.post("/slots/{slot_id}/move", response={200: SlotOut, **PROBLEMS})
def move_slot(request: Request, slot_id: Id, payload: MoveSlot) -> Any:
    """Move a turn to another night of its season."""
    found = _find_slot(request, slot_id)
    actions.move_slot(slot=found, date=payload.date, by=request.user, at=now())
    return _slot(_again(found))


@router.post("/slots/{slot_id}/withdraw", response={200: SlotOut, **PROBLEMS})
def withdraw_slot(request: Request, slot_id: Id, payload: WithdrawSlot) -> Any:
    """Withdraw a turn, with the reason. Again changes nothing."""
    found = _find_slot(request, slot_id)
    actions.withdraw_slot(slot=found, because=payload.because, by=request.user, at=now())
    return _slot(_again(found))


@router.post("/slots/{slot_id}/withdraw/undo", response={200: SlotOut, **PROBLEMS})
def undo_withdraw_slot(request: Request, slot_id: Id) -> Any:
    """Offer a withdrawn turn again."""
    found = _find_slot(request, slot_id)
    actions.undo_withdraw_slot(slot=found, by=request.user, at=now())
    return _slot(_again(found))


def _find_season(request: Request, season_id: UUID) -> Season:
    return get_object_or_404(queries.seasons_to_see(request.user), pk=season_id)


def _find_host(request: Request, season_id: UUID, shelter_id: UUID) -> tuple[Season, Shelter]:
    season = _find_season(request, season_id)
    hosts = {host.pk: host for host in queries.hosts_of(season, with_turns=queries.hosts_with_turns(season))}
    if shelter_id not in hosts:
        raise Http404
    return season, hosts[shelter_id]


def _find_slot(request: Request, slot_id: UUID) -> HostSlot:
    near = HostSlot.objects.filter(season__in=queries.seasons_to_see(request.user).order_by())
    return get_object_or_404(near.select_related(*LINKED), pk=slot_id)


def _again(slot: HostSlot) -> HostSlot:
    return HostSlot.objects.select_related(*LINKED).get(county=slot.county, pk=slot.pk)


def _season(season: Season) -> dict[str, Any]:
    facts = {name: getattr(season, name) for name in SeasonOut.model_fields if name != "seen"}
    return facts | {"seen": queries.season_version(season)}


def _slot(slot: HostSlot) -> dict[str, Any]:
    told = {"host": slot.host.told_outside, "places": slot.beds, "seen": version(slot)}
    return {name: getattr(slot, name) for name in SlotOut.model_fields if name not in told} | told


def _night(night: NightSum) -> dict[str, Any]:
    return {name: getattr(night, name) for name in SeasonNight.model_fields}

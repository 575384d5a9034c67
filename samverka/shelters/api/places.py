"""Night places: the register, and what happens to a place. Whatever happens is an event with an id of the client's."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.core.api import PROBLEMS, Id, Listed, Page, Pair, Said, listed
from samverka.core.policy import effective
from samverka.shelters import actions, queries
from samverka.shelters.api.nights import find_night, on_board
from samverka.shelters.api.parties import Asked
from samverka.shelters.models import NightPlace, PlaceEvent
from samverka.shelters.models.sites import Shelter, ticketing


router = Router(tags=["places"])


class Place(Schema):
    """What a party was given. Its ticket holds the code; its state is told by the register."""

    id: UUID
    night_id: UUID
    capacity_id: UUID
    ticket_id: UUID | None
    origin: str
    people: int
    beds: int
    room: int | None
    given_at: datetime
    held_until: datetime | None


class Standing(Place):
    """A place as it stands now."""

    state: str
    arrived_at: datetime | None


class Guest(Schema):
    """One line of the register: a ticket and its place tonight."""

    id: UUID
    ticket: UUID
    state: str
    code: str
    pictures: Pair
    party: str
    people: int
    group: str
    room: int | None
    held_until: datetime | None
    arrived_at: datetime | None


class Held(Schema):
    """A place that one of the caller's organisations holds."""

    id: UUID
    night_id: UUID
    shelter: str
    ticket_id: UUID
    code: str
    people: int
    held_until: datetime


class Happened(Said):
    """One thing that happens to a place, under an id made where it happens."""

    id: Id


class Event(Schema):
    """What happened to a place, and when."""

    id: UUID
    place_id: UUID
    kind: str
    at: datetime


@router.get("/nights/{night_id}/places", response={200: Listed[Guest], **PROBLEMS})
def register(request: Request, night_id: Id, page: Query[Page]) -> Any:
    """The register: the live places of a night by ticket code. For those who keep the shelter."""
    return listed(queries.register(find_night(request, night_id)), page)


@router.get("/places/{place_id}", response={200: Standing, **PROBLEMS})
def place(request: Request, place_id: Id) -> Any:
    """A place as it stands. For those who keep the shelter and those who issued the ticket."""
    return get_object_or_404(_kept_or_issued(request), pk=place_id)


@router.get("/holds", response={200: Listed[Held], **PROBLEMS})
def holds(request: Request, page: Query[Page]) -> Any:
    """The places that the caller's organisations hold just now, with the codes of their tickets."""
    nights = on_board(request).values_list("pk", flat=True)
    rows = queries.held_for(nights, ticketing(request.user))
    return listed(rows, page, told=_held)


@router.post("/nights/{night_id}/places", response={201: Place, 200: Place, **PROBLEMS})
def give_place(request: Request, night_id: Id, payload: Asked) -> Status[NightPlace]:
    """Give a party at the door its places for tonight. Sent again, it answers 200 and changes nothing."""
    night, at = find_night(request, night_id), now()
    given = actions.give_place(id=payload.id, night=night, party=payload.party, by=request.user, at=at)
    return Status(201 if given.given_at == at else 200, given)


@router.post("/nights/{night_id}/slips/{slip_id}/place", response={201: Place, 200: Place, **PROBLEMS})
def place_slip(request: Request, night_id: Id, slip_id: Id, payload: Happened) -> Status[NightPlace]:
    """Give a slip that lost tonight's draw a place that was released."""
    night, at = find_night(request, night_id), now()
    slip = get_object_or_404(queries.slips_of_tonight(night).select_related("draw__pool"), pk=slip_id)
    given = actions.place_slip(id=payload.id, night=night, slip=slip, by=request.user, at=at)
    return Status(201 if given.given_at == at else 200, given)


@router.post("/nights/{night_id}/holds", response={201: Place, 200: Place, **PROBLEMS})
def hold_place(request: Request, night_id: Id, payload: Asked) -> Status[NightPlace]:
    """Keep places of the referral reserve for a party on its way: as long as the rules say, until the doors close."""
    night, at = get_object_or_404(on_board(request), pk=night_id), now()
    minutes = effective(night.shelter.scopes, on=night.date).value("hold_minutes")
    held = actions.hold_place(id=payload.id, night=night, party=payload.party, minutes=minutes, by=request.user, at=at)
    return Status(201 if held.given_at == at else 200, held)


@router.post("/places/{place_id}/check-in", response={201: Event, 200: Event, **PROBLEMS})
def check_in(request: Request, place_id: Id, payload: Happened) -> Status[PlaceEvent]:
    """The party has arrived; whose bed was freed gets one again while there is one. The same id is one arrival."""
    return _change(actions.check_in, request, place_id, payload.id)


@router.post("/places/{place_id}/undo", response={201: Event, 200: Event, **PROBLEMS})
def undo_check_in(request: Request, place_id: Id, payload: Happened) -> Status[PlaceEvent]:
    """The arrival was a mistake: the party is expected again."""
    return _change(actions.undo_check_in, request, place_id, payload.id)


@router.post("/places/{place_id}/leave", response={201: Event, 200: Event, **PROBLEMS})
def leave_early(request: Request, place_id: Id, payload: Happened) -> Status[PlaceEvent]:
    """The party has left for tonight; its beds stay counted."""
    return _change(actions.leave_early, request, place_id, payload.id)


@router.post("/places/{place_id}/notice", response={201: Event, 200: Event, **PROBLEMS})
def give_notice(request: Request, place_id: Id, payload: Happened) -> Status[PlaceEvent]:
    """The party has told that it stays away tonight; its ticket goes on."""
    return _change(actions.give_notice, request, place_id, payload.id)


@router.post("/places/{place_id}/cancel", response={201: Event, 200: Event, **PROBLEMS})
def cancel_place(request: Request, place_id: Id, payload: Happened) -> Status[PlaceEvent]:
    """Take back a place that was given by mistake, before anybody has arrived."""
    return _change(actions.cancel_place, request, place_id, payload.id)


@router.post("/places/{place_id}/withdraw", response={201: Event, 200: Event, **PROBLEMS})
def withdraw_hold(request: Request, place_id: Id, payload: Happened) -> Status[PlaceEvent]:
    """Give back places that were held: the party goes elsewhere."""
    return _change(actions.withdraw_hold, request, place_id, payload.id, places=_kept_or_issued(request))


def _change(
    action: Callable[..., PlaceEvent],
    request: Request,
    place_id: UUID,
    id: UUID,
    *,
    places: QuerySet[NightPlace] | None = None,
) -> Status[PlaceEvent]:
    at = now()
    if places is None:
        place = queries.kept_place(place_id, viewer=request.user)
    else:
        place = places.select_related("night__shelter__organisation").filter(pk=place_id).first()
    if place is None:
        raise Http404
    event = action(id=id, place=place, by=request.user, at=at)
    return Status(201 if event.at == at else 200, event)


def _kept_or_issued(request: Request) -> QuerySet[NightPlace]:
    """The places at shelters the caller keeps, and those on tickets of the caller's organisations."""
    nights = Shelter.objects.on_board(request.user)
    mine = NightPlace.objects.filter(night__shelter__in=nights, ticket__issued_by__in=ticketing(request.user))
    return (mine | NightPlace.objects.worked_by(request.user)).distinct()


def _held(place: NightPlace) -> dict[str, Any]:
    assert place.ticket is not None  # noqa: S101 (live places have tickets; only purging parts them)
    told = {"shelter": place.night.shelter.name, "code": place.ticket.code}
    return told | {name: getattr(place, name) for name in ("id", "night_id", "ticket_id", "people", "held_until")}

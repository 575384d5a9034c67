"""Tickets: to print, to find by what is typed or scanned, and to end. A live code never stands in an address."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import BeforeValidator, WithJsonSchema

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.api import PROBLEMS, Id, Pair, Said
from samverka.core.ids import LETTERS
from samverka.shelters import actions, queries, rules
from samverka.shelters.api.nights import find_night
from samverka.shelters.models import NightPlace, PlaceTicket


router = Router(tags=["tickets"])
SIGNS = f"^([ -]*[{LETTERS}{LETTERS.lower()}][ -]*){{3,10}}$"


class Ticket(Schema):
    """What stands on a ticket. For those who issued it and those who receive it."""

    id: UUID
    code: str
    pictures: Pair
    party: str
    people: int
    first_night: date
    last_night: date
    nights: int
    group: str
    shelter_id: UUID
    shelter: str
    area: str
    address: str
    way: str
    phone: str
    doors: str
    issued_at: datetime
    ended_at: datetime | None
    ended_because: str


def _signs(written: Any) -> str:
    """The signs of a code, as we write them."""
    typed = str(written).upper().replace(" ", "").replace("-", "")
    if not isinstance(written, str) or not 3 <= len(typed) <= 10 or set(typed) - set(LETTERS):
        raise ValueError(_("Type at least the first three signs of the ticket."))
    return typed


class FindTicket(Said):
    """A code, or its beginning: three signs at least, however they are written."""

    code: Annotated[str, BeforeValidator(_signs), WithJsonSchema({"type": "string", "pattern": SIGNS})]


class Found(Schema):
    """A place tonight whose ticket begins with what was typed."""

    place_id: UUID
    ticket_id: UUID
    code: str
    state: str
    people: int
    room: int | None


class Finding(Schema):
    """At most nine places, by code."""

    places: list[Found]


class EndTicket(Said):
    id: Id
    because: Literal["returned", "no_show", "house_rule", "danger", "mistake"]


@router.get("/tickets/{ticket_id}", response={200: Ticket, **PROBLEMS})
def ticket(request: Request, ticket_id: Id) -> Any:
    """A ticket to print: its code, its two pictures, and the way there."""
    return _told(_find_ticket(request, ticket_id))


@router.post("/tickets/{ticket_id}/end", response={201: Ticket, 200: Ticket, **PROBLEMS})
def end_ticket(request: Request, ticket_id: Id, payload: EndTicket) -> Any:
    """Given back, or revoked at this shelter; beds it had from tonight on are free. No other shelter is told."""
    found, at = _find_ticket(request, ticket_id), now()
    ended = actions.end_ticket(id=payload.id, ticket=found, because=payload.because, by=request.user, at=at)
    return Status(201 if ended.ended_at == at else 200, _told(ended))


@router.post("/nights/{night_id}/find", response={200: Finding, **PROBLEMS})
def find_ticket(request: Request, night_id: Id, payload: FindTicket) -> Any:
    """The places of tonight whose ticket begins with what was typed or scanned."""
    night = find_night(request, night_id)
    return {"places": [_found(place) for place in queries.matching(night, payload.code)]}


def _find_ticket(request: Request, ticket_id: UUID) -> PlaceTicket:
    found = PlaceTicket.objects.select_related("group__shelter__organisation", "issued_by").filter(pk=ticket_id).first()
    if found is None or why_not(rules.print_ticket, request.user, found):
        raise Http404
    return found


def _told(ticket: PlaceTicket) -> dict[str, Any]:
    shelter = ticket.group.shelter
    told = {name: getattr(shelter, name) for name in ("area", "address", "way", "phone")}
    told |= {"party": ticket.described, "group": ticket.group.name, "shelter_id": shelter.pk, "shelter": shelter.name}
    told |= {"doors": queries.doors(shelter, on=ticket.first_night)}
    own = [name for name in Ticket.model_fields if name not in told]
    return told | {name: getattr(ticket, name) for name in own}


def _found(place: NightPlace) -> dict[str, Any]:
    code = place.ticket.code if place.ticket else ""
    told = {name: getattr(place, name) for name in ("ticket_id", "state", "people", "room")}
    return told | {"place_id": place.pk, "code": code}

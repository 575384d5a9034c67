"""Place tickets: ended before their time, or going on after it in extreme cold."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import ELSE, lock, lock_all
from samverka.core.ids import new_id
from samverka.shelters import clock, queries, rules
from samverka.shelters.actions import places
from samverka.shelters.models import Night, NightPlace, PlaceEvent, PlaceTicket
from samverka.shelters.policy import MORNING_CLOSE


WAITING = (NightPlace.State.ALLOCATED, NightPlace.State.HELD, NightPlace.State.WAITING)


@transaction.atomic
def end_ticket(*, id: UUID, ticket: PlaceTicket, because: str, by: User, at: datetime) -> PlaceTicket:
    """The ticket is given back or revoked; beds that wait for it are free. No other shelter is told.

    Ending again changes nothing, for another reason it is refused; nights that are frozen stay as they were. `id`
    becomes that of the first place event, when a place is freed. In extreme cold house rules rest; danger does not.
    """
    waiting = NightPlace.objects.filter(
        county=ticket.county, ticket=ticket, state__in=WAITING, night__frozen_at=None,
    ).order_by("date")  # fmt: skip
    nights = lock_all(Night.objects.filter(county=ticket.county, pk__in=waiting.values("night")))
    ticket = lock(ticket)
    rules.end_ticket(by, ticket)
    if ticket.ended_at and ticket.ended_because == because:
        return ticket
    if ticket.ended_at or PlaceEvent.objects.filter(pk=id).exists():
        raise Refused(_("This ticket has ended already.") if ticket.ended_at else ELSE)
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    if because == PlaceTicket.Ending.HOUSE_RULE and queries.restrictions_rest(ticket.group.shelter, on=tonight):
        raise Refused(_("House rules rest in this cold. Only immediate danger ends a ticket tonight."))
    for number, place in enumerate(waiting):
        event = new_id() if number else id
        places.free(place, NightPlace.State.CANCELLED, PlaceEvent.Kind.CANCELLED, id=event, by=by, at=at)
    ticket.ended_at, ticket.ended_because = at, because
    ticket.save(update_fields=["ended_at", "ended_because"])
    entry = audit.record(by=by, verb="shelters.ticket_ended", subject=ticket, at=at, because=because)
    for night in nights:
        places.touch(night, entry, at=at)
    return ticket


def go_on(ticket: PlaceTicket, night: Night) -> None:
    """Let a ticket that is used up be good for this night too. Part of the action that gives it a place."""
    if ticket.last_night < night.date:
        ticket.nights, ticket.last_night = ticket.nights + 1, night.date
        ticket.save(update_fields=["nights", "last_night"])

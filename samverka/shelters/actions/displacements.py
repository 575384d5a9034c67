"""A shelter that drops out: its parties move within the pool, wait for a shelter that has not said yet what it
holds, or are turned away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import GONE, lock_all
from samverka.core.ids import new_id
from samverka.shelters import queries, rules
from samverka.shelters.actions import places
from samverka.shelters.actions.calendars import hold_calendars, tell_calendars
from samverka.shelters.models import Night, NightPlace, PlaceEvent, PlaceTicket, TurnAway


State, Kind = NightPlace.State, PlaceEvent.Kind


@dataclass(frozen=True, slots=True)
class Displaced:
    """What became of a party when its shelter dropped out."""

    ticket: PlaceTicket
    was: NightPlace
    now: NightPlace | None  # None: it waits, or was turned away

    @property
    def waits(self) -> bool:
        return self.was.state == State.WAITING


@transaction.atomic
def cancel_night(*, night: Night, because: str, by: User, at: datetime) -> list[Displaced]:
    """The shelter drops out: its parties, also those who have arrived, are moved within the pool in draw order.

    Running tickets that were not given their places yet come first. Who finds no room waits while another shelter of
    the pool may still say what it holds, and is turned away otherwise. Who is away tonight, or has left, keeps no bed
    here.
    """
    rules.cancel_night(by, night)
    night, beside = lock_pool(night)
    if night.state == Night.State.CANCELLED:
        return []
    if night.frozen_at or night.state == Night.State.CLOSED:
        raise Refused(_("This night is over."))
    places.lapse_holds(night, at=at)
    for place in queries.in_draw_order(night, states=queries.AT_THE_SHELTER):
        places.free(place, State.WAITING, Kind.WAITING, id=new_id(), by=by, at=at)
    for place in night.places.live().filter(county=night.county):
        places.free(place, State.CANCELLED, Kind.CANCELLED, id=new_id(), by=by, at=at)
    for capacity in night.capacities.filter(county=night.county):
        capacity.blocked, capacity.blocked_because = capacity.nominal, because
        capacity.overflow, capacity.reserved = 0, 0
        capacity.save(update_fields=["blocked", "blocked_because", "overflow", "reserved"])
    night.state, night.cancelled_because = Night.State.CANCELLED, because
    night.save(update_fields=["state", "cancelled_because"])
    running, waits = [one for one in beside if one.is_running], queries.may_wait(night, beside, at=at)
    seasons = hold_calendars(night)
    parties = _settle([night], into=running, waits=waits, by=by, at=at)
    settle_waiting(_cancelled(beside), waits=waits, by=by, at=at)
    entry = audit.record(by=by, verb="shelters.night_cancelled", subject=night, at=at, parties=len(parties))
    for one in (night, *running):
        places.touch(one, entry, at=at)
    tell_calendars(seasons, entry)
    return parties


def take_in(night: Night, beside: Sequence[Night], *, by: User, at: datetime) -> list[NightPlace]:
    """Beds on a night for those who wait since other shelters of its pool have dropped out, in draw order.

    Once every shelter has said what it holds, those who found no room are turned away. The nights are locked by the
    caller.
    """
    waits = queries.may_wait(night, beside, at=at)
    parties = settle_waiting(_cancelled(beside), into=[night], waits=waits, by=by, at=at)
    return [one.now for one in parties if one.now]


def settle_waiting(
    cancelled: Sequence[Night], *, into: Sequence[Night] = (), waits: bool = False, by: User | None, at: datetime
) -> list[Displaced]:
    """Move those who wait `into` other nights; unless they go on waiting, the others are turned away.

    The nights are locked by the caller.
    """
    parties = _settle(cancelled, into=into, waits=waits, by=by, at=at)
    for night in cancelled:
        settled = [one for one in parties if one.was.night_id == night.pk and not one.waits]
        if settled:
            moved = sum(one.now is not None for one in settled)
            away = len(settled) - moved
            verb = "shelters.displaced_settled"
            entry = audit.record(by=by, verb=verb, subject=night, at=at, moved=moved, turned_away=away)
            places.touch(night, entry, at=at)
    return parties


def lock_pool(night: Night) -> tuple[Night, list[Night]]:
    """The night, and its pool's other nights on the same date that are not frozen, read again and held."""
    held = {one.pk: one for one in lock_all([night, *queries.nights_beside(night)])}
    if night.pk not in held:
        raise Refused(GONE)
    return held.pop(night.pk), [one for one in held.values() if one.frozen_at is None]


def _cancelled(nights: Sequence[Night]) -> list[Night]:
    return [one for one in nights if one.state == Night.State.CANCELLED]


def _settle(
    cancelled: Sequence[Night], *, into: Sequence[Night], waits: bool, by: User | None, at: datetime
) -> list[Displaced]:
    for night in cancelled:
        _keep_promises(night)
    waiting = queries.in_draw_order(*cancelled, states=[State.WAITING])
    return [_displace(place, into, waits=waits, by=by, at=at) for place in waiting]


def _keep_promises(night: Night) -> None:
    """Running tickets whose shelter has dropped out wait too, so that the sheet tells what becomes of them."""
    rows = list(night.capacities.filter(county=night.county))
    by_group = {capacity.group_id: capacity for capacity in rows}
    tickets = queries.running_tickets(night) if rows else []
    NightPlace.objects.bulk_create(
        NightPlace(
            county=night.county, night=night, capacity=by_group.get(ticket.group_id, rows[0]), date=night.date,
            ticket=ticket, given_at=ticket.issued_at, origin=NightPlace.Origin.TICKET, state=State.WAITING,
            people=ticket.people, beds=ticket.people,
        )
        for ticket in tickets
    )  # fmt: skip


def _displace(place: NightPlace, into: Sequence[Night], *, waits: bool, by: User | None, at: datetime) -> Displaced:
    """Move one party to the first night that has room for it; otherwise it waits, or is turned away."""
    ticket = place.ticket
    assert ticket is not None  # noqa: S101 (who waits has a ticket; only purging parts them)
    for other in into:
        try:
            bed = queries.find_bed(other, ticket.party)
        except Refused:
            continue
        places.free(place, State.MOVED, Kind.MOVED, id=new_id(), by=by, at=at)
        ticket.group_id = bed.capacity.group_id
        ticket.save(update_fields=["group"])
        state = State.ALLOCATED
        moved = places.take(new_id(), bed, night=other, ticket=ticket, origin="move", state=state, by=by, at=at)
        return Displaced(ticket, place, moved)
    if not waits:
        places.free(place, State.MOVED, Kind.MOVED, id=new_id(), by=by, at=at)
        TurnAway.objects.create(
            county=place.county, night_id=place.night_id, date=place.date, reason=TurnAway.Reason.FULL, at=at, by=by,
            outcome=TurnAway.Outcome.NOT_PLACED, **ticket.party,
        )  # fmt: skip
    return Displaced(ticket, place, None)

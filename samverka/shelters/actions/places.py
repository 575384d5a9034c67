"""Night places: given, held, arrived, released. Each change is one event that its id makes safe to send twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import ELSE, already, lock
from samverka.core.ids import new_id
from samverka.shelters import queries, rules
from samverka.shelters.models import Capacity, Night, NightPlace, PlaceEvent, PlaceTicket, Slip, TurnAway
from samverka.shelters.queries.beds import Bed


State, Origin, Kind = NightPlace.State, NightPlace.Origin, PlaceEvent.Kind


@transaction.atomic
def give_place(*, id: UUID, night: Night, party: dict[str, Any], by: User, at: datetime) -> NightPlace:
    """Give a party at the door its places for tonight. Asked again with the same id, it changes nothing.

    Refused when the night is not running, when nothing suits the party, or when it is full.
    """
    night = lock(night)
    if given := _already(id, night, party, Origin.DOOR):
        return given
    rules.give_place(by, night)
    prepare(night, at=at)
    found = queries.find_bed(night, party)
    ticket = issue_ticket(party, found.capacity, nights=1, first=night, issued_by=night.shelter.organisation_id, at=at)
    place = take(id, found, night=night, ticket=ticket, origin=Origin.DOOR, state=State.ALLOCATED, by=by, at=at)
    touch(night, audit.record(by=by, verb="shelters.place_given", subject=place, at=at, people=place.people), at=at)
    return place


@transaction.atomic
def place_slip(*, id: UUID, night: Night, slip: Slip, by: User, at: datetime) -> NightPlace:
    """Give a slip that lost the draw a place that was released. It is then no longer turned away.

    Refused when the night is not running, when the slip has a place, or when nothing suits it.
    """
    night, slip = lock(night), lock(slip)
    if given := _already(id, night, slip.party, Origin.DRAW):
        return given
    rules.place_slip(by, night)
    prepare(night, at=at)
    if slip.was_placed is not False or not queries.is_of(night, slip):
        raise Refused(_("This slip is not waiting for a place tonight."))
    found = queries.find_bed(night, slip.party)
    ticket = issue_ticket(
        slip.party, found.capacity, nights=1, first=night, issued_by=slip.draw.pool.organisation_id, at=at
    )
    place = take(id, found, night=night, ticket=ticket, origin=Origin.DRAW, state=State.ALLOCATED, by=by, at=at)
    slip.was_placed = True
    slip.tickets = [*slip.tickets, str(place.ticket_id)]
    slip.save(update_fields=["was_placed", "tickets"])
    TurnAway.objects.filter(county=slip.county, slip=slip).update(outcome=TurnAway.Outcome.PLACED_ELSEWHERE)
    touch(night, audit.record(by=by, verb="shelters.slip_placed", subject=place, at=at, people=place.people), at=at)
    return place


@transaction.atomic
def hold_place(*, id: UUID, night: Night, party: dict[str, Any], minutes: int, by: User, at: datetime) -> NightPlace:
    """Keep places of the referral reserve for a party on its way: for `minutes` minutes, but not past closing time.

    Refused when the night is not running, when the doors have closed, or when nothing in the reserve suits the party.
    """
    night = lock(night)
    if held := _already(id, night, party, Origin.REFERRAL):
        return held
    rules.hold_place(by, night)
    prepare(night, at=at)
    until = min(at + timedelta(minutes=minutes), queries.doors_close(night)).astimezone(UTC)
    if until <= at:
        raise Refused(_("The doors have closed for tonight. Ring the shelter: there somebody can still give a place."))
    found = queries.find_bed(night, party, referral=True)
    issuer = queries.issuer(by, night)
    ticket = issue_ticket(party, found.capacity, nights=1, first=night, issued_by=issuer, at=at)
    place = take(
        id, found, night=night, ticket=ticket, origin=Origin.REFERRAL, state=State.HELD, by=by, at=at, until=until
    )
    touch(night, audit.record(by=by, verb="shelters.place_held", subject=place, at=at, people=place.people), at=at)
    return place


@transaction.atomic
def withdraw_hold(*, id: UUID, place: NightPlace, by: User, at: datetime) -> PlaceEvent:
    """Give back places that were held: the party goes elsewhere, and its ticket is good no more."""
    place.night = lock(place.night)
    if event := already(PlaceEvent, id, place_id=place.pk, kind=Kind.CANCELLED):
        return event
    _end(place.ticket, at=at)
    return _change(id, place, Kind.CANCELLED, {State.HELD: State.CANCELLED}, rule=rules.withdraw_hold, by=by, at=at)


@transaction.atomic
def check_in(*, id: UUID, place: NightPlace, by: User, at: datetime, came_at: datetime | None = None) -> PlaceEvent:
    """The party has arrived, or is back. Sent again with the same id, it is one arrival.

    `came_at` is told by a phone that had no network; it counts between the time the place was given, and now.

    Whose bed was freed, since they had not come or stayed away, gets one again while there is one. Refused when there
    is none, when the night is frozen or closed, and when the place is no longer theirs.
    """
    kept = (State.ALLOCATED, State.HELD, State.ABSENT, State.LEFT_EARLY)
    moves = dict.fromkeys((*kept, *NightPlace.FREED), State.ARRIVED)
    came_at = max(place.given_at, min(came_at, at)) if came_at else at
    return _change(id, place, Kind.ARRIVED, moves, rule=rules.check_in, by=by, at=at, came_at=came_at)


@transaction.atomic
def undo_check_in(*, id: UUID, place: NightPlace, by: User, at: datetime) -> PlaceEvent:
    """The arrival was a mistake: the party is expected again."""
    moves = {State.ARRIVED: State.ALLOCATED}
    return _change(id, place, Kind.ARRIVAL_UNDONE, moves, rule=rules.undo_check_in, by=by, at=at)


@transaction.atomic
def leave_early(*, id: UUID, place: NightPlace, by: User, at: datetime) -> PlaceEvent:
    """The party has left for tonight; its beds stay counted."""
    return _change(id, place, Kind.LEFT_EARLY, {State.ARRIVED: State.LEFT_EARLY}, rule=rules.leave_early, by=by, at=at)


@transaction.atomic
def give_notice(*, id: UUID, place: NightPlace, by: User, at: datetime, frees_bed: bool = False) -> PlaceEvent:
    """The party has told that it stays away tonight; its ticket goes on.

    `frees_bed` is the policy `free_when_away`: somebody else may sleep there tonight.
    """
    moves = {State.ALLOCATED: State.AWAY if frees_bed else State.ABSENT}
    return _change(id, place, Kind.ABSENT, moves, rule=rules.give_notice, by=by, at=at)


@transaction.atomic
def decline_place(*, id: UUID, place: NightPlace, by: User, at: datetime) -> PlaceEvent:
    """The party does not want the place that it was offered: its ticket ends, and it is counted as turned away."""
    place.night = lock(place.night)
    if event := already(PlaceEvent, id, place_id=place.pk, kind=Kind.DECLINED):
        return event
    if ticket := _end(place.ticket, at=at):
        TurnAway.objects.create(
            county=place.county, night_id=place.night_id, date=place.date, reason=TurnAway.Reason.DECLINED_OFFER,
            at=at, by=by, **ticket.party,
        )  # fmt: skip
    moves = {State.ALLOCATED: State.DECLINED, State.HELD: State.DECLINED}
    return _change(id, place, Kind.DECLINED, moves, rule=rules.decline_place, by=by, at=at)


@transaction.atomic
def cancel_place(*, id: UUID, place: NightPlace, by: User, at: datetime) -> PlaceEvent:
    """Take back a place that was given by mistake, before anybody has arrived."""
    moves = {State.ALLOCATED: State.CANCELLED, State.HELD: State.CANCELLED}
    return _change(id, place, Kind.CANCELLED, moves, rule=rules.cancel_place, by=by, at=at)


@transaction.atomic
def release_unclaimed(*, night: Night, no_show_effect: str, by: User | None, at: datetime) -> int:
    """Free the beds of those who have not come; the number of people whose places were released.

    `no_show_effect` is the policy: "lose_remaining" also ends their tickets, with "none" their places wait all night.
    In extreme cold nobody loses the nights that are left, when the rules let restrictions rest.
    """
    night = lock(night)
    if by:
        rules.release_unclaimed(by, night)
    check_running(night)
    no_show_effect = queries.no_show_effect(night, no_show_effect)
    unclaimed = list(night.places.filter(county=night.county, state=State.ALLOCATED))
    unclaimed = [] if no_show_effect == "none" else unclaimed
    end_no_shows(unclaimed, no_show_effect, at=at)
    for place in unclaimed:
        free(place, State.RELEASED, Kind.RELEASED, id=new_id(), by=by, at=at)
    people = sum(place.people for place in unclaimed)
    # the reserve has done its work: from now on the door may have it
    night.capacities.filter(county=night.county).update(reserved=F("referred"))
    night.released_at = at
    night.save(update_fields=["released_at"])
    touch(night, audit.record(by=by, verb="shelters.unclaimed_released", subject=night, at=at, people=people), at=at)
    return people


@transaction.atomic
def expire_holds(*, night: Night, at: datetime) -> int:
    """Free the places whose hold has run out; the number of holds. Called by the clock."""
    night = lock(night)
    lapsed = lapse_holds(night, at=at) if night.frozen_at is None else 0
    if lapsed:
        touch(night, audit.record(by=None, verb="shelters.holds_expired", subject=night, at=at, holds=lapsed), at=at)
    return lapsed


def lapse_holds(night: Night, *, at: datetime) -> int:
    """Free what is held no longer. The night is locked by the caller, who also leaves the audit line."""
    lapsed = list(night.places.filter(county=night.county, state=State.HELD, held_until__lte=at))
    for place in lapsed:
        free(place, State.EXPIRED, Kind.EXPIRED, id=new_id(), by=None, at=at)
    return len(lapsed)


def end_no_shows(unclaimed: list[NightPlace], no_show_effect: str, *, at: datetime) -> None:
    """Who did not come loses the nights that are left, where the policy says so."""
    if no_show_effect == "lose_remaining" and unclaimed:
        tickets = [place.ticket_id for place in unclaimed if place.ticket_id]
        running = PlaceTicket.objects.filter(county=unclaimed[0].county, pk__in=tickets, ended_at=None)
        running.update(ended_at=at, ended_because=PlaceTicket.Ending.NO_SHOW)


def prepare(night: Night, *, at: datetime) -> None:
    """Make the locked night ready for a new place: it runs, its draw is not under way, lapsed holds are freed."""
    check_running(night)
    if queries.locked_draw(night):
        raise Refused(_("The draw is being made. Wait until it is published."))
    lapse_holds(night, at=at)


def check_running(night: Night) -> None:
    """Refused unless places can be given and arrivals noted on this night."""
    if night.frozen_at:
        raise Refused(_("This night is frozen. Its lead can make a correction."))
    if night.state == Night.State.PLANNED:
        raise Refused(_("This night is not confirmed yet."))
    if not night.is_running:
        raise Refused(_("This night is closed."))


def issue_ticket(
    party: dict[str, Any], capacity: Capacity, *, nights: int, first: Night, issued_by: Any, at: datetime
) -> PlaceTicket:
    """A new ticket for a party, good from the night `first`."""
    return PlaceTicket.objects.create(
        county=first.county,
        group_id=capacity.group_id,
        nights=nights,
        first_night=first.date,
        last_night=first.date + timedelta(days=nights - 1),
        issued_by_id=issued_by,
        issued_at=at,
        **party,
    )


def take(
    id: UUID,
    bed: Bed,
    *,
    night: Night,
    ticket: PlaceTicket,
    origin: str,
    state: str,
    by: User | None,
    at: datetime,
    until: datetime | None = None,
) -> NightPlace:
    """Write the place and count its beds. The night is locked by the caller; the database refuses a bed too many."""
    place = NightPlace.objects.create(
        id=id, county=night.county, night=night, capacity=bed.capacity, date=night.date, ticket=ticket, origin=origin,
        state=state, people=ticket.people, beds=bed.beds, room=bed.room, given_at=at, held_until=until,
    )  # fmt: skip
    _count(place, place.beds)
    kind = Kind.HELD if state == State.HELD else Kind.GIVEN
    PlaceEvent.objects.create(county=night.county, place=place, kind=kind, at=at, by=by)
    return place


def free(place: NightPlace, state: str, kind: str, *, id: UUID, by: User | None, at: datetime) -> PlaceEvent:
    """End a place and give back the beds it has. The night is locked by the caller."""
    beds = place.beds if place.state in NightPlace.LIVE else 0
    place.state = state
    place.save(update_fields=["state"])
    _count(place, -beds)
    return PlaceEvent.objects.create(id=id, county=place.county, place=place, kind=kind, at=at, by=by)


def _count(place: NightPlace, beds: int) -> None:
    """So many beds more, or fewer, are taken; the database refuses a bed too many."""
    referred = beds if place.origin == Origin.REFERRAL else 0
    Capacity.objects.filter(county=place.county, pk=place.capacity_id).update(
        taken=F("taken") + beds, referred=F("referred") + referred
    )


def _take_again(place: NightPlace, *, at: datetime) -> None:
    """A bed for a party whose own was freed before it came. Its place is locked by the caller, and its night."""
    prepare(place.night, at=at)
    bed = queries.bed_again(place)
    place.capacity, place.beds, place.room = bed.capacity, bed.beds, bed.room
    place.save(update_fields=["capacity", "beds", "room"])
    _count(place, place.beds)


def touch(night: Night, entry: Any, *, at: datetime) -> None:
    """Say that the night has changed: boards ask for what came after the revision they know."""
    night.revision, night.changed_at = entry.number, at
    Night.objects.filter(county=night.county, pk=night.pk).update(revision=entry.number, changed_at=at)


def _end(ticket: PlaceTicket | None, *, at: datetime) -> PlaceTicket | None:
    """The ticket is good no more; none when it was purged with its code, and then the place takes no step either."""
    if ticket and ticket.ended_at is None:
        ticket.ended_at, ticket.ended_because = at, PlaceTicket.Ending.RETURNED
        ticket.save(update_fields=["ended_at", "ended_because"])
    return ticket


def _already(id: UUID, night: Night, party: dict[str, Any], origin: str) -> NightPlace | None:
    """The place that `id` gave this party since an earlier try; when its ticket is purged, so many people."""
    people = sum(int(party[name]) for name in ("women", "men", "other", "children"))
    place = already(NightPlace, id, night_id=night.pk, origin=origin, people=people)
    if place and place.ticket and place.ticket.party != party:
        raise Refused(ELSE)
    return place


def _change(
    id: UUID, place: NightPlace, kind: str, moves: dict[Any, Any], *, rule: Any, by: User, at: datetime,
    came_at: datetime | None = None,
) -> PlaceEvent:  # fmt: skip
    """Move a place from one state to the next, as one event."""
    night = lock(place.night)
    if event := already(PlaceEvent, id, place_id=place.pk, kind=kind):
        return event
    place = lock(place)
    place.night = night
    rule(by, place)
    check_running(night)
    if place.state not in moves or (place.state == State.HELD and place.held_until and place.held_until <= at):
        raise Refused(_stands(place))
    if place.state in NightPlace.FREED:
        _take_again(place, at=at)
    state = moves[place.state]
    if state in NightPlace.LIVE:
        place.state, place.arrived_at = state, came_at if state == State.ARRIVED else None
        place.save(update_fields=["state", "arrived_at"])
        event = PlaceEvent.objects.create(id=id, county=place.county, place=place, kind=kind, at=at, by=by)
    else:
        event = free(place, state, kind, id=id, by=by, at=at)
    touch(night, audit.record(by=by, verb=f"shelters.place_{kind}", subject=place, at=at, people=place.people), at=at)
    return event


def _stands(place: NightPlace) -> str:
    """Why a place takes no such step: how it stands with it already."""
    if place.state == State.ARRIVED and place.arrived_at:
        return _("Already checked in, at %(hour)s.") % {"hour": f"{localtime(place.arrived_at):%H:%M}"}
    return _("This place is %(state)s.") % {"state": place.get_state_display()}

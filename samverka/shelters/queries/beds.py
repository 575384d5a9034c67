"""Where a party can sleep tonight."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core.access import Refused
from samverka.core.alphabet import Alphabetic
from samverka.shelters.draw import Bin, Party, suits
from samverka.shelters.models import Capacity, Night, NightPlace, PlaceTicket, Shelter, Slip


EXPECTED = (NightPlace.State.ALLOCATED, NightPlace.State.HELD)
AT_THE_SHELTER = (*EXPECTED, NightPlace.State.ARRIVED)
KINDS = ("women", "men", "family", "mixed", "accessible")  # the most particular first


@dataclass(frozen=True, slots=True)
class Bed:
    """Where a party can sleep: so many beds of a capacity, and which private room."""

    capacity: Capacity
    beds: int
    room: int | None = None


def find_bed(night: Night, party: dict[str, Any], *, referral: bool = False, group_id: UUID | None = None) -> Bed:
    """Beds for a party on a night, in the group that fits it most closely.

    `group_id` is where a running ticket sleeps: there first, and before anything is kept for referral, since its
    nights are promised. Refused with the reason: nothing here suits the party, or what suits is full.
    """
    asked = as_party(party)
    groups = [one for one in capacities(night) if suits(as_bin(one), asked)]
    if not groups and asked.children:
        raise Refused(_("A child never sleeps in a shelter for adults. Ring the social services now."))
    if not groups:
        raise Refused(_("No group here suits this party."))
    for capacity in sorted(groups, key=lambda one: (one.group_id != group_id, *_closeness(one))):
        left = capacity.kept if referral else capacity.free if group_id else capacity.drawable
        find = _room if capacity.group.rooms else _dormitory
        if bed := find(capacity, asked.people, left):
            return bed
    raise Refused(_("There are not enough places left tonight."))


def bed_again(place: NightPlace) -> Bed:
    """Beds for a party that comes after its own were freed. Refused with the reason when there are none for it."""
    if place.ticket is None:
        raise Refused(_("This ticket is no more."))
    if place.ticket.ended_because not in ("", PlaceTicket.Ending.NO_SHOW):
        raise Refused(_("This ticket has ended: %(why)s.") % {"why": place.ticket.get_ended_because_display()})
    return find_bed(place.night, place.ticket.party)


def fits(capacities: Iterable[Capacity], party: dict[str, Any]) -> bool:
    """Could the party sleep in one of these groups, were it empty?"""
    asked = as_party(party)
    return any(suits(as_bin(one), asked) for one in capacities)


def _closeness(capacity: Capacity) -> tuple[int, bool, bool]:
    """The most particular group first; what others need more, last."""
    return KINDS.index(capacity.group.kind), capacity.group.pets, capacity.group.step_free


def capacities(night: Night) -> QuerySet[Capacity]:
    return (
        night.capacities.filter(county=night.county).select_related("group").order_by(Alphabetic("group__name"), "pk")
    )


def free_rooms(capacity: Capacity) -> list[tuple[int, int]]:
    """The private rooms that nobody has and nothing blocks: number and beds."""
    live = capacity.places.live().filter(county=capacity.county, room__isnull=False)
    gone = {*live.values_list("room", flat=True), *capacity.blocked_rooms}
    return [(number, beds) for number, beds in enumerate(capacity.group.rooms, start=1) if number not in gone]


def as_bin(capacity: Capacity, *, id: str = "", site: str = "", beds: int = 0, exclusive: bool = False) -> Bin:
    """A capacity, or one of its private rooms, as the arithmetic knows it."""
    group = capacity.group
    return Bin(id, site, group.kind, beds, step_free=group.step_free, pets=group.pets, exclusive=exclusive)


def as_party(party: dict[str, Any], *, number: int = 0, **more: Any) -> Party:
    return Party(number=number, **party, **more)


def running_tickets(night: Night) -> QuerySet[PlaceTicket]:
    """The tickets that are good at this shelter tonight and have no place yet, the oldest first."""
    placed = NightPlace.objects.filter(county=night.county, ticket=OuterRef("pk"), date=night.date)
    tickets = PlaceTicket.objects.filter(
        county=night.county, group__shelter=night.shelter_id, ended_at=None,
        first_night__lt=night.date, last_night__gte=night.date,
    )  # fmt: skip
    return tickets.exclude(Exists(placed)).order_by("issued_at", "pk")


def tickets_of(shelter: Shelter, *, on: date) -> QuerySet[PlaceTicket]:
    """The tickets that are good at a shelter on a night or later, by group and first night. One query."""
    tickets = PlaceTicket.objects.filter(
        county=shelter.county, group__shelter=shelter, ended_at=None, last_night__gte=on
    )
    return tickets.select_related("group").order_by(
        Alphabetic("group__name"), "group", "first_night", "issued_at", "pk"
    )


def in_draw_order(*nights: Night, states: Collection[str] = EXPECTED) -> list[NightPlace]:
    """Who is expected, in the order in which places were given: running tickets, then the draw's order.

    The nights are of one pool and date.
    """
    if not nights:
        return []
    night = nights[0]
    expected = NightPlace.objects.filter(county=night.county, night__in=nights, state__in=states)
    drawn = Slip.objects.filter(county=night.county, draw__pool=night.shelter.pool_id, draw__date=night.date)
    rows = drawn.filter(was_placed=True).values_list("tickets", "position")
    positions = {ticket: position or 0 for tickets, position in rows for ticket in tickets}
    return sorted(
        expected.select_related("ticket"),
        key=lambda place: (place.given_at, positions.get(str(place.ticket_id), 0), str(place.ticket_id)),
    )


def is_of(night: Night, slip: Slip) -> bool:
    """Was this slip handed out for a place on this night, at its pool's intake?"""
    return slip.draw.date == night.date and slip.draw.pool_id == night.shelter.pool_id and not slip.withdrawn_at


def issuer(user: User, night: Night) -> UUID:
    """The organisation in whose name the user gives this ticket: the shelter's own, or the user's first nearby."""
    owner = night.shelter.organisation_id
    mine = [one.organisation_id for one in user.standing if one.territory.covers(night.shelter.territory_id)]
    return owner if owner in mine or not mine else mine[0]


def _dormitory(capacity: Capacity, people: int, left: int) -> Bed | None:
    return Bed(capacity, people) if people <= left else None


def _room(capacity: Capacity, people: int, left: int) -> Bed | None:
    fitting = [(beds, number) for number, beds in free_rooms(capacity) if people <= beds <= left]
    beds, number = min(fitting, default=(0, 0))
    return Bed(capacity, beds, number) if number else None

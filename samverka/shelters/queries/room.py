"""Free beds of nights to come, as the arithmetic of `room` takes them; and what was opened for a removal."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from samverka.actors.models import User
from samverka.core.alphabet import Alphabetic
from samverka.shelters.draw import Bin
from samverka.shelters.models import Capacity, Night, NightPlace, Opening, Shelter
from samverka.shelters.queries.beds import as_bin
from samverka.shelters.room import Beds


HOPED = (Night.State.PLANNED,)
SURE = (Night.State.CONFIRMED, Night.State.OPEN)


def beds_ahead(viewer: User, *, county: str, first: date, nights: int) -> dict[date, Beds]:
    """The beds of each night at the shelters on the viewer's board. Three queries, however many nights."""
    days = [first + timedelta(days=number) for number in range(nights)]
    rows = Night.objects.filter(
        county=county, date__range=(days[0], days[-1]), state__in=(*SURE, *HOPED), frozen_at=None,
        shelter__in=Shelter.objects.on_board(viewer),
    )  # fmt: skip
    found = {row.pk: row for row in rows}
    beds: dict[tuple[date, bool], list[Bin]] = defaultdict(list)
    for capacity, gone in _capacities(county, list(found)):
        night = found[capacity.night_id]
        beds[night.date, night.state in SURE] += _bins(capacity, gone)
    hosts = Counter(row.date for row in found.values())
    return {day: Beds(tuple(beds[day, True]), tuple(beds[day, False]), hosts[day]) for day in days}


def openings_for(removal: UUID) -> QuerySet[Opening]:
    """The shelters that were opened for a removal."""
    return Opening.objects.filter(removal=removal).select_related("shelter").order_by("first_night", "pk")


def openings_of(shelter: Shelter, *, since: date) -> QuerySet[Opening]:
    """For which nights a shelter was opened for removals."""
    return Opening.objects.filter(county=shelter.county, shelter=shelter, last_night__gte=since).order_by("first_night")


def openable(viewer: User) -> QuerySet[Shelter]:
    """The shelters that the viewer can open for a removal: those of the viewer's own organisations."""
    return Shelter.objects.filter(organisation__in=viewer.organisations(), is_active=True).order_by(Alphabetic("name"))


def _capacities(county: str, nights: list[UUID]) -> list[tuple[Capacity, set[int]]]:
    """Each capacity with the private rooms that somebody has."""
    rows = Capacity.objects.filter(county=county, night__in=nights).select_related("group").order_by("pk")
    live = NightPlace.objects.live().filter(county=county, night__in=nights, room__isnull=False)
    rooms: dict[UUID, set[int]] = defaultdict(set)
    for capacity, number in live.values_list("capacity", "room"):
        rooms[capacity].add(number or 0)
    return [(row, rooms[row.pk] | {*row.blocked_rooms}) for row in rows]


def _bins(capacity: Capacity, gone: set[int]) -> list[Bin]:
    """All its free beds, also those kept for referral: a removal is one."""
    if not capacity.group.rooms:
        return [as_bin(capacity, id=str(capacity.pk), beds=capacity.free)]
    free = [beds for number, beds in enumerate(capacity.group.rooms, start=1) if number not in gone]
    return [
        as_bin(capacity, id=f"{capacity.pk}.{number}", beds=beds, exclusive=True) for number, beds in enumerate(free)
    ]

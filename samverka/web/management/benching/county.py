"""A county as large as any: its shelters, everybody who sleeps there tonight, and last night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

from django.db import transaction

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import audit, bulk
from samverka.core.actions import write_policies
from samverka.core.ids import new_code
from samverka.shelters import clock, queries
from samverka.shelters.models import Capacity, Group, Night, NightPlace, PlaceEvent, PlaceTicket, Pool, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.web.management.seeding.people import LONG_AGO, account, organisation


COUNTY = "01"
BEDS = 12  # in a group
AT_ONE = 10  # shelters of one organisation
State, Kind = NightPlace.State, Group.Kind
PARTIES: dict[str, dict[str, int]] = {
    Kind.MIXED: {"women": 1, "men": 1},
    Kind.MEN: {"men": 1},
    Kind.WOMEN: {"women": 1},
    Kind.FAMILY: {"women": 1, "children": 1},
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much there is."""

    shelters: int = 300
    groups: int = 10  # at each shelter
    tickets: int = 6_000  # good tonight
    arrivals: int = 40  # of them at the shelter that is looked at
    month: int = 30  # nights that are over when measuring begins
    year: int = 365  # and when it ends

    def guests(self, number: int) -> int:
        """The tickets at the shelter with this number: many at the first, the rest spread evenly."""
        each, more = divmod(self.tickets - self.arrivals, self.shelters - 1)
        return self.arrivals if number == 0 else each + (number <= more)


SMALL = Scale(shelters=12, groups=3, tickets=60, arrivals=8, month=2, year=5)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who logs in to be measured."""

    user: User
    passphrase: str
    token: str
    secret: str = ""  # of a second factor


@dataclass(frozen=True, slots=True)
class County:
    """What was built, as far as measuring needs to know it."""

    scale: Scale
    tonight: date
    sender: Person  # sees every shelter of the county on the board
    keeper: Person  # keeps the shelters of one organisation
    night: Night  # with many arrivals, where the keeper works
    elsewhere: list[Night]  # other nights of the keeper's organisation
    last_place: Night  # where many want the same place


def build(scale: Scale, *, at: datetime) -> County:
    """The county with everybody who sleeps there tonight, and with last night."""
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    with transaction.atomic():
        shelters = _shelters(scale)
        groups = {shelter: _groups(shelter, scale) for shelter in shelters}
        nights = _tonight(groups, scale, tonight)
        _last_night(groups, tonight - timedelta(days=1))
        owner = shelters[0].organisation
        sender, keeper = _person(Role.OUTREACH_WORKER, owner, COUNTY), _person(Role.SHELTER_LEAD, owner, "")
    _rules(shelters, keeper.user)
    night, *elsewhere, last_place = nights[:AT_ONE]
    return County(scale, tonight, sender, keeper, night, elsewhere, last_place)


def _shelters(scale: Scale) -> list[Shelter]:
    """Every organisation has ten shelters in one town; those of every second share a pool."""
    towns = Territory.objects.filter(code__startswith=COUNTY).exclude(code=COUNTY).order_by("code")
    shelters: list[Shelter] = []
    for number, town in enumerate(islice(cycle(towns), -(-scale.shelters // AT_ONE)), start=1):
        owner = organisation(f"Förening {number:02}", Organisation.Kind.NGO, town.code)
        pool = Pool.objects.create(
            organisation=owner, territory=town, county=COUNTY, name=f"Pool {number:02}", intake_place="Salen 9:30"
        )
        shelters += [
            Shelter(
                organisation=owner, pool=pool if number % 2 else None, territory=town, county=COUNTY,
                name=f"Härbärge {number:02}:{place}", area=town.name, address=f"Provgatan {place}",
                phone=f"08-000 {number:02} {place:02}", visibility=Shelter.Visibility.PARTNERS,
            )
            for place in range(AT_ONE)
        ]  # fmt: skip
    bulk.insert(shelters[: scale.shelters])
    return shelters[: scale.shelters]


def _groups(shelter: Shelter, scale: Scale) -> list[Group]:
    groups = [
        Group(shelter=shelter, kind=kind, name=f"Sal {number}", beds=BEDS, pets=number == 4, step_free=number == 1)
        for number, kind in enumerate(islice(cycle(PARTIES), scale.groups), start=1)
    ]
    bulk.insert(groups)
    return groups


def _tonight(groups: dict[Shelter, list[Group]], scale: Scale, day: date) -> list[Night]:
    """The doors are open; half of those with tickets have arrived. Every third group keeps beds for referral."""
    at = clock.by_night(day, time(19))
    open_ = {"state": Night.State.OPEN, "confirmed_at": at, "opened_at": at}
    nights = [Night(county=COUNTY, shelter=shelter, date=day, **open_) for shelter in groups]
    entries = audit.record_all(by=None, verb="shelters.night_opened", subjects=nights, county=COUNTY, at=at)
    capacities, tickets, places, codes = [], [], [], _codes()
    for number, (night, entry) in enumerate(zip(nights, entries, strict=True)):
        night.revision, night.changed_at = entry.number, at
        own = [
            _capacity(night, group, reserved=0 if turn % 3 else 2) for turn, group in enumerate(groups[night.shelter])
        ]
        for turn in range(scale.guests(number)):
            capacity = own[turn % len(own)]
            tickets.append(_ticket(capacity, next(codes), at=at))
            places.append(_place(capacity, tickets[-1], State.ARRIVED if turn % 2 else State.ALLOCATED, at=at))
        capacities += own
    for rows in (nights, capacities, tickets, places, [_given(one) for one in places]):
        bulk.insert(rows)
    return nights


def _last_night(groups: dict[Shelter, list[Group]], day: date) -> None:
    """Frozen and closed; in every group a party slept whose ticket is purged."""
    at = clock.by_night(day, time(19))
    told = {"confirmed_at": at, "opened_at": at, "frozen_at": clock.freezes(day), "closed_at": clock.freezes(day)}
    nights = [Night(county=COUNTY, shelter=one, date=day, state="closed", **told) for one in groups]
    capacities = [_capacity(night, group) for night in nights for group in groups[night.shelter]]
    places = [_place(one, None, State.ARRIVED, at=at) for one in capacities]
    for rows in (nights, capacities, places):
        bulk.insert(rows)
    bulk.insert([figure for night in nights for figure in queries.figures(night, at=clock.freezes(day))])


def _capacity(night: Night, group: Group, *, reserved: int = 0) -> Capacity:
    return Capacity(county=COUNTY, night=night, group=group, nominal=group.beds, reserved=reserved)


def _codes() -> Iterator[str]:
    """Codes that are all different: among thousands, two that were made by chance are alike now and then."""
    known = set[str]()
    while True:
        if (code := new_code()) not in known:
            known.add(code)
            yield code


def _ticket(capacity: Capacity, code: str, *, at: datetime) -> PlaceTicket:
    day, group = capacity.night.date, capacity.group
    return PlaceTicket(
        county=COUNTY, code=code, group=group, nights=5, first_night=day, last_night=day + timedelta(days=4),
        issued_by=group.shelter.organisation, issued_at=at, **PARTIES[group.kind],
    )  # fmt: skip


def _place(capacity: Capacity, ticket: PlaceTicket | None, state: str, *, at: datetime) -> NightPlace:
    """A party's place, counted as taken."""
    night, people = capacity.night, sum(PARTIES[capacity.group.kind].values())
    capacity.taken += people
    return NightPlace(
        county=COUNTY, night=night, capacity=capacity, date=night.date, ticket=ticket, origin="draw", state=state,
        people=people, beds=people, given_at=at, arrived_at=at if state == State.ARRIVED else None,
    )  # fmt: skip


def _given(place: NightPlace) -> PlaceEvent:
    return PlaceEvent(county=COUNTY, place=place, kind=PlaceEvent.Kind.GIVEN, at=place.given_at)


def _rules(shelters: list[Shelter], by: User) -> None:
    """Some rules of the nation, of a pool and of a shelter, so that there is something to look up."""
    shelter = shelters[0]
    values = {"doors_open": "18:30", "draw_time": "09:45", "few_left": 5, "release_at": "21:00", "hold_minutes": 60}
    for scopes in (shelter.scopes[:1], shelter.scopes[:2], shelter.scopes[:-1], shelter.scopes):
        write_policies(
            scopes=scopes, values=values, valid_from=LONG_AGO.date(), source="Mätningen", decided_by="Ingen", by=by,
            at=LONG_AGO,
        )  # fmt: skip


def _person(role: Role, owner: Organisation, code: str) -> Person:
    user, told = account(f"{role}@bench.example", role, owner, seed=1, code=code, token=True)
    return Person(user, told.passphrase, told.token)

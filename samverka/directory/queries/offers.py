"""Services as the public may read them: what they are, where, and when. No place says more here than it may."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, DateField, Q, QuerySet, UUIDField

from samverka.core.alphabet import Alphabetic
from samverka.core.prepared import Given, Prepared, among
from samverka.directory import policy
from samverka.directory.hours import (
    HORIZON,
    Behaviour,
    Calendar,
    DatedException,
    Effect,
    Hours,
    Kind,
    Rule,
    State,
    Status,
    Timetable,
    Wall,
    timetable,
)
from samverka.directory.models import DateException, Notice, OpeningRule, Place, Service, ServicePlace
from samverka.directory.queries.texts import Texts, texts
from samverka.directory.queries.towns import TownName, services_of


KINDS = (Kind.OPEN, Kind.INTAKE, Kind.APPOINTMENT, Kind.PHONE)  # the first that is stated tells whether it is open
EFFECTS = {"closed": Effect.CLOSED, "other": Effect.OTHER_HOURS, "message": Effect.MESSAGE}
RANK = {State.OPEN: 0, State.UNKNOWN: 1, State.CLOSED: 2}


class Message(NamedTuple):
    """What is said on some days, or of some hours: a text like others."""

    pk: UUID
    language: str
    text: str
    first_day: date
    last_day: date | None

    @property
    def message(self) -> str:
        return self.text


class Spot(NamedTuple):
    """Where a service is: a place, or a stop of a mobile one. Of some only the part of town is told."""

    id: UUID
    service: UUID
    pk: UUID  # of the place, whose texts these are
    language: str
    address_class: str
    territory: str
    name: str
    area: str
    street: str
    postal_code: str
    city: str
    latitude: Decimal | None
    longitude: Decimal | None
    way: str
    phone: str
    step_free: bool | None
    dogs: bool | None
    holidays: str
    eves: str

    @property
    def is_told(self) -> bool:
        """May anybody know where it is?"""
        return self.address_class == Place.AddressClass.PUBLIC

    @property
    def point(self) -> tuple[Decimal, Decimal] | None:
        if not self.is_told or self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Offer(NamedTuple):
    """A service."""

    pk: UUID
    category: str
    group: str
    provider: UUID
    provider_name: str
    provider_phone: str
    language: str
    name: str
    description: str
    easy: str
    state: str
    access: str
    cost: Decimal | None
    cost_note: str
    audience: list[str]
    no_id_needed: bool | None
    bring: str
    spoken: list[str]
    phone: str
    email: str
    website: str
    step_free: bool | None
    dogs: bool | None
    fullness: str
    is_mobile: bool
    holidays: str
    eves: str
    verified_on: date | None
    verified_by: str | None
    exempt_number: str
    exempt_on: date | None
    exempt_body: str


class Times(NamedTuple):
    """When a service can be had at a spot, by kind."""

    tables: Mapping[Kind, Timetable]
    messages: Mapping[str, Message]  # what exceptions say, by the id that stands in a day's message

    @property
    def main(self) -> tuple[Kind, Timetable]:
        """The hours by which it is called open."""
        return next((kind, self.tables[kind]) for kind in KINDS if kind in self.tables)


class Here(NamedTuple):
    """A service at one spot; one without a place is nowhere in particular."""

    offer: Offer
    spot: Spot | None
    times: Times

    def status(self, at: datetime) -> Status:
        """Whether it is open. Who has closed for a while has; of whom nothing is known, nothing is."""
        found = self.times.main[1].status(at)
        if self.offer.state == Service.State.TEMPORARILY_CLOSED:
            return found._replace(state=State.CLOSED, opens_at=None, closes_at=None)
        if self.offer.state == Service.State.UNKNOWN:
            return found._replace(state=State.UNKNOWN, opens_at=None, closes_at=None)
        return found

    @property
    def point(self) -> tuple[Decimal, Decimal] | None:
        return self.spot.point if self.spot else None

    @property
    def phone(self) -> str:
        told = self.spot.phone if self.spot and self.spot.is_told else ""
        return self.offer.phone or told or self.offer.provider_phone

    @property
    def step_free(self) -> bool | None:
        return self.offer.step_free if self.offer.step_free is not None else self.spot and self.spot.step_free

    @property
    def dogs(self) -> bool | None:
        return self.offer.dogs if self.offer.dogs is not None else self.spot and self.spot.dogs


class Now(NamedTuple):
    """The spot to go to now, and whether it is open."""

    here: Here
    status: Status
    until: datetime  # nothing of this changes before


class Told(NamedTuple):
    """A service with all its spots."""

    offer: Offer
    spots: tuple[Here, ...]

    def now(self, at: datetime, *, town: str) -> Now:
        """In the town that was asked about, open before closed, and the soonest."""
        near = [here for here in self.spots if here.spot is None or here.spot.territory == town] or self.spots
        known = [(here, here.status(at)) for here in near]
        until = min(status.valid_until for _here, status in known)
        return Now(*min(known, key=lambda one: _soonest(one[1])), until)


def told(services: QuerySet[Service], *, on: date) -> list[Told]:
    """These services, in the order of their categories and names. Five queries, however many they are."""
    return _told([Offer(*row) for row in _offered(services)], on)


def told_of(services: Sequence[UUID], *, on: date) -> list[Told]:
    """The same, for services that are known by their ids."""
    return _told([Offer(*row) for row in _offers_of(service=services)], on)


def _told(offers: list[Offer], on: date) -> list[Told]:
    spots = _spots([offer.pk for offer in offers])
    places = {spot.pk for some in spots.values() for spot in some}
    at_places = [spot.id for some in spots.values() for spot in some]
    rules = _rules([offer.pk for offer in offers], at_places, places)
    exceptions = _exceptions([offer.pk for offer in offers], places, on=on)
    calendar = policy.calendar(on)
    found = []
    for offer in offers:
        here = [
            Here(offer, spot, _times(offer, spot, rules, exceptions, calendar)) for spot in spots.get(offer.pk, [None])
        ]
        found.append(Told(offer, tuple(here)))
    return found


def notices(told: Told, *, on: date) -> list[Message]:
    """What a service, its places and its provider have to say on a day. One query."""
    places = [here.spot.pk for here in told.spots if here.spot]
    rows = _notices_of(service=told.offer.pk, provider=told.offer.provider, place=places, on=on)
    return [Message(*row) for row in rows]


def _noticed() -> "QuerySet[Notice, tuple[Any, ...]]":
    owner = Q(service=Given("service", UUIDField())) | Q(provider=Given("provider", UUIDField())) | among("place")
    on = Given("on", DateField())
    current = Notice.objects.filter(owner, Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on)
    return current.order_by("first_day", "pk").values_list("pk", "language", "text", "first_day", "last_day")


_notices_of = Prepared(_noticed)


BOOKS: dict[TownName, tuple[str, tuple[Told, ...]]] = {}  # what was read of towns, and the stamp they had then
MOST_BOOKS = 64


def book(town: TownName, stamp: str, on: date) -> tuple[Told, ...]:
    """Everything in a town, read again when its directory has changed. Six queries, or none."""
    found = book_if_read(town, stamp)
    if found is None:
        found = tuple(told(services_of(town, on=on), on=on))
        if len(BOOKS) >= MOST_BOOKS:
            BOOKS.clear()
        BOOKS[town] = (stamp, found)
    return found


def book_if_read(town: TownName, stamp: str) -> tuple[Told, ...] | None:
    """The same, if somebody has asked for it since the town has changed. No queries."""
    known, found = BOOKS.get(town, ("", ()))
    return found if known == stamp else None


def counts_in(town: TownName, stamp: str, on: date) -> dict[str, int]:
    """How many services there are of each category in a town, by its code. One query, or none."""
    if (known := book_if_read(town, stamp)) is not None:
        return Counter(one.offer.category for one in known)
    return dict(services_of(town, on=on).values_list("category__code").annotate(Count("pk")).order_by())


def names(found: Iterable[Now], *, language: str) -> Texts:
    """What services and their places are called in a language. One query; none where all are called so themselves."""
    entries = (one for here, *_ in found for one in (here.offer, here.spot) if one)
    return texts({one.pk for one in entries if one.language != language}, language=language, field="name")


def _soonest(status: Status) -> tuple[int, float]:
    return RANK[status.state], status.opens_at.timestamp() if status.opens_at else 0


def _offered(services: QuerySet[Service]) -> "QuerySet[Service, tuple[Any, ...]]":
    """What `Offer` holds."""
    return services.order_by("category__position", Alphabetic("name"), "pk").values_list(
        "pk", "category__code", "category__group", "provider", "provider__name", "provider__phone",
        "language", "name", "description", "easy", "state", "access", "cost", "cost_note",
        "audience", "no_id_needed", "bring", "spoken", "phone", "email", "website", "step_free", "dogs",
        "fullness", "is_mobile", "holidays", "eves", "verified_on", "verified_by__name",
        "exempt_number", "exempt_on", "exempt_body",
    )  # fmt: skip


_offers_of = Prepared(lambda: _offered(Service.objects.filter(among("service", column="pk"))))


def _spots(services: list[UUID]) -> dict[UUID, list[Spot]]:
    """Where each service is. What a secret place is called stays in the database."""
    found: dict[UUID, list[Spot]] = defaultdict(list)
    for row in _spots_of(service=services):
        spot = Spot(*row)
        if spot.address_class == Place.AddressClass.AREA_ONLY:
            spot = spot._replace(name="", city="", phone="")
        found[spot.service].append(spot)
    return found


def _placed() -> "QuerySet[ServicePlace, tuple[Any, ...]]":
    rows = ServicePlace.objects.filter(among("service"), place__is_removed=False).order_by("position", "id")
    fields = (
        "pk", "language", "address_class", "territory", "name", "area", "street", "postal_code", "city", "latitude",
        "longitude", "way", "phone", "step_free", "dogs", "holidays", "eves",
    )  # fmt: skip
    return rows.values_list("pk", "service", *(f"place__{name}" for name in fields))


_spots_of = Prepared(_placed)


def _rules(services: list[UUID], at_places: list[UUID], places: Iterable[UUID]) -> dict[UUID, tuple[Rule, ...]]:
    """The weekly hours of each owner."""
    rows = _rules_of(service=services, at_place=at_places, place=places)
    found: dict[UUID, list[Rule]] = defaultdict(list)
    for service, at_place, place, weekdays, opens, closes, kind, nth, valid_from, valid_to in rows:
        days = frozenset(int(day) - 1 for day in weekdays)
        rule = Rule(days, Wall(opens, closes), Kind(kind), nth, valid_from, valid_to)
        found[service or at_place or place].append(rule)
    return {owner: tuple(some) for owner, some in found.items()}


_rules_of = Prepared(
    lambda: OpeningRule.objects.filter(among("service") | among("at_place") | among("place")).values_list(
        "service", "at_place", "place", "weekdays", "opens", "closes", "kind", "nth", "valid_from", "valid_to"
    )
)


class _Dated(NamedTuple):
    exception: DatedException
    message: Message


def _exceptions(services: list[UUID], places: Iterable[UUID], *, on: date) -> dict[UUID, list[_Dated]]:
    """The exceptions of each owner around a day. A day's message holds their ids, so that it can be translated."""
    first, last = on - timedelta(days=1), on + timedelta(days=HORIZON)
    rows = _exceptions_of(service=services, place=places, first=first, last=last)
    found: dict[UUID, list[_Dated]] = defaultdict(list)
    for service, place, starts, ends, kind, opens, closes, pk, language, message in rows:
        walls = (Wall(opens, closes),) if opens else ()
        exception = DatedException(starts, ends, EFFECTS[kind], walls, message=str(pk) if message else "")
        found[service or place].append(_Dated(exception, Message(pk, language, message, starts, ends)))
    return found


def _dated() -> "QuerySet[DateException, tuple[Any, ...]]":
    owner = among("service") | among("place")
    around = {"first_day__lte": Given("last", DateField()), "last_day__gte": Given("first", DateField())}
    rows = DateException.objects.filter(owner, **around).order_by("first_day", "pk")
    return rows.values_list(
        "service", "place", "first_day", "last_day", "kind", "opens", "closes", "pk", "language", "message"
    )


_exceptions_of = Prepared(_dated)


def _times(
    offer: Offer,
    spot: Spot | None,
    rules: Mapping[UUID, tuple[Rule, ...]],
    exceptions: Mapping[UUID, list[_Dated]],
    calendar: Calendar,
) -> Times:
    """Hours of a stop go before those of the service, and these before those of the place."""
    owners = [(offer.pk, offer.holidays, offer.eves)]
    own: tuple[Rule, ...] = ()
    if spot:
        owners.append((spot.pk, spot.holidays, spot.eves))
        own = rules.get(spot.id, ())
    hours, messages = Hours(rules=own), dict[str, Message]()
    for owner, on_holiday, on_eve in owners:
        dated = exceptions.get(owner, ())
        messages |= {str(one.message.pk): one.message for one in dated}
        theirs = (_behaviour(on_holiday), _behaviour(on_eve))
        hours = hours.over(Hours(rules.get(owner, ()), tuple(one.exception for one in dated), *theirs))
    kinds = {rule.kind for rule in hours.rules} or {Kind.OPEN}
    return Times({kind: timetable(hours, calendar, kind) for kind in kinds}, messages)


def _behaviour(said: str) -> Behaviour | None:
    return Behaviour(said) if said else None

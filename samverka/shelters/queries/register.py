"""The register of a night: who is expected, who has come, and who was turned away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from samverka.actors.models import User
from samverka.core.ids import pictures
from samverka.core.prepared import Given, Prepared
from samverka.shelters.models import (
    Capacity,
    HandoverNote,
    Night,
    NightPlace,
    Shelter,
    TurnAway,
)
from samverka.shelters.models.party import describe
from samverka.shelters.models.sites import keeping
from samverka.shelters.queries.beds import EXPECTED, running_tickets


State = NightPlace.State
HERE = (State.ARRIVED, State.STAYED, State.LEFT_EARLY)
GONE = (State.WAITING, State.MOVED)


def kept_place(pk: UUID, *, viewer: User) -> NightPlace | None:
    """A place at a shelter that the viewer keeps, with its night, shelter and organisation. One query."""
    return _kept_by(keeping(viewer)).first(pk=pk)


@lru_cache(maxsize=1_000)
def _kept_by(organisations: frozenset[UUID]) -> Prepared[NightPlace]:
    """Put together once for each group of colleagues: it is asked at every arrival."""
    kept = NightPlace.objects.kept_by(organisations).select_related("night__shelter__organisation")
    return Prepared(lambda: kept.filter(pk=Given("pk", UUIDField())))


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the register: a ticket and its place tonight."""

    id: UUID
    ticket: UUID
    state: str
    code: str
    party: str
    people: int
    group: str
    room: int | None
    held_until: datetime | None
    arrived_at: datetime | None
    last_night: date | None

    @property
    def pictures(self) -> tuple[str, str]:
        return pictures(self.code)

    @property
    def is_expected(self) -> bool:
        return self.state in EXPECTED

    @property
    def says(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class Sums:
    """A night in five numbers, in people and beds."""

    expected: int
    arrived: int
    held: int
    free: int
    allocable: int
    kept: int


def register(night: Night) -> list[Guest]:
    """The live places of the night by ticket code. One query."""
    rows = night.places.live().filter(county=night.county, ticket__isnull=False)
    fields = ("pk", "ticket", "state", "people", "capacity__group__name", "room", "held_until", "arrived_at")
    party = ("women", "men", "other", "children", "dog", "step_free")
    told = rows.order_by("ticket__code").values_list(
        *fields, "ticket__code", "ticket__last_night", *(f"ticket__{name}" for name in party)
    )
    return [
        Guest(pk, ticket, state, code, describe(*made_up), people, group, room, until, arrived, last)
        for pk, ticket, state, people, group, room, until, arrived, code, last, *made_up in told
    ]


def sums(capacities: Iterable[Capacity], guests: Iterable[Guest]) -> Sums:
    """What the head of the register says."""
    rows, lines = list(capacities), list(guests)

    def people(*states: str) -> int:
        return sum(line.people for line in lines if line.state in states)

    free, allocable = sum(row.free for row in rows), sum(row.allocable for row in rows)
    return Sums(people(State.ALLOCATED), people(*HERE), people(State.HELD), free, allocable, sum(r.kept for r in rows))


def matching(night: Night, typed: str) -> list[NightPlace]:
    """The live places whose ticket begins with what was typed, at most nine."""
    found = night.places.live().filter(county=night.county, ticket__code__startswith=typed)
    return list(found.select_related("ticket").order_by("ticket__code")[:9])


def former_places(night: Night, typed: str) -> list[NightPlace]:
    """The places that have ended whose ticket begins with what was typed, at most nine."""
    had = night.places.exclude(state__in=NightPlace.LIVE).filter(county=night.county, ticket__code__startswith=typed)
    return list(had.select_related("ticket").order_by("ticket__code")[:9])


def turned_away(night: Night) -> QuerySet[TurnAway]:
    return TurnAway.objects.counted().filter(county=night.county, night=night).order_by("-at")


def notes(shelter: Shelter) -> QuerySet[HandoverNote]:
    """The shelter's notes, the newest first; older ones than two weeks are purged."""
    rows = HandoverNote.objects.filter(county=shelter.county, shelter=shelter).select_related("by")
    return rows.order_by("-at")[:10]


@dataclass(frozen=True, slots=True)
class Moved:
    """A party whose shelter dropped out, and where it sleeps now. Without a shelter it waits, or was turned away."""

    code: str
    party: str
    people: int
    shelter: str
    way: str
    phone: str
    waits: bool = False


def displaced(night: Night) -> list[Moved]:
    """Everybody whom a shelter's dropping out affected, for one sheet, also tickets that were given since then."""
    was = night.places.filter(county=night.county, state__in=GONE, ticket__isnull=False).select_related("ticket")
    tickets = {one.ticket_id: one.ticket for one in was.order_by("given_at", "ticket")}
    now = NightPlace.objects.filter(
        county=night.county, date=night.date, ticket__in=list(tickets), state__in=(*NightPlace.LIVE, State.WAITING)
    )
    found = {one.ticket_id: one for one in now.select_related("night__shelter")}
    since = running_tickets(night) if night.state == Night.State.CANCELLED and not night.frozen_at else []
    lines = []
    for ticket in (*tickets.values(), *since):
        assert ticket is not None  # noqa: S101 (filtered above)
        place = found.get(ticket.pk)
        waits = ticket.pk not in tickets or (place is not None and place.state == State.WAITING)
        shelter = place.night.shelter if place and not waits else None
        told = (shelter.name, shelter.way, shelter.phone) if shelter else ("", "", "")
        lines.append(Moved(ticket.code, ticket.described, ticket.people, *told, waits))
    return lines


def held_for(nights: Iterable[Any], organisations: Iterable[object]) -> QuerySet[NightPlace]:
    """The holds that some organisations have on these nights, given as a query or by their ids."""
    rows = NightPlace.objects.filter(
        state=State.HELD, held_until__isnull=False, night__in=nights, ticket__issued_by__in=list(organisations)
    )
    return rows.select_related("ticket", "night__shelter").order_by("held_until")

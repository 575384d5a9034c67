"""What a season's calendar says: whose turn it is, what that gives each night, and where nothing is.

A large season has some ten thousand turns, so they are read as plain rows, and only when something has changed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import CharField, F, QuerySet, Sum
from django.db.models.functions import Cast

from samverka.actors.models import User
from samverka.core.alphabet import Alphabetic
from samverka.core.models import Policy
from samverka.core.policy import KEYS
from samverka.shelters.models import Capacity, HostSlot, Night, Pool, Season, Shelter
from samverka.shelters.models.seasons import scheduling, state_of


State = HostSlot.State
ON_THE_BOARD = (Night.State.CONFIRMED, Night.State.OPEN, Night.State.CLOSED)  # whose beds the host has said itself
SOON = timedelta(days=14)  # a fire notice that is due within that time is pointed out
FireDays = Callable[[Shelter, date], int]


class Turn(NamedTuple):
    """One host's night in the calendar."""

    id: str
    host: UUID
    day: date
    state: State
    beds: int
    missing: int
    fire_notice_on: date | None


@dataclass(frozen=True, slots=True)
class NightSum:
    """What one night of the season comes to."""

    day: date
    wanted: int
    places: int = 0  # of scheduled turns
    offered: int = 0  # places that could be taken up
    hosts: int = 0

    @property
    def short(self) -> int:
        """Places that are lacking; one at least where there is no bed at all."""
        return max(self.wanted - self.places, 0 if self.places else 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A season as it stands: its hosts, their turns by host and day, and what each night comes to."""

    season: Season
    hosts: list[Shelter]
    turns: dict[UUID, dict[date, Turn]] = field(repr=False)
    nights: list[NightSum] = field(repr=False)
    fire_days: FireDays = field(repr=False)

    def gaps(self, *, since: date) -> list[NightSum]:
        """The nights to come on which places are lacking."""
        return [night for night in self.nights if night.short and night.day >= since]

    def fire(self, turn: Turn, host: Shelter, *, on: date) -> str:
        """Is a fire notice due soon, or late? Empty when it was sent, is far off, or nobody asks for it."""
        if turn.fire_notice_on or turn.day < on or not (days := self.fire_days(host, turn.day)):
            return ""
        due = turn.day - timedelta(days=days)
        return "late" if due < on else "due" if due - on <= SOON else ""


def season_version(season: Season | None) -> str:
    """A short name for what was decided of a season; turns come and go without changing it."""
    said = (season.name, season.first, season.last, season.wanted) if season else ()
    return sha256(repr(said).encode()).hexdigest()[:12]


def calendar_mark(season: Season, *, on: date) -> str:
    """What changes whenever anything in the calendar does, or the day. One query."""
    last = Policy.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"{season.pk.hex}-{season.revision}-{last or 0}-{on:%y%m%d}"


def calendar(season: Season) -> Calendar:
    """The whole season. Four queries."""
    turns: dict[UUID, dict[date, Turn]] = defaultdict(dict)
    for turn in _turns(season):
        turns[turn.host][turn.day] = turn
    hosts = hosts_of(season, with_turns=turns)
    every = (turn for row in turns.values() for turn in row.values())
    return Calendar(season, hosts, turns, _sums(season, every), fire_days(hosts))


def hosts_of(season: Season, *, with_turns: Iterable[UUID] = ()) -> list[Shelter]:
    """The shelters that take turns in the season, or may, by the name that others call them."""
    mine = Shelter.objects.filter(pool=season.pool_id, is_active=True) | Shelter.objects.filter(pk__in=list(with_turns))
    return sorted(mine.distinct(), key=lambda host: (host.told_outside.casefold(), str(host.pk)))


def season_days(season: Season) -> list[date]:
    return [season.first + timedelta(days=number) for number in range((season.last - season.first).days + 1)]


def fire_days(hosts: Iterable[Shelter]) -> FireDays:
    """How long before a night the rescue service is told, by host and night. One query."""
    key = "fire_notice_days"
    rows = defaultdict(list)
    for scope, begins, ends, value in Policy.objects.filter(key=key).values_list(
        "scope", "valid_from", "valid_to", "value"
    ):
        rows[scope].append((begins, ends, int(value)))
    decided = {host.pk: [row for scope in host.scopes for row in rows.get(scope, ())] for host in hosts} if rows else {}

    def days(host: Shelter, on: date) -> int:
        found = [value for begins, ends, value in decided.get(host.pk, ()) if begins <= on and (not ends or ends >= on)]
        return found[-1] if found else int(KEYS[key].default)

    return days


def hosts_with_turns(season: Season) -> list[UUID]:
    """Who has taken a turn in the season, also when it has left the pool since."""
    turns = HostSlot.objects.filter(county=season.county, season=season)
    return list(turns.values_list("host", flat=True).distinct())


def night_sum(season: Season, day: date) -> NightSum:
    """What one night of the season comes to."""
    return _sums(season, _turns(season, day), [day])[0]


def fire_due(slot: HostSlot, days: int) -> date:
    """The last day on which the rescue service is told of a turn in time."""
    return slot.date - timedelta(days=days)


def turns_of(season: Season, host: Shelter) -> QuerySet[HostSlot]:
    """A host's turns of a season in order, with their nights; those withdrawn too."""
    mine = HostSlot.objects.filter(county=season.county, season=season, host=host)
    return mine.select_related("night", "host__organisation", "season__pool__organisation", "line").order_by(
        "date", "offered_at", "pk"
    )


def seasons_to_see(viewer: User) -> QuerySet[Season]:
    """The seasons in the viewer's sight, the latest first."""
    return (
        Season.objects.seen_by(viewer)
        .select_related("pool__organisation")
        .order_by("-last", Alphabetic("pool__name"), "pk")
    )


def pools_to_schedule(viewer: User) -> QuerySet[Pool]:
    """The pools whose seasons the viewer plans."""
    return (
        Pool.objects.filter(scheduling(viewer), is_active=True)
        .select_related("organisation")
        .order_by(Alphabetic("name"))
    )


def _turns(season: Season, *days: date) -> list[Turn]:
    """Turns that count. Rows as the database has them: to make ten thousand of our own records would take a second."""
    live = HostSlot.objects.filter(county=season.county, season=season).live()
    live = live.filter(date__in=days) if days else live
    rows = live.values_list(
        Cast("pk", CharField()), Cast("host", CharField()), "date", "night__state", Cast("night", CharField()), "beds",
        "volunteers_needed", "volunteers_found", "fire_notice_on",
    )  # fmt: skip
    said = dict(_rows(_said_beds(season)))
    hosts: dict[str, UUID] = {}
    found = []
    for pk, host, day, state, night, beds, needed, there, fire in _rows(rows):
        key = hosts.get(host) or hosts.setdefault(host, UUID(host))
        missing = max(needed - there, 0)
        stands = state_of(state or "", staffed=not missing)
        found.append(Turn(pk, key, _day(day), stands, said.get(night, beds), missing, _day(fire) if fire else None))
    return found


def _said_beds(season: Season) -> QuerySet[Any, Any]:
    """What hosts have said themselves since they confirmed, by night."""
    there = Capacity.objects.filter(county=season.county, night__slots__season=season, night__state__in=ON_THE_BOARD)
    allocable = Sum(F("nominal") - F("blocked") + F("overflow"))
    return there.values_list(Cast("night", CharField())).annotate(beds=allocable)


def _rows(query: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    sql, given = query.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _day(told: date | str) -> date:
    return told if isinstance(told, date) else date.fromisoformat(told)


def _sums(season: Season, turns: Iterable[Turn], days: Iterable[date] = ()) -> list[NightSum]:
    places: dict[date, int] = defaultdict(int)
    offered: dict[date, int] = defaultdict(int)
    hosts: dict[date, int] = defaultdict(int)
    for turn in turns:
        if turn.state == State.OFFERED:
            offered[turn.day] += turn.beds
        else:
            places[turn.day] += turn.beds
            hosts[turn.day] += 1
    return [NightSum(day, season.wanted, places[day], offered[day], hosts[day]) for day in days or season_days(season)]

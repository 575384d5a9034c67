"""Free places tonight, shelter by shelter, for those who send somebody there.

The board is asked far more often than it changes. `stand` tells in one short query which nights are on it, and how
often each has changed; so only lines that changed need be told anew. `lines` tells them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core.lists import Rows
from samverka.core.models import Policy
from samverka.core.policy import KEYS
from samverka.shelters.draw import Bin, Party, suits
from samverka.shelters.models import Capacity, Group, Night, NightPlace
from samverka.shelters.models.sites import in_sight, sight, ticketing
from samverka.shelters.queries.register import held_for


WANTED: dict[str, Party | None] = {
    "": None,
    "woman": Party(0, women=1),
    "man": Party(0, men=1),
    "couple": Party(0, women=1, men=1),
    "dog": Party(0, men=1, dog=True),
    "step_free": Party(0, women=1, step_free=True),
    "family": Party(0, women=1, children=1),
}
RUNNING = (Night.State.CONFIRMED, Night.State.OPEN)


@dataclass(frozen=True, slots=True)
class Stand:
    """The nights on somebody's board in order, by their ids as the database writes them, each with its last change.

    Beside each stands what holds for all of them: the last rule that was written, and whether the viewer holds places.
    """

    date: date
    rows: Sequence[tuple[str, int, int | None, bool]]

    @property
    def mark(self) -> str:
        """What changes whenever anything on the board does."""
        return f"{self.date:%y%m%d}-{len(self.rows)}-{sum(row[1] for row in self.rows)}-{self.rule}"

    @property
    def rule(self) -> int:
        """The last rule that was written."""
        return (self.rows and self.rows[0][2]) or 0

    @property
    def has_holds(self) -> bool:
        """Do the viewer's organisations hold places?"""
        return bool(self.rows and self.rows[0][3])

    @property
    def nights(self) -> list[UUID]:
        return [UUID(row[0]) for row in self.rows]


class NightOnBoard(NamedTuple):
    """One shelter's night."""

    id: UUID
    shelter_id: UUID
    name: str
    area: str
    state: str
    frozen_at: datetime | None
    changed_at: datetime | None
    phone: str
    territory: str
    pool_id: UUID | None
    intake: str
    held: int  # people on their way


class GroupLine(NamedTuple):
    """What one group has left: beds the draw and the door may give out, and beds kept for referral."""

    name: str
    kind: str
    free: int
    kept: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One shelter on the board."""

    night: NightOnBoard
    groups: tuple[GroupLine, ...]
    free: int  # with those kept
    kept: int
    doors: str
    how: str
    few: int

    @property
    def light(self) -> str:
        """left, few, full, closed or unknown; unfit when no group suits the party that was asked for."""
        if self.night.state in (Night.State.CANCELLED, Night.State.CLOSED) or self.night.frozen_at:
            return "closed"
        if self.night.state not in RUNNING:
            return "unknown"
        if not self.groups:
            return "unfit"
        return "full" if not self.free else "few" if self.free <= self.few else "left"


def stand(*, viewer: User, date: date) -> Stand:
    """The nights that the viewer may see the places of, by area and name. One query."""
    organisations, codes = sight(viewer)
    if not organisations and not codes:
        return Stand(date, [])
    with connection.cursor() as cursor:
        cursor.execute(*_statement(date, organisations, codes, ticketing(viewer)))
        return Stand(date, cursor.fetchall())


@lru_cache(maxsize=1_000)
def _statement(
    date: date, organisations: frozenset[UUID], codes: frozenset[str], issuers: frozenset[UUID]
) -> tuple[str, tuple[Any, ...]]:
    """SQL and its parameters: to put them together takes longer than to run them, and the same people ask all night."""
    nights = Night.objects.filter(in_sight(organisations, codes, prefix="shelter__"), date=date)
    last = Subquery(Policy.objects.order_by("-pk").values("pk")[:1])
    holds = Exists(held_for(Night.objects.filter(date=date), issuers))
    name = Cast("pk", CharField())  # a night is told apart by it; to make three hundred ids of them takes time
    told = nights.order_by("shelter__area", "shelter__name").values_list(name, "revision", last, holds)
    return told.query.sql_with_params()


def stamp(*, viewer: User, date: date) -> str:
    """What changes whenever anything on the viewer's board does. One query."""
    return stand(viewer=viewer, date=date).mark


def lines(nights: Sequence[UUID], *, stand: Stand, wanted: str = "") -> dict[UUID, SiteLine]:
    """The board's lines for some of its nights: groups that suit the party `wanted`, doors, and how to get a place.

    One query, whatever the number of nights, and one more when rules have changed.
    """
    party, found = WANTED.get(wanted), {}
    kinds = {kind: str(text) for kind, text in Group.Kind.choices}
    for *told, beds in _told(nights):
        night = NightOnBoard(*told)
        groups, said = _groups(beds or [], party, kinds), _said(night, stand)
        kept = sum(group.kept for group in groups)
        free = kept + sum(group.free for group in groups)
        doors = f"{said('doors_open')}–{said('doors_close')}"  # noqa: RUF001 (a range)
        found[night.id] = SiteLine(night, groups, free, kept, doors, _how(night, said), said("few_left"))
    return found


def board(*, viewer: User, date: date, wanted: str = "") -> list[SiteLine]:
    """The whole board. Three queries at most."""
    now = stand(viewer=viewer, date=date)
    told = lines(now.nights, stand=now, wanted=wanted)
    return [told[night] for night in now.nights]


def _told(nights: Sequence[UUID]) -> Iterable[Any]:
    """What `NightOnBoard` holds, and the night's groups: lists in one list, which the database puts together."""
    fields = ("name", "kind", "step_free", "pets")
    beds = ("nominal", "blocked", "overflow", "taken", "reserved", "referred")
    told = Rows(*(f"group__{name}" for name in fields), *beds)
    here = {"county": OuterRef("county"), "night": OuterRef("pk")}
    groups = Capacity.objects.filter(**here).values("night")
    coming = NightPlace.objects.filter(**here, state=NightPlace.State.HELD).values("night")
    return Night.objects.filter(pk__in=nights).values_list(
        "pk", "shelter_id", "shelter__name", "shelter__area", "state", "frozen_at", "changed_at",
        "shelter__phone", "shelter__territory", "shelter__pool", "shelter__pool__intake_place",
        Coalesce(Subquery(coming.annotate(people=Sum("people")).values("people")), 0),
        Subquery(groups.annotate(told=told).values("told")),
    )  # fmt: skip


def _groups(told: Iterable[list[Any]], party: Party | None, kinds: Mapping[str, str]) -> tuple[GroupLine, ...]:
    found = []
    for name, kind, step_free, pets, nominal, blocked, overflow, taken, reserved, referred in sorted(told):
        if party and not suits(Bin("", "", kind, 0, step_free=bool(step_free), pets=bool(pets)), party):
            continue
        free = nominal - blocked + overflow - taken
        kept = min(free, max(reserved - referred, 0))
        found.append(GroupLine(name, kinds[kind], free - kept, kept))
    return tuple(found)


def _said(night: NightOnBoard, stand: Stand) -> Callable[[str], Any]:
    """What a rule says of a night: that of the last scope that has one."""
    rules = rules_on(stand.date, stand.rule)
    scopes = _scopes(night)[::-1]
    return lambda key: next((rules[scope, key] for scope in scopes if (scope, key) in rules), KEYS[key].default)


@lru_cache(maxsize=8)
def rules_on(date: date, last: int) -> dict[tuple[str, str], Any]:
    """The rules of the board that hold on a date, by scope and key; read again when another has been written."""
    keys = ("doors_open", "doors_close", "draw_time", "few_left", "intake_place", "min_age", "fee", "nights_per_ticket")
    rows = Policy.objects.filter(Q(valid_to=None) | Q(valid_to__gte=date), key__in=keys, valid_from__lte=date)
    return {(scope, key): value for scope, key, value in rows.values_list("scope", "key", "value")}


def _scopes(night: NightOnBoard) -> list[str]:
    """As `Shelter.scopes`, the widest first."""
    pool = [f"pool:{night.pool_id}"] if night.pool_id else []
    county = ["nation:00", f"county:{night.territory[:2]}", f"municipality:{night.territory}"]
    return [*county, *pool, f"site:{night.shelter_id}"]


def _how(night: NightOnBoard, said: Any) -> str:
    if night.pool_id:
        place = f", {night.intake}" if night.intake else ""
        return _("draw %(at)s") % {"at": said("draw_time")} + place
    return _("ring, or come to the door")

"""Free places tonight, shelter by shelter, for those who send somebody there.

The board is asked far more often than it changes. `stand` tells in one short query which nights are on it, and how
often each has changed; so only lines that changed need be told anew. `lines` tells them. A line also says until when
its words hold: after the draw one gets a place at the door, and what was told long ago is old.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from samverka.actors.models import ContactLine, User
from samverka.core.alphabet import Alphabetic
from samverka.core.lists import Rows
from samverka.core.models import Policy
from samverka.core.policy import KEYS
from samverka.shelters import clock
from samverka.shelters.draw import Bin, Party, suits
from samverka.shelters.models import Capacity, ColdNightEvent, Group, Night, NightPlace, Screen
from samverka.shelters.models.sites import in_sight, sight, ticketing
from samverka.shelters.policy import MORNING_CLOSE
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
OVER = (Night.State.CANCELLED, Night.State.CLOSED)
RULES = ("doors_open", "doors_close", "draw_time", "release_at", "few_left", "old_after")
INTAKE_RULES = ("intake_place", "min_age", "fee", "nights_per_ticket")  # what everybody is told of an intake
TELL_ANEW = 15 * 60  # seconds after which a board is told again though nothing changed, since what it says ages
ANSWERING = (ContactLine.Function.DUTY, ContactLine.Function.INTAKE)


@dataclass(frozen=True, slots=True)
class Stand:
    """The nights on somebody's board in order, by their ids as the database writes them, each with its last change.

    Beside each stands what holds for all of them: whether the viewer holds places, the last rule that was written,
    how often contact lines have changed, and whether an extra-cold night is on or may come.
    """

    date: date
    at: datetime
    rows: Sequence[tuple[str, int, bool, int | None, int | None, bool]]

    @property
    def mark(self) -> str:
        """What changes whenever anything on the board does."""
        changes, (rule, lines) = sum(row[1] for row in self.rows), self.ground
        hour = int(self.at.timestamp()) // TELL_ANEW
        return f"{self.date:%y%m%d}-{len(self.rows)}-{changes}-{rule}-{lines}-{hour}"

    @property
    def ground(self) -> tuple[int, int]:
        """What every line rests on: the last rule that was written, and how contact lines stand."""
        return (self.rows[0][3] or 0, self.rows[0][4] or 0) if self.rows else (0, 0)

    @property
    def has_holds(self) -> bool:
        """Do the viewer's organisations hold places?"""
        return bool(self.rows and self.rows[0][2])

    @property
    def may_be_cold(self) -> bool:
        """Is an extra-cold night on, or may it come, where the viewer works? Without a row nobody has looked."""
        return not self.rows or bool(self.rows[0][5])

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
    released_at: datetime | None
    held: int  # people on their way
    answering: list[list[str]]  # function and phone of whoever answers for the intake, or for the shelter


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
    old: str  # how old what it says is, when it is too old to send somebody on
    until: datetime | None  # how long its words hold, if nothing changes

    @property
    def light(self) -> str:
        """left, few, full, closed or unknown; unfit when no group suits the party that was asked for."""
        if self.night.state in OVER or self.night.frozen_at:
            return "closed"
        if self.night.state not in RUNNING:
            return "unknown"
        if not self.groups:
            return "unfit"
        return "full" if not self.free else "few" if self.free <= self.few else "left"

    @property
    def phones(self) -> list[tuple[str, str]]:
        """Who answers and where: the shelter itself, then whoever is on duty, or the intake."""
        own = [("", self.night.phone)] if self.night.phone else []
        others = {phone: function for function, phone in sorted(self.night.answering) if phone}
        return own + [(function, phone) for phone, function in others.items() if phone != self.night.phone]


def stand(*, viewer: User, date: date, at: datetime) -> Stand:
    """The nights that the viewer may see the places of, by area and name. One query."""
    return _stand(*sight(viewer), ticketing(viewer), date=date, at=at)


def screen_stand(*, screen: Screen, date: date, at: datetime) -> Stand:
    """The same for a screen on a wall, which belongs to no organisation: no protected shelter is on it."""
    return _stand(frozenset(), frozenset([screen.territory_id]), frozenset(), date=date, at=at)


def _stand(
    organisations: frozenset[UUID], codes: frozenset[str], issuers: frozenset[UUID], *, date: date, at: datetime
) -> Stand:
    if not organisations and not codes:
        return Stand(date, at, [])
    with connection.cursor() as cursor:
        cursor.execute(*_statement(date, organisations, codes, issuers))
        return Stand(date, at, cursor.fetchall())


@lru_cache(maxsize=1_000)
def _statement(
    date: date, organisations: frozenset[UUID], codes: frozenset[str], issuers: frozenset[UUID]
) -> tuple[str, tuple[Any, ...]]:
    """SQL and its parameters: to put them together takes longer than to run them, and the same people ask all night."""
    nights = Night.objects.filter(in_sight(organisations, codes, prefix="shelter__"), date=date)
    last = Subquery(Policy.objects.order_by("-pk").values("pk")[:1])
    holds = Exists(held_for(Night.objects.filter(date=date), issuers))
    answering = ContactLine.objects.filter(function__in=ANSWERING).values_list(Value(1))
    lines = Subquery(answering.annotate(changes=Sum(F("revision") + 1)).values("changes"))
    cold = Exists(ColdNightEvent.objects.awaited(date).filter(Q(territory__in=codes) | Q(county__in=codes)))
    name = Cast("pk", CharField())  # a night is told apart by it; to make three hundred ids of them takes time
    told = nights.order_by(Alphabetic("shelter__area"), Alphabetic("shelter__name")).values_list(
        name, "revision", holds, last, lines, cold
    )
    return told.query.sql_with_params()


def prepare_board() -> None:
    """Put a board's questions together without asking them, so that the first who asks need not wait for that."""
    nobody = frozenset([UUID(int=0)])
    _statement.__wrapped__(date.min, nobody, frozenset([""]), nobody)
    _told([*nobody], rooms=False).query.sql_with_params()


def stamp(*, viewer: User, date: date, at: datetime) -> str:
    """What changes whenever anything on the viewer's board does. One query."""
    return stand(viewer=viewer, date=date, at=at).mark


def lines(nights: Sequence[UUID], *, stand: Stand, wanted: str = "") -> dict[UUID, SiteLine]:
    """The board's lines for some of its nights: groups that suit the party `wanted`, doors, and how to get a place.

    One query, whatever the number of nights, and one more when rules have changed.
    """
    party, found, words = WANTED.get(wanted), {}, _words()
    kinds = {kind: str(text) for kind, text in Group.Kind.choices}
    for *told, answering, beds in _told(nights, rooms=bool(party)):
        night = NightOnBoard._make([*told, answering or []])
        groups, said = _groups(beds or [], party, kinds), _said(night, stand)
        kept = sum(group.kept for group in groups)
        free = kept + sum(group.free for group in groups)
        hours = _hours(stand.date, said["draw_time"], said["release_at"], said["doors_close"])
        old_at = (night.changed_at or hours[-1]) + timedelta(minutes=said["old_after"])
        found[night.id] = SiteLine(
            night, groups, free, kept, words["doors"] % said,
            how=_how(night, said, words, hours, stand.at, free > kept, kept > 0),
            few=said["few_left"],
            old=words["old"] % said if old_at <= stand.at and _is_running(night) else "",
            until=min((hour for hour in (*hours, old_at) if hour > stand.at), default=None),
        )  # fmt: skip
    return found


def board(*, viewer: User, date: date, at: datetime, wanted: str = "") -> list[SiteLine]:
    """The whole board. Three queries at most."""
    now = stand(viewer=viewer, date=date, at=at)
    told = lines(now.nights, stand=now, wanted=wanted)
    return [told[night] for night in now.nights]


def free_beds(*, viewer: User, at: datetime) -> int | None:
    """How many beds the viewer's board has tonight; None for a board without a night. One query."""
    date = clock.tonight(at, closes=MORNING_CLOSE)
    nights = {"night__date": date, "night__state__in": RUNNING, "night__frozen_at": None}
    rows = Capacity.objects.filter(in_sight(*sight(viewer), prefix="night__shelter__"), **nights)
    found: int | None = rows.aggregate(free=Sum(FREE))["free"]
    return found


FREE = F("nominal") - F("blocked") + F("overflow") - F("taken")  # as `Capacity.free`
KEPT = F("reserved") - F("referred")
ROOMS = ("group__step_free", "group__pets")


def _told(nights: Sequence[UUID], *, rooms: bool) -> Any:
    """What `NightOnBoard` holds, and the night's groups: lists in one list, which the database puts together.

    With `rooms`, also what tells whom a group suits.
    """
    told = Rows("group__name", "group__kind", FREE, KEPT, *(ROOMS if rooms else ()))
    here = {"county": OuterRef("county"), "night": OuterRef("pk")}
    groups = Capacity.objects.filter(**here).values("night")
    coming = NightPlace.objects.filter(**here, state=NightPlace.State.HELD).values("night")
    answers = Coalesce(OuterRef("shelter__pool__organisation"), OuterRef("shelter__organisation"))
    answering = ContactLine.objects.filter(organisation=answers, function__in=ANSWERING).values("organisation")
    return Night.objects.filter(pk__in=nights).values_list(
        "pk", "shelter_id", "shelter__name", "shelter__area", "state", "frozen_at", "changed_at",
        "shelter__phone", "shelter__territory", "shelter__pool", "shelter__pool__intake_place", "released_at",
        Coalesce(Subquery(coming.annotate(people=Sum("people")).values("people")), 0),
        Subquery(answering.annotate(told=Rows("function", "phone")).values("told")),
        Subquery(groups.annotate(told=told).values("told")),
    )  # fmt: skip


def _groups(told: Iterable[list[Any]], party: Party | None, kinds: Mapping[str, str]) -> tuple[GroupLine, ...]:
    found = []
    for name, kind, free, reserved, *rooms in sorted(told):
        if party and not _fits(party, kind, *rooms):
            continue
        kept = min(free, max(reserved, 0))
        found.append(GroupLine(name, kinds[kind], free - kept, kept))
    return tuple(found)


def _fits(party: Party, kind: str, step_free: object, pets: object) -> bool:
    return suits(Bin("", "", kind, 0, step_free=bool(step_free), pets=bool(pets)), party)


def _said(night: NightOnBoard, stand: Stand) -> dict[str, Any]:
    """What the rules say of a night: of each, that of the last scope that has one."""
    wide = _said_around(stand.date, stand.ground[0], night.territory, night.pool_id)
    own = rules_on(stand.date, stand.ground[0]).get(f"site:{night.shelter_id}")
    return wide | own if own else wide


@lru_cache(maxsize=1_000)
def _said_around(date: date, last: int, territory: str, pool: UUID | None) -> dict[str, Any]:
    """The same for all shelters of a pool in a municipality, as `Shelter.scopes` has it."""
    scopes = ["nation:00", f"county:{territory[:2]}", f"municipality:{territory}", f"pool:{pool}"]
    said = {key: KEYS[key].default for key in RULES}
    for scope in scopes:
        said |= rules_on(date, last).get(scope, {})
    return said


@lru_cache(maxsize=8)
def rules_on(date: date, last: int) -> dict[str, dict[str, Any]]:
    """The rules of the board that hold on a date, by scope; read again when another has been written."""
    rows = Policy.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=date), key__in=RULES + INTAKE_RULES, valid_from__lte=date
    )
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for scope, key, value in rows.values_list("scope", "key", "value"):
        found[scope][key] = value
    return found


@lru_cache(maxsize=1_000)
def _hours(date: date, draw: str, *evening: str) -> tuple[datetime, ...]:
    """When one gets a place in another way: the draw, the release of what nobody claimed, and the doors' closing."""
    found = (
        clock.by_day(date, time.fromisoformat(draw)),
        *(clock.by_night(date, time.fromisoformat(wall)) for wall in evening),
    )
    return tuple(hour.astimezone(UTC) for hour in found)


def _words() -> dict[str, str]:
    """What lines say, looked up once for all of them."""
    return {
        "doors": "%(doors_open)s–%(doors_close)s",  # noqa: RUF001 (a range)
        "draw": _("draw %(draw_time)s"),
        "hold": _("hold a place, by referral"),
        "door": _("at the door from %(doors_open)s"),
        "unclaimed": _("unclaimed places at the door from %(release_at)s"),
        "silent": _("not told yet: ring first"),
        "nothing": _("nothing more tonight: ring first"),
        "shut": _("the doors are closed: ring first"),
        "old": _("older than %(old_after)s min"),
    }


def _is_running(night: NightOnBoard) -> bool:
    return night.state in RUNNING and night.frozen_at is None


def _how(
    night: NightOnBoard,
    said: Mapping[str, Any],
    words: Mapping[str, str],
    hours: tuple[datetime, ...],
    at: datetime,
    left: bool,
    kept: bool,
) -> str:
    """How one gets a place here: by the draw until that is made, then by referral or at the door."""
    draw, release, close = hours
    if night.state in OVER or night.frozen_at:
        return ""
    if night.pool_id and at < draw:
        return ", ".join(filter(None, [words["draw"] % said, night.intake]))
    if not _is_running(night):
        return words["silent"]
    if at >= close:
        return words["shut"]
    ways = [words["hold"]] if kept else []
    if left:
        ways.append(words["door"] % said)
    elif not night.released_at and at < release:
        ways.append(words["unclaimed"] % said)
    return "; ".join(ways) or words["nothing"]

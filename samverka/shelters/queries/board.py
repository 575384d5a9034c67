"""Free places tonight, shelter by shelter, for those who send somebody there.

The board is asked far more often than it changes. `stamp` says in one short query whether anything has;
`nights_on_board` gives each night's revision, so that only lines that changed are made anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, Max, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core.models import Policy
from samverka.core.policy import KEYS
from samverka.shelters.draw import Bin, Party, suits
from samverka.shelters.models import Capacity, Group, Night, Shelter


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
class NightOnBoard:
    """One shelter's night, as the list is sorted and aged by."""

    id: UUID
    revision: int
    shelter_id: UUID
    name: str
    area: str
    state: str
    frozen_at: datetime | None
    changed_at: datetime | None
    phone: str
    visibility: str
    territory: str
    pool_id: UUID | None
    intake: str


@dataclass(frozen=True, slots=True)
class GroupLine:
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
    doors: str
    how: str
    few: int

    @property
    def free(self) -> int:
        return sum(group.free + group.kept for group in self.groups)

    @property
    def kept(self) -> int:
        return sum(group.kept for group in self.groups)

    @property
    def light(self) -> str:
        """left, few, full, closed or unknown."""
        if self.night.state in (Night.State.CANCELLED, Night.State.CLOSED) or self.night.frozen_at:
            return "closed"
        if self.night.state not in RUNNING:
            return "unknown"
        return "full" if not self.free else "few" if self.free <= self.few else "left"


def stamp(*, viewer: User, date: date) -> str:
    """What changes whenever anything on the viewer's board does. One query."""
    nights = _nights(viewer, date)
    count = Policy.objects.values(none=Value(1)).annotate(rows=Count("pk")).values("rows")
    rules = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    told = nights.aggregate(nights=Count("pk"), sum=Sum("revision"), rules=Max(rules))
    return f"{date:%y%m%d}-{told['nights']}-{told['sum'] or 0}-{told['rules']}"


def nights_on_board(*, viewer: User, date: date) -> list[NightOnBoard]:
    """The nights the viewer may see the places of, by area and name. One query."""
    rows = _nights(viewer, date).values_list(
        "pk", "revision", "shelter_id", "shelter__name", "shelter__area", "state", "frozen_at", "changed_at",
        "shelter__phone", "shelter__visibility", "shelter__territory", "shelter__pool", "shelter__pool__intake_place",
    )  # fmt: skip
    return [NightOnBoard(*row) for row in rows.order_by("shelter__area", "shelter__name")]


def lines(nights: Sequence[NightOnBoard], *, date: date, wanted: str = "") -> dict[UUID, SiteLine]:
    """The board's lines for some nights: groups that suit the party `wanted`, doors, and how to get a place.

    Two queries, whatever the number of nights.
    """
    groups = _groups([night.id for night in nights], WANTED.get(wanted))
    rules = _rules(nights, date)
    found = {}
    for night in nights:
        said = rules(night)
        doors = f"{said('doors_open')}–{said('doors_close')}"  # noqa: RUF001 (a range)
        found[night.id] = SiteLine(night, tuple(groups[night.id]), doors, _how(night, said), said("few_left"))
    return found


def board(*, viewer: User, date: date, wanted: str = "") -> list[SiteLine]:
    """The whole board. Three queries."""
    nights = nights_on_board(viewer=viewer, date=date)
    told = lines(nights, date=date, wanted=wanted)
    return [told[night.id] for night in nights]


def _nights(viewer: User, date: date) -> QuerySet[Night]:
    return Night.objects.filter(date=date, shelter__in=Shelter.objects.on_board(viewer))


def _groups(nights: Sequence[UUID], party: Party | None) -> dict[UUID, list[GroupLine]]:
    kinds = dict(Group.Kind.choices)
    rows = Capacity.objects.filter(night__in=nights).values_list(
        "night_id", "group__name", "group__kind", "group__step_free", "group__pets", "nominal", "blocked", "overflow",
        "taken", "reserved", "referred",
    )  # fmt: skip
    found: dict[UUID, list[GroupLine]] = defaultdict(list)
    for night, name, kind, step_free, pets, nominal, blocked, overflow, taken, reserved, referred in rows.order_by(
        "group__name"
    ):
        if party and not suits(Bin("", "", kind, 0, step_free=step_free, pets=pets), party):
            continue
        free = nominal - blocked + overflow - taken
        kept = min(free, max(reserved - referred, 0))
        found[night].append(GroupLine(name, str(kinds[kind]), free - kept, kept))
    return found


def _rules(nights: Iterable[NightOnBoard], date: date) -> Any:
    """Looks up a rule for a night: the last scope that has it wins. One query for all nights."""
    scopes = {scope for night in nights for scope in _scopes(night)}
    ends = Q(valid_to=None) | Q(valid_to__gte=date)
    keys = ("doors_open", "doors_close", "draw_time", "few_left")
    rows = Policy.objects.filter(ends, key__in=keys, valid_from__lte=date, scope__in=scopes)
    values = {(scope, key): value for scope, key, value in rows.values_list("scope", "key", "value")}

    def of(night: NightOnBoard) -> Any:
        near_first = _scopes(night)[::-1]
        return lambda key: next(
            (values[scope, key] for scope in near_first if (scope, key) in values), KEYS[key].default
        )

    return of


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

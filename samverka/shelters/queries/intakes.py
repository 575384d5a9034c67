"""What everybody may know of tonight: where and when places are given out, and a light. Never a count."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Q, Subquery, Value
from django.db.models.functions import Cast

from samverka.core.alphabet import Alphabetic
from samverka.core.models import Policy
from samverka.core.policy import KEYS
from samverka.shelters.models import Draw, Night, Pool, Shelter
from samverka.shelters.queries.board import SiteLine, Stand, lines, rules_on


@dataclass(frozen=True, slots=True)
class Intake:
    """A draw or an enrolment for several shelters, or a shelter that everybody may know of."""

    name: str
    light: str  # left, few, full, closed or unknown
    told_at: datetime | None
    place: str
    phone: str
    draw_at: str  # empty: there is no draw
    doors: str
    min_age: int
    fee: int
    nights: int
    draw: Draw | None


@dataclass(frozen=True, slots=True)
class Tonight:
    """What the intakes of some territories rest on; `mark` changes whenever what is said of them may."""

    stand: Stand
    pools: Sequence[Pool]
    draws: dict[Any, Draw]

    @property
    def mark(self) -> str:
        pools = [(pool.name, pool.intake_place) for pool in self.pools]
        draws = [(draw.seal, draw.round, draw.locked_at, draw.published_at) for draw in self.draws.values()]
        return f"{self.stand.mark} {pools} {draws}"


def public_tonight(*, codes: tuple[str, ...], date: date, at: datetime) -> Tonight:
    """Tonight in some territories, as everybody may know it. Three queries."""
    nights, pools = _statements(codes, date)
    with connection.cursor() as cursor:
        cursor.execute(*nights)
        stand = Stand(date, at, cursor.fetchall())
    found = list(Pool.objects.raw(*pools))
    draws = Draw.objects.filter(pool__in=found, date=date).defer("sealed_secret", "locked_list", "record")
    return Tonight(stand, found, {draw.pool_id: draw for draw in draws.order_by("round")})


@lru_cache(maxsize=1_000)
def _statements(codes: tuple[str, ...], date: date) -> tuple[Any, Any]:
    """SQL and its parameters for the nights and the pools: to put them together takes longer than to run them.

    A shelter of which only the area may be known lends its places to no light. One that only partners may know stands
    for itself nowhere: it is reached through the intake that it belongs to.
    """
    told = Shelter.objects.filter(is_active=True).exclude(visibility=Shelter.Visibility.AREA_ONLY)
    here = Q(territory__in=codes) | Q(pool__territory__in=codes)
    reached = told.filter(here, Q(pool__is_active=True) | Q(pool=None, visibility=Shelter.Visibility.PUBLIC))
    last = Subquery(Policy.objects.order_by("-pk").values("pk")[:1])
    nights = Night.objects.filter(date=date, shelter__in=reached).order_by(Alphabetic("shelter__name"))
    rows = nights.values_list(Cast("pk", CharField()), "revision", Value(False), last, Value(0), Value(False))
    pools = Pool.objects.filter(pk__in=reached.exclude(pool=None).values("pool")).order_by(Alphabetic("name"))
    return rows.query.sql_with_params(), pools.query.sql_with_params()


def intakes(tonight: Tonight) -> list[Intake]:
    """The lights, those with places first. Two queries at most."""
    told = list(lines(tonight.stand.nights, stand=tonight.stand).values())
    rules = rules_on(tonight.stand.date, tonight.stand.ground[0])
    found = [_of_pool(pool, told, rules, tonight.draws.get(pool.pk)) for pool in tonight.pools]
    found += [_of_shelter(line) for line in told if line.night.pool_id is None]
    order = ("left", "few", "unknown", "full", "closed")
    return sorted(found, key=lambda one: (order.index(one.light), one.name))


def standing_intakes(*, codes: tuple[str, ...], on: date) -> list[Intake]:
    """Where places are given out whatever the night, for paper: without a light, without a draw of that day.

    Only those that say where they are. Two queries.
    """
    pools = list(Pool.objects.raw(*_statements(codes, on)[1]))
    last = Policy.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rules = rules_on(on, last)
    found = [replace(_of_pool(pool, [], rules, None), light="unknown") for pool in pools]
    return [one for one in found if one.place]


def _of_pool(pool: Pool, told: list[SiteLine], rules: dict[str, dict[str, Any]], draw: Draw | None) -> Intake:
    own = [line for line in told if line.night.pool_id == pool.pk]
    scopes = pool.scopes[::-1]

    def said(key: str) -> Any:
        return next((rules[scope][key] for scope in scopes if key in rules.get(scope, {})), KEYS[key].default)

    return Intake(
        name=pool.name, light=_light(own, few=said("few_left")), told_at=_told_at(own),
        place=pool.intake_place or said("intake_place"), phone="", draw_at=said("draw_time"), doors="",
        min_age=said("min_age"), fee=said("fee"), nights=said("nights_per_ticket"), draw=draw,
    )  # fmt: skip


def _of_shelter(line: SiteLine) -> Intake:
    return Intake(
        name=line.night.name, light=_light([line], few=line.few), told_at=_told_at([line]), place=line.night.area,
        phone=line.night.phone, draw_at="", doors=line.doors, min_age=0, fee=0, nights=0, draw=None,
    )  # fmt: skip


def _light(own: list[SiteLine], *, few: int) -> str:
    """Beds that are kept for referral are nothing that one can come and get."""
    running = [line for line in own if line.light in ("left", "few", "full")]
    if not running:
        return "unknown" if any(line.light == "unknown" for line in own) else "closed"
    free = sum(line.free - line.kept for line in running)
    return "full" if free <= 0 else "few" if free <= few else "left"


def _told_at(own: list[SiteLine]) -> datetime | None:
    return max((line.night.changed_at for line in own if line.night.changed_at), default=None)

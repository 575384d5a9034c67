"""How a night stands, and what it leaves."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from samverka.core.alphabet import Alphabetic
from samverka.core.policy import effective
from samverka.shelters import clock
from samverka.shelters.models import (
    Correction,
    Night,
    NightFigure,
    NightPlace,
    Pool,
    Shelter,
    TurnAway,
    TurnAwayCorrection,
    TurnAwayFigure,
)
from samverka.shelters.policy import MORNING_CLOSE


State = NightPlace.State
RUNNING = (Night.State.CONFIRMED, Night.State.OPEN)
TO_FREEZE = (*RUNNING, Night.State.CANCELLED)  # of cancelled ones, who was turned away


def nights_beside(night: Night) -> QuerySet[Night]:
    """The same night at the other shelters of the pool, where it is not frozen."""
    pool = night.shelter.pool_id
    others = Night.objects.filter(county=night.county, date=night.date, shelter__pool=pool, frozen_at=None)
    return others.exclude(pk=night.pk).order_by("pk") if pool else others.none()


def may_wait(night: Night, beside: Iterable[Night], *, at: datetime) -> bool:
    """May another shelter of the pool still say what it holds? Days ahead any, later those that planned it."""
    is_ahead = night.shelter.pool_id is not None and night.date > clock.tonight(at, closes=MORNING_CLOSE)
    return is_ahead or any(one.state == Night.State.PLANNED for one in beside)


def unfrozen_nights_of_pool(night: Night) -> bool:
    """Is another of the pool's nights, also one that was cancelled, still to be frozen?"""
    others = Night.objects.filter(
        county=night.county, date=night.date, shelter__pool=night.shelter.pool_id, state__in=TO_FREEZE, frozen_at=None
    )
    return others.exclude(pk=night.pk).exists()


def doors_close(night: Night) -> datetime:
    """When the doors close for the night."""
    return clock.by_night(night.date, effective(night.shelter.scopes, on=night.date).time("doors_close"))


def beds_version(night: Night) -> str:
    """A short name for what people have said of the night's beds: when they change, so does the name."""
    told = night.capacities.filter(county=night.county).order_by("pk")
    said = list(told.values_list("nominal", "blocked", "blocked_because", "blocked_rooms", "overflow", "reserved"))
    return sha256(repr((night.state, said)).encode()).hexdigest()[:12]


def nights_with_lapsed_holds(*, at: datetime) -> QuerySet[Night]:
    lapsed = NightPlace.objects.filter(state=State.HELD, held_until__lte=at)
    return Night.objects.filter(pk__in=lapsed.values("night"), frozen_at=None).order_by("county", "pk")


def nights_to_freeze(*, at: datetime) -> list[Night]:
    """The nights whose four o'clock has come, in every county."""
    rows = _not_closed(*TO_FREEZE).filter(date__lte=at.date(), frozen_at=None).select_related("shelter__pool")
    return [night for night in rows.order_by("county", "pk") if clock.freezes(night.date) <= at]


def nights_to_close(*, at: datetime) -> list[Night]:
    """The frozen nights whose morning is over."""
    rows = _not_closed(*RUNNING).filter(date__lt=at.date()).exclude(frozen_at=None).order_by("county", "pk")
    return [night for night in rows if clock.by_night(night.date, MORNING_CLOSE) <= at]


def _not_closed(*states: str) -> QuerySet[Night]:
    """Nights in these states. That they have not been closed is said beside: the database keeps a list of those."""
    return Night.objects.filter(closed_at=None, state__in=states)


def figures(night: Night, *, at: datetime) -> list[NightFigure]:
    """The night's figures as they stand, one per group, not saved."""

    def beds(*states: str) -> Sum:
        return Sum("places__people", filter=Q(places__state__in=states), default=0)

    slept = (State.ARRIVED, State.STAYED, State.LEFT_EARLY)
    rows = night.capacities.filter(county=night.county).annotate(
        allocated=beds(State.ALLOCATED, State.HELD),
        bed_nights=beds(*slept),
        rooms=Count("places__room", filter=Q(places__state__in=slept)),
        released=beds(State.RELEASED),
        left_early=beds(State.LEFT_EARLY),
        absent=beds(State.ABSENT, State.AWAY),
    )
    copied = ("county", "group_id", "nominal", "blocked", "overflow", "allocable")
    counted = ("allocated", "bed_nights", "rooms", "released", "left_early", "absent")
    return [
        NightFigure(
            night=night, date=night.date, frozen_at=at, **{name: getattr(row, name) for name in (*copied, *counted)}
        )
        for row in rows.order_by(Alphabetic("group__name"))
    ]


def lived_nights(shelter: Shelter, *, before: date, last: int = 31) -> list[dict[str, Any]]:
    """The shelter's last frozen nights with their sums, the newest first. One query."""
    frozen = Night.objects.filter(county=shelter.county, shelter=shelter, date__lt=before).exclude(frozen_at=None)
    rows = NightFigure.objects.filter(county=shelter.county, night__in=frozen.order_by("-date")[:last])
    summed = rows.values("night", "date").annotate(
        slept=Sum("bed_nights"), could=Sum("allocable"), unclaimed=Sum("released")
    )
    return [dict(row) for row in summed.order_by("-date")]


def corrected(figure: NightFigure, field: str) -> int:
    """A frozen figure with its corrections."""
    change = figure.corrections.filter(county=figure.county, field=field).aggregate(sum=Sum("change", default=0))["sum"]
    return int(getattr(figure, field) + change)


def could_hold(figure: NightFigure, now: Mapping[str, int]) -> int:
    """The beds that could be given out, with the corrected figures `now`."""
    return figure.nominal - now["blocked"] + now["overflow"]


def turn_away_figures(night: Night, *, at_intake: Pool | None = None) -> list[dict[str, Any]]:
    """Those turned away at a night's door, or that night at a pool's intake, by reason and outcome."""
    rows = TurnAway.objects.counted().filter(county=night.county, date=night.date)
    rows = rows.filter(pool=at_intake, night=None) if at_intake else rows.filter(night=night)
    grouped = rows.values("county", "pool_id", "night_id", "date", "reason", "at_door", "outcome").order_by("reason")
    everybody = Sum(F("women") + F("men") + F("other") + F("children"))
    counted = grouped.annotate(parties=Count("pk"), everybody=everybody)
    return [{"people": row.pop("everybody"), **row} for row in map(dict, counted)]


def corrected_turn_aways(night: Night, **kind: object) -> tuple[int, int]:
    """How many parties and people of one kind were turned away, as frozen and corrected."""
    here, none = {"county": night.county, "night": night, **kind}, {"parties": 0, "people": 0}
    frozen = TurnAwayFigure.objects.filter(**here).values("parties", "people").first() or none
    changes = TurnAwayCorrection.objects.filter(**here)
    changed = changes.aggregate(parties=Sum("parties", default=0), people=Sum("people", default=0))
    return frozen["parties"] + changed["parties"], frozen["people"] + changed["people"]


def turn_away_corrections(night: Night) -> QuerySet[TurnAwayCorrection]:
    """The corrections of who was turned away, in order."""
    return TurnAwayCorrection.objects.filter(county=night.county, night=night).select_related("by").order_by("at")


def corrections(night: Night) -> QuerySet[Correction]:
    """The corrections of a night, in order."""
    rows = Correction.objects.filter(county=night.county, figure__night=night)
    return rows.select_related("figure__group", "by").order_by("at")

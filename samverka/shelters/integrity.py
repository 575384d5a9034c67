"""What must be true of nights, places and draws, whoever wrote them.

Figures are counted here a second time, in another way than when they were frozen, so that one can prove the other.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum

from samverka.core.county import counties_of
from samverka.core.integrity import GUARDS
from samverka.core.models import Entry
from samverka.core.verifying import check
from samverka.shelters import draw as arithmetic
from samverka.shelters import queries, record
from samverka.shelters.models import (
    Capacity,
    ColdAnnouncement,
    ColdNightEvent,
    ColdSite,
    Draw,
    HostSlot,
    Night,
    NightFigure,
    NightPlace,
    TurnAway,
    TurnAwayFigure,
)


State = NightPlace.State
COUNTED = {  # state of a place: where its people are counted
    State.HELD: ("allocated",),
    State.ALLOCATED: ("allocated",),
    State.ARRIVED: ("bed_nights",),
    State.STAYED: ("bed_nights",),
    State.LEFT_EARLY: ("bed_nights", "left_early"),
    State.ABSENT: ("absent",),
    State.AWAY: ("absent",),
    State.RELEASED: ("released",),
}
SAID = ("nominal", "blocked", "overflow")
FIGURES = (*SAID, "allocable", "allocated", "bed_nights", "rooms", "released", "left_early", "absent")
RAW = timedelta(days=700)  # turn-aways younger than this are there one by one
Key = tuple[Any, ...]
for table in ("shelters_nightfigure", "shelters_turnawayfigure"):
    GUARDS["sqlite"] |= {f"{table}_no_update", f"{table}_no_delete"}
    GUARDS["postgresql"].add(f"{table}_stays")


@check("as many beds are taken as parties have")
def counters(at: datetime) -> Iterator[str]:
    live = Q(places__state__in=NightPlace.LIVE)
    referral = Q(places__origin=NightPlace.Origin.REFERRAL)
    rows = Capacity.objects.annotate(
        given=Sum("places__beds", filter=live, default=0),
        sent=Sum("places__beds", filter=live & referral, default=0),
    )
    for row in rows.exclude(taken=F("given"), referred=F("sent")).order_by("pk").iterator():
        counted, given = f"{row.taken} beds ({row.referred} referred)", f"{row.given} ({row.sent} referred)"
        yield f"Capacity {row.pk}: {counted} are counted as taken, but parties have {given}."
    full = Capacity.objects.filter(taken__gt=F("nominal") - F("blocked") + F("overflow"))
    for pk, taken in full.order_by("pk").values_list("pk", "taken"):
        yield f"Capacity {pk}: {taken} beds are taken, which is more than there are."


@check("a ticket has one place a night, and a private room one party")
def doubles(at: datetime) -> Iterator[str]:
    live = NightPlace.objects.live()
    tickets = live.filter(ticket__isnull=False).values("county", "ticket", "date").annotate(count=Count("pk"))
    for row in tickets.filter(count__gt=1).order_by("county", "ticket"):
        yield f"Ticket {row['ticket']} has {row['count']} places on the night {row['date']}."
    rooms = live.filter(room__isnull=False).values("county", "capacity", "room").annotate(count=Count("pk"))
    for one in rooms.filter(count__gt=1).order_by("county", "capacity"):
        yield f"Capacity {one['capacity']}: {one['count']} parties have room {one['room']}."


@check("every place lies in its night and its group")
def belonging(at: datetime) -> Iterator[str]:
    astray = ~Q(night=F("capacity__night")) | ~Q(date=F("night__date"))
    for pk in NightPlace.objects.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"Place {pk} does not belong to the night of its beds."
    for pk in Capacity.objects.exclude(group__shelter=F("night__shelter")).values_list("pk", flat=True):
        yield f"Capacity {pk} is of another shelter than its night."
    dead = NightPlace.objects.live().filter(night__state=Night.State.CANCELLED)
    for pk in dead.order_by("pk").values_list("pk", flat=True):
        yield f"Place {pk} is on a night that was cancelled."


@check("frozen figures are what the places say")
def figures(at: datetime) -> Iterator[str]:
    for county in counties_of(NightFigure):
        for first, last in _months(county):
            yield from _figures(county, first, last)
    frozen = (
        Night.objects.exclude(frozen_at=None)
        .exclude(state=Night.State.CANCELLED)
        .filter(figures__isnull=True, capacities__isnull=False)
    )
    for pk in frozen.order_by("pk").values_list("pk", flat=True).distinct():
        yield f"Night {pk} is frozen, but has no figures."


def _months(county: str) -> Iterator[tuple[date, date]]:
    ends = NightFigure.objects.filter(county=county).aggregate(first=Min("date"), last=Max("date"))
    first = ends["first"].replace(day=1)
    while first <= ends["last"]:
        following = (first + timedelta(days=31)).replace(day=1)
        yield first, following - timedelta(days=1)
        first = following


def _figures(county: str, first: date, last: date) -> Iterator[str]:
    """The figures of one month, against what is counted again."""
    month = {"county": county, "date__range": (first, last)}
    counted: dict[Key, Counter[str]] = {}
    capacities = Capacity.objects.filter(
        county=county, night__date__range=(first, last), night__frozen_at__isnull=False
    )
    for night, group, nominal, blocked, overflow in capacities.values_list("night", "group", *SAID).iterator():
        counted[night, group] = Counter(
            nominal=nominal, blocked=blocked, overflow=overflow, allocable=nominal - blocked + overflow
        )
    slept = NightPlace.objects.filter(county=county, night__date__range=(first, last))
    places = slept.values_list("night", "capacity__group", "state")
    for night, group, state, people, rooms in places.annotate(all=Sum("people"), private=Count("room")).order_by():
        for name in COUNTED.get(state, ()):
            counted.setdefault((night, group), Counter())[name] += people
        if "bed_nights" in COUNTED.get(state, ()):
            counted[night, group]["rooms"] += rooms
    for pk, night, group, *told in NightFigure.objects.filter(**month).values_list("pk", "night", "group", *FIGURES):
        again = counted.get((night, group), Counter())
        for name, value in zip(FIGURES, told, strict=True):
            if value != again[name]:
                yield f"Figure {pk}: {name} is {value}, but the places say {again[name]}."


@check("frozen turn-aways are what was noted")
def turn_aways(at: datetime) -> Iterator[str]:
    recent = {"date__gte": (at - RAW).date()}
    key = ("county", "night", "pool", "date", "reason", "at_door", "outcome")
    everybody = Sum(F("women") + F("men") + F("other") + F("children"))
    rows = TurnAway.objects.counted().filter(**recent).values_list(*key).annotate(parties=Count("pk"), all=everybody)
    noted = {tuple(row[:7]): tuple(row[7:]) for row in rows.order_by()}
    frozen = TurnAwayFigure.objects.filter(**recent)
    for figure in frozen.iterator():
        told = (figure.parties, figure.people)
        one = (*(getattr(figure, name) for name in ("county", "night_id", "pool_id")), *_kind(figure))
        if noted.pop(one, (0, 0)) != told:
            yield f"Turn-away figure {figure.pk} says {told[1]} people, which is not what was noted."
    nights = set(frozen.values_list("night", flat=True)) - {None}
    for one in noted:
        if one[1] in nights:
            yield f"Night {one[1]}: turn-aways ({one[4]}) are missing in its figures."


def _kind(figure: TurnAwayFigure) -> Key:
    return figure.date, figure.reason, figure.at_door, figure.outcome


@check("every draw can be repeated")
def draws(at: datetime) -> Iterator[str]:
    for draw in Draw.objects.exclude(sealed_secret="").order_by("date", "pk").iterator():
        if arithmetic.commitment(bytes.fromhex(draw.secret)) != draw.commitment:
            yield f"Draw {draw.pk}: the secret is not the one that was committed to."
        if draw.record is None:
            continue
        if (draw.record.get("commitment"), draw.record.get("list_hash")) != (draw.commitment, draw.list_hash):
            yield f"Draw {draw.pk}: the open record is not the one that was promised."
        for told in record.problems(draw.record):
            yield f"Draw {draw.pk}: {told}"


@check("extra-cold nights are what was said of them")
def cold_nights(at: datetime) -> Iterator[str]:
    first = ColdAnnouncement.objects.filter(
        county=OuterRef("county"), event=OuterRef("pk"), at=OuterRef("announced_at")
    )
    lost = ColdNightEvent.objects.exclude(announced_at=None).exclude(Exists(first))
    for pk in lost.order_by("date", "pk").values_list("pk", flat=True):
        yield f"The extra-cold night {pk} is announced, but nobody knows in which words."
    for event in ColdNightEvent.objects.exclude(reported_at=None).order_by("date", "pk").iterator():
        if event.report.get("lead_times") != queries.lead_times(event):
            yield f"The extra-cold night {event.pk}: its report tells other lead times than its steps."
    strangers = ColdSite.objects.exclude(shelter__territory=F("event__territory"))
    for pk in strangers.order_by("pk").values_list("pk", flat=True):
        yield f"The shelter of {pk} was asked by another municipality than its own."


@check("no night was changed after the last line of the audit trail")
def revisions(at: datetime) -> Iterator[str]:
    for county in counties_of(Night):
        last = Entry.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0
        for pk in Night.objects.filter(county=county, revision__gt=last).order_by("pk").values_list("pk", flat=True):
            yield f"Night {pk} knows a later change than the audit trail of county {county} does."


@check("every turn has its own host's night")
def turns(at: datetime) -> Iterator[str]:
    own = Q(night__date=F("date"), night__shelter=F("host"), night__county=F("county"))
    inside = Q(date__gte=F("season__first"), date__lte=F("season__last"), county=F("season__county"))
    for pk in HostSlot.objects.filter(night__isnull=False).exclude(own).order_by("pk").values_list("pk", flat=True):
        yield f"Turn {pk} has a night that is not its host's on its date."
    for pk in HostSlot.objects.filter(withdrawn_at=None).exclude(inside).order_by("pk").values_list("pk", flat=True):
        yield f"Turn {pk} lies outside its season."

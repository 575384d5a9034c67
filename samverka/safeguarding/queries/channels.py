"""Whom to call now, here: until when, and what comes after. Where nobody answers it is 112."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import COORDINATORS, Territory, User
from samverka.actors.queries import within as inside
from samverka.core.alphabet import Alphabetic
from samverka.directory import hours
from samverka.directory import queries as directory
from samverka.directory.hours import DAY, HERE, MIDNIGHT, State, Timetable, opening, timetable
from samverka.directory.policy import calendar
from samverka.safeguarding.models import Kind, ReportingChannel


DAYS = 14  # told in advance: a copy kept over Christmas is right on every day of it
RANK = [str(kind) for kind in Kind]


class Stretch(NamedTuple):
    """Hours without a break in which the same one is called. Without a channel it is 112."""

    begins: datetime
    ends: datetime
    channel: ReportingChannel | None
    is_sure: bool = True  # or does nobody know whether it answers on that holiday?


class Part(NamedTuple):
    """What of a stretch lies on one day, as the clock on the wall shows it."""

    stretch: Stretch
    opens: datetime
    closes: datetime

    @property
    def told(self) -> str:
        opens, closes = self.opens.astimezone(HERE), self.closes.astimezone(HERE)
        return f"{opens:%H.%M}–{closes:%H.%M}".replace("–00.00", "–24.00")  # noqa: RUF001 (from one hour to another)


class Day(NamedTuple):
    """Whom to call on one day, hour by hour."""

    on: date
    holiday: str
    parts: list[Part]


class Answer(NamedTuple):
    """Whom to call at a moment, and everything that a copy of the answer needs to stay right."""

    now: Stretch
    after: Stretch | None
    days: list[Day]
    channels: list[ReportingChannel]


def channels_of(code: str) -> list[ReportingChannel]:
    """The channels of a municipality with their hours, whoever answers first comes first. Three queries."""
    found = ReportingChannel.objects.filter(municipality=code).prefetch_related("rules", "exceptions")
    return sorted(found, key=lambda one: (RANK.index(one.kind), one.phone, str(one.pk)))


def channel_stamp(code: str, *, on: date) -> str:
    """What changes whenever the channels of a municipality do, and each day. One query."""
    told = ReportingChannel.objects.filter(municipality=code).aggregate(Count("pk"), Max("changed_at"))
    return f"{on:%y%m%d}-{told['pk__count']}-{told['changed_at__max']}"


def kept_by(viewer: User) -> QuerySet[ReportingChannel]:
    """The channels of the municipalities that the viewer coordinates."""
    return ReportingChannel.objects.filter(municipality__in=within(viewer)).select_related("municipality")


def within(viewer: User) -> QuerySet[Territory]:
    """The municipalities whose channels the viewer keeps."""
    found = Territory.objects.none()
    for code in {one.territory_id for one in viewer.standing if one.role in COORDINATORS}:
        found = found | inside(code)
    return found.filter(code__regex="^[0-9]{4}$").order_by(Alphabetic("name"))


def hours_of(channel: ReportingChannel) -> hours.Hours:
    """What a channel states of its hours, for the arithmetic."""
    own: Any = channel  # its rules and exceptions have the fields of those of a place
    days: Any = sorted(channel.exceptions.all(), key=lambda one: (one.first_day, one.pk))
    return directory.stated(directory.weekly(own), days, holidays=channel.holidays, eves=channel.eves)


def answer(code: str, *, at: datetime) -> Answer:
    """Whom to call in a municipality at a moment. Three queries, and what the calendar asks."""
    channels, today = channels_of(code), localdate(at)
    since, until = opening(today, MIDNIGHT), opening(today + timedelta(days=DAYS), MIDNIGHT)
    known = calendar(today)
    called = [(one, timetable(hours_of(one), known)) for one in channels if one.is_called]
    stretches = list(_stretches(called, since, until))
    place = next(number for number, one in enumerate(stretches) if at < one.ends)
    after = stretches[place + 1] if place + 1 < len(stretches) else None
    return Answer(stretches[place], after, week(stretches, known), channels)


def week(stretches: list[Stretch], known: hours.Calendar) -> list[Day]:
    """The same day by day, for a table."""
    days, on = [], localdate(stretches[0].begins)
    while (begins := opening(on, MIDNIGHT)) < stretches[-1].ends:
        ends = opening(on + DAY, MIDNIGHT)
        parts = [
            Part(one, max(one.begins, begins), min(one.ends, ends))
            for one in stretches
            if one.begins < ends and begins < one.ends
        ]
        days.append(Day(on, known[on].code if on in known else "", parts))
        on += DAY
    return days


def _stretches(called: list[tuple[ReportingChannel, Timetable]], since: datetime, until: datetime) -> Iterable[Stretch]:
    held: Stretch | None = None
    at = since
    while at < until:
        statuses = [(channel, table.status(at)) for channel, table in called]
        ends = min([until, *(status.valid_until for _channel, status in statuses)])
        channel, is_sure = _first(statuses)
        if held and (held.channel, held.is_sure) == (channel, is_sure):
            held = held._replace(ends=ends)
        else:
            if held:
                yield held
            held = Stretch(at, ends, channel, is_sure)
        at = ends
    if held:
        yield held


def _first(statuses: list[tuple[ReportingChannel, hours.Status]]) -> tuple[ReportingChannel | None, bool]:
    """The first that answers; else the first that may; else nobody."""
    for wanted in (State.OPEN, State.UNKNOWN):
        for channel, status in statuses:
            if status.state == wanted:
                return channel, wanted == State.OPEN
    return None, True

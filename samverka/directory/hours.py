"""Hours, as pure arithmetic: open, closed or unknown at an instant, until when, and why.

Rules are local wall time in Stockholm; answers are instants in UTC. Hours belong to the date on which they open: who
is closed on Christmas Eve still closes in the morning of that day, and does not open in its evening. A wall time that
the clock change skips is taken for 03:00; one that it repeats is its first turn for opening, its second for closing,
so that clock changes never shut anybody out who stands there at the stated time.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo


HERE = ZoneInfo("Europe/Stockholm")
MIDNIGHT = time(0)
DAY = timedelta(days=1)
LONG = timedelta(days=7)  # who stays open for so long is open round the clock
HORIZON = 36  # days: what comes once a month is found
EVERY_DAY = frozenset(range(7))  # Monday is 0
SUNDAY = 6


class Kind(StrEnum):
    """What one can do during the hours."""

    OPEN = "open"
    APPOINTMENT = "appointment"
    INTAKE = "intake"
    PHONE = "phone"


class Effect(StrEnum):
    """What an exception does to the hours of its dates."""

    CLOSED = "closed"
    OTHER_HOURS = "other"
    MESSAGE = "message"


class Behaviour(StrEnum):
    """What weekly rules mean on a holiday, or on an eve."""

    CLOSED = "closed"
    OPEN = "open"
    AS_SUNDAY = "as_sunday"
    UNKNOWN = "unknown"


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """What decided the hours of a day."""

    WEEKLY = "weekly"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"
    EVE = "eve"
    NOT_STATED = "not_stated"


class Wall(NamedTuple):
    """Hours on the clock on the wall. Closing at or before opening is on the next day: 00:00-00:00 is the whole day."""

    opens: time
    closes: time

    @property
    def is_overnight(self) -> bool:
        return MIDNIGHT < self.closes <= self.opens


class Span(NamedTuple):
    """Hours as two instants in UTC, the second one outside."""

    opens: datetime
    closes: datetime

    def __contains__(self, at: object) -> bool:
        return isinstance(at, datetime) and self.opens <= at < self.closes


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year, from one (month, day) to another, both inside: December to March too."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __contains__(self, on: date) -> bool:
        day = (on.month, on.day)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


@dataclass(frozen=True, slots=True)
class Rule:
    """Hours of every week, or of the nth such weekday of a month (-1 is the last), perhaps for a time only."""

    weekdays: frozenset[int]
    wall: Wall
    kind: Kind = Kind.OPEN
    nth: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    season: Season | None = None

    def holds(self, on: date) -> bool:
        """Whether the rule holds on a date with one of its weekdays."""
        return (
            (self.nth is None or self.nth == _nth(on, from_end=self.nth < 0))
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
            and (self.season is None or on in self.season)
        )


@dataclass(frozen=True, slots=True)
class DatedException:
    """What differs on some dates. Other hours replace those of their kind; closed is closed for every kind."""

    first: date
    last: date
    effect: Effect
    hours: tuple[Wall, ...] = ()
    kind: Kind = Kind.OPEN
    message: str = ""

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is not like others. The name is Swedish, the code is for translations."""

    code: str
    name: str
    is_eve: bool = False


Calendar = Mapping[date, Holiday]


@dataclass(frozen=True, slots=True)
class Hours:
    """What a place or a service states. Of the exceptions for a date the first that changes hours decides."""

    rules: tuple[Rule, ...] = ()
    exceptions: tuple[DatedException, ...] = ()
    on_holiday: Behaviour | None = None
    on_eve: Behaviour | None = None

    def over(self, place: "Hours") -> "Hours":
        """The hours of a service at a place: what it states itself comes before what the place states."""
        return Hours(
            rules=self.rules or place.rules,
            exceptions=self.exceptions + place.exceptions,
            on_holiday=self.on_holiday or place.on_holiday,
            on_eve=self.on_eve or place.on_eve,
        )

    def walls(self) -> list[Wall]:
        """Every pair of wall times that occurs, once."""
        rules = [rule.wall for rule in self.rules]
        return sorted({*rules, *(wall for one in self.exceptions for wall in one.hours)})

    def of(self, kind: Kind) -> "Hours":
        """What concerns one kind alone."""
        return replace(
            self,
            rules=tuple(rule for rule in self.rules if rule.kind == kind),
            exceptions=tuple(one for one in self.exceptions if one.kind == kind or one.effect != Effect.OTHER_HOURS),
        )


class Day(NamedTuple):
    """The hours that open on one date. If it is not known whether they hold, they are the usual ones: call first."""

    on: date
    spans: tuple[Span, ...]
    reason: Reason
    is_known: bool = True
    holiday: Holiday | None = None
    message: str = ""

    @property
    def doubt(self) -> Span:
        """What is uncertain about a day that is not known: all of it, and the night that begins on it."""
        midnight = opening(self.on + DAY, MIDNIGHT)
        return Span(opening(self.on, MIDNIGHT), max([midnight, *(span.closes for span in self.spans)]))


class Status(NamedTuple):
    """The answer at one instant. Nothing in it changes before `valid_until`.

    Open without `closes_at` is round the clock; closed without `opens_at` is not known to open for a month.
    """

    state: State
    day: Day  # whose hours these are, with the reason
    valid_until: datetime
    closes_at: datetime | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hours of one kind, made ready to be asked by `timetable`."""

    weekly: tuple[tuple[Rule, ...], ...]  # Monday first
    exceptions: tuple[DatedException, ...]
    on_holiday: Behaviour
    on_eve: Behaviour
    calendar: Calendar
    is_stated: bool
    is_overnight: bool

    def day(self, on: date) -> Day:
        """The hours that open on a date, and what decided them."""
        decided, message = self._exception(on) if self.exceptions else (None, "")
        if decided:
            return Day(on, _spans(on, sorted(decided.hours)), Reason.EXCEPTION, message=message)
        if not self.is_stated:
            return Day(on, (), Reason.NOT_STATED, is_known=False, message=message)
        usual = _spans(on, [rule.wall for rule in self.weekly[on.weekday()] if rule.holds(on)])
        if (holiday := self.calendar.get(on)) is None:
            return Day(on, usual, Reason.WEEKLY, message=message)
        return self._holiday(on, holiday, usual, message)

    def status(self, at: datetime) -> Status:
        """What holds at an instant."""
        at = at.astimezone(UTC)
        today = at.astimezone(HERE).date()
        midnight = opening(today + DAY, MIDNIGHT)
        day = self.day(today)
        days = (self.day(today - DAY), day) if self.is_overnight else (day,)
        for one in days:
            for span in one.spans:
                if one.is_known and at in span:
                    closes_at = self._closing(span.closes, days, midnight)
                    return Status(State.OPEN, one, min(span.closes, midnight), closes_at=closes_at)
        opens_at = self._opening(at, day)
        until = min(opens_at or midnight, midnight)
        for one in days:
            if not one.is_known and at in one.doubt:
                return Status(State.UNKNOWN, one, min(until, one.doubt.closes), opens_at=opens_at)
        return Status(State.CLOSED, day, until, opens_at=opens_at)

    def during(self, window: Span) -> State:
        """Open if it is open at any moment of the window; unknown if it may be."""
        days = list(self._days(window))
        if any(_meet(span, window) for day in days if day.is_known for span in day.spans):
            return State.OPEN
        return State.UNKNOWN if any(_meet(day.doubt, window) for day in days if not day.is_known) else State.CLOSED

    def _days(self, window: Span) -> Iterator[Day]:
        on = window.opens.astimezone(HERE).date() - DAY
        while on <= window.closes.astimezone(HERE).date():
            yield self.day(on)
            on += DAY

    def _exception(self, on: date) -> tuple[DatedException | None, str]:
        """The exception that decides, if one does, and what is to be said on that day."""
        that_day = [one for one in self.exceptions if on in one]
        decided = next((one for one in that_day if one.effect != Effect.MESSAGE), None)
        said = [one.message for one in that_day if one.message and (one is decided or one.effect == Effect.MESSAGE)]
        return decided, "\n".join(said)

    def _holiday(self, on: date, holiday: Holiday, usual: tuple[Span, ...], message: str) -> Day:
        reason = Reason.EVE if holiday.is_eve else Reason.HOLIDAY
        behaviour = self.on_eve if holiday.is_eve else self.on_holiday
        spans = usual
        if behaviour == Behaviour.AS_SUNDAY:
            spans = _spans(on, [rule.wall for rule in self.weekly[SUNDAY] if rule.nth is None and rule.holds(on)])
        if behaviour == Behaviour.CLOSED:
            spans = ()
        is_known = not usual or behaviour != Behaviour.UNKNOWN
        if is_known and spans == usual:  # nothing is different
            reason = Reason.WEEKLY
        return Day(on, spans, reason, is_known, holiday, message)

    def _closing(self, closes: datetime, days: tuple[Day, ...], midnight: datetime) -> datetime | None:
        """When those who are open until `closes` close in fact: hours that meet are one stretch."""
        end = closes + LONG
        while closes < end:
            if spans := [span for day in days if day.is_known for span in day.spans if closes in span]:
                closes = max(span.closes for span in spans)
            elif closes < midnight:
                return closes
            else:
                days = (days[-1], self.day(days[-1].on + DAY))
                midnight = opening(days[-1].on + DAY, MIDNIGHT)
        return None

    def _opening(self, at: datetime, day: Day) -> datetime | None:
        """The next opening that is known, within the horizon."""
        for _ in range(HORIZON):
            for span in day.spans:
                if day.is_known and span.opens > at:
                    return span.opens
            day = self.day(day.on + DAY)
        return None


def timetable(hours: Hours, calendar: Calendar, kind: Kind = Kind.OPEN) -> Timetable:
    """What can be asked of one kind of hours. What nobody said of holidays and eves is unknown."""
    hours = hours.of(kind)
    rules = sorted(hours.rules, key=lambda rule: rule.wall)
    return Timetable(
        weekly=tuple(tuple(rule for rule in rules if weekday in rule.weekdays) for weekday in range(7)),
        exceptions=hours.exceptions,
        on_holiday=hours.on_holiday or Behaviour.UNKNOWN,
        on_eve=hours.on_eve or Behaviour.UNKNOWN,
        calendar=calendar,
        is_stated=bool(rules),
        is_overnight=any(wall.is_overnight for wall in hours.walls()),
    )


@lru_cache(maxsize=512)
def opening(on: date, wall: time) -> datetime:
    """The first moment of a date at which the clock shows a wall time, or has skipped it."""
    return _moment(on, wall, fold=0)


def closing(on: date, wall: time) -> datetime:
    """The last moment of a date at which the clock comes to a wall time, or skips it."""
    return _moment(on, wall, fold=1)


@lru_cache(maxsize=4096)  # a town's places open and close at few different times
def window(on: date, wall: Wall) -> Span:
    """What hours on the wall are on one date: tonight is 20:00 to 06:00 of today."""
    return Span(opening(on, wall.opens), closing(on if wall.closes > wall.opens else on + DAY, wall.closes))


def _spans(on: date, walls: Iterable[Wall]) -> tuple[Span, ...]:
    spans = (window(on, wall) for wall in walls)
    return tuple(span for span in spans if span.opens < span.closes)  # the clock change may skip all of it


def _moment(on: date, wall: time, *, fold: int) -> datetime:
    moment = datetime.combine(on, wall, HERE).astimezone(UTC)
    if wall.hour == 2:  # the hour that a clock change skips or repeats
        again = datetime.combine(on, wall.replace(fold=1), HERE).astimezone(UTC)
        if again < moment:
            return datetime.combine(on, time(3), HERE).astimezone(UTC)
        return again if fold else moment
    return moment


def _meet(one: Span, other: Span) -> bool:
    return one.opens < other.closes and other.opens < one.closes


def _nth(on: date, *, from_end: bool) -> int:
    """Which one of its month a weekday is: 1 is the first, -1 the last."""
    if from_end:
        return -((monthrange(on.year, on.month)[1] - on.day) // 7) - 1
    return (on.day - 1) // 7 + 1

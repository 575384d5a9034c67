"""What a place, a service or a stop states of its hours, as one thing that is changed whole."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, time, timedelta
from hashlib import sha256
from typing import Any

from samverka.directory import hours
from samverka.directory.models import DateException, OpeningRule, Place, Service, ServicePlace
from samverka.directory.policy import calendar


Owner = Place | Service | ServicePlace


@dataclass(frozen=True, slots=True)
class Weekly:
    """One rule of the week: an `OpeningRule` without its owner."""

    weekdays: str  # ISO digits in order: "12345"
    opens: time
    closes: time
    kind: str = OpeningRule.Kind.OPEN
    nth: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def weekly(owner: Owner) -> list[Weekly]:
    """The rules that are its own, in the order in which people read them."""
    return in_order(weekly_line(rule) for rule in owner.rules.all())


def weekly_line(rule: OpeningRule) -> Weekly:
    return Weekly(**{name: getattr(rule, name) for name in Weekly.__slots__})


def in_order(rules: Iterable[Weekly]) -> list[Weekly]:
    """The kinds apart, then by the day and the hour; each once."""

    def place(rule: Weekly) -> tuple[Any, ...]:
        return rule.kind != OpeningRule.Kind.OPEN, rule.kind, rule.valid_from or date.min, rule.weekdays, rule.opens

    return sorted(set(rules), key=lambda rule: (place(rule), repr(rule)))


def hours_version(owner: Owner) -> str:
    """A short name for all that an owner states of its hours: when that changes, so does the name."""
    said = [*map(astuple, weekly(owner)), getattr(owner, "holidays", ""), getattr(owner, "eves", "")]
    return sha256(repr(said).encode()).hexdigest()[:12]


def stated(
    rules: Iterable[Weekly], exceptions: Iterable[DateException] = (), *, holidays: str = "", eves: str = ""
) -> hours.Hours:
    """The same for the arithmetic of hours."""
    return hours.Hours(
        rules=tuple(
            hours.Rule(
                weekdays=frozenset(int(day) - 1 for day in one.weekdays), wall=hours.Wall(one.opens, one.closes),
                kind=hours.Kind(one.kind), nth=one.nth, valid_from=one.valid_from, valid_to=one.valid_to,
            )
            for one in rules
        ),
        exceptions=tuple(_exception(one) for one in exceptions),
        on_holiday=hours.Behaviour(holidays) if holidays else None,
        on_eve=hours.Behaviour(eves) if eves else None,
    )  # fmt: skip


def _exception(one: DateException) -> hours.DatedException:
    effects = {"closed": hours.Effect.CLOSED, "other": hours.Effect.OTHER_HOURS, "message": hours.Effect.MESSAGE}
    walls = (hours.Wall(one.opens, one.closes),) if one.opens and one.closes else ()
    return hours.DatedException(one.first_day, one.last_day, effects[one.kind], walls, message=one.message)


def hours_of(owner: Owner) -> hours.Hours:
    """What holds for a stop, a service or a place: its own say before that of what lies under it."""
    said = {name: getattr(owner, name, "") for name in ("holidays", "eves")}
    return hours_if(owner, weekly(owner), **said)


def hours_if(owner: Owner, rules: Iterable[Weekly], *, holidays: str = "", eves: str = "") -> hours.Hours:
    """What would hold if these were its own rules of the week."""
    if isinstance(owner, ServicePlace):
        return stated(rules).over(_own(owner.service)).over(_own(owner.place))
    own = stated(rules, _dated(owner), holidays=holidays, eves=eves)
    if isinstance(owner, Service) and not owner.is_mobile and (at := owner.at_places.select_related("place").first()):
        return own.over(_own(at.place))
    return own


def _own(entry: Place | Service) -> hours.Hours:
    return stated(weekly(entry), _dated(entry), holidays=entry.holidays, eves=entry.eves)


def _dated(entry: Place | Service) -> Iterable[DateException]:
    return entry.exceptions.order_by("first_day", "pk")


@dataclass(frozen=True, slots=True)
class WeekDay:
    """What is weekly_line of one day: of each kind its hours on the wall, and what is special about the day."""

    on: date
    is_today: bool
    kinds: list[tuple[str, list[tuple[str, str, bool]]]]  # what, unless open; (from, to, whether on the next day)
    is_known: bool
    holiday: str
    message: str


def week(of: hours.Hours, *, on: date) -> list[WeekDay]:
    """The days of the week in which a date lies, as people will read them."""
    first, days = on - timedelta(days=on.weekday()), calendar(on)
    tables = {kind: hours.timetable(of, days, kind) for kind in hours.Kind}
    return [_day(tables, first + timedelta(days=number), today=on) for number in range(7)]


def _day(tables: dict[hours.Kind, hours.Timetable], on: date, *, today: date) -> WeekDay:
    found = {kind: table.day(on) for kind, table in tables.items() if table.is_stated or kind == hours.Kind.OPEN}
    usual = found[hours.Kind.OPEN]
    kinds = [
        ("" if kind == hours.Kind.OPEN else str(OpeningRule.Kind(kind).label), [_wall(span) for span in day.spans])
        for kind, day in found.items()
        if day.spans
    ]
    holiday = usual.holiday.name if usual.holiday else ""
    return WeekDay(on, on == today, kinds, all(day.is_known for day in found.values()), holiday, usual.message)


def _wall(span: hours.Span) -> tuple[str, str, bool]:
    opens, closes = (one.astimezone(hours.HERE) for one in span)
    return f"{opens:%H.%M}", f"{closes:%H.%M}", closes.date() > opens.date() and f"{closes:%H%M}" != "0000"

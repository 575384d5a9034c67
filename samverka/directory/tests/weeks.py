"""Hours as they might be, drawn from a sequence of chance that anybody can repeat."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from samverka.directory.holidays import holidays
from samverka.directory.hours import (
    EVERY_DAY,
    HERE,
    Behaviour,
    DatedException,
    Effect,
    Hours,
    Rule,
    Season,
    Wall,
)


CALENDAR = holidays(2025, 2026, 2027, 2028)
FIRST, LAST = date(2025, 2, 1), date(2028, 11, 30)
CLOCK_CHANGES = [
    date(*on) for on in [(2025, 3, 30), (2025, 10, 26), (2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)]
]
WEEKDAYS = [EVERY_DAY, frozenset(range(5)), frozenset({5, 6}), frozenset({1, 3}), frozenset({2}), frozenset({6})]
NIGHTS = [("20:30", "07:30"), ("22:00", "06:00"), ("21:00", "02:30"), ("23:30", "01:00"), ("20:00", "03:00")]
DAYS = [("09:00", "16:00"), ("10:00", "12:00"), ("13:00", "17:30"), ("12:00", "00:00"), ("07:45", "08:15")]
ODD = [("00:00", "00:00"), ("02:30", "05:00"), ("01:00", "02:30"), ("01:30", "02:15"), ("10:00", "10:00")]


def some_wall(chance: Random) -> Wall:
    opens, closes = chance.choice(chance.choice([DAYS, DAYS, DAYS, NIGHTS, NIGHTS, ODD]))
    return Wall(time.fromisoformat(opens), time.fromisoformat(closes))


def some_rule(chance: Random) -> Rule:
    rule = {"weekdays": chance.choice(WEEKDAYS), "nth": chance.choice([None] * 6 + [1, 2, 3, 4, 5, -1])}
    match chance.randrange(6):
        case 0:
            first, last = sorted([some_date(chance), some_date(chance)])
            rule |= {"valid_from": chance.choice([None, first]), "valid_to": chance.choice([None, last])}
        case 1:
            rule["season"] = chance.choice([Season((12, 1), (3, 31)), Season((6, 1), (8, 31)), Season((3, 1), (2, 15))])
    return Rule(wall=some_wall(chance), **rule)


def some_exception(chance: Random) -> DatedException:
    first = some_date(chance)
    last = first + timedelta(days=chance.choice([0, 0, 0, 1, 20]))
    if chance.random() < 0.5:
        return DatedException(first, last, Effect.CLOSED)
    hours = {some_wall(chance) for _ in range(chance.choice([1, 1, 2]))}
    return DatedException(first, last, Effect.OTHER_HOURS, tuple(sorted(hours)))


def some_hours(chance: Random) -> Hours:
    behaviour = chance.choice(list(Behaviour))
    return Hours(
        rules=tuple(dict.fromkeys(some_rule(chance) for _ in range(chance.choice([1, 1, 2, 3])))),
        exceptions=tuple(some_exception(chance) for _ in range(chance.choice([0, 0, 1, 2]))),
        on_holiday=behaviour,
        on_eve=behaviour,
    )


def some_date(chance: Random) -> date:
    """Often a day on which something is different."""
    match chance.randrange(4):
        case 0:
            near = chance.choice(CLOCK_CHANGES)
        case 1:
            near = chance.choice([on for on in CALENDAR if FIRST < on < LAST])
        case _:
            return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    return near + timedelta(days=chance.choice([-1, 0, 0, 1]))


def some_instant(chance: Random, hours: Hours) -> datetime:
    """Often near an exception of the hours, and often at a time at which something begins or ends."""
    dates = [on for one in hours.exceptions for on in (one.first, one.last, one.last + timedelta(days=1))]
    on = chance.choice(dates) if dates and chance.random() < 0.4 else some_date(chance)
    times = [wall for pair in hours.walls() for wall in pair]
    wall = chance.choice([*times, time(2), time(2, 30), time(3), time(chance.randrange(24), chance.randrange(60))])
    there = datetime.combine(on, wall.replace(fold=chance.randrange(2)), HERE).astimezone(UTC)
    return there + timedelta(seconds=chance.choice([-60, -1, 0, 1, 60]))

"""Somebody else's arithmetic, `opening-hours-py`, gives the same answers as ours wherever both can say the same."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from opening_hours import OpeningHours

from samverka.directory.holidays import holidays
from samverka.directory.hours import DAY, EVERY_DAY, HERE, MIDNIGHT, Behaviour, Hours, Rule, State, Wall, timetable
from samverka.directory.osm_hours import write
from samverka.directory.tests.weeks import CALENDAR, some_hours, some_instant


pytestmark = pytest.mark.on_sqlite


HOUR = timedelta(hours=1)
SEED = 2026


def dates_at(at):
    """The date of an instant, and the one whose night may still go on."""
    today = at.astimezone(HERE).date()
    return today, today - DAY


def goes_back(at):
    """Whether an instant is in the hour that comes twice, its first turn or its second."""
    here = at.astimezone(HERE)
    return here.hour == 2 and any((at + step).astimezone(HERE).hour == 2 for step in (-HOUR, HOUR))


def turns_in_the_hour_that_comes_twice(hours, timetable, at):
    """It reads the clock on the wall, so it opens at 02:30, closes when the clock goes back, and opens again."""
    return goes_back(at) and any(wall.hour == 2 for pair in hours.walls() for wall in pair)


def last_minute_before_the_clock_goes_back(hours, timetable, at):
    """It calls even "24/7" closed for this one minute."""
    return goes_back(at + timedelta(minutes=1)) and (at + timedelta(minutes=1)).astimezone(HERE).fold == 1


def doubts_more_than_a_day(hours, timetable, at):
    """We doubt a day on which there are hours, with its night; OpenStreetMap any day, or certain times."""
    nights = timetable.is_overnight
    return timetable.on_holiday == Behaviour.UNKNOWN and any(
        on in CALENDAR and (nights or timetable.day(on).is_known) for on in dates_at(at)
    )


def takes_away_a_night_that_meets_a_morning(hours, timetable, at):
    """Text that takes the night of Monday away by its times takes Tuesday morning's hours at those times too."""
    nights = [wall for wall in hours.walls() if wall.is_overnight]
    meet = any(wall.opens < night.closes for wall in hours.walls() for night in nights)
    return meet and any(on in CALENDAR or any(on in one for one in timetable.exceptions) for on in dates_at(at))


BEYOND = [
    turns_in_the_hour_that_comes_twice,
    last_minute_before_the_clock_goes_back,
    doubts_more_than_a_day,
    takes_away_a_night_that_meets_a_morning,
]


def is_beyond(hours, timetable, at):
    return any(beyond(hours, timetable, at) for beyond in BEYOND)


def next_change(hours, timetable, status):
    """The opening or closing after this, where both can tell it."""
    change = status.closes_at if status.state == State.OPEN else status.opens_at
    is_told = status.state == State.OPEN or hours.on_holiday != Behaviour.UNKNOWN  # else it tells of doubts first
    return change if change and is_told and not is_beyond(hours, timetable, change) else None


@pytest.mark.slow
def test_another_arithmetic_gives_the_same_answers():
    chance = Random(SEED)  # noqa: S311 (the same every time)
    compared, changes, differ = Counter(), 0, []
    for _ in range(2500):
        hours = some_hours(chance)
        ours, text = timetable(hours, CALENDAR), write(hours)
        theirs = OpeningHours(text, timezone=HERE, country="SE")
        for at in [some_instant(chance, hours) for _ in range(8)]:
            if is_beyond(hours, ours, at):
                continue
            status, there = ours.status(at), at.astimezone(HERE)
            compared[str(theirs.state(there)[0])] += 1
            if status.state != str(theirs.state(there)[0]):
                differ.append((text, at, status))
            if change := next_change(hours, ours, status):
                theirs_is = theirs.next_change(there)
                changes += 1
                if change != theirs_is and not is_beyond(hours, ours, theirs_is):
                    differ.append((text, at, status, theirs_is))

    assert differ == []
    assert compared.total() > 17_000
    assert changes > 12_000
    assert set(compared) == set(State)


def test_the_last_minute_of_summer_time_is_a_minute_like_others():
    """Why the oracle is not asked about it."""
    always = Hours((Rule(EVERY_DAY, Wall(MIDNIGHT, MIDNIGHT)),))
    at = datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC)

    assert timetable(always, CALENDAR).status(at).state == State.OPEN
    assert OpeningHours("24/7", timezone=HERE).is_closed(at.astimezone(HERE))


@pytest.mark.slow
def test_another_calendar_knows_the_same_holidays_and_eves():
    theirs = OpeningHours("Mo-Su; PH off", timezone=HERE, country="SE")
    first, years = date(2005, 1, 1), range(2005, 2076)  # it ends there
    dates = [first + timedelta(days=count) for count in range((date(2076, 1, 1) - first).days)]

    assert [on for on in dates if theirs.is_closed(datetime.combine(on, time(12), HERE))] == list(holidays(*years))

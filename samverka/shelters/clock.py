"""The clock of a night. Pure arithmetic: which night it is, and when its hours fall.

A night is named by the date of its evening. Hours are local wall time; 04:00 exists exactly once
every night, and nothing may be set to 02:00-02:59, which the clock change skips or repeats.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


HERE = ZoneInfo("Europe/Stockholm")
FREEZE = time(4)
NOON = time(12)


def tonight(at: datetime, *, closes: time) -> date:
    """The night that `at` belongs to: until the morning's closing it is still yesterday's."""
    here = at.astimezone(HERE)
    return here.date() - timedelta(days=1) if here.time() < closes else here.date()


def by_day(night: date, wall: time) -> datetime:
    """The moment of a wall time on the date of the night itself: the draw at 10:00."""
    return datetime.combine(night, wall, tzinfo=HERE)


def by_night(night: date, wall: time) -> datetime:
    """The moment of a wall time during the night: an hour before noon is the next morning's."""
    day = night + timedelta(days=1) if wall < NOON else night
    return datetime.combine(day, wall, tzinfo=HERE)


def freezes(night: date) -> datetime:
    """When the night's figures are frozen."""
    return by_night(night, FREEZE)

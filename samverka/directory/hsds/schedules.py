"""Hours as HSDS schedules: a row for each interval, in the words of RFC 5545.

Times are on the wall in Stockholm. Closing at or before opening is after midnight. Round the clock is 00:00 to 23:59,
as HSDS advises. A day that differs is a row of its own with the days for which it holds.
"""

from collections.abc import Iterable, Mapping
from datetime import time

from samverka.directory.hsds.words import Row, Thing, day, told


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MIDNIGHT = time(0)
LAST_MINUTE = "23:59"


def schedules(rules: Iterable[Row], exceptions: Iterable[Row], *, labels: Mapping[str, str]) -> list[Thing]:
    return [_weekly(rule, labels) for rule in rules] + [_differing(one, labels) for one in exceptions]


def _weekly(rule: Row, labels: Mapping[str, str]) -> Thing:
    nth = rule["nth"]
    days = [DAYS[int(digit) - 1] for digit in rule["weekdays"]]
    return told(
        id=str(rule["id"]),
        valid_from=day(rule["valid_from"]),
        valid_to=day(rule["valid_to"]),
        wkst="MO",
        freq="MONTHLY" if nth else "WEEKLY",
        interval=1,
        byday=",".join(f"{nth or ''}{one}" for one in days),
        **_hours(rule["opens"], rule["closes"]),
        attending_type=None if rule["kind"] == "open" else labels[f"hours.{rule['kind']}"],
        kind=rule["kind"],
    )


def _differing(one: Row, labels: Mapping[str, str]) -> Thing:
    """Days on which the rules do not hold: without times they are closed, or there is only something to say."""
    is_open = one["kind"] == "other"
    return told(
        id=str(one["id"]),
        valid_from=day(one["first_day"]),
        valid_to=day(one["last_day"]),
        wkst="MO" if is_open else None,
        freq="WEEKLY" if is_open else None,
        interval=1 if is_open else None,
        byday=",".join(DAYS) if is_open else None,
        description=labels["day.closed"] if one["kind"] == "closed" else None,
        **(_hours(one["opens"], one["closes"]) if is_open else {}),
        notes=one["message"],
        kind=one["kind"],
    )


def _hours(opens: time, closes: time) -> dict[str, str]:
    round_the_clock = opens == closes == MIDNIGHT
    return {"opens_at": f"{opens:%H:%M}", "closes_at": LAST_MINUTE if round_the_clock else f"{closes:%H:%M}"}

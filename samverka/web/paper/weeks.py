"""The hours of a month in one line: on which days of the week, and the days that differ."""

# ruff: noqa: RUF001 (ranges)

from collections.abc import Iterable
from datetime import date, time, timedelta
from itertools import groupby

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samverka.directory.hours import DAY, MIDNIGHT, Day, Kind, Reason, Rule, Timetable
from samverka.directory.models import Service
from samverka.directory.queries import Here, words


ALL_WEEK = list(range(7))


def hours_in_a_line(here: Here, *, first: date, last: date) -> str:
    """When a service can be had on paper that is good from one day to another."""
    kind, table = here.times.main
    if here.offer.state == Service.State.UNKNOWN or not table.is_stated:
        return _("Hours not known: call first")
    usual = ", ".join(_stretches(table, first, last))
    if not usual:
        return _("Hours not known: call first")
    what = "" if kind == Kind.OPEN else f"{capfirst(str(words.KINDS[kind]))}: "
    return "; ".join([f"{what}{usual}", *_unusual(table, first, last)])


def _stretches(table: Timetable, first: date, last: date) -> list[str]:
    """The weekly hours, season by season; what comes once a month is said after what comes each week."""
    rules = {rule for some in table.weekly for rule in some if _meets(rule, first, last)}
    found = []
    for season in sorted(
        {(rule.valid_from, rule.valid_to) for rule in rules}, key=lambda one: (one[0] or first, one[1] or last)
    ):
        some = [rule for rule in rules if (rule.valid_from, rule.valid_to) == season]
        said = [*_weekly([one for one in some if one.nth is None]), *_monthly(one for one in some if one.nth)]
        found.append(" ".join(filter(None, [", ".join(said), _season(*season, first, last)])))
    return found


def _weekly(rules: list[Rule]) -> list[str]:
    """Days that follow each other with the same hours are one stretch; the same hours are told once."""
    days = [_clock(rule for rule in rules if day in rule.weekdays) for day in ALL_WEEK]
    stretches: dict[str, list[str]] = {}
    for hours, some in groupby(enumerate(days), lambda one: one[1]):
        if hours:
            stretches.setdefault(hours, []).append(_days([day for day, _hours in some]))
    return [f"{', '.join(some)} {hours}" for hours, some in stretches.items()]


def _monthly(rules: Iterable[Rule]) -> list[str]:
    found = []
    for rule in sorted(rules, key=lambda one: (one.nth or 0, one.wall)):
        told = {"day": ", ".join(_name(day) for day in sorted(rule.weekdays)), "nth": rule.nth}
        if rule.nth == -1:
            which = _("last %(day)s of the month") % told
        else:
            which = _("%(day)s no. %(nth)s of the month") % told
        found.append(f"{which} {_clock([rule])}")
    return found


def _days(days: list[int]) -> str:
    if days == ALL_WEEK:
        return _("every day")
    ends = _name(days[0]), _name(days[-1])
    return ends[0] if len(days) == 1 else ("–" if len(days) > 2 else ", ").join(ends)


def _name(day: int) -> str:
    name = str(WEEKDAYS_ABBR[day])
    return name if get_language() == "en" else name.lower()


def _clock(rules: Iterable[Rule]) -> str:
    walls = sorted({rule.wall for rule in rules})
    if any(wall.opens == wall.closes == MIDNIGHT for wall in walls):
        return _("day and night")
    return " + ".join(f"{_time(opens)}–{_time(closes) or 24}" for opens, closes in walls)


def _time(wall: time) -> str | int:
    return f"{wall.hour}:{wall.minute:02}" if wall.minute else wall.hour


def _meets(rule: Rule, first: date, last: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= last) and (rule.valid_to is None or rule.valid_to >= first)


def _season(opens: date | None, closes: date | None, first: date, last: date) -> str:
    """From when and until when, if that is while the paper is good; of a season's end one is always told."""
    said = [_("from %(day)s") % {"day": _date(opens)}] if opens and opens > first else []
    return " ".join(said + ([_("until %(day)s") % {"day": _date(closes)}] if closes else []))


def _unusual(table: Timetable, first: date, last: date) -> list[str]:
    """The days on which the usual hours do not hold."""
    days = [table.day(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    different = [(_difference(day), day.on) for day in days if day.reason != Reason.WEEKLY]
    found: dict[str, list[list[date]]] = {}
    for what, on in different:
        runs = found.setdefault(what, [])
        if runs and runs[-1][-1] == on - DAY:
            runs[-1].append(on)
        else:
            runs.append([on])
    return [f"{what} {', '.join(_run(run) for run in runs)}" for what, runs in found.items()]


def _difference(day: Day) -> str:
    if not day.is_known:
        return _("call first")
    return _("other hours") if day.spans else _("closed")


def _run(days: list[date]) -> str:
    if len(days) == 1:
        return _date(days[0])
    same = days[0].month == days[-1].month
    return f"{days[0].day if same else _date(days[0])}–{_date(days[-1])}"


def _date(on: date) -> str:
    return f"{on.day}/{on.month}"

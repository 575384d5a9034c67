"""Hours of a feed: weekly rules and single days, and the words of what we cannot say with them.

HSDS 3 tells them in the words of RFC 5545; HSDS 2 as regular and holiday schedules. What cannot be expressed here
becomes a text for people, never a guess.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from samverka.directory.feeds.words import Thing, clock, day, line, text


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TOKEN = re.compile(r"([+-]?\d)?([A-Z]{2})[A-Z]*")
KINDS = ("open", "appointment", "intake", "phone")
NOT_HERE = ("byweekno", "bymonthday", "byyearday", "count")  # of RFC 5545, and not to be said with our rules
LONGEST_NOTICE, LONGEST_MESSAGE = 500, 200
MOST = 60  # rules, or days, of one entry
A_WHILE = timedelta(days=366)
CLOSED = re.compile(r"\b(closed|stängt|stängd|închis|затворено)\b", re.IGNORECASE)
ALL_DAY = (time(0), time(23, 59))
Told = list[Any]


@dataclass(slots=True)
class Hours:
    """Lists that can be written down: rules [kind, weekdays, opens, closes, nth, from, to] and so on."""

    rules: list[Told] = field(default_factory=list)
    exceptions: list[Told] = field(default_factory=list)  # kind, first, last, opens, closes, message
    notices: list[Told] = field(default_factory=list)  # text, first, last

    def tell(self, what: str, first: date | None = None, last: date | None = None) -> None:
        if what:
            self.notices.append([what[:LONGEST_NOTICE], _iso(first), _iso(last)])

    def facts(self) -> dict[str, list[Told]]:
        """Without what is said twice, always in the same order."""
        told = {name: _once(getattr(self, name)) for name in ("rules", "exceptions", "notices")}
        told["rules"] = _together(told["rules"])
        return {name: found[:MOST] for name, found in told.items() if found}


def read(schedules: Iterable[Thing]) -> tuple[Hours, int]:
    """The hours that some schedules state, and how many of them only words could tell."""
    hours, in_words = Hours(), 0
    for one in schedules:
        if not _read(one, hours):
            in_words += 1
            _in_words(one, hours)
    return hours, in_words


def _read(one: Thing, hours: Hours) -> bool:
    first, last = day(one.get("valid_from") or one.get("start_date")), day(one.get("valid_to") or one.get("end_date"))
    opens, closes = clock(one.get("opens_at")), clock(one.get("closes_at"))
    if first and last and last < first:
        return False
    if _is_dated(one):
        return _dated(one, hours, first, last, opens, closes)
    if opens is None or closes is None or (opens == closes):
        return False
    if (opens, closes) == ALL_DAY:
        closes = time(0)
    weekdays = _weekdays(one)
    if not weekdays:
        return False
    until, start = day(one.get("until")), day(one.get("dtstart"))
    if first is None and start and start > date(2000, 1, 1):
        first = start
    if until and (last is None or until < last):
        last = until
    if first and last and last < first:
        return False
    kind = text(one.get("kind")) if text(one.get("kind")) in KINDS else "open"
    for nth, digits in weekdays.items():
        hours.rules.append([kind, digits, _hm(opens), _hm(closes), nth, _iso(first), _iso(last)])
    return True


def _is_dated(one: Thing) -> bool:
    """Is it of single days rather than of every week?"""
    if text(one.get("kind")) in ("closed", "other", "message"):
        return True
    weekly = any(text(one.get(name)) for name in ("freq", "byday", "weekday"))
    return not weekly and bool(one.get("valid_from") or one.get("start_date"))


def _dated(
    one: Thing, hours: Hours, first: date | None, last: date | None, opens: time | None, closes: time | None
) -> bool:
    last = last or first
    if first is None or last is None or last - first > A_WHILE:
        return False
    words = line(one.get("notes"))
    kind = text(one.get("kind"))
    if kind == "message" and words:
        hours.exceptions.append(["message", _iso(first), _iso(last), None, None, words[:LONGEST_MESSAGE]])
        return True
    is_closed = kind == "closed" or text(one.get("closed")).lower() in ("true", "t", "yes", "1")
    is_closed = is_closed or one.get("closed") is True or bool(CLOSED.search(text(one.get("description"))))
    if is_closed and (kind == "closed" or opens is None or closes is None):
        hours.exceptions.append(["closed", _iso(first), _iso(last), None, None, words[:LONGEST_MESSAGE]])
        return True
    if opens is None or closes is None or (opens == closes and kind != "other"):
        return False
    if (opens, closes) == ALL_DAY:
        closes = time(0)
    hours.exceptions.append(["other", _iso(first), _iso(last), _hm(opens), _hm(closes), words[:LONGEST_MESSAGE]])
    return True


def _weekdays(one: Thing) -> dict[int | None, str]:
    """Which days of the week, by which one of its month; nothing when they cannot be said here."""
    if any(line(one.get(name)) for name in NOT_HERE) or line(one.get("interval")) not in ("", "1", "1.0"):
        return {}
    freq = text(one.get("freq")).upper()
    if freq == "DAILY":
        return {None: "1234567"}
    if freq not in ("", "WEEKLY", "MONTHLY"):
        return {}
    found: dict[int | None, set[int]] = defaultdict(set)
    byday, start = one.get("byday") or one.get("weekday"), day(one.get("dtstart"))
    words = byday if isinstance(byday, list) else re.split(r"[,;\s]+", text(byday))
    for word in filter(None, (line(word).upper() for word in words)):
        if word in tuple("1234567"):
            found[None].add(int(word))
            continue
        match = TOKEN.fullmatch(word)
        if not match or match[2] not in DAYS:
            return {}
        found[int(match[1]) if match[1] else None].add(DAYS.index(match[2]) + 1)
    if not found and freq == "WEEKLY" and start:
        found[None].add(start.isoweekday())
    if any(nth is not None and nth not in (1, 2, 3, 4, 5, -1) for nth in found) or (freq == "MONTHLY") != bool(
        {*found} - {None}
    ):
        return {}
    return {nth: "".join(map(str, sorted(days))) for nth, days in found.items()}


def _in_words(one: Thing, hours: Hours) -> None:
    first, last = day(one.get("valid_from") or one.get("start_date")), day(one.get("valid_to") or one.get("end_date"))
    if first and last and last < first:
        first = last = None
    told = [line(one.get(name)) for name in ("description", "notes", "original_text")]
    if not any(told):
        names = ("freq", "interval", "byday", "weekday", "bymonthday", "byweekno", "opens_at", "closes_at")
        told = [line(one.get(name)) for name in names]
    hours.tell(" ".join(dict.fromkeys(filter(None, told))), first, last)


def _once(found: list[Told]) -> list[Told]:
    return sorted({tuple(one): one for one in found}.values(), key=lambda one: [str(part) for part in one])


def _together(rules: list[Told]) -> list[Told]:
    """The same hours on several days as one rule."""
    days: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for kind, weekdays, *rest in rules:
        days[kind, *rest].update(weekdays)
    return _once([[kind, "".join(sorted(found)), *rest] for (kind, *rest), found in days.items()])


def _hm(wall: time) -> str:
    return f"{wall:%H:%M}"


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None

"""The grammar: which sentences a text consists of, and where each one begins."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from samverka.directory.hours import EVERY_DAY, MIDNIGHT, Season, Wall
from samverka.directory.osm_hours.words import MONTHS, SINCE_EVER, WEEKDAYS


MONTH, WEEKDAY = "|".join(MONTHS), "|".join(WEEKDAYS)
DAY = r"\d{1,2}(?![\d:])"
DATES = re.compile(
    rf"(?:(?P<year>\d{{4}})\s+)?(?P<month>{MONTH})\b(?:\s+(?P<day>{DAY}))?"
    rf"(?:(?P<on>\+)|\s*-\s*(?:(?:(?P<to_year>\d{{4}})\s+)?(?P<to_month>{MONTH})\b(?:\s+(?P<to_day>{DAY}))?"
    rf"|(?P<only_day>{DAY})))?\s*:?(?!\d)"
)
WEEKDAYS_OR_HOLIDAYS = re.compile(
    rf"(?:(?P<holidays>PH)|(?P<first>{WEEKDAY})(?:\s*-\s*(?P<last>{WEEKDAY}))?(?:\[(?P<nth>-?[1-5](?:,-?[1-5])*)\])?)"
    r"(?![\w\[])"
)
TIMES = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})(?![\d:+/])")
ALWAYS = re.compile(r"24/7")
MODIFIER = re.compile(r"(off|closed|open|unknown)\b")
COMMENT = re.compile(r'"([^"]*)"')
COMMA, JOINT = re.compile(","), re.compile("[;,]")
REFUSALS = {
    r"SH\b": "School holidays differ from place to place; state dates",
    r"\|\|": "We have no hours that hold only when nothing else is known",
    r"\(?(?:sunrise|sunset|dawn|dusk)\b": "We need hours of the clock, not of the sun",
    r"week\b|easter\b": "We know no numbers of weeks and no movable feasts; state dates",
    r"\d{1,2}:\d{2}\s*(?:\+|-\s*\d{1,2}:\d{2}\s*\+)": "Hours need an end",
    r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}\s*/": "Hours at intervals must be stated one by one",
    r"\d{4}": "A year needs a month",
}


Weekdays = dict[int | None, frozenset[int]]  # by which one of its month, None for every week


class Unreadable(ValueError):
    """Why a text was not understood, in a sentence for people; `position` counts its characters from 1."""

    def __init__(self, reason: str, text: str, at: int) -> None:
        self.position = at + 1
        super().__init__(f"{reason} (character {self.position}: “{text[at : at + 20].strip()}”).")


@dataclass(frozen=True, slots=True)
class Dates:
    """When something holds: from one date to another, every year in a season, or always."""

    first: date | None = None
    last: date | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule of the text. One that does not add to those before it takes their place on its days."""

    text: str
    at: int
    adds: bool
    dates: tuple[Dates, ...]
    weekdays: Weekdays
    on_holidays: bool
    walls: list[Wall]
    modifier: str
    comment: str

    @property
    def periods(self) -> list[tuple[date, date]]:
        """The first and last dates that it speaks of, if it speaks of certain dates and of nothing else."""
        told = [(one.first, one.last) for one in self.dates if one.first and one.last]
        return [] if self.weekdays or self.on_holidays or len(told) < len(self.dates) else told

    def refused(self, reason: str) -> Unreadable:
        return Unreadable(reason, self.text, self.at)


@dataclass(slots=True)
class Cursor:
    """A place in the text, and what comes next there."""

    text: str
    at: int = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.next())
        if match:
            self.at = match.end()
        return match

    def next(self) -> int:
        """Where the next thing begins, after spaces."""
        return len(self.text) - len(self.text[self.at :].lstrip())

    def take_list(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Everything of a kind, with commas between; a comma before something else is not taken."""
        before = self.at
        while taken := self.take(pattern):
            yield taken
            before = self.at
            if not self.take(COMMA):
                return
        self.at = before

    def refused(self, reason: str = "", at: int | None = None) -> Unreadable:
        at = self.next() if at is None else at
        known = (words for pattern, words in REFUSALS.items() if re.match(pattern, self.text[at:]))
        return Unreadable(reason or next(known, "We cannot read this"), self.text, at)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in their order. Raises `Unreadable`."""
    cursor, adds = Cursor(text.rstrip().rstrip(";")), False
    while True:
        yield _sentence(cursor, adds=adds)
        if joint := cursor.take(JOINT):
            adds = joint[0] == ","
        elif cursor.next() < len(cursor.text):
            raise cursor.refused()
        else:
            return


def _sentence(cursor: Cursor, *, adds: bool) -> Sentence:
    begin = cursor.next()
    dates = tuple(_dates(cursor, match) for match in cursor.take_list(DATES))
    weekdays, on_holidays = _weekdays(cursor)
    walls = [_wall(cursor, match) for match in cursor.take_list(TIMES)]
    if cursor.next() == begin and cursor.take(ALWAYS):
        weekdays, walls = {None: EVERY_DAY}, [Wall(MIDNIGHT, MIDNIGHT)]
    modifier = cursor.take(MODIFIER)
    comment = cursor.take(COMMENT)
    if cursor.next() == begin:
        raise cursor.refused()
    said = modifier[0].replace("closed", "off") if modifier else ""
    return Sentence(cursor.text, begin, adds, dates, weekdays, on_holidays, walls, said, comment[1] if comment else "")


def _weekdays(cursor: Cursor) -> tuple[Weekdays, bool]:
    weekdays: Weekdays = {}
    on_holidays = False
    for match in cursor.take_list(WEEKDAYS_OR_HOLIDAYS):
        if match["holidays"]:
            on_holidays = True
            continue
        first = WEEKDAYS.index(match["first"])
        last = WEEKDAYS.index(match["last"] or match["first"])
        days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
        for nth in match["nth"].split(",") if match["nth"] else [None]:
            key = int(nth) if nth else None
            weekdays[key] = weekdays.get(key, frozenset()) | days
    return weekdays, on_holidays


def _wall(cursor: Cursor, match: re.Match[str]) -> Wall:
    hour, minute, to_hour, to_minute = map(int, match.groups())
    length = (to_hour * 60 + to_minute) - (hour * 60 + minute)
    if hour > 23 or to_hour > 48 or minute > 59 or to_minute > 59:
        raise cursor.refused("There is no such time", match.start())
    if length > 24 * 60:
        raise cursor.refused("Hours cannot last longer than a day", match.start())
    return Wall(time(hour, minute), time(to_hour % 24, to_minute))


def _dates(cursor: Cursor, match: re.Match[str]) -> Dates:
    is_range = bool(match["to_month"] or match["only_day"])
    month = MONTHS.index(match["month"]) + 1
    to_month = MONTHS.index(match["to_month"]) + 1 if match["to_month"] else month
    to_day = match["only_day"] or (match["to_day"] if is_range else match["day"])
    first = (month, int(match["day"] or 1))
    last = (to_month, int(to_day or monthrange(2000, to_month)[1]))  # February has 29 days in a season
    if not match["year"]:
        if match["on"] or match["to_year"]:
            raise cursor.refused("These dates need a year", match.start())
        for day in (first, last):
            _exists(cursor, match, 2000, day)
        return Dates(season=Season(first, last))
    year = int(match["year"])
    to_year = int(match["to_year"] or (year if last >= first else year + 1))
    begins = _exists(cursor, match, year, first)
    if match["on"]:
        return Dates(begins)
    if not to_day:
        last = (to_month, monthrange(to_year, to_month)[1])
    ends = _exists(cursor, match, to_year, last)
    if ends < begins:
        raise cursor.refused("These dates end before they begin", match.start())
    return Dates(None if begins == SINCE_EVER else begins, ends)


def _exists(cursor: Cursor, match: re.Match[str], year: int, day: tuple[int, int]) -> date:
    try:
        return date(year, *day)
    except ValueError:
        raise cursor.refused("There is no such date", match.start()) from None

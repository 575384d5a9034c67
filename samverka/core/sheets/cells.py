"""What people mean by what they write in a cell: days, whole numbers, names."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import isfinite


Cell = str | int | float | date | None

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan januari january", "feb februari february", "mar mars march", "apr april", "maj may"),
            *("jun juni june", "jul juli july", "aug augusti august", "sep sept september"),
            *("okt oct oktober october", "nov november", "dec december"),
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    *("man", "tis", "ons", "tor", "tors", "fre", "lor", "son", "mandag", "tisdag", "onsdag", "torsdag", "fredag"),
    *("lordag", "sondag", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
UNITS = (
    *("st", "pl", "platser", "plats", "baddar", "badd", "sangar", "sang", "personer", "pers", "p"),
    *("beds", "bed", "places", "place", "pcs", "people"),
)
NOTHING = frozenset(("", "-", "–", "—", "−", "."))  # noqa: RUF001 (dashes of all lengths are what people write)
BEFORE_SERIALS = date(1899, 12, 30)  # Excel counts days from here, because it believes in 29 February 1900
SERIALS = range(30_000, 80_000)  # 1982 to 2119
WHOLE = re.compile(rf"(\d{{1,3}}(?: \d{{3}})+|\d+)(?:[.,]0+)? ?(?:(?:{'|'.join(UNITS)})\.?)?")
YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
CLOSE_UP = re.compile(r"(\d{4})(\d\d)(\d\d)")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})(?:[-/. ]+(\d{4}|\d\d))?\.?")
NAMED = re.compile(r"(?:den )?(\d{1,2})(?:[.:]?[ea](?![a-z]))?[. -]*([a-z]+)\.?[ -]*(\d{4}|\d\d)?")
CLOCK = re.compile(r"[t ]+\d{1,2}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?z?$")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Words alone, without case, accents and signs, so that “HÄRBÄRGE:” is “harbarge”."""
    plain = _plain(text)
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip() in NOTHING)


def whole(cell: Cell) -> int | None:
    """The whole number in a cell (“12 st”, “12,0”), None if there is none; ValueError if it is something else."""
    if cell is None or isinstance(cell, bool | date):
        if cell is None:
            return None
        raise ValueError(cell)
    if isinstance(cell, int | float):
        if not isfinite(cell) or cell != int(cell) or cell < 0:
            raise ValueError(cell)
        return int(cell)
    if cell.strip() in NOTHING:
        return None
    found = WHOLE.fullmatch(" ".join(_plain(cell).split()))
    if not found or len(found[1]) > 9:
        raise ValueError(cell)
    return int(found[1].replace(" ", ""))


def wholes(cell: Cell) -> list[int] | None:
    """Several whole numbers (“2, 3 och 5”), None if the cell says nothing."""
    if is_blank(cell) or isinstance(cell, int | float):
        one = whole(cell)
        return None if one is None else [one]
    if isinstance(cell, date) or re.search(r"\d{5}|\d\s*[-–.]\s*\d", str(cell)):  # noqa: RUF001
        raise ValueError(cell)
    return [int(digits) for digits in re.findall(r"[0-9]+", str(cell))]


def day(cell: Cell, *, near: date) -> date | None:
    """The day in a cell, None if there is none; ValueError if it is something else or could be two days.

    A day without a year is the one nearest to `near`. Days come before months: 11/24/2026 is refused, not guessed.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell)
    if cell is None or isinstance(cell, bool) or cell.strip() in NOTHING:
        return None
    words = CLOCK.sub("", " ".join(_plain(cell).replace(",", " ").split()))
    first, _, rest = words.partition(" ")
    words = rest if rest and first.rstrip(".") in WEEKDAYS else words
    return _written(words, near=near)


def line_is_total(cells: Sequence[Cell]) -> bool:
    """Is this a line of sums under the table?"""
    first = next((cell for cell in cells if not is_blank(cell)), None)
    return isinstance(first, str) and fold(first).split(" ")[0] in ("summa", "total", "totalt", "totals", "sum")


def _written(words: str, *, near: date) -> date:
    if found := YEAR_FIRST.fullmatch(words) or CLOSE_UP.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := DAY_FIRST.fullmatch(words):
        return _dated(int(found[1]), int(found[2]), found[3], near=near)
    if (found := NAMED.fullmatch(words)) and found[2] in MONTHS:
        return _dated(int(found[1]), MONTHS[found[2]], found[3], near=near)
    if words.isascii() and words.isdigit() and len(words) == 5:
        return _serial(int(words))
    raise ValueError(words)


def _dated(day: int, month: int, year: str | None, *, near: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    around = []
    for guess in (near.year - 1, near.year, near.year + 1):
        try:
            around.append(date(guess, month, day))
        except ValueError:
            continue  # 29 February of another year
    return min(around, key=lambda found: abs(found - near)) if around else date(near.year, month, day)


def _serial(number: float) -> date:
    if not isfinite(number) or int(number) not in SERIALS:
        raise ValueError(number)
    return BEFORE_SERIALS + timedelta(days=int(number))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))

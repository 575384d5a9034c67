"""Single values as feeds write them, and what they come to. Whatever stands there, none of these fails."""

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any


Thing = dict[str, Any]

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST = 20_000  # characters in one text
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", re.DOTALL)
CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(am|pm)?\s*(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
HOST = re.compile(r"([a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}(/\S*)?", re.IGNORECASE)
WEBSITE = re.compile(r"https?://[^\s<>\"']{3,490}", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@<>\"',;:()]{1,64}@[^\s@<>\"',;:()]{1,180}\.[a-z]{2,20}", re.IGNORECASE)
PHONE = re.compile(r"[+\d][\d\s()./,;x*#–-]*", re.IGNORECASE)  # noqa: RUF001 (dashes are what people write)
TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LANGUAGES = {
    name: code
    for code, names in {
        "sv": "swedish svenska", "en": "english engelska", "ro": "romanian rumänska română",
        "bg": "bulgarian bulgariska", "es": "spanish spanska español", "fr": "french franska français",
        "ar": "arabic arabiska", "ru": "russian ryska",
        "uk": "ukrainian ukrainska", "pl": "polish polska", "tr": "turkish turkiska", "it": "italian italienska",
        "de": "german tyska", "fi": "finnish finska", "fa": "persian persiska farsi", "rom": "romani romanes",
        "so": "somali somaliska", "zh": "chinese kinesiska", "vi": "vietnamese vietnamesiska", "pt": "portuguese",
        "urd": "urdu", "pa": "punjabi", "bn": "bengali", "tl": "tagalog", "ko": "korean", "ku": "kurdish kurdiska",
        "ht": "creole", "he": "hebrew hebreiska", "el": "greek grekiska", "hi": "hindi",
    }.items()
    for name in names.split()
}  # fmt: skip


class Broken(Exception):
    """The whole feed cannot be used. `why` is a word; `detail` is where: a page, a line, an answer."""

    def __init__(self, why: str, detail: object = "") -> None:
        super().__init__(why)
        self.why, self.detail = why, str(detail)[:200]


def text(value: object) -> str:
    """Words as they were written, without signs that nobody sees. What is not words says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, str):
        return CONTROL.sub("", value).strip()
    return str(value) if abs(value) < 1e15 else ""


def line(value: object) -> str:
    return " ".join(text(value).split())


def maps(value: object) -> list[Thing]:
    """The things in a list; anything else there is left out."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def a_map(value: object) -> Thing:
    return value if isinstance(value, dict) else {}


def day(value: object) -> date | None:
    found = DAY.fullmatch(text(value))
    try:
        return date(*(int(digits) for digits in found.groups())) if found else None
    except ValueError:
        return None


def clock(value: object) -> time | None:
    """A time on the wall: 09:00, 9.00, 09:00:00Z, 9:00 am; 24:00 is midnight."""
    found = CLOCK.fullmatch(text(value))
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def number(value: object) -> Decimal | None:
    try:
        found = Decimal(text(value).replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**9 else None


def website(value: object) -> str:
    told = text(value)
    if HOST.fullmatch(told):
        told = f"https://{told}"
    return told if WEBSITE.fullmatch(told) else ""


def email(value: object) -> str:
    told = text(value)
    return told if len(told) <= 254 and EMAIL.fullmatch(told) else ""


def phone(value: object) -> str:
    told = line(value)
    return told if PHONE.fullmatch(told) and len(told) <= 50 else ""


def phones(found: Iterable[Thing]) -> tuple[str, int]:
    """The first number that is spoken on, and how many there are beside it."""
    told = [(one, phone(one.get("number"))) for one in found]
    numbers = [
        number for one, number in told if number and text(one.get("type")).lower() not in ("fax", "tty", "pager")
    ]
    return (numbers[0], len(numbers) - 1) if numbers else ("", 0)


def language(code: object, name: object = "") -> str:
    """A tag for a language by its code or its name, or nothing."""
    for told in (line(code).replace("_", "-"), line(name)):
        if told.casefold() in LANGUAGES:
            return LANGUAGES[told.casefold()]
        if TAG.fullmatch(told) and len(told) <= 12 and len(told.partition("-")[0]) <= 3:
            return told
    return ""

"""What free text must not hold: the pure part of the free-text guard (handbook 1.3).

A personal number is refused. What only may point somebody out - a phone number, an e-mail address, a likely
name, a word for somebody's origin - is warned of, since it can be a street or a firm: whoever wrote it decides.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from samverka.core.guard_words import (
    AT,
    BEFORE_NAME,
    BEFORE_PLACE,
    DOT,
    FAMILY_NAMES,
    NAMES,
    NAMES_WITH_CAPITAL,
    NO_FAMILY_NAMES,
    ORIGINS,
    PLACE_ENDINGS,
    PLACES,
    SPOKEN_DIGITS,
    SPOKEN_TENS,
)


Kind = Literal["number", "phone", "email", "name", "origin"]

# What people put between the digits of one number, and what a file, a browser or Markdown may have put there unseen.
BETWEEN = re.compile(
    r"[\s\-+./\\:,;_·•*|()\[\]~='\"\u00ad\u2010-\u2015\u2018-\u201d\u2212\u200b-\u200f\u2060\ufeff]{1,4}"
)
LEADS_TO = re.compile(r"\]\((?:[^()\n]|\([^()\n]*\))*\)")  # of a link in Markdown, which a page shows without it
DIGITS = re.compile(r"\d+")
WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019:][^\W\d_]+)*")
ISO_DATE = re.compile(r"\b(?:19|20)\d\d[-/.]\d\d[-/.]\d\d\b|\b\d\d?[-/. ]\d\d?[-/. ](?:19|20)\d\d\b")
HOURS = re.compile(r"\b(?:[01]?\d|2[0-4])[:.]?[0-5]\d\s*[-\u2013]\s*(?:[01]?\d|2[0-4])[:.]?[0-5]\d\b")
PHONE = re.compile(r"(?<![\w+])(?:\+[ (]?|00[ -]?|\(?0)[1-9][\d \t()./\-\u2013]{5,18}\d(?!\w)")  # abroad, or from 0
HOME = {f"0{digit}" for digit in range(1, 10)}  # how a number begins that is not from abroad
RING = re.compile(
    r"\b(?:tel|tfn|telefon\w*|mobil\w*|phone|ring|call|тел|телефон\w*)\b[^\d\n]{0,12}(\d[\d \t-]{4,}\d)", re.IGNORECASE
)
EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]+\s?(?:@|[(\[]\s?(?:at|{AT})\s?[)\]]|\b(?:{AT})\b)\s?[\w.-]+"
    rf"(?:\.|\s?[(\[]\s?(?:{DOT})\s?[)\]]|\s?\b(?:{DOT})\b)\s?\w{{2,}}"
    rf"|\b\w+\sat\s[\w-]+\s(?:{DOT})\s\w{{2,}}",
    re.IGNORECASE,
)
SPOKEN = re.compile(rf"(?:{SPOKEN_TENS})?(?:{SPOKEN_DIGITS})|{SPOKEN_TENS}", re.IGNORECASE)
ABROAD = re.compile(r"(?<!\d)(?:\d{10}|\d{13})(?!\d)")
SHAPE = re.compile(r"(?<!\d)(?:\d\d)?(\d{6})\s?[-\u2010-\u2015\u2212+]\s?\d{4}(?!\d)")
NAMED = re.compile(
    rf"(?<!\w)(?=(?:{'|'.join(map(re.escape, BEFORE_NAME))})[:\s]\s*[\"'\u201c\u201d\u2019]?([^\W\d_][^\W\d_]+))",
    re.IGNORECASE,
)
ORIGIN = re.compile(r"\b(?:" + "|".join(word.replace("*", r"\w*") for word in ORIGINS) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text seems to hold: what makes it refused, and what its writer should read through."""

    refused: tuple[Kind, ...] = ()
    warned: tuple[Kind, ...] = ()


def look(text: str) -> Findings:
    """What the text seems to hold."""
    if not text:
        return Findings()
    plain = unicodedata.normalize("NFKC", text)
    refused: tuple[Kind, ...] = ("number",) if has_personal_number(plain) else ()
    found: list[Kind] = []
    if not refused and _looks_like_number(plain):
        found.append("number")
    if not refused and _has_phone(plain):
        found.append("phone")
    if EMAIL.search(plain):
        found.append("email")
    if _has_name(plain):
        found.append("name")
    if ORIGIN.search(plain):
        found.append("origin")
    return Findings(refused, tuple(found))


def has_personal_number(text: str) -> bool:
    """A Swedish personal or coordination number, of ten or twelve digits, whatever stands between them.

    The date must exist (a coordination number adds 60 to its day) and the last digit must follow from the others.
    The text is read as it was typed, and as a page shows it: without where its links lead.
    """
    text = unicodedata.normalize("NFKC", text)
    shown = LEADS_TO.sub("]", text)
    return any(_is_personal_number(digits) for one in dict.fromkeys((text, shown)) for digits in _windows(one))


def _windows(text: str) -> Iterator[str]:
    """Every ten or twelve digits that may be read as one number: whole groups of digits, near each other."""
    groups = list(DIGITS.finditer(text))
    for start, first in enumerate(groups):
        parts, end = [_ascii(first)], first.end()
        for group in [*groups[start + 1 :], None]:
            if sum(map(len, parts)) in (10, 12) and not _is_hour(parts, text[first.start() : end]):
                yield "".join(parts)
            if group is None or sum(map(len, parts)) > 12 or not BETWEEN.fullmatch(text, end, group.start()):
                break
            parts.append(_ascii(group))
            end = group.end()


def _ascii(digits: re.Match[str]) -> str:
    return "".join(str(unicodedata.digit(digit)) for digit in digits[0])


def _is_hour(parts: list[str], text: str) -> bool:
    """Is it the hour of a day of these years, as in 2026-11-24 20.30? Grown people were born before them."""
    shaped = [len(part) for part in parts] == [4, 2, 2, 2, 2] and "2020" <= parts[0] < "2100"
    return shaped and parts[3] <= "24" and parts[4] < "60" and text[-3] in ".:-\u2013"


def _is_personal_number(digits: str) -> bool:
    century = digits[:-10]
    if century not in ("", "18", "19", "20"):
        return False
    return _date_exists(digits[-10:-4], century) and luhn(digits[-10:]) == 0


def _date_exists(digits: str, century: str = "") -> bool:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for hundreds in (int(century),) if century else (19, 20):
        try:
            date(hundreds * 100 + year, month, day - 60 if day > 60 else day)
        except ValueError:
            continue
        return True
    return False


def luhn(digits: str) -> int:
    """0 when the last digit follows from the others (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10


def _looks_like_number(text: str) -> bool:
    """A personal number of Romania or Bulgaria, or the shape of a Swedish one with a digit wrong somewhere."""
    shaped = any(_date_exists("".join(str(int(digit)) for digit in found[1])) for found in SHAPE.finditer(text))
    return shaped or any(_is_number_abroad(_ascii(found)) for found in ABROAD.finditer(text))


def _is_number_abroad(digits: str) -> bool:
    """Romania's of thirteen digits (CNP) or Bulgaria's of ten (EGN): a date, and a last digit that follows."""
    if len(digits) == 13:
        return _date_exists(digits[1:7]) and _weigh(digits, "279146358279") in (int(digits[-1]), int(digits[-1]) + 9)
    month = int(digits[2:4])  # 20 is added for those born before 1900, 40 for those born after 1999
    born = f"{digits[:2]}{month % 20:02}{digits[4:6]}"
    return month < 60 and _date_exists(born) and _weigh(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 10 == int(digits[-1])


def _weigh(digits: str, weights: Iterable[str | int]) -> int:
    return sum(int(digit) * int(weight) for digit, weight in zip(digits, weights, strict=False)) % 11


def _has_phone(text: str) -> bool:
    text = HOURS.sub(" ", ISO_DATE.sub(" ", text))
    written = [(found[0], 11 if found[0].lstrip("(")[:2] in HOME else 15) for found in PHONE.finditer(text)]
    rung = [found[1] for found in RING.finditer(text)]
    if any(8 <= _count(one) <= most for one, most in written) or any(6 <= _count(one) <= 15 for one in rung):
        return True
    return _is_spoken(text)


def _is_spoken(text: str) -> bool:
    """Seven digits or more in a row, some of them in words: how a number is told, or hidden."""
    digits = words = 0
    for token in re.findall(r"\w+", text):
        spoken = SPOKEN.fullmatch(token) is not None
        digits = digits + (1 if spoken else len(token)) if spoken or token.isdigit() else 0
        words = words + spoken if digits else 0
        if digits >= 7 and words >= 3:
            return True
    return False


def _count(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def _has_name(text: str) -> bool:
    if any(_is_capitalised(found[1]) for found in NAMED.finditer(text)):
        return True
    words = list(WORD.finditer(text))
    for place, word in enumerate(words):
        inside = _is_capitalised(word[0]) and not _begins_sentence(text, word.start())
        if _is_name(word[0], inside=inside) and not _names_a_place(words, place):
            return True
        if inside and _is_pair(words[place : place + 2], text) and not _names_a_place(words, place):
            return True
    return False


def _names_a_place(words: list[re.Match[str]], place: int) -> bool:
    """Is the name part of a street's or a church's: Karl Johans gata, Klara kyrka, Sankta Maria, strada Ion Creangă?"""
    before = place - 1
    while before > 0 and _is_capitalised(words[before][0]) and words[before][0].casefold() not in BEFORE_PLACE:
        before -= 1
    if before >= 0 and words[before][0].casefold() in BEFORE_PLACE:
        return True
    following = [word[0] for word in words[place + 1 : place + 3]]
    return bool(following) and (_is_place(following[0]) or (_is_capitalised(following[0]) and _is_place(following[-1])))


def _is_name(word: str, *, inside: bool) -> bool:
    small = word.casefold()
    stem = small.removesuffix("s").rstrip("'\u2019:")
    if {small, stem} & NAMES:
        return True
    if inside and {small, stem} & NAMES_WITH_CAPITAL:
        return True
    family = _is_capitalised(word) and len(stem) > 5 and stem.endswith(FAMILY_NAMES)
    return family and not stem.endswith(NO_FAMILY_NAMES)


def _is_pair(pair: list[re.Match[str]], text: str) -> bool:
    """Two words with capitals, side by side, neither of a place or an organisation."""
    if len(pair) < 2 or not _is_capitalised(pair[1][0]):
        return False
    near = text[pair[0].end() : pair[1].start()] == " "
    return near and not any(_is_place(word[0]) or word[0].casefold() in BEFORE_PLACE for word in pair)


def _is_place(word: str) -> bool:
    small = word.casefold()
    return bool({small, small.removesuffix("s")} & PLACES) or small.removesuffix("s").endswith(PLACE_ENDINGS)


def _is_capitalised(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and word[1].islower()


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'\u201c\u201d»([")
    return not before or before[-1] in ".!?:\n\r•*…" or before.rstrip("-\u2013").rstrip(" \t")[-1:] in ("", "\n")

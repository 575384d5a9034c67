"""Search: by any word of a service in any language, by its beginning, and by a word that is misspelt.

The database narrows down; what is found, and in which order, is decided here, so that both databases say the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from samverka.core import spelling
from samverka.core.county import SWEDEN
from samverka.directory.models import SearchKey, SearchText, Service


LONGEST, MOST_WORDS = 200, 6  # signs and words of a question that count
SHORTEST, BEGINNING = 2, 3  # letters of a word that counts, and of one that may be the beginning of another
MOST_KIN = 60  # words of which a typed one may be the last part, or a misspelling
MOST_READ = 500  # services that are looked at, for a question that a whole country answers
SILENT = (  # words that say nothing of a service, in the languages of the first towns
    "att av de den det en ett for fran har hos jag med och om pa som till vid "
    "an and are at for from in is my of on or the to with "
    "al cu de din este in la mai o pe pentru sau si un una "
    "в във за и или на от по с със"  # noqa: RUF001 (Cyrillic)
)
MARK, FIELDS = SearchText.MARK, SearchText.FIELDS


class Found(NamedTuple):
    """A service, and the field that holds the most of what was asked for."""

    service: UUID
    field: str


class Wanted(NamedTuple):
    """One word that somebody typed, and those words of the directory that may be meant."""

    typed: str
    compounds: tuple[str, ...]  # it is their last part
    slips: tuple[str, ...]  # it is one of them, misspelt


class Rank(NamedTuple):
    """How well a service answers; the least is the best."""

    missing: int  # words
    slips: int
    fields: int  # a name before a description
    likeness: int  # the word itself before its beginning
    is_farther: bool  # what serves the county or the country comes after the town's own
    service: UUID


def search(text: str, *, town: str = "", on: date, limit: int = 50) -> list[Found]:
    """The services that the public may see on a day and that hold what was typed, the best first.

    In a `town`, by its code, also what serves its county or the country. A misspelling is forgiven when nothing
    holds the words as they were typed; when no service holds all words, those that hold the most of them are found.
    Two queries, one more for a long word, and one for each time that nothing was found.
    """
    wanted = _wanted(text)
    if not wanted:
        return []
    where = [MARK + code for code in dict.fromkeys((town, town[:2], SWEDEN))] if town else []
    tries = [_question(wanted, where), _question(wanted, where, forgiving=True)]
    if len(wanted) > 1:
        tries.append(_question(wanted, where, forgiving=True, every=False))
    shown = SearchText.objects.filter(Exists(Service.objects.shown(on).filter(pk=OuterRef("service"))))
    for question in tries:
        if texts := list(_holding(shown, question)):
            ranked = sorted((_rank(service, words, wanted, town) for service, words in texts))
            return [found for rank, found in ranked if rank.missing == ranked[0][0].missing][:limit]
    return []


def _wanted(text: str) -> list[Wanted]:
    """What was typed, word by word. One query for words that are long enough to be something else."""
    typed = [word for word in spelling.words(text[:LONGEST]) if len(word) >= SHORTEST]
    typed = ([word for word in typed if word not in SILENT.split()] or typed)[:MOST_WORDS]
    keys = {word: spelling.asked_by(word) for word in typed}
    asked = set().union(*keys.values())
    rows = SearchKey.objects.filter(key__in=asked).values_list("key", "word") if asked else ()
    known = sorted(rows)
    return [Wanted(word, *_kin(word, [other for key, other in known if key in keys[word]])) for word in typed]


def _kin(typed: str, words: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    others = sorted({word for word in words if not word.startswith(typed)})
    compounds = [word for word in others if spelling.is_head(typed, word)]
    slips = [word for word in others if spelling.is_slip(typed, word)]
    slips.sort(key=lambda word: abs(len(word) - len(typed)))
    return tuple(compounds[:MOST_KIN]), tuple(slips[:MOST_KIN])


def _question(wanted: Sequence[Wanted], where: Sequence[str], *, forgiving: bool = False, every: bool = True) -> str:
    """The question to the database. Words are letters and digits alone, so that nothing in them can be an operator."""
    write = _postgres if connection.vendor == "postgresql" else _sqlite
    either, both = (" | ", " & ") if connection.vendor == "postgresql" else (" OR ", " AND ")
    alternatives = [
        either.join(
            [
                write(one.typed, begins=len(one.typed) >= BEGINNING),
                *(write(word) for word in (*one.compounds, *(one.slips if forgiving else ()))),
            ]
        )
        for one in wanted
    ]
    asked = (both if every else either).join(f"({one})" for one in alternatives)
    return both.join([f"({either.join(write(code) for code in where)})", f"({asked})"] if where else [f"({asked})"])


def _sqlite(word: str, *, begins: bool = False) -> str:
    return f'"{word}"{"*" if begins else ""}'


def _postgres(word: str, *, begins: bool = False) -> str:
    return f"'{word}'{':*' if begins else ''}"


def _holding(texts: QuerySet[SearchText], question: str) -> QuerySet[SearchText, tuple[UUID, str]]:
    return texts.filter(words__hold=question).order_by("pk").values_list("service", "words")[:MOST_READ]


def _rank(service: UUID, words: str, wanted: Sequence[Wanted], town: str) -> tuple[Rank, Found]:
    text = f" {words} "
    met = sorted(hit for one in wanted if (hit := _met(one, text)))
    slips, fields, likeness = (sum(column) for column in zip(*met, strict=True))
    is_farther = bool(town) and f" {MARK}{town} " not in text
    rank = Rank(len(wanted) - len(met), slips, fields, likeness, is_farther, service)
    return rank, Found(service, FIELDS[min(field for _slip, field, _likeness in met)])


def _met(wanted: Wanted, text: str) -> tuple[bool, int, int] | None:
    """Whether it was misspelt, the field that holds it, and how like it is. The best field comes first in the text."""
    typed = wanted.typed
    begins = text.find(f" {typed}" if len(typed) >= BEGINNING else f" {typed} ")
    if begins >= 0:
        field = _field(text, begins)
        there = text.find(f" {typed} ", begins)
        return False, field, 0 if there >= 0 and _field(text, there) == field else 1
    said = set(text.split(" "))
    for is_slip, kin in ((False, wanted.compounds), (True, wanted.slips)):
        if places := [text.index(f" {word} ") for word in kin if word in said]:
            return is_slip, _field(text, min(places)), 2
    return None


def _field(text: str, place: int) -> int:
    start = text.rindex(f" {MARK}", 0, place + 1) + 2
    return FIELDS.index(text[start : text.index(" ", start)])

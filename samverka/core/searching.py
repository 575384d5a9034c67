"""How what somebody typed is found: by any word, its beginning, its other forms, and when it is misspelt (ADR 25).

The database narrows down; what is found, and how well it answers, is decided here, so that both databases say the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import IntegerField

from samverka.core import indexing, same_words, spelling
from samverka.core.indexing import FIELD, MARK, Indexed
from samverka.core.models import SearchKey
from samverka.core.prepared import Prepared, among


LONGEST, MOST_WORDS = 200, 6  # signs and words of a question that count
SHORTEST, BEGINNING = 2, 3  # letters of a word that counts, and of one that may be the beginning of another
MOST_SAME = 12  # words, with their forms, that mean the same as a typed one
MOST_KIN = 60  # words of which a typed one may be a form or the last part, or a misspelling
MOST_READ = 100  # texts that are looked at, the newest, for a question that many answer
SILENT = (  # words that say nothing of a thing, in the languages of the first towns
    "att av de den det en ett for fran har hos jag med och om pa som till vid "
    "an and are at for from in is my of on or the to with "
    "al cu de din este in la mai o pe pentru sau si un una "
    "в във за и или на от по с със"  # noqa: RUF001 (Cyrillic)
)
Text = tuple[Any, ...]  # the words of one, and what else was asked of its row
Ask = Callable[[Sequence["Wanted"]], list[Text]]
Look = Callable[[str], tuple[int, int, int] | None]  # whether it was misspelt, the field, how like it is
Seek = Callable[[str], int]  # where the first word that is meant stands in a text, -1 if there is none


class Wanted(NamedTuple):
    """One word that somebody typed, and those known words that may be meant."""

    typed: str
    forms: tuple[str, ...]  # other forms of it
    compounds: tuple[str, ...]  # words of which it is the last part
    slips: tuple[str, ...] = ()  # it is one of them, misspelt
    same: tuple[str, ...] = ()  # words of the field that mean the same, in Swedish or English

    @property
    def kin(self) -> tuple[str, ...]:
        """What it means when it is spelt as it should be."""
        return self.forms + self.compounds

    @property
    def others(self) -> tuple[str, ...]:
        """All but the word itself."""
        return self.kin + self.same + self.slips

    @property
    def beginning(self) -> str:
        """How it stands in a text between blanks, or how a word does of which it is the beginning."""
        return f" {self.typed}" if len(self.typed) >= BEGINNING else f" {self.typed} "


class Meant:
    """Where those words of a text stand that are meant. Quick where letters are Latin."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._begin = tuple(one.typed for one in wanted if len(one.typed) >= BEGINNING)
        self._whole = {word for one in wanted for word in (one.typed, *one.others)}
        self._seeks = [_seek(one) for one in wanted]

    def all_in(self, text: str) -> list[tuple[int, int]]:
        """Where each of them begins and ends."""
        outline = spelling.outline(text)
        if outline is None:
            found = spelling.WORD.finditer(text)
            return [word.span() for word in found if self._is_meant(spelling.fold_word(word.group()))]
        places, place = [], -1  # of the blank before an outline
        for word in outline.split(" "):
            if self._is_meant(word):
                places.append((place, place + len(word)))
            place += len(word) + 1
        return places

    def first_in(self, text: str) -> int:
        """Where the first of them begins, 0 if there is none."""
        outline = spelling.outline(text)
        if outline is None:
            return next((start for start, _end in self.all_in(text)), 0)
        return min((place for seek in self._seeks if (place := seek(outline)) >= 0), default=0)

    def _is_meant(self, word: str) -> bool:
        return word.startswith(self._begin) or word in self._whole


class Rank(NamedTuple):
    """How well a text answers; the least is the best."""

    missing: int  # words
    slips: int
    fields: int  # a name before a description
    likeness: int  # the word itself before its beginning


class Hit(NamedTuple):
    """A text that answers: how well, the number of the field that holds most, and what else was asked of its row."""

    rank: Rank
    field: int
    words: str
    facts: tuple[Any, ...]


def ways(text: str) -> Iterator[tuple[list[Wanted], bool]]:
    """The ways to take what was typed, until one finds something; each with whether all words must be held.

    As it was typed; then misspelt; then some of the words only. One query for the first, one more for the others.
    """
    wanted = read(text)
    if not wanted:
        return
    yield wanted, True
    wanted = forgive(wanted)
    if any(one.slips for one in wanted):
        yield wanted, True
    if len(wanted) > 1:
        yield wanted, False


def read(text: str) -> list[Wanted]:
    """What was typed, word by word, with the other forms of each. One query."""
    typed = [word for word in spelling.words(text[:LONGEST]) if len(word) >= SHORTEST]
    typed = ([word for word in typed if word not in SILENT.split()] or typed)[:MOST_WORDS]
    same = {word: same_words.same_as(word) for word in typed}
    asked = {word: spelling.asked_by_forms(word) for word in (*typed, *chain(*same.values()))}
    known = _known(asked)
    return [Wanted(word, *_kin(word, known[word]), same=_same(same[word], known)) for word in typed]


def forgive(wanted: Iterable[Wanted]) -> list[Wanted]:
    """The same words, with those of which each may be a misspelling. One query for those long enough."""
    there = list(wanted)
    known = _known({one.typed: spelling.asked_by_slips(one.typed) for one in there})
    return [one._replace(slips=_slips(one, known[one.typed])) for one in there]


def _known(keys: dict[str, set[int]]) -> dict[str, set[str]]:
    """For each word the known words under its keys."""
    asked = set().union(*keys.values())
    found: dict[int, set[str]] = {key: set() for key in asked}
    for key, word in _words(key=asked) if asked else ():
        found[key].add(word)
    return {one: {word for key in some for word in found[key]} for one, some in keys.items()}


_words = Prepared(lambda: SearchKey.objects.filter(among("key", of=IntegerField())).values_list("key", "word"))


def _kin(typed: str, known: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Its other forms, and compounds: the shortest, since a common word has hundreds."""
    others = sorted(_not_begun(typed, known), key=lambda word: (len(word), word))
    forms = tuple(word for word in others if spelling.is_form(typed, word))[:MOST_KIN]
    compounds = (word for word in others if word not in forms and spelling.is_compound(typed, word))
    return forms, tuple(islice(compounds, MOST_KIN - len(forms)))


def _same(words: Iterable[str], known: dict[str, set[str]]) -> tuple[str, ...]:
    """These words, and their other forms."""
    there = list(words)
    forms = (word for one in there for word in sorted(known[one]) if spelling.is_form(one, word))
    return tuple(dict.fromkeys(islice(chain(there, forms), MOST_SAME)))


def _not_begun(typed: str, known: Iterable[str]) -> list[str]:
    """Those of which it is not the beginning: these are found without being named."""
    return [word for word in known if not word.startswith(typed)]


def _slips(one: Wanted, known: Iterable[str]) -> tuple[str, ...]:
    others = _not_begun(one.typed, known)
    found = {word for typed in (one.typed, spelling.stems(one.typed)[0]) for word in spelling.slips(typed, others)}
    return tuple(sorted(found, key=lambda word: (abs(len(word) - len(one.typed)), word))[:MOST_KIN])


def enough(ask: Ask, wanted: Sequence[Wanted]) -> list[Text]:
    """Texts that hold the words in some form; then those that hold compounds, until there are `MOST_READ`.

    Each word more that may be meant costs a database as much for every text that it looks at, and of a common word
    there is enough in its own forms. One query or two.
    """
    texts = ask([one._replace(compounds=()) for one in wanted])
    if len(texts) == MOST_READ or not any(one.compounds for one in wanted):
        return texts
    return list(dict.fromkeys([*texts, *ask(wanted)]))[:MOST_READ]


def newest(
    model: type[Indexed], wanted: Sequence[Wanted], *, columns: str, marks: Collection[str], kind: str = "",
    every: bool = True,
) -> list[Text]:  # fmt: skip
    """The newest texts, with any of these marks, that hold what was typed: `MOST_READ` at most. One query.

    All the words, or, unless it is to be `every`, any of them.
    """
    if connection.vendor == "sqlite":
        where = [marks, *([[kind_mark(kind)]] if kind else [])]
        return indexing.newest(model, asked(wanted, *where, every=every), columns=columns, most=MOST_READ)
    apart = " | ".join(_postgres(MARK + mark) for mark in marks)
    questions = [asked([one], every=True) for one in wanted] if every else [asked(wanted, every=False)]
    return indexing.newest(model, *questions, columns=columns, apart=apart, kind=kind, most=MOST_READ)


def kind_mark(kind: str) -> str:
    """The mark of the texts of a kind."""
    return f"k{kind}"


def rank(texts: Iterable[Text], wanted: Sequence[Wanted]) -> list[Hit]:
    """How well these texts answer, in no order: those that hold as many of the words as any does.

    Of each its words, and facts that are told with it.
    """
    looks = [_look(one) for one in wanted]
    hits = [_hit(text, looks) for text in texts]
    least = min((hit.rank.missing for hit in hits), default=0)
    return [hit for hit in hits if hit.rank.missing == least]


def asked(wanted: Sequence[Wanted], *where: Collection[str], every: bool) -> str:
    """The question in the database's own language: these words, all or any, where one of each of these marks stands.

    Words are letters and digits alone, so that nothing in them can be an operator.
    """
    write = _postgres if connection.vendor == "postgresql" else _sqlite
    either, both = (" | ", " & ") if connection.vendor == "postgresql" else (" OR ", " AND ")
    alternatives = [
        either.join([write(one.typed, begins=len(one.typed) >= BEGINNING), *map(write, one.others)]) for one in wanted
    ]
    words = (both if every else either).join(f"({one})" for one in alternatives)
    marked = [either.join(write(MARK + mark) for mark in marks) for marks in where if marks]
    return both.join(f"({one})" for one in (*marked, words))


def _sqlite(word: str, *, begins: bool = False) -> str:
    return f'"{word}"{"*" if begins else ""}'


def _postgres(word: str, *, begins: bool = False) -> str:
    return f"'{word}'{':*' if begins else ''}"


def _hit(row: Text, looks: Sequence[Look]) -> Hit:
    text = f" {row[0]} "
    met = [found for look in looks if (found := look(text))]
    slips, fields, likeness = met[0] if len(met) == 1 else map(sum, zip(*met, strict=True))
    field = fields if len(met) == 1 else min(met)[1]
    return Hit(Rank(len(looks) - len(met), slips, fields, likeness), field, row[0], row[1:])


def _look(wanted: Wanted) -> Look:
    """Whether a text holds the word misspelt, in which field, and how like. The best field comes first in a text."""
    whole, begin, others = f" {wanted.typed} ", wanted.beginning, _seek_others(wanted)
    is_a_slip = len(others) - 1  # they are sought last

    def look(text: str) -> tuple[int, int, int] | None:
        place = text.find(begin)
        if place >= 0:
            there = text.find(whole, place)
            return 0, text.count(FIELD, 0, place), 0 if there >= 0 and not text.count(FIELD, place, there) else 1
        for number, seek in enumerate(others):
            if (place := seek(text)) >= 0:
                return int(number == is_a_slip), text.count(FIELD, 0, place), 2
        return None

    return look


def _seek(wanted: Wanted) -> Seek:
    """Looks for the word, its beginning and all else that may be meant."""
    begin, others = wanted.beginning, _seek_others(wanted)

    def seek(text: str) -> int:
        return min((place for place in (text.find(begin), *(one(text) for one in others)) if place >= 0), default=-1)

    return seek


def _seek_others(wanted: Wanted) -> tuple[Seek, ...]:
    """Look for its kin, for what means the same, and for what it may be a misspelling of."""
    return _seek_any(wanted.kin, _root(wanted)), _seek_any(wanted.same), _seek_any(wanted.slips)


def _seek_any(words: Collection[str], root: str = "") -> Seek:
    """Looks for any of these words, by letters that all of them hold where there are such: there are few in a text."""
    sought = frozenset(words)

    def by_root(text: str) -> int:
        place = text.find(root)
        while place >= 0:
            begin, end = text.rfind(" ", 0, place), text.find(" ", place)
            if text[begin + 1 : end] in sought:
                return begin
            place = text.find(root, end)
        return -1

    def by_words(text: str) -> int:
        return min((text.index(f" {word} ") for word in sought.intersection(text.split(" "))), default=-1)

    if not sought:
        return lambda text: -1
    return by_root if root else by_words


def _root(wanted: Wanted) -> str:
    """The most letters of its beginning that all its other forms and compounds hold, "" if these are few."""
    root = wanted.typed
    while root and not all(root in word for word in wanted.kin):
        root = root[:-1]
    return root if len(root) >= BEGINNING else ""

"""What can be found, and by whom. Each app says so in its `finding.py`; `audit.record` keeps the index true.

A thing is told as texts, each with an audience: marks of which the viewer must have one. They stand in the index beside
the words, so that nothing can be found, nor counted, by those who may not open it.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import BigAutoField, Model, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, override

from samverka.core import searching, spelling
from samverka.core.county import SWEDEN
from samverka.core.indexing import FIELD, MARK
from samverka.core.models import Findable
from samverka.core.prepared import Prepared, among
from samverka.core.searching import Hit, Meant, Wanted


EVERYBODY, SIGNED_IN = "all", "in"
AT_ONCE = 500  # things that are noted in one go
AROUND = 160  # signs of a text that are shown of it
NOTHING = UUID(int=0)
PLAIN = re.compile(r"[\W_]+")


Place = tuple[UUID, str]  # a thing and a part of it


class Text(NamedTuple):
    """A thing, or a part of it, as it is told to an audience. It is found by its title, summary and text, by what it is
    about, and by what its kind is called.
    """

    subject: UUID
    title: str
    address: str  # its page
    changed_at: datetime
    audience: Iterable[str]
    summary: str = ""
    text: str = ""
    status: Any = ""  # as people say it, translated when it is shown
    is_old: bool = False  # should it have been looked at again?
    part: str = ""  # where a thing has several: "draft"
    about: Iterable[Any] = ()  # labels, places and names that stand beside it; found in every language, and not shown


Tell = Callable[[Any], Iterable[Text]]  # of a `QuerySet` of things; of ids where the kind has an index of its own
Ask = Callable[[Sequence[Wanted], datetime, bool], tuple[list[Hit], bool]]  # and whether there may be more


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of things that are found, such as cards."""

    key: str
    name: Any  # as people say it, translated when it is shown
    model: type[Model]
    tell: Tell
    follows: Mapping[str, str] = field(default_factory=dict)  # a model's label → how the kind's rows point to it
    ask: Ask | None = None  # where it has an index of its own, which everybody may read: then ids are told

    @property
    def mark(self) -> str:
        return searching.kind_mark(self.key)


class Result(NamedTuple):
    """One thing that was found: what is shown of it, in pieces of which those that were asked for are marked."""

    kind: Kind
    text: Text
    title: list[tuple[str, bool]]
    pieces: list[tuple[str, bool]]


class Answer(NamedTuple):
    """What was found: one page of it, how much of each kind in all, and what was taken for a slip."""

    results: list[Result]
    counts: Counter[str]
    number: int  # of the kind that was asked for
    meant: str = ""  # words that were found instead of what was typed
    uncounted: frozenset[str] = frozenset()  # kinds of which there may be more than is counted


KINDS: dict[str, Kind] = {}
says = attrgetter(*Findable.SAID)


def findable(
    key: str, name: Any, model: type[Model], *, follows: Mapping[str, str] | None = None, ask: Ask | None = None
) -> Callable[[Tell], Tell]:
    """Make a kind known by the function that tells some of its rows. It asks the database a fixed number of times.

    It yields a text for each audience that reads another one: what is published, and the draft. An action that
    records something of a row of `model` writes the index; of another row, when `follows` says how the kind's rows
    point to it: `{"exchange.reply": "replies"}`.
    """

    def known(tell: Tell) -> Tell:
        KINDS[key] = Kind(key, name, model, tell, follows or {}, ask)
        return tell

    return known


def person(id: Any) -> str:
    """The mark of somebody alone, such as who writes a draft."""
    return f"u{_plain(id)}"


def organisation(id: Any, *roles: str) -> Iterator[str]:
    """The marks of those who work for an organisation; of those with one of these roles there, when any is named."""
    yield from (f"o{_plain(id)}{_plain(role)}" for role in roles or ("",))


def staff(id: Any) -> Iterator[str]:
    """The mark of those who work for an organisation, volunteers left out."""
    yield f"s{_plain(id)}"


def around(code: str, *roles: str) -> Iterator[str]:
    """The marks of those who have one of these roles in a territory that covers the one with this code."""
    yield from within(SWEDEN, *roles)
    yield from within(code, *roles)


def within(code: str, *roles: str) -> Iterator[str]:
    """The marks of those who have one of these roles in the territory with this code, or in its county."""
    for place in dict.fromkeys((code[:2], code)):
        yield from (f"t{place}{_plain(role)}" for role in roles)


def anywhere(*roles: str) -> Iterator[str]:
    """The marks of those who have one of these roles, wherever it is."""
    yield from (f"r{_plain(role)}" for role in roles)


def marks_of(user: Any) -> list[str]:
    """All marks that somebody who has logged in has now."""
    marks = [EVERYBODY, SIGNED_IN, person(user.pk)]
    for one in user.standing:
        marks += [*organisation(one.organisation_id), *organisation(one.organisation_id, one.role)]
        marks += [f"t{one.territory_id}{_plain(one.role)}", *anywhere(one.role)]
        marks += [] if one.is_volunteer else staff(one.organisation_id)
    return list(dict.fromkeys(marks))


def label(one: Model, field: str = "state") -> Any:
    """What people call the value of a field with choices, translated when it is shown."""
    choices: Any = one._meta.get_field(field)
    return dict(choices.flatchoices)[getattr(one, field)]


def page_of(name: str, id: UUID, edition: str = "") -> str:
    """The address of a thing's page, by the page's name; put together once for all things of a kind."""
    return _page_of(name, edition).replace(str(NOTHING), str(id))


@cache
def _page_of(name: str, edition: str) -> str:
    return reverse(name, args=[*([edition] if edition else []), NOTHING])


def told_of(kind: Kind, ids: Collection[UUID]) -> dict[Place, Findable]:
    """What the index should say of these things, by thing and part."""
    rows = kind.model._default_manager.filter(pk__in=ids)
    with override(settings.LANGUAGE_CODE):
        told = list(kind.tell(rows))
    labels = zip(*(_labels(kind, told, language) for language, _name in settings.LANGUAGES), strict=True)
    return {
        (one.subject, one.part): Findable(
            kind=kind.key, subject=one.subject, part=one.part, words=_words(kind, one, said), changed_at=one.changed_at,
            title=one.title, text=_line(one), address=one.address,
            status={label.language: label.status for label in said}, is_old=one.is_old,
        )
        for one, said in zip(told, labels, strict=True)
    }  # fmt: skip


def _line(one: Text) -> str:
    """Its summary and text on one line."""
    return " · ".join(said for part in (one.summary, one.text) if (said := " ".join(part.split())))


class Labels(NamedTuple):
    """What is translated of a thing, in one language."""

    language: str
    status: str
    about: str


def _labels(kind: Kind, told: Iterable[Text], language: str) -> list[Labels]:
    with override(language):
        return [Labels(language, str(one.status), " ".join(map(str, (kind.name, *one.about)))) for one in told]


def noted(kind: Kind, rows: "QuerySet[Findable]") -> dict[Place, Findable]:
    """What the index does say of things of a kind."""
    return {(row.subject, row.part): row for row in rows.filter(kind=kind.key)}


def faults() -> Iterator[str]:
    """Each thing that is not found by what it says now, in plain words."""
    for kind in own_kinds():
        ids = sorted(kind.model._default_manager.values_list("pk", flat=True))
        held = Findable.objects.filter(kind=kind.key)
        if left := held.exclude(subject__in=kind.model._default_manager.values("pk")).count():
            yield f"{left} of {kind.key} can be found, but are not there: run `samverka index`."
        for begin in range(0, len(ids), AT_ONCE):
            some = ids[begin : begin + AT_ONCE]
            both = told_of(kind, some), noted(kind, held.filter(subject__in=some))
            told, there = ({place: says(row) for place, row in rows.items()} for rows in both)
            for subject in sorted({place[0] for place in {*there, *told} if there.get(place) != told.get(place)}):
                yield f"{kind.key} {subject} is not found by what is told of it: run `samverka index`."


def own_kinds() -> list[Kind]:
    """Those that this index holds."""
    return [kind for kind in KINDS.values() if kind.ask is None]


def search(
    text: str, *, marks: Collection[str], at: datetime, kind: str = "", start: int = 0, limit: int = 20
) -> Answer:
    """What holds the words that were typed, of all that somebody with these marks may open, the best first.

    One query for the words and one for each index, as often until something is found; and one to each for what is shown
    of the results of the page. One more where a kind is chosen and too many answer.
    """
    found, wanted = Found([], frozenset()), list[Wanted]()
    is_asked = bool(marks) and (not kind or kind in KINDS)
    for wanted, every in searching.ways(text) if is_asked else ():
        found = _found(wanted, marks, at, every=every, only=kind)
        if found.hits or found.uncounted:
            break
    asked = [hit for hit in found.hits if not kind or hit.facts[1] == kind]
    results = list(_told(asked[start : start + limit], wanted, marks))
    meant = " ".join(_meant(results)) if asked and asked[0].rank.slips else ""
    return Answer(results, Counter(hit.facts[1] for hit in found.hits), len(asked), meant, found.uncounted)


COLUMNS = "words, cast(changed_at as text), kind, cast(subject as text), part, id"
SHOWN = ("id", "words", "subject", "title", "address", "changed_at", "text", "status", "is_old")
_shown = Prepared(lambda: Findable.objects.filter(among("id", of=BigAutoField())).values_list(*SHOWN))


class Found(NamedTuple):
    """A hit for each thing that holds the most of the words, the best first, with what it stands for: its moment as the
    database writes it, which is quicker, its kind, its id, also as written there, its part, and its id in this index.
    """

    hits: list[Hit]
    uncounted: frozenset[str]  # kinds of which not all texts that hold them were looked at


def _found(wanted: Sequence[Wanted], marks: Collection[str], at: datetime, *, every: bool, only: str) -> Found:
    """Of all kinds, so that each can be counted; where there are too many for that, only of the kind that is told."""
    ask = partial(searching.newest, Findable, columns=COLUMNS, marks=marks, every=every)
    texts = searching.enough(ask, wanted)
    uncounted = {kind.key for kind in own_kinds()} if len(texts) == searching.MOST_READ else set()
    if only and uncounted:
        texts = searching.enough(partial(ask, kind=only), wanted) if KINDS[only].ask is None else []
        uncounted -= {only} if len(texts) < searching.MOST_READ else set()
    hits = searching.rank(texts, wanted)
    is_chosen_alone = bool(only and uncounted)
    for kind in KINDS.values() if EVERYBODY in marks else ():
        if kind.ask and is_chosen_alone and kind.key != only:
            uncounted.add(kind.key)
        elif kind.ask:
            some, are_more = kind.ask(wanted, at, every)
            hits += some
            uncounted |= {kind.key} if are_more else set()
    return Found(_once(hits), frozenset(uncounted))


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Each thing once, by its best part; of them those that hold the most of the words, the best first."""
    once: dict[tuple[str, str], Hit] = {}
    newest = sorted(hits, key=attrgetter("facts"), reverse=True)
    for hit in sorted(newest, key=attrgetter("rank")):
        once.setdefault(hit.facts[1:3], hit)
    best = [*once.values()]
    return [hit for hit in best if hit.rank.missing == best[0].rank.missing]


def _told(hits: Sequence[Hit], wanted: Sequence[Wanted], marks: Collection[str]) -> Iterator[Result]:
    """What is shown of them. What has gone meanwhile, or may not be opened any more, is left out."""
    meant = Meant(wanted)
    told: dict[Any, Text] = _shown_of([hit.facts[4] for hit in hits if hit.facts[4]], marks)
    for kind in KINDS.values():
        some = [UUID(hit.facts[2]) for hit in hits if hit.facts[1] == kind.key]
        if kind.ask and some:
            told |= {(kind.key, one.subject): one for one in kind.tell(some)}
    for hit in hits:
        _moment, key, subject, _part, id = hit.facts
        if text := told.get(id or (key, UUID(subject))):
            yield Result(KINDS[key], text, pieces(text.title, meant), pieces(_around(text.text, meant), meant))


def _shown_of(ids: Collection[int], marks: Collection[str]) -> dict[int, Text]:
    """What the index says of these, by its own ids: as far as somebody with these marks may still open it."""
    may, language = {MARK + mark for mark in marks}, get_language()
    told = {}
    for id, words, subject, title, address, changed_at, text, status, is_old in _shown(id=ids) if ids else ():
        if not may.isdisjoint(words.split(" ")):
            said = status.get(language) or status.get(settings.LANGUAGE_CODE, "")
            told[id] = Text(subject, title, address, changed_at, (), "", text, said, is_old)
    return told


def pieces(text: str, meant: Meant) -> list[tuple[str, bool]]:
    """A text in pieces, of which the words that are meant are marked."""
    found, last = [], 0
    for start, end in meant.all_in(text):
        found += [(text[last:start], False), (text[start:end], True)]
        last = end
    return [piece for piece in (*found, (text[last:], False)) if piece[0]]


def _around(text: str, meant: Meant) -> str:
    """The part of a text that holds the first word that is meant."""
    start = max(0, meant.first_in(text) - AROUND // 3)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + AROUND) if len(text) > start + AROUND else len(text)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _meant(results: Iterable[Result]) -> list[str]:
    """The marked words of the best results, as they are written there."""
    for result in results:
        if marked := [text.lower() for text, is_hit in (*result.title, *result.pieces) if is_hit]:
            return list(dict.fromkeys(marked))
    return []


def _words(kind: Kind, text: Text, labels: Iterable[Labels]) -> str:
    said = [MARK + mark for mark in (*sorted(set(text.audience)), kind.mark)]
    told = (text.title, text.summary, text.text, " ".join(one.about for one in labels))
    for name, part in zip(Findable.FIELDS, told, strict=True):
        said += [FIELD + name, *spelling.words(part)]
    return " ".join(said)


@lru_cache(maxsize=20_000)
def _plain(part: Any) -> str:
    return PLAIN.sub("", str(part))

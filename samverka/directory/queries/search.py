"""Search: by any word of a service in any language, its beginning, its other forms, and a word that is misspelt."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from samverka.core import searching
from samverka.core.county import SWEDEN
from samverka.core.indexing import MARK, newest_of
from samverka.core.prepared import Given, Prepared
from samverka.core.searching import Hit, Wanted
from samverka.directory.models import SearchText, Service
from samverka.directory.models.entries import shown_since


class Found(NamedTuple):
    """A service, and the field that holds the most of what was asked for."""

    service: UUID
    field: str


def search(text: str, *, town: str = "", on: date, limit: int = 50) -> list[Found]:
    """The services that the public may see on a day and that hold what was typed, the best first.

    In a `town`, by its code, also what serves its county or the country; the town's own come first of those alike.
    Two queries for each way to take it, until something is found: as it was typed, misspelt, some of the words.
    """
    marks = [*dict.fromkeys((town, town[:2], SWEDEN))] if town else []
    hits: list[Hit] = []
    for wanted, every in searching.ways(text):
        hits, _are_more = shown_hits(wanted, marks=marks, on=on, every=every)
        if hits:
            break
    own = f" {MARK}{town} "
    hits.sort(key=lambda hit: (hit.rank, bool(town) and own not in f" {hit.words} ", hit.facts))
    return [Found(UUID(hit.facts[0]), SearchText.FIELDS[hit.field - 1]) for hit in hits[:limit]]


def shown_hits(
    wanted: Sequence[Wanted], *, marks: Collection[str] = (), on: date, every: bool
) -> tuple[list[Hit], bool]:
    """Those that the public may see on a day, each with its id and its moment as the database writes them, in no order;
    may there be more? One query or two.
    """

    numbers = list[int]()

    def ask(some: Sequence[Wanted]) -> list[searching.Text]:
        question = searching.asked(some, marks, every=every)
        newest = _in_towns if marks else _anywhere
        texts = newest(question=question, most=searching.MOST_READ, since=shown_since(on))
        numbers.append(len(texts))
        return [text for text in texts if text[-1]]

    texts = ask(wanted) if marks else searching.enough(ask, wanted)  # a town has few
    return searching.rank(texts, wanted), max(numbers) == searching.MOST_READ


def _newest(*, are_few: bool) -> "QuerySet[SearchText, tuple[Any, ...]]":
    shown = Service.objects.running().filter(verified_on__gt=Given("since", DateField()), pk=OuterRef("service"))
    moment = Subquery(shown.values_list(Cast("changed_at", TextField())))  # one look at a service says both
    texts = SearchText.objects.filter(newest_of(SearchText, are_few=are_few)).order_by("-id")
    return texts.values_list("words", Cast("service", TextField()), moment)


_anywhere, _in_towns = Prepared(partial(_newest, are_few=False)), Prepared(partial(_newest, are_few=True))

"""Search: by any word of a service in any language, its beginning, its other forms, and a word that is misspelt."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from samverka.core import searching
from samverka.core.county import SWEDEN
from samverka.core.indexing import MARK
from samverka.core.searching import Hit
from samverka.directory.models import SearchText, Service


class Found(NamedTuple):
    """A service, and the field that holds the most of what was asked for."""

    service: UUID
    field: str


def search(text: str, *, town: str = "", on: date, limit: int = 50) -> list[Found]:
    """The services that the public may see on a day and that hold what was typed, the best first.

    In a `town`, by its code, also what serves its county or the country; the town's own come first of those alike.
    Two queries for each way to take it, until something is found: as it was typed, misspelt, some of the words.
    """
    marks = dict.fromkeys((town, town[:2], SWEDEN)) if town else ()
    hits: list[Hit] = []
    for wanted, every in searching.ways(text):
        if hits := searching.find(shown_texts(on), wanted, "service", marks=marks, every=every):
            break
    own = f" {MARK}{town} "
    hits.sort(key=lambda hit: (hit.rank, bool(town) and own not in f" {hit.words} ", hit.facts))
    return [Found(hit.facts[0], SearchText.FIELDS[hit.field]) for hit in hits[:limit]]


def shown_texts(on: date) -> QuerySet[SearchText]:
    """What the services are found by that the public may see on a day."""
    return SearchText.objects.filter(Exists(Service.objects.shown(on).filter(pk=OuterRef("service"))))

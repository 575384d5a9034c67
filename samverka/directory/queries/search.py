"""Search: by any word of a service in any language, its beginning, its other forms, and a word that is misspelt."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from samverka.core import searching
from samverka.core.county import SWEDEN
from samverka.core.indexing import MARK
from samverka.directory.models import SearchText, Service


class Found(NamedTuple):
    """A service, and the field that holds the most of what was asked for."""

    service: UUID
    field: str


def search(text: str, *, town: str = "", on: date, limit: int = 50) -> list[Found]:
    """The services that the public may see on a day and that hold what was typed, the best first.

    In a `town`, by its code, also what serves its county or the country; the town's own come first of those alike.
    Two queries, one more for a long word, and one for each time that nothing was found.
    """
    marks = dict.fromkeys((town, town[:2], SWEDEN)) if town else ()
    hits = searching.find(shown_texts(on), searching.read(text), "service", marks=marks)
    own = f" {MARK}{town} "
    hits.sort(key=lambda hit: (hit.rank, bool(town) and own not in f" {hit.words} ", hit.facts))
    return [Found(hit.facts[0], SearchText.FIELDS[hit.field]) for hit in hits[:limit]]


def shown_texts(on: date) -> QuerySet[SearchText]:
    """What the services are found by that the public may see on a day."""
    return SearchText.objects.filter(Exists(Service.objects.shown(on).filter(pk=OuterRef("service"))))

"""Kinds of service, with their names in the reader's language."""

from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from samverka.directory.models import Category
from samverka.directory.queries.texts import Shown, texts


class Sort(NamedTuple):
    """A category as visitors meet it."""

    pk: UUID
    code: str
    group: str
    name: Shown

    @property
    def slug(self) -> str:
        """How it is called in an address, and its pictogram in the sprite."""
        return self.code.lower()


def sorts(language: str, stamp: str) -> dict[str, Sort]:
    """All categories in their order, by code; read again when the nation's directory has changed: theirs is there.

    Two queries, or none.
    """
    return _sorts(language, stamp.rpartition("-")[2])


@lru_cache(maxsize=64)
def _sorts(language: str, revision: str) -> dict[str, Sort]:
    rows = list(Category.objects.order_by("position"))
    named = texts([row.pk for row in rows], language=language)
    return {row.code: Sort(row.pk, row.code, row.group, named.of(row, "name")) for row in rows}

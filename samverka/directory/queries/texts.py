"""Texts in the reader's language, and what is said when there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet

from samverka.core.prepared import Given, Prepared, among
from samverka.directory.models import Translation


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is shown, with its own language.

    `state` is source, human, machine or outdated; missing when the reader's language was asked for and there is none.
    """

    text: str
    language: str
    state: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Texts:
    """The translations of many entries into one language, asked for at once."""

    def __init__(self, language: str, found: Mapping[tuple[UUID, str], Shown]) -> None:
        self.language = language
        self._found = found

    def of(self, entry: Any, field: str) -> Shown:
        """The text of an entry's field: its translation, or the source when that is all there is."""
        source: str = getattr(entry, field)
        if entry.language == self.language or not source:
            return Shown(source, entry.language, "source")
        return self._found.get((entry.pk, field)) or Shown(source, entry.language, "missing")


def texts(subjects: Iterable[UUID], *, language: str, field: str = "") -> Texts:
    """The translations of these entries into `language`, or of one field only. One query; none for no subjects."""
    ids = list(subjects)
    if not ids:
        return Texts(language, {})
    told = (_texts_of_field if field else _texts_of)(subject=ids, language=language, field=field)
    return Texts(
        language,
        {
            (subject, field): Shown(text, language, "outdated" if is_outdated else maker)
            for subject, field, text, maker, is_outdated in told
        },
    )


def _translated(**more: Given) -> "QuerySet[Translation, tuple[Any, ...]]":
    rows = Translation.objects.filter(among("subject"), language=Given("language", CharField()), **more).dated()
    return rows.values_list("subject", "field", "text", "maker", "is_outdated")  # type: ignore[misc]


_texts_of = Prepared(_translated)
_texts_of_field = Prepared(lambda: _translated(field=Given("field", CharField())))

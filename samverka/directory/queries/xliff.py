"""What a translators' file would change, told before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import User
from samverka.core.versions import version
from samverka.directory.models import Language, Translation, Wording
from samverka.directory.queries.translations import Choice, entries, lines, texts_for
from samverka.directory.xliff import MOST_UNITS, Bundle, Unit, plain


class Fate(TextChoices):
    """What becomes of a unit."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    OUTDATED = "outdated", _("Made from an older version of the source")
    SAME = "same", _("As before")
    EMPTY = "empty", _("Without a translation")
    OLDER = "older", _("A newer translation is here already")
    UNKNOWN = "unknown", _("Not known here")


WRITTEN = (Fate.NEW, Fate.CHANGED, Fate.OUTDATED)


@dataclass(frozen=True, slots=True)
class Row:
    """A unit of the file, and what there is here."""

    unit: Unit
    fate: Fate
    wording: Wording | None = None
    translation: Translation | None = None
    entry: Any = None


def bundle_of(rows: QuerySet[Wording], *, language: Language) -> Bundle:
    """The texts of a selection as a file's units, what needs somebody first."""
    found = lines(rows[:MOST_UNITS], language=language)
    return Bundle(
        language.pk,
        tuple(
            Unit(
                f"{one.wording.subject}:{one.wording.field}:{one.wording.number}",
                one.wording.text,
                one.wording.language,
                one.translation.text if one.translation else "",
                one.state != "fine",
                f"{one.entry}: {one.field}",
            )
            for one in found
        ),
    )


def fates(user: User, bundle: Bundle, *, language: Language, on: date) -> list[Row]:
    """What would become of each unit. Texts that are not the user's to translate are not known. Few queries."""
    keys = [_key(unit.id) for unit in bundle.units]
    subjects = {key[0] for key in keys if key}
    here = texts_for(user, Choice(language), on=on).filter(subject__in=subjects)
    newest = {(one.subject, one.field): one for one in here if one.language != language.pk}
    every = Wording.objects.filter(subject__in=subjects).order_by("number")
    history: dict[tuple[UUID, str], dict[int, Wording]] = {}
    for one in every:
        history.setdefault((one.subject, one.field), {})[one.number] = one
    made = {(one.subject, one.field): one for one in language.translations.filter(subject__in=subjects)}
    owners = entries(newest.values())
    rows = []
    for unit, key in zip(bundle.units, keys, strict=True):
        text = key and key[:2]
        wording = history[text].get(key[2]) if key and text in newest else None
        if key is None or text is None or wording is None:
            rows.append(Row(unit, Fate.UNKNOWN))
            continue
        there = made.get(text)
        moved = any(number > key[2] and not one.is_minor for number, one in history[text].items())
        rows.append(Row(unit, _fate(unit, key[2], there, has_moved=moved), wording, there, owners[key[0]]))
    return rows


def seen(rows: Iterable[Row]) -> str:
    """A short name for what a preview said."""
    told = [(row.unit, row.fate.value, version(row.translation)) for row in rows]
    return sha256(repr(told).encode()).hexdigest()[:12]


def _key(id: str) -> tuple[UUID, str, int] | None:
    subject, _colon, rest = id.partition(":")
    field, _colon, number = rest.partition(":")
    try:
        return UUID(subject), field, int(number) if number.isascii() and len(number) < 10 else 0
    except ValueError:
        return None


def _fate(unit: Unit, of_version: int, there: Translation | None, *, has_moved: bool) -> Fate:
    if not unit.target.strip():
        return Fate.EMPTY
    if there and there.of_version > of_version:
        return Fate.OLDER
    is_ready = there and not there.is_draft and there.maker == Translation.Maker.HUMAN
    is_same = there and plain(there.text) == unit.target.strip() and there.of_version == of_version
    if is_same and (is_ready or unit.is_draft):
        return Fate.SAME
    if has_moved:
        return Fate.OUTDATED
    return Fate.CHANGED if there else Fate.NEW

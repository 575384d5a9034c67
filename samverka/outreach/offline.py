"""What can be noted without a network: whom a team met, that nothing changed, and taps at a front desk."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import User
from samverka.core.access import Refused
from samverka.core.outbox import Note, takes
from samverka.directory.models import Service
from samverka.outreach import actions, queries
from samverka.outreach.forms.desks import Tap, UndoTap
from samverka.outreach.forms.tallies import WORDS, RecordTally, Unchanged, choices
from samverka.outreach.models import VisitTap


Found = TypeVar("Found", Service, VisitTap)


def counted(*, note: Note, by: User, at: datetime) -> list[tuple[str, str]]:
    """What was filled in: labels, and numbers or the chosen words."""
    form = RecordTally(note.told, **choices(by, at=at))
    said = [(str(field.label), _words(field)) for field in form if not field.is_hidden or field.name == "team"]
    return [(label, words) for label, words in said if words]


def _words(field: BoundField) -> str:
    """What was chosen, by its words; a number as it is, and nothing for none."""
    chosen = field.data if isinstance(field.data, list) else [field.data]
    words = {str(value): str(text) for value, text in _flat(getattr(field.field, "choices", ()))}
    return ", ".join(words.get(str(one), str(one)) for one in chosen if one and str(one) != "0")


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for value, text in choices:
        if isinstance(text, list | tuple):
            yield from text
        else:
            yield value, text


@takes("outreach:record_tally", gettext_lazy("A tally"), tell=counted)
def record_tally(*, note: Note, by: User, at: datetime) -> None:
    """Counted in the half hour in which it was written; a phone whose clock is ahead of ours wrote it just now."""
    there, seen_at = choices(by, at=at), min(note.noticed_at, at)
    if "unchanged" in note.told:
        same = Unchanged(note.told, teams=there["teams"], areas=there["areas"])
        _fit(same)
        actions.note_unchanged(**same.cleaned_data | {"seen_at": seen_at}, by=by, at=at)
        return
    form = RecordTally(note.told, **there)
    _fit(form)
    actions.record_tally(**form.told | {"seen_at": seen_at}, by=by, at=at)


def _fit(form: RecordTally | Unchanged) -> None:
    """Refused with the first thing that is wrong."""
    for name, said in form.errors.items():
        label = str(form[name].label) if name in form.fields else ""
        raise Refused(" ".join(filter(None, [label and f"{label}:", str(said[0])])))


def tapped(*, note: Note, by: User, at: datetime, pk: UUID) -> list[tuple[str, str]]:
    """Where and what was tapped, while the service is known."""
    service = queries.desk_services(by).filter(pk=pk).first()
    kind = note.told.get("kind", "")
    word = str(WORDS.get(kind, "")) or queries.category_names([kind]).get(kind, kind)
    return [(_("Where"), str(service)), *([(_("Counted"), word)] if kind else [])] if service else []


@takes("outreach:tap", gettext_lazy("A tap at the front desk"), tell=tapped)
def tap(*, note: Note, by: User, at: datetime, pk: UUID) -> None:
    """Counted on the day on which it was tapped; a phone whose clock is ahead of ours tapped just now."""
    form = Tap(note.told)
    actions.tap(service=_desk(form, by, pk), **form.cleaned_data, tapped_at=min(note.noticed_at, at), by=by, at=at)


@takes("outreach:undo_tap", gettext_lazy("A tap at the front desk, taken back"), tell=tapped)
def undo_tap(*, note: Note, by: User, at: datetime, pk: UUID) -> None:
    form = UndoTap(note.told)
    service = _desk(form, by, pk)
    found = VisitTap.objects.filter(pk=form.cleaned_data["tap"], tally__service=service).select_related("tally")
    actions.undo_tap(tap=_there(found.first()), by=by, at=at)


def _desk(form: Tap | UndoTap, by: User, pk: UUID) -> Service:
    """The service at whose desk somebody counts. Refused when it is gone, or nothing can be read."""
    service = queries.desk_services(by).filter(pk=pk).first()
    return _there(service if form.is_valid() else None)


def _there(found: Found | None) -> Found:
    if found is None:
        raise Refused(_("This is not there any more."))
    return found

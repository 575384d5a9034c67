"""What a team can note without a network: whom it met, and that nothing changed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy

from samverka.actors.models import User
from samverka.core.access import Refused
from samverka.core.outbox import Note, takes
from samverka.outreach import actions
from samverka.outreach.forms.tallies import RecordTally, Unchanged, choices


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

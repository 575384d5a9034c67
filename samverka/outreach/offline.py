"""What a team can note without a network: whom it met, and that nothing changed."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from samverka.actors.models import User
from samverka.core.access import Refused
from samverka.core.outbox import Note, takes
from samverka.outreach import actions
from samverka.outreach.forms.tallies import RecordTally, Unchanged, choices


@takes("outreach:record_tally", gettext_lazy("A tally"))
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

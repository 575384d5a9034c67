"""The reporter's own reminder, step by step. Nobody reads it without a line in the audit trail, written first."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.safeguarding import queries, rules
from samverka.safeguarding.actions.sightings import check_range
from samverka.safeguarding.models import ConcernNote, Kind, NotReported


State = ConcernNote.State


@transaction.atomic
def note_concern(
    *, id: UUID, organisation: Organisation, municipality: Territory, noticed_at: datetime, setting: str, least: int,
    most: int, by: User, at: datetime, duty: str = ConcernNote.Duty.MANDATED,
) -> ConcernNote:  # fmt: skip
    """Begin a reminder. It is not the report. Asked again with the same id, it changes nothing."""
    noticed_at = noticed_at.replace(minute=0, second=0, microsecond=0)
    facts: dict[str, Any] = {
        "organisation_id": organisation.pk, "municipality_id": municipality.pk, "by_id": by.pk,
        "noticed_at": noticed_at, "setting": setting, "least": least, "most": most, "duty": duty,
    }  # fmt: skip
    if noted := already(ConcernNote, id, **facts):
        return noted
    rules.note_concern(by, organisation)
    check_range(least, most)
    if noticed_at > at:
        raise Unfit(_("This lies in the future."), field="noticed_at")
    note = ConcernNote.objects.create(id=id, county=municipality.pk[:2], **facts)
    _record("concern_noted", note, by=by, at=at)
    return note


@transaction.atomic
def read_note(*, note: ConcernNote, by: User, at: datetime) -> ConcernNote:
    """Look at a note. The look is written down before anything is shown."""
    rules.read_note(by, note)
    _look("note_read", [note], by=by, at=at)
    return note


@transaction.atomic
def list_notes(*, by: User, at: datetime, part: slice = slice(None)) -> list[ConcernNote]:
    """Look at the notes that one may read, or at a part of them: one line for each, written before it is shown."""
    notes = list(queries.notes_of(by)[part])
    audit.take_turns(*(note.organisation.territory_id[:2] for note in notes))
    for home in sorted({note.organisation_id for note in notes}):
        _look("note_listed", [note for note in notes if note.organisation_id == home], by=by, at=at)
    return notes


@transaction.atomic
def take_advice(*, note: ConcernNote, by: User, at: datetime) -> ConcernNote:
    """The duty desk was asked, without any name."""
    note = lock(note)
    rules.take_advice(by, note)
    if note.is_advised:
        return note
    _from(note, State.NOTICED)
    return _to(note, State.ADVICE_TAKEN, "advice_taken", by=by, at=at, is_advised=True)


@transaction.atomic
def report_concern(
    *, note: ConcernNote, channel: str, by: User, at: datetime, reported_at: datetime | None = None
) -> ConcernNote:
    """The report was made, by this channel. An answer is due after as many days as the rules say."""
    note, reported_at = lock(note), reported_at or at
    rules.report_concern(by, note)
    if note.state == State.REPORTED and note.channel == channel:
        return note
    _from(note, State.NOTICED, State.ADVICE_TAKEN)
    if channel not in Kind.values:
        raise Unfit(_("Say which channel was used."), field="channel")
    if reported_at > at:
        raise Unfit(_("This lies in the future."), field="reported_at")
    due = queries.due(note.municipality_id, on=localdate(reported_at))
    told = {"reported_at": reported_at, "channel": channel, "feedback_due_on": due}
    return _to(note, State.REPORTED, "concern_reported", by=by, at=at, **told)


@transaction.atomic
def acknowledge_report(*, note: ConcernNote, by: User, at: datetime, reference: str = "") -> ConcernNote:
    """The receiver has confirmed the report, perhaps with a number of its own."""
    note = lock(note)
    rules.acknowledge_report(by, note)
    if note.state == State.ACKNOWLEDGED and note.reference == reference:
        return note
    _from(note, State.REPORTED)
    kept = accept(reference, field="reference")
    return _to(note, State.ACKNOWLEDGED, "report_acknowledged", by=by, at=at, reference=kept)


@transaction.atomic
def receive_feedback(*, note: ConcernNote, by: User, at: datetime, received_on: date | None = None) -> ConcernNote:
    """The receiver has told what it did with the report. What it told is not kept."""
    note, received_on = lock(note), received_on or localdate(at)
    rules.receive_feedback(by, note)
    if note.state == State.FEEDBACK_RECEIVED and note.feedback_received_on == received_on:
        return note
    _from(note, State.REPORTED, State.ACKNOWLEDGED)
    if received_on > localdate(at):
        raise Unfit(_("This lies in the future."), field="received_on")
    return _to(note, State.FEEDBACK_RECEIVED, "feedback_received", by=by, at=at, feedback_received_on=received_on)


@transaction.atomic
def not_report(*, note: ConcernNote, because: str, by: User, at: datetime) -> ConcernNote:
    """It was not reported, and why. Somebody else looks at that."""
    note = lock(note)
    rules.not_report(by, note)
    if note.state == State.NOT_REPORTED and note.because == because:
        return note
    _from(note, State.NOTICED, State.ADVICE_TAKEN)
    if because not in NotReported.values:
        raise Unfit(_("Say why it was not reported."), field="because")
    return _to(note, State.NOT_REPORTED, "concern_not_reported", by=by, at=at, because=because)


@transaction.atomic
def look_over(*, note: ConcernNote, agrees: bool, by: User, at: datetime) -> ConcernNote:
    """The second role has looked: whoever agrees closes the note, whoever does not opens it again, to be reported."""
    note = lock(note)
    rules.look_over(by, note)
    _from(note, State.NOT_REPORTED)
    if agrees:
        return _to(note, State.CLOSED, "not_reported_agreed", by=by, at=at, looked_by=by, closed_at=at)
    back = State.ADVICE_TAKEN if note.is_advised else State.NOTICED
    return _to(note, back, "not_reported_refused", by=by, at=at, looked_by=by, because="")


@transaction.atomic
def close_note(*, note: ConcernNote, by: User, at: datetime) -> ConcernNote:
    """Nothing more is awaited: the answer has come, or it is overdue. Retention deletes the note."""
    note = lock(note)
    rules.close_note(by, note)
    if note.state == State.CLOSED:
        return note
    if not note.is_overdue(localdate(at)):
        _from(note, State.FEEDBACK_RECEIVED)
    return _to(note, State.CLOSED, "note_closed", by=by, at=at, closed_at=at)


def _from(note: ConcernNote, *states: str) -> None:
    if note.state not in states:
        raise Refused(_("This note has come further, or is not there yet: it is “%(state)s”.") % {
            "state": note.get_state_display()
        })  # fmt: skip


def _to(note: ConcernNote, state: str, verb: str, *, by: User, at: datetime, **told: object) -> ConcernNote:
    for name, value in told.items():
        setattr(note, name, value)
    note.state = state
    note.save()
    _record(verb, note, by=by, at=at)
    return note


def _look(verb: str, notes: list[ConcernNote], *, by: User, at: datetime) -> None:
    """Looks stand where the organisation is, so that its data protection officer finds them."""
    home = notes[0].organisation
    told = {"county": home.territory_id[:2], "organisation": str(home.pk)}
    audit.record_all(by=by, verb=f"safeguarding.{verb}", subjects=notes, at=at, **told)


def _record(verb: str, note: ConcernNote, *, by: User, at: datetime) -> None:
    audit.record(by=by, verb=f"safeguarding.{verb}", subject=note, at=at)

"""The reporter's own reminders. Whatever tells of one writes the look down first: no line in the trail, no answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Query, Router, Status

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.api import PROBLEMS, Id, Listed, Page, Said
from samverka.safeguarding import actions, queries
from samverka.safeguarding.api.schemas import (
    AcknowledgeReport,
    LookOver,
    NoteConcern,
    NoteOut,
    NotReport,
    ReceiveFeedback,
    ReportConcern,
)
from samverka.safeguarding.api.sightings import own_organisation
from samverka.safeguarding.models import ConcernNote


router = Router(tags=["children"])
TOLD = (
    "id", "organisation_id", "noticed_at", "setting", "least", "most", "duty", "state", "is_advised", "reported_at",
    "channel", "reference", "feedback_due_on", "feedback_received_on", "because", "closed_at",
)  # fmt: skip


@router.get("/concern-notes", response={200: Listed[NoteOut], **PROBLEMS})
def concern_notes(request: Request, page: Query[Page]) -> Any:
    """One's own, and for the safeguarding lead those of the organisation."""
    start, count = (page.page - 1) * page.limit, queries.notes_of(request.user).count()
    part = slice(min(start, count), min(start + page.limit, count))
    shown = actions.list_notes(by=request.user, at=now(), part=part)
    return {"items": [_told(note) for note in shown], "count": count, **page.dict()}


@router.post("/concern-notes", response={201: NoteOut, 200: NoteOut, **PROBLEMS})
def note_concern(request: Request, payload: NoteConcern) -> Any:
    """Begin a reminder. It is not the report."""
    is_new, at = not ConcernNote.objects.filter(pk=payload.id).exists(), now()
    note = actions.note_concern(
        **payload.dict(exclude={"organisation_id", "municipality"}), by=request.user, at=at,
        organisation=own_organisation(request, payload.organisation_id),
        municipality=get_object_or_404(Territory, pk=payload.municipality),
    )  # fmt: skip
    if not is_new:  # as it stands today: that is a look
        note = actions.read_note(note=note, by=request.user, at=at)
    return Status(201 if is_new else 200, _told(note))


@router.get("/concern-notes/{note_id}", response={200: NoteOut, **PROBLEMS})
def concern_note(request: Request, note_id: Id) -> Any:
    """One note."""
    return _told(actions.read_note(note=_find(request, note_id), by=request.user, at=now()))


@router.post("/concern-notes/{note_id}/advice", response={200: NoteOut, **PROBLEMS})
def take_advice(request: Request, note_id: Id) -> Any:
    """The duty desk was asked."""
    return _step(request, note_id, actions.take_advice)


@router.post("/concern-notes/{note_id}/report", response={200: NoteOut, **PROBLEMS})
def report_concern(request: Request, note_id: Id, payload: ReportConcern) -> Any:
    """The report was made."""
    return _step(request, note_id, actions.report_concern, payload)


@router.post("/concern-notes/{note_id}/acknowledge", response={200: NoteOut, **PROBLEMS})
def acknowledge_report(request: Request, note_id: Id, payload: AcknowledgeReport) -> Any:
    """The receiver has confirmed it."""
    return _step(request, note_id, actions.acknowledge_report, payload)


@router.post("/concern-notes/{note_id}/feedback", response={200: NoteOut, **PROBLEMS})
def receive_feedback(request: Request, note_id: Id, payload: ReceiveFeedback) -> Any:
    """The receiver has answered. What it said is not kept."""
    return _step(request, note_id, actions.receive_feedback, payload)


@router.post("/concern-notes/{note_id}/not-report", response={200: NoteOut, **PROBLEMS})
def not_report(request: Request, note_id: Id, payload: NotReport) -> Any:
    """It was not reported, and why."""
    return _step(request, note_id, actions.not_report, payload)


@router.post("/concern-notes/{note_id}/look", response={200: NoteOut, **PROBLEMS})
def look_over(request: Request, note_id: Id, payload: LookOver) -> Any:
    """Another safeguarding lead has looked at what was not reported."""
    return _step(request, note_id, actions.look_over, payload)


@router.post("/concern-notes/{note_id}/close", response={200: NoteOut, **PROBLEMS})
def close_note(request: Request, note_id: Id) -> Any:
    """Nothing more is awaited."""
    return _step(request, note_id, actions.close_note)


def _find(request: Request, pk: UUID) -> ConcernNote:
    return get_object_or_404(queries.notes_of(request.user), pk=pk)


def _step(request: Request, pk: UUID, action: Callable[..., ConcernNote], payload: Said | None = None) -> Any:
    """A step leaves its own line in the trail; what is told of the note is a look, and leaves another."""
    at, said = now(), payload.dict() if payload else {}
    note = action(note=_find(request, pk), by=request.user, at=at, **said)
    return _told(actions.read_note(note=note, by=request.user, at=at))


def _told(note: ConcernNote) -> dict[str, Any]:
    told = {name: getattr(note, name) for name in TOLD}
    return told | {"municipality": note.municipality_id, "is_overdue": note.is_overdue(localdate(now()))}

"""Mandates in their chain, and the tasks that one's organisations give or do."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema

from samverka.actors.http import Request
from samverka.core.api import PROBLEMS, TEXT, Id, Listed, Page, Said, listed
from samverka.programmes import actions, queries
from samverka.programmes.models import Assignment, Mandate


router = Router(tags=["programmes"])
STEPS = Literal["accepted", "in_progress", "reported", "accepted_by_issuer", "returned"]


class ExtensionOut(Schema):
    """That a mandate lasts longer: when that was decided, where it is known, and what else it changed."""

    decided_on: date | None
    until: date
    change: str


class MandateOut(Schema):
    """What was decided: by whom, for whom, about what, for how long, with how much money (in whole kronor)."""

    id: UUID
    organisation_id: UUID
    issuer: str
    title: str
    form: str
    reference: str
    purpose: str
    target_group: str
    decided_on: date
    first_day: date
    last_day: date
    extended_until: date | None
    extensions: list[ExtensionOut]
    money: int | None
    predecessor_id: UUID | None
    state: str


class DeliverableOut(Schema):
    """What a mandate is to hand in, and when it was."""

    id: UUID
    title: str
    due_on: date
    delivered_on: date | None


class MandateWhole(MandateOut):
    """With what is handed in, and the names under which its final reports are read at `/reports/{name}`."""

    deliverables: list[DeliverableOut]
    final_reports: list[str]


class AssignmentOut(Schema):
    """One task of a mandate. `report` says what was done, `objection` what whoever gave the task still lacks."""

    id: UUID
    mandate_id: UUID
    organisation_id: UUID
    task: str
    due_on: date
    state: str
    report: str
    objection: str
    reported_on: date | None


class AssignmentStepIn(Said):
    """The next step. A report and a return say in `text` what was done, or what is missing."""

    state: STEPS
    text: Annotated[str, Field(min_length=1, max_length=4000, pattern=TEXT)] | None = None


@router.get("/mandates", response={200: Listed[MandateOut], **PROBLEMS})
def mandates(request: Request, page: Query[Page]) -> Any:
    """All of them, the newest first: what was decided is public."""
    return listed(queries.mandates(), page)


@router.get("/mandates/{mandate_id}", response={200: MandateWhole, **PROBLEMS})
def mandate(request: Request, mandate_id: Id) -> Any:
    """One mandate, with what it handed in and the reports that answer for it."""
    found = _mandate(mandate_id)
    told = MandateOut.from_orm(found).model_dump()
    due = list(found.deliverables.order_by("due_on", "pk"))
    return told | {"deliverables": due, "final_reports": [one.name for one in queries.final_reports(found)]}


@router.get("/mandates/{mandate_id}/chain", response={200: list[MandateOut], **PROBLEMS})
def mandate_chain(request: Request, mandate_id: Id) -> Any:
    """The mandates before it, itself, and those that have followed, in their order."""
    return queries.timeline(queries.chain(_mandate(mandate_id)))


@router.get("/assignments", response={200: Listed[AssignmentOut], **PROBLEMS})
def assignments(request: Request, page: Query[Page]) -> Any:
    """The tasks that your organisations do, and those of the mandates that they hold; what is due comes first."""
    return listed(queries.assignments(request.user), page)


@router.get("/assignments/{assignment_id}", response={200: AssignmentOut, **PROBLEMS})
def assignment(request: Request, assignment_id: Id) -> Any:
    """One task."""
    return _assignment(request, assignment_id)


@router.post("/assignments/{assignment_id}/move", response={200: AssignmentOut, **PROBLEMS})
def move_assignment(request: Request, assignment_id: Id, payload: AssignmentStepIn) -> Any:
    """Take a task on, report it; or, as whoever gave it, accept the report or return it with a reason."""
    found = _assignment(request, assignment_id)
    said = {"state": payload.state, "text": payload.text or ""}
    return actions.move_assignment(assignment=found, by=request.user, at=now(), **said)


def _mandate(pk: UUID) -> Mandate:
    return get_object_or_404(queries.mandates(), pk=pk)


def _assignment(request: Request, pk: UUID) -> Assignment:
    return get_object_or_404(queries.assignments(request.user), pk=pk)

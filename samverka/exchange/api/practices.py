"""Good practices: told, approved, published, confirmed, and tried elsewhere."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.api import NAME, PROBLEMS, TEXT, Day, Id, Listed, Page, Said, listed
from samverka.exchange import actions, queries
from samverka.exchange.actions import Telling
from samverka.exchange.api.questions import TOPICS
from samverka.exchange.models import Practice


router = Router(tags=["exchange"])
Line = Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
Short = Annotated[str, Field(max_length=300, pattern=f"^$|{NAME}")]
Long = Annotated[str, Field(max_length=3000, pattern=f"^$|{TEXT}")]
Tag = Annotated[str, Field(min_length=1, max_length=30, pattern=NAME)]
Language = Annotated[str, Field(max_length=12, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class PracticeOut(Schema):
    """What somebody did about a problem, and what came of it. Past `confirm_by` its owner has not confirmed it."""

    id: UUID
    title: str
    topic: str
    organisation_id: UUID
    territory_id: str
    problem: str
    done: str
    by_whom: str
    since: date | None
    cost: str
    people: str
    result: str
    evidence: str
    legal: str
    went_wrong: str
    mailbox: str
    languages: list[str]
    state: str
    published_at: datetime | None
    confirmed_on: date | None
    confirm_by: date | None


class AdoptionOut(Schema):
    """That another organisation has tried it, and how it went."""

    id: UUID
    organisation_id: UUID
    territory_id: str
    tried_on: date
    outcome: str
    text: str


class PracticeWhole(PracticeOut):
    """The same with its tags, and where it was tried."""

    tags: list[str]
    adoptions: list[AdoptionOut]


class PracticeIn(Said):
    """What is told of a practice. `id` is made by the client."""

    id: Id
    organisation_id: Id
    title: Line
    topic: TOPICS
    problem: Annotated[str, Field(min_length=1, max_length=3000, pattern=TEXT)]
    done: Long = ""
    by_whom: Short = ""
    since: Day | None = None
    cost: Short = ""
    people: Short = ""
    result: Long = ""
    evidence: Literal["description", "own_follow_up", "evaluated"] = "description"
    legal: Long = ""
    went_wrong: Long = ""
    languages: Annotated[list[Language], Field(max_length=20)] = []
    tags: Annotated[list[Tag], Field(max_length=8)] = []


class PracticeReturnIn(Said):
    """What must be changed before the owner approves it."""

    objection: Annotated[str, Field(min_length=1, max_length=500, pattern=NAME)]


class AdoptionIn(Said):
    """We tried this. Told again by the same organisation, what it told before is changed."""

    id: Id
    organisation_id: Id
    tried_on: Day
    outcome: Literal["works", "works_with_change", "did_not_work"]
    text: Short = ""


@router.get("/practices", response={200: Listed[PracticeOut], **PROBLEMS})
def practices(request: Request, page: Query[Page]) -> Any:
    """All that you may read, the newest first."""
    return listed(queries.practices(request.user).order_by("-suggested_at", "pk"), page)


@router.post("/practices", response={201: PracticeOut, **PROBLEMS})
def suggest_practice(request: Request, payload: PracticeIn) -> Any:
    """Tell of something that worked."""
    said = payload.dict()
    near = [one.pk for one in queries.owners(request.user)]
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=near)
    made = actions.suggest_practice(
        id=said.pop("id"), organisation=home, telling=Telling(**said), by=request.user, at=now()
    )
    return Status(201, made)


@router.get("/practices/{practice_id}", response={200: PracticeWhole, **PROBLEMS})
def practice(request: Request, practice_id: Id) -> Any:
    """One practice, and where it was tried."""
    found = _practice(request, practice_id)
    told = {name: getattr(found, name) for name in PracticeOut.model_fields}
    return told | {"tags": [one.word for one in found.tags.all()], "adoptions": queries.adoptions(found)}


@router.post("/practices/{practice_id}/approve", response={200: PracticeOut, **PROBLEMS})
def approve_practice(request: Request, practice_id: Id) -> Any:
    """Say for the organisation that did it that it is right."""
    return actions.approve_practice(practice=_practice(request, practice_id), by=request.user, at=now())


@router.post("/practices/{practice_id}/return", response={200: PracticeOut, **PROBLEMS})
def return_practice(request: Request, practice_id: Id, payload: PracticeReturnIn) -> Any:
    """Say for the organisation that did it what must be changed first."""
    found = _practice(request, practice_id)
    return actions.return_practice(practice=found, objection=payload.objection, by=request.user, at=now())


@router.post("/practices/{practice_id}/publish", response={200: PracticeOut, **PROBLEMS})
def publish_practice(request: Request, practice_id: Id) -> Any:
    """Let everybody read it."""
    return actions.publish_practice(practice=_practice(request, practice_id), by=request.user, at=now())


@router.post("/practices/{practice_id}/confirm", response={200: PracticeOut, **PROBLEMS})
def confirm_practice(request: Request, practice_id: Id) -> Any:
    """Say for the organisation that did it that it is still so."""
    return actions.confirm_practice(practice=_practice(request, practice_id), by=request.user, at=now())


@router.post("/practices/{practice_id}/archive", response={200: PracticeOut, **PROBLEMS})
def archive_practice(request: Request, practice_id: Id) -> Any:
    """Put it away."""
    return actions.archive_practice(practice=_practice(request, practice_id), by=request.user, at=now())


@router.post("/practices/{practice_id}/adoptions", response={200: AdoptionOut, **PROBLEMS})
def tell_adoption(request: Request, practice_id: Id, payload: AdoptionIn) -> Any:
    """Tell that your organisation has tried it, and how it went."""
    said, found = payload.dict(), _practice(request, practice_id)
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    return actions.tell_adoption(practice=found, organisation=home, by=request.user, at=now(), **said)


def _practice(request: Request, pk: UUID) -> Practice:
    return get_object_or_404(queries.practices(request.user), pk=pk)

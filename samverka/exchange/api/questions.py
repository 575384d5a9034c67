"""Advice questions: asked, followed, and answered at the desk."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import NAME, PROBLEMS, TEXT, Code, Day, Id, Listed, Page, Said, listed
from samverka.exchange import actions, queries
from samverka.exchange.models import AdviceQuestion, Card


router = Router(tags=["exchange"])
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=TEXT)]
TOPICS = Literal[
    "stay", "aid", "children", "care", "removals", "police", "work", "trafficking", "secrecy", "home", "together"
]


class AdviceOut(Schema):
    """What somebody at work asked, and how far the answer has come."""

    id: UUID
    territory_id: str
    topic: str
    text: str
    urgency: str
    organisation_id: UUID | None
    state: str
    asked_at: datetime
    due_on: date
    authority: str
    authority_due_on: date | None
    card_id: UUID | None
    answered_at: datetime | None


class AdviceIn(Said):
    """A question of the rule, never of a person. `id` is made by the client."""

    id: Id
    organisation_id: Id
    territory: Code
    topic: TOPICS
    text: Words
    urgency: Literal["today", "week", "usual"] = "usual"


class RouteIn(Said):
    """Which authority is asked, and by when it answers."""

    authority: Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
    due_on: Day | None = None


class KeepIn(Said):
    """Why others do not read the answer."""

    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=NAME)]


class CardIn(Said):
    """The published card that answers it."""

    card: Id


class MergeIn(Said):
    """With which question it is answered."""

    into: Id


@router.get("/advice", response={200: Listed[AdviceOut], **PROBLEMS})
def advice_questions(request: Request, page: Query[Page]) -> Any:
    """The questions of your organisations, and those of the desk that you run, the newest first."""
    return listed(queries.questions(request.user).order_by("-asked_at", "pk"), page)


@router.post("/advice", response={201: AdviceOut, **PROBLEMS})
def ask_question(request: Request, payload: AdviceIn) -> Any:
    """Ask the advice desk."""
    said = payload.dict()
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    territory = get_object_or_404(Territory, pk=said.pop("territory"))
    made = actions.ask_question(organisation=home, territory=territory, by=request.user, at=now(), **said)
    return Status(201, made)


@router.get("/advice/{question_id}", response={200: AdviceOut, **PROBLEMS})
def advice_question(request: Request, question_id: Id) -> Any:
    """One question."""
    return _question(request, question_id)


@router.post("/advice/{question_id}/withdraw", response={200: AdviceOut, **PROBLEMS})
def withdraw_question(request: Request, question_id: Id) -> Any:
    """Take back what your organisation asked, until an answer is drafted. Said again, it changes nothing."""
    return actions.withdraw_question(question=_question(request, question_id), by=request.user, at=now())


@router.post("/advice/{question_id}/take-up", response={200: AdviceOut, **PROBLEMS})
def take_up(request: Request, question_id: Id) -> Any:
    """Say that somebody at the desk looks after it."""
    return actions.take_up(question=_question(request, question_id), by=request.user, at=now())


@router.post("/advice/{question_id}/route", response={200: AdviceOut, **PROBLEMS})
def route_question(request: Request, question_id: Id, payload: RouteIn) -> Any:
    """Note that the responsible authority is asked."""
    found = _question(request, question_id)
    return actions.route_question(question=found, by=request.user, at=now(), **payload.dict())


@router.post("/advice/{question_id}/answer", response={200: AdviceOut, **PROBLEMS})
def answer_question(request: Request, question_id: Id) -> Any:
    """Let whoever asked read the answer, when a lawyer has read it."""
    return actions.answer_question(question=_question(request, question_id), by=request.user, at=now())


@router.post("/advice/{question_id}/answer-with-card", response={200: AdviceOut, **PROBLEMS})
def answer_with_card(request: Request, question_id: Id, payload: CardIn) -> Any:
    """Let whoever asked read a published card that answers it already."""
    found, card = _question(request, question_id), get_object_or_404(Card.objects.published(), pk=payload.card)
    return actions.answer_with_card(question=found, card=card, by=request.user, at=now())


@router.post("/advice/{question_id}/publish", response={200: AdviceOut, **PROBLEMS})
def publish_answer(request: Request, question_id: Id) -> Any:
    """Let everybody read it as a card, without whoever asked."""
    return actions.publish_answer(question=_question(request, question_id), by=request.user, at=now())


@router.post("/advice/{question_id}/keep", response={200: AdviceOut, **PROBLEMS})
def keep_private(request: Request, question_id: Id, payload: KeepIn) -> Any:
    """Let nobody but whoever asked read it."""
    found = _question(request, question_id)
    return actions.keep_private(question=found, reason=payload.reason, by=request.user, at=now())


@router.post("/advice/{question_id}/merge", response={200: AdviceOut, **PROBLEMS})
def merge_question(request: Request, question_id: Id, payload: MergeIn) -> Any:
    """Answer it together with another."""
    found, other = _question(request, question_id), _question(request, payload.into)
    return actions.merge_question(question=found, into=other, by=request.user, at=now())


def _question(request: Request, pk: UUID) -> AdviceQuestion:
    return get_object_or_404(queries.questions(request.user), pk=pk)

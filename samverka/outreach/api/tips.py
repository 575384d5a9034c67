"""Tips from the public, for those who read them. Their codes are told to nobody."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Query, Router, Schema

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.api import PROBLEMS, Code, Id, Listed, Page, Said, YesNo, listed
from samverka.outreach import actions, queries
from samverka.outreach.models import Tip


router = Router(tags=["tips"])


class TipOut(Schema):
    """What somebody without a name told, and how far it has come."""

    id: UUID
    municipality_id: str
    worry: str
    area_id: UUID | None
    place: str
    seen_on: date
    daypart: str
    people_least: int
    people_most: int
    children: str
    children_least: int
    children_most: int
    text: str
    state: str
    passed_to: str
    team_id: UUID | None
    received_at: datetime
    due_on: date | None
    answer: str
    answer_text: str
    closed_at: datetime | None


class PassOnIn(Said):
    """To whom it goes. Nobody is told by us."""

    to: Literal["outreach", "duty", "landowner", "municipality"]
    team_id: Id | None = None
    municipality: Code | None = None


class LookIn(Said):
    """Was somebody found there?"""

    found: YesNo


class AsideIn(Said):
    """Why it is set aside."""

    state: Literal["duplicate", "out_of_scope"]


class AnswerIn(Said):
    """A sentence that is there in every language, and more if something must be said."""

    answer: Literal["helped", "gone", "known", "authority", "return"]
    text: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class TipCountOut(Schema):
    """What those who coordinate a county or the nation are told."""

    municipality: str
    open: int
    overdue: int


@router.get("/tips", response={200: Listed[TipOut], **PROBLEMS})
def tips(request: Request, page: Query[Page]) -> Any:
    """The tips of the municipalities whose tips you read, and those passed on to your team, what is due first."""
    return listed(queries.tips(request.user), page)


@router.get("/tips/counts", response={200: Listed[TipCountOut], **PROBLEMS})
def tip_counts(request: Request, page: Query[Page]) -> Any:
    """Tips that wait, by municipality, for those who coordinate a county or the nation."""
    return listed(queries.tip_counts(request.user, on=localdate(now())), page, told=lambda one: one._asdict())


@router.get("/tips/{tip_id}", response={200: TipOut, **PROBLEMS})
def tip(request: Request, tip_id: Id) -> Any:
    """One tip."""
    return _tip(request, tip_id)


@router.post("/tips/{tip_id}/triage", response={200: TipOut, **PROBLEMS})
def triage_tip(request: Request, tip_id: Id) -> Any:
    """Say that it is read. Not while children were seen and the channel is not used."""
    return actions.triage_tip(tip=_tip(request, tip_id), by=request.user, at=now())


@router.post("/tips/{tip_id}/pass-on", response={200: TipOut, **PROBLEMS})
def pass_tip_on(request: Request, tip_id: Id, payload: PassOnIn) -> Any:
    """Pass it on. Handed over to another municipality, it is seen there and not by you."""
    found = _tip(request, tip_id)
    teams = queries.teams_for(found.municipality_id)
    team = get_object_or_404(teams, pk=payload.team_id) if payload.team_id else None
    there = get_object_or_404(Territory, pk=payload.municipality) if payload.municipality else None
    return actions.pass_tip_on(
        tip=found, to=payload.to, team=team, municipality=there, by=request.user, at=now()
    )  # fmt: skip


@router.post("/tips/{tip_id}/look", response={200: TipOut, **PROBLEMS})
def look_at_tip(request: Request, tip_id: Id, payload: LookIn) -> Any:
    """Say that somebody has been there."""
    return actions.look_at_tip(tip=_tip(request, tip_id), found=payload.found, by=request.user, at=now())


@router.post("/tips/{tip_id}/aside", response={200: TipOut, **PROBLEMS})
def set_tip_aside(request: Request, tip_id: Id, payload: AsideIn) -> Any:
    """Say that it was told of before, or is not for you."""
    return actions.set_tip_aside(tip=_tip(request, tip_id), state=payload.state, by=request.user, at=now())


@router.post("/tips/{tip_id}/answer", response={200: TipOut, **PROBLEMS})
def answer_tip(request: Request, tip_id: Id, payload: AnswerIn) -> Any:
    """Answer it."""
    return actions.answer_tip(tip=_tip(request, tip_id), **payload.dict(), by=request.user, at=now())


def _tip(request: Request, pk: UUID) -> Tip:
    return get_object_or_404(queries.tips(request.user), pk=pk)

"""Proposals with their banner, and consultations: proposed, answered, decided."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.alphabet import Alphabetic
from samverka.core.api import NAME, PROBLEMS, TEXT, Day, Id, Listed, Page, Said, listed
from samverka.programmes import actions, queries
from samverka.programmes.models import ConsultationAnswer, Proposal


router = Router(tags=["programmes"])
Line = Annotated[str, Field(min_length=1, max_length=150, pattern=NAME)]
OPINIONS = Literal["supports", "remarks", "opposes", "no_remarks"]


class ProposalOut(Schema):
    """What was proposed. Never show `text` without `banner`, which says whether it holds."""

    id: UUID
    organisation_id: UUID
    title: str
    text: str
    banner: str
    addressee: str
    needs_law_change: bool
    cost: str
    evidence: str
    origin_id: UUID | None
    state: str
    handed_over_on: date | None
    decision: str
    decided_by: str
    decided_on: date | None
    decision_note: str
    implemented_on: date | None


class ProposalIn(Said):
    """A draft. `id` is made by the client."""

    id: Id
    organisation_id: Id
    title: Line
    text: Annotated[str, Field(min_length=1, max_length=8000, pattern=TEXT)]
    addressee: Line
    needs_law_change: bool = False
    cost: Annotated[str, Field(max_length=1000, pattern=TEXT)] = ""
    evidence: Annotated[str, Field(max_length=4000, pattern=TEXT)] = ""


class OnIn(Said):
    """On which day it was done."""

    on: Day


class ProposalDecisionIn(OnIn):
    """What those who decide have said."""

    decision: Literal["adopted", "partly", "rejected"]
    decided_by: Line
    note: Annotated[str, Field(max_length=2000, pattern=TEXT)] = ""


class OpinionOut(Schema):
    """What somebody who was asked thinks of a proposal."""

    id: UUID
    respondent: str
    opinion: str
    summary: str
    way: str
    is_late: bool
    is_unverified: bool
    answered_at: datetime | None


class OpinionIn(Said):
    """What one's organisation thinks."""

    opinion: OPINIONS
    summary: Annotated[str, Field(max_length=4000, pattern=TEXT)] = ""


@router.get("/proposals", response={200: Listed[ProposalOut], **PROBLEMS})
def proposals(request: Request, page: Query[Page]) -> Any:
    """All that were handed over, and the drafts of your organisations; what was changed last comes first."""
    return listed(queries.proposals(request.user).order_by("-changed_at", "pk"), page)


@router.post("/proposals", response={201: ProposalOut, **PROBLEMS})
def begin_proposal(request: Request, payload: ProposalIn) -> Any:
    """Draft a proposal."""
    said = payload.dict()
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    return Status(201, actions.begin_proposal(organisation=home, by=request.user, at=now(), **said))


@router.get("/proposals/{proposal_id}", response={200: ProposalOut, **PROBLEMS})
def proposal(request: Request, proposal_id: Id) -> Any:
    """One proposal."""
    return _proposal(request, proposal_id)


@router.post("/proposals/{proposal_id}/hand-over", response={200: ProposalOut, **PROBLEMS})
def hand_over(request: Request, proposal_id: Id, payload: OnIn) -> Any:
    """Note that it is handed over. From then on everybody may read it, and it stays."""
    found = _proposal(request, proposal_id)
    return actions.hand_over(proposal=found, by=request.user, at=now(), **payload.dict())


@router.post("/proposals/{proposal_id}/decide", response={200: ProposalOut, **PROBLEMS})
def decide_proposal(request: Request, proposal_id: Id, payload: ProposalDecisionIn) -> Any:
    """Note the decision."""
    found = _proposal(request, proposal_id)
    return actions.decide_proposal(proposal=found, by=request.user, at=now(), **payload.dict())


@router.get("/proposals/{proposal_id}/opinions", response={200: Listed[OpinionOut], **PROBLEMS})
def opinions(request: Request, proposal_id: Id, page: Query[Page]) -> Any:
    """What those who were asked think: all of it for whoever asks, and for all when it is closed; else your own."""
    rows = ConsultationAnswer.objects.visible_to(request.user).select_related("consultation")
    found = rows.filter(consultation__proposal=_proposal(request, proposal_id))
    return listed(found.order_by(Alphabetic("respondent"), "pk"), page)


@router.post("/opinions/{opinion_id}", response={200: OpinionOut, **PROBLEMS})
def answer_consultation(request: Request, opinion_id: Id, payload: OpinionIn) -> Any:
    """Say what your organisation thinks. It may be said anew until the consultation is closed."""
    rows = ConsultationAnswer.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("consultation__proposal__organisation"), pk=opinion_id)
    return actions.answer_consultation(answer=found, by=request.user, at=now(), **payload.dict())


def _proposal(request: Request, pk: UUID) -> Proposal:
    return get_object_or_404(queries.proposals(request.user), pk=pk)

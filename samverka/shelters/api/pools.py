"""A shelter joins a pool of others when both sides say yes, and leaves it again."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.core.alphabet import Alphabetic
from samverka.core.api import NAME, PROBLEMS, Id, Listed, Page, Said, listed
from samverka.shelters import actions
from samverka.shelters.api.sites import ShelterOut, own_shelter, told
from samverka.shelters.models import Pool, PoolRequest


router = Router(tags=["shelters"])


class PoolLine(Schema):
    """A pool by name, with who runs its intake; nothing of its shelters."""

    id: UUID
    name: str
    organisation: str
    territory_id: str


class AskToJoin(Said):
    """The pool that the shelter wants to join, under an id of the request made by the client."""

    id: Id
    pool_id: Id


class Decline(Said):
    """Why not: the shelter's lead reads it."""

    reason: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=200)]


class RequestOut(Schema):
    """A shelter's wish to join a pool, and the answer. `shelter` is an area when only that may be known."""

    id: UUID
    shelter_id: UUID
    shelter: str
    organisation: str
    pool_id: UUID
    pool: str
    state: Literal["asked", "admitted", "declined", "withdrawn"]
    asked_at: datetime
    answered_at: datetime | None
    reason: str


@router.get("/shelters/{shelter_id}/pools", response={200: Listed[PoolLine], **PROBLEMS})
def open_pools(request: Request, shelter_id: Id, page: Query[Page]) -> Any:
    """The pools that a shelter may ask to join: the others of its county."""
    rows = Pool.objects.open_to(own_shelter(request, shelter_id)).order_by(Alphabetic("name"), "pk")
    return listed(rows, page, told=_line)


@router.get("/pool-requests", response={200: Listed[RequestOut], **PROBLEMS})
def pool_requests(request: Request, page: Query[Page]) -> Any:
    """The requests of the shelters, and to the pools, that the caller looks after; the latest first."""
    return listed(_requests(request).order_by("-asked_at", "pk"), page, told=_request)


@router.get("/pool-requests/{request_id}", response={200: RequestOut, **PROBLEMS})
def pool_request(request: Request, request_id: Id) -> Any:
    """A request and its answer."""
    return _request(_find_request(request, request_id))


@router.post("/shelters/{shelter_id}/pool-requests", response={201: RequestOut, 200: RequestOut, **PROBLEMS})
def ask_to_join(request: Request, shelter_id: Id, payload: AskToJoin) -> Any:
    """Ask to join a pool. Who looks after the pool too is let in by asking."""
    shelter, at = own_shelter(request, shelter_id), now()
    pool = get_object_or_404(Pool.objects.select_related("organisation"), county=shelter.county, pk=payload.pool_id)
    asked = actions.ask_to_join(id=payload.id, shelter=shelter, pool=pool, by=request.user, at=at)
    return Status(201 if asked.asked_at == at else 200, _request(asked))


@router.post("/pool-requests/{request_id}/admit", response={200: RequestOut, **PROBLEMS})
def admit_shelter(request: Request, request_id: Id) -> Any:
    """Let the shelter in: tonight when it is in no pool and its night does not run, else from the next night on."""
    return _request(actions.admit_shelter(request=_find_request(request, request_id), by=request.user, at=now()))


@router.post("/pool-requests/{request_id}/decline", response={200: RequestOut, **PROBLEMS})
def decline_shelter(request: Request, request_id: Id, payload: Decline) -> Any:
    """Say no, and why."""
    asked = _find_request(request, request_id)
    return _request(actions.decline_shelter(request=asked, reason=payload.reason, by=request.user, at=now()))


@router.post("/pool-requests/{request_id}/withdraw", response={200: RequestOut, **PROBLEMS})
def withdraw_request(request: Request, request_id: Id) -> Any:
    """Take the request back before it is answered."""
    return _request(actions.withdraw_request(request=_find_request(request, request_id), by=request.user, at=now()))


@router.post("/shelters/{shelter_id}/leave-pool", response={200: ShelterOut, **PROBLEMS})
def leave_pool(request: Request, shelter_id: Id) -> Any:
    """Leave the pool from tomorrow's night on; tickets that run keep their places."""
    return told(actions.leave_pool(shelter=own_shelter(request, shelter_id), by=request.user, at=now()))


@router.post("/shelters/{shelter_id}/undo-move", response={200: ShelterOut, **PROBLEMS})
def undo_move(request: Request, shelter_id: Id) -> Any:
    """Let the shelter stay as it is, before the night of its move has come."""
    return told(actions.undo_move(shelter=own_shelter(request, shelter_id), by=request.user, at=now()))


def _requests(request: Request) -> QuerySet[PoolRequest]:
    return PoolRequest.objects.seen_by(request.user).select_related("shelter__organisation", "pool__organisation")


def _find_request(request: Request, request_id: UUID) -> PoolRequest:
    return get_object_or_404(_requests(request), pk=request_id)


def _line(pool: Pool) -> dict[str, Any]:
    facts = {"id": pool.pk, "name": pool.name, "territory_id": pool.territory_id}
    return facts | {"organisation": pool.organisation.name}


def _request(asked: PoolRequest) -> dict[str, Any]:
    kept = ("id", "shelter_id", "pool_id", "state", "asked_at", "answered_at", "reason")
    names = {"shelter": asked.shelter.told_outside, "pool": asked.pool.name}
    return {name: getattr(asked, name) for name in kept} | names | {"organisation": asked.shelter.organisation.name}

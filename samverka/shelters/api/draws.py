"""The intake: draws, slips, and the open record."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.core.api import AS_JSON, LINE, NAME, PROBLEMS, Day, Id, Listed, Page, Pair, Said, listed
from samverka.core.policy import effective
from samverka.shelters import actions, clock, queries
from samverka.shelters.api.parties import Asked
from samverka.shelters.models import Draw, Pool, Slip
from samverka.shelters.policy import MORNING_CLOSE


router = Router(tags=["draws"])


class DrawLine(Schema):
    """A draw and where it stands. The secret and the word of the witness are told in the record, when it is drawn."""

    id: UUID
    pool_id: UUID
    date: date
    round: int
    nights: int
    state: str
    commitment: str
    policy_version: str
    list_hash: str
    announced_at: datetime
    opened_at: datetime | None
    locked_at: datetime | None
    published_at: datetime | None


class AnnounceDraw(Said):
    id: Id
    date: Day | None = None
    round: Annotated[int, Field(strict=True, ge=1, le=9), AS_JSON] = 1


class HandOutSlip(Asked):
    """A party that takes part. `wish` is forgotten after the draw; `lost_slip` is the code of one that lost before."""

    wish: Id | None = None
    lost_slip: str = Field("", pattern=LINE, max_length=40)


class SlipOut(Schema):
    """A slip to hand over: its number, its code and the two pictures."""

    id: UUID
    draw_id: UUID
    number: int
    code: str
    pictures: Pair
    people: int
    weight: int
    handed_at: datetime


class SlipLine(Schema):
    """A slip with what became of it."""

    id: UUID
    number: int
    code: str
    pictures: Pair
    party: str
    people: int
    is_withdrawn: bool
    is_placed: bool | None
    sentence: str
    tickets: list[UUID]


class Result(Schema):
    """One line of the list on the wall: no code, no party, no address."""

    number: int
    is_placed: bool
    sentence: str


class Witness(Said):
    """The word or number that somebody in the room says."""

    witness: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=100)]


@router.get("/pools/{pool_id}/draws", response={200: Listed[DrawLine], **PROBLEMS})
def draws(request: Request, pool_id: Id, page: Query[Page], date: Day | None = None) -> Any:
    """The draws of a pool, the latest first; of one date, if one is named."""
    pool = _find_pool(request, pool_id)
    rows = pool.draws.filter(county=pool.county).order_by("-date", "-round")
    return listed(rows.filter(date=date) if date else rows, page)


@router.post("/pools/{pool_id}/draws", response={201: DrawLine, 200: DrawLine, **PROBLEMS})
def announce_draw(request: Request, pool_id: Id, payload: AnnounceDraw) -> Status[Draw]:
    """Publish the commitment; slips can be handed out from now on. A draw that is already announced is given back."""
    pool, at = _find_pool(request, pool_id), now()
    night = payload.date or clock.tonight(at, closes=MORNING_CLOSE)
    policies = effective(pool.scopes, on=night)
    draw = actions.announce_draw(
        id=payload.id, pool=pool, date=night, policies=policies, round=payload.round, by=request.user, at=at
    )
    return Status(201 if draw.announced_at == at else 200, draw)


@router.get("/draws/{draw_id}", response={200: DrawLine, **PROBLEMS})
def draw(request: Request, draw_id: Id) -> Any:
    """A draw and where it stands."""
    return _find_draw(request, draw_id)


@router.get("/draws/{draw_id}/slips", response={200: Listed[SlipLine], **PROBLEMS})
def slips(request: Request, draw_id: Id, page: Query[Page]) -> Any:
    """The slips by number, each with its code and, when the lots are drawn, one sentence why or why not."""
    return listed(queries.slips(_find_draw(request, draw_id)), page)


@router.post("/draws/{draw_id}/slips", response={201: SlipOut, 200: SlipOut, **PROBLEMS})
def hand_out_slip(request: Request, draw_id: Id, payload: HandOutSlip) -> Status[Slip]:
    """Hand out the next slip. Sent again, it is one slip."""
    draw, at = _find_draw(request, draw_id), now()
    wish = get_object_or_404(draw.pool.shelters.filter(is_active=True), pk=payload.wish) if payload.wish else None
    slip = actions.hand_out_slip(
        id=payload.id, draw=draw, party=payload.party, wish=wish, lost_slip=payload.lost_slip, by=request.user, at=at
    )
    return Status(201 if slip.handed_at == at else 200, slip)


@router.get("/slips/{slip_id}", response={200: SlipOut, **PROBLEMS})
def slip(request: Request, slip_id: Id) -> Any:
    """A slip to hand over."""
    return _find_slip(request, slip_id)


@router.post("/slips/{slip_id}/withdraw", response={200: SlipOut, **PROBLEMS})
def withdraw_slip(request: Request, slip_id: Id) -> Any:
    """The slip was given back, or was a mistake. Doing it again changes nothing."""
    return actions.withdraw_slip(slip=_find_slip(request, slip_id), by=request.user, at=now())


@router.post("/slips/{slip_id}/undo", response={200: SlipOut, **PROBLEMS})
def undo_withdraw_slip(request: Request, slip_id: Id) -> Any:
    """The slip was withdrawn by mistake: it takes part again. Refused when the list is locked."""
    return actions.undo_withdraw_slip(slip=_find_slip(request, slip_id), by=request.user, at=now())


@router.post("/draws/{draw_id}/lock", response={200: DrawLine, **PROBLEMS})
def lock_draw(request: Request, draw_id: Id) -> Any:
    """Close the list of slips and of free places, and publish its hash. Locking again changes nothing."""
    return actions.lock_draw(draw=_find_draw(request, draw_id), by=request.user, at=now())


@router.post("/draws/{draw_id}/unlock", response={200: DrawLine, **PROBLEMS})
def unlock_draw(request: Request, draw_id: Id) -> Any:
    """Open the list again, before the lots are drawn."""
    return actions.unlock_draw(draw=_find_draw(request, draw_id), by=request.user, at=now())


@router.post("/draws/{draw_id}/lots", response={200: DrawLine, **PROBLEMS})
def draw_lots(request: Request, draw_id: Id, payload: Witness) -> Any:
    """Draw with the word of a witness, give places, publish everything. Drawing again gives the same result."""
    return actions.draw_lots(draw=_find_draw(request, draw_id), witness=payload.witness, by=request.user, at=now())


@router.get("/draws/{draw_id}/results", response={200: Listed[Result], **PROBLEMS})
def results(request: Request, draw_id: Id, page: Query[Page]) -> Any:
    """The list on the wall, by slip number. Empty until the lots are drawn."""
    lines = queries.slips(_find_draw(request, draw_id))
    return listed([line for line in lines if line.is_placed is not None], page)


@router.get("/draws/{draw_id}/record", response={200: dict[str, Any], **PROBLEMS})
def record(request: Request, draw_id: Id) -> Any:
    """The open record, when the lots are drawn: with it anyone recomputes the draw (`samverka draw verify`)."""
    draw = _find_draw(request, draw_id)
    if draw.record is None:
        raise Http404
    return draw.record


def _find_pool(request: Request, pool_id: UUID) -> Pool:
    pools = Pool.objects.worked_by(request.user).select_related("organisation", "territory")
    return get_object_or_404(pools, pk=pool_id)


def _find_draw(request: Request, draw_id: UUID) -> Draw:
    draws = Draw.objects.worked_by(request.user).select_related("pool__organisation", "pool__territory")
    return get_object_or_404(draws, pk=draw_id)


def _find_slip(request: Request, slip_id: UUID) -> Slip:
    draws = Draw.objects.worked_by(request.user)
    return get_object_or_404(Slip.objects.select_related("draw__pool__organisation"), pk=slip_id, draw__in=draws)

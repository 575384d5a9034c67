"""Settlements and removals for machines. Where a settlement is, no list and no record tells."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.core.access import Stale
from samverka.core.api import AS_JSON, PROBLEMS, Changed, Day, Id, Listed, Page, Said, Seen, handed_back, listed
from samverka.core.versions import version
from samverka.outreach import actions, queries
from samverka.outreach.models import RemovalCase, Settlement, SettlementTally
from samverka.outreach.models.removals import NEEDS, PLACES, TOLD


router = Router(tags=["settlements"])
Count = Annotated[int, Field(strict=True, ge=0, le=999), AS_JSON]
Owner = Literal["municipal", "state", "private", "unknown"]
Kind = Literal["tents", "caravans", "cars", "building", "other"]
Word = Annotated[str, Field(pattern="^[a-z_]{1,30}$", max_length=30)]


class ConditionOut(Schema):
    """How one thing is where people live, and why we say so."""

    name: str
    status: Literal["good", "poor", "unknown"]
    reasons: list[str]


class SettlementTallyOut(Schema):
    """What was seen in one half hour."""

    id: UUID
    seen_at: datetime
    adults_least: int
    adults_most: int
    children: str
    children_least: int
    children_most: int
    conditions: list[ConditionOut]


class SettlementOut(Schema):
    """A settlement in its area, with what was seen last."""

    id: UUID
    municipality_id: str
    area_id: UUID
    kind: str
    owner: str
    state: str
    comes_from_id: UUID | None
    reported_at: datetime
    closed_at: datetime | None
    version: str
    latest: SettlementTallyOut | None


class SettlementIn(Said):
    """That people live somewhere in an area."""

    id: Id
    area_id: Id
    kind: Kind
    owner: Owner = "unknown"
    comes_from_id: Id | None = None


class SettlementChange(Said):
    """What is known of it by now, knowing how it stood."""

    area_id: Id
    kind: Kind
    owner: Owner
    comes_from_id: Id | None = None
    seen: Seen


class SettlementTallyIn(Said):
    """How many there were, and how they live."""

    id: Id
    adults_least: Count
    adults_most: Count
    children: Literal["no", "yes", "unknown"]
    children_least: Count = 0
    children_most: Count = 0
    seen: Annotated[list[Word], Field(max_length=30)] = []


class StepOut(Schema):
    """That a case came into a state."""

    state: str
    on: date


class PlanLineOut(Schema):
    """One step of the support plan."""

    code: str
    role: str
    due: date
    state: Literal["done", "overdue", "today", "ahead"]
    done_as: str | None


class RemovalOut(Schema):
    """A removal as the law's clock stands today."""

    id: UUID
    settlement_id: UUID
    municipality_id: str
    state: str
    steps: list[StepOut]
    objections_until: date | None
    window_from: date | None
    window_to: date | None
    needs: dict[str, int | bool]
    plan: list[PlanLineOut]
    came_to: dict[str, int | None]
    version: str


class RemovalIn(Said):
    """Somebody knows whose land it is."""

    id: Id
    on: Day
    owner: Literal["municipal", "state", "private"]


class StepIn(Said):
    """What happened, and on which day; when it is scheduled, between which days it is."""

    state: Word
    on: Day
    window_from: Day | None = None
    window_to: Day | None = None


class TickIn(Said):
    """A step of the support plan."""

    step: Word


class ClosingIn(Said):
    """What it came to, in numbers."""

    offered: Count
    taken: Count
    declined: Count
    not_known: Count
    went_emergency: Count = 0
    went_elsewhere: Count = 0
    went_home: Count = 0
    went_not_known: Count = 0


class MunicipalityCountOut(Schema):
    """What those who coordinate a county or the nation are told."""

    municipality: str
    settlements: int
    removals: int


def _settlement(request: Request, pk: UUID) -> Settlement:
    return get_object_or_404(queries.settlement(request.user), pk=pk)


def _removal(request: Request, pk: UUID) -> RemovalCase:
    return get_object_or_404(queries.removals(request.user), pk=pk)


def _chosen(
    request: Request, payload: SettlementIn | SettlementChange, found: Settlement | None = None
) -> dict[str, Any]:
    """The area and the earlier removal that were named: those that it has, or others that the viewer may know of."""
    area = get_object_or_404(queries.areas_in_use(request.user, also=found), pk=payload.area_id)
    earlier = queries.earlier_removals(request.user, also=found)
    comes_from = get_object_or_404(earlier, pk=payload.comes_from_id) if payload.comes_from_id else None
    return {"area": area, "comes_from": comes_from, "kind": payload.kind, "owner": payload.owner}


@router.get("/settlements", response={200: Listed[SettlementOut], **PROBLEMS})
def settlements(request: Request, page: Query[Page], state: Word = "") -> Any:
    """The settlements of your municipalities, those reported last first; without a state, those not closed."""
    rows = queries.with_latest(queries.settlements(request.user, state=state))
    found = listed(rows, page)
    return found | {"items": [_told(*one) for one in queries.latest(found["items"])]}


@router.get("/settlements/counts", response={200: Listed[MunicipalityCountOut], **PROBLEMS})
def settlement_counts(request: Request, page: Query[Page]) -> Any:
    """Settlements and running removals by municipality, for those who coordinate a county or the nation."""
    return listed(queries.by_municipality(request.user), page, told=lambda one: one._asdict())


@router.post("/settlements", response={201: SettlementOut, 200: SettlementOut, **PROBLEMS})
def note_settlement(request: Request, payload: SettlementIn) -> Status[dict[str, Any]]:
    """Note that people live somewhere."""
    at = now()
    noted = actions.note_settlement(id=payload.id, **_chosen(request, payload), by=request.user, at=at)
    return Status(201 if noted.reported_at == at else 200, _whole(_settlement(request, noted.pk)))


@router.get("/settlements/{settlement_id}", response={200: SettlementOut, **PROBLEMS})
def settlement(request: Request, settlement_id: Id) -> Any:
    """One settlement, with what was seen last. Where it is, is told on its own page alone."""
    return _whole(_settlement(request, settlement_id))


@router.put("/settlements/{settlement_id}", response={200: SettlementOut, **PROBLEMS, 409: Changed})
def change_settlement(request: Request, settlement_id: Id, payload: SettlementChange) -> Any:
    """Change what is known of it."""
    found = _settlement(request, settlement_id)
    try:
        actions.change_settlement(
            settlement=found, **_chosen(request, payload, found), by=request.user, at=now(), seen=payload.seen
        )
    except Stale as stale:
        return handed_back(stale, payload, _whole(_settlement(request, settlement_id)))
    return _whole(_settlement(request, settlement_id))


@router.get("/settlements/{settlement_id}/tallies", response={200: Listed[SettlementTallyOut], **PROBLEMS})
def settlement_tallies(request: Request, settlement_id: Id, page: Query[Page]) -> Any:
    """What was seen of a settlement, the newest first."""
    return listed(list(_settlement(request, settlement_id).tallies.all()), page, told=_tally)


@router.post(
    "/settlements/{settlement_id}/tallies", response={201: SettlementTallyOut, 200: SettlementTallyOut, **PROBLEMS}
)
def tally_settlement(request: Request, settlement_id: Id, payload: SettlementTallyIn) -> Status[dict[str, Any]]:
    """Note what was seen. Children that were seen are noted as seen; then call the channel."""
    at = now()
    noted = actions.tally_settlement(
        id=payload.id, settlement=_settlement(request, settlement_id), children=payload.children, seen=payload.seen,
        adults=(payload.adults_least, payload.adults_most),
        range_of_children=(payload.children_least, payload.children_most), by=request.user, at=at,
    )  # fmt: skip
    return Status(201 if noted.noted_at == at else 200, _tally(noted))


@router.post("/settlements/{settlement_id}/close", response={200: SettlementOut, **PROBLEMS})
def close_settlement(request: Request, settlement_id: Id) -> Any:
    """Close a settlement that is empty."""
    actions.close_settlement(settlement=_settlement(request, settlement_id), by=request.user, at=now())
    return _whole(_settlement(request, settlement_id))


@router.post("/settlements/{settlement_id}/removals", response={201: RemovalOut, 200: RemovalOut, **PROBLEMS})
def open_removal(request: Request, settlement_id: Id, payload: RemovalIn) -> Status[dict[str, Any]]:
    """Open a removal, when the landowner is known."""
    at = now()
    opened = actions.open_removal(
        settlement=_settlement(request, settlement_id), **payload.dict(), by=request.user, at=at
    )
    return Status(201 if opened.opened_at == at else 200, _case(_removal(request, opened.pk)))


@router.get("/removals", response={200: Listed[RemovalOut], **PROBLEMS})
def removals(request: Request, page: Query[Page]) -> Any:
    """The removals of your municipalities, each with its clock and its plan."""
    return listed(queries.removals(request.user), page, told=_case)


@router.get("/removals/{removal_id}", response={200: RemovalOut, **PROBLEMS})
def removal(request: Request, removal_id: Id) -> Any:
    """One removal, with its clock and its plan."""
    return _case(_removal(request, removal_id))


@router.post("/removals/{removal_id}/steps", response={200: RemovalOut, **PROBLEMS})
def carry_on(request: Request, removal_id: Id, payload: StepIn) -> Any:
    """Carry a removal on. Said again, it changes nothing."""
    ends = (payload.window_from, payload.window_to)
    window = (ends[0], ends[1]) if ends[0] and ends[1] else None
    found = _removal(request, removal_id)
    actions.carry_on(removal=found, state=payload.state, on=payload.on, window=window, by=request.user, at=now())
    return _case(_removal(request, removal_id))


@router.post("/removals/{removal_id}/plan", response={200: RemovalOut, **PROBLEMS})
def tick_plan(request: Request, removal_id: Id, payload: TickIn) -> Any:
    """A step of the support plan is done."""
    actions.tick_plan(removal=_removal(request, removal_id), code=payload.step, by=request.user, at=now())
    return _case(_removal(request, removal_id))


@router.post("/removals/{removal_id}/close", response={200: RemovalOut, **PROBLEMS})
def close_removal(request: Request, removal_id: Id, payload: ClosingIn) -> Any:
    """Say what it came to. Numbers of people that are too small are counted as not known."""
    actions.close_removal(removal=_removal(request, removal_id), told=payload.dict(), by=request.user, at=now())
    return _case(_removal(request, removal_id))


def _whole(one: Settlement) -> dict[str, Any]:
    return _told(one, next(iter(one.tallies.all()), None))  # fetched with it, the newest first


def _told(one: Settlement, latest: SettlementTally | None) -> dict[str, Any]:
    names = ("id", "municipality_id", "area_id", "kind", "owner", "state", "comes_from_id", "reported_at", "closed_at")
    told = {name: getattr(one, name) for name in names}
    return told | {"version": version(one), "latest": _tally(latest) if latest else None}


def _tally(one: SettlementTally) -> dict[str, Any]:
    names = ("id", "seen_at", "adults_least", "adults_most", "children", "children_least", "children_most")
    return {name: getattr(one, name) for name in names} | {"conditions": [part._asdict() for part in one.conditions]}


def _case(one: RemovalCase) -> dict[str, Any]:
    case = queries.case_of(one, on=localdate(now()))
    plan = [
        {"code": line.step.code, "role": line.step.role, "due": line.step.due, "state": line.state,
         "done_as": line.tick.done_as if line.tick else None}
        for line in case.plan
    ]  # fmt: skip
    names = ("id", "settlement_id", "municipality_id", "window_from", "window_to")
    return {name: getattr(one, name) for name in names} | {
        "state": case.state, "steps": [{"state": step.state, "on": step.on} for step in one.steps.all()],
        "objections_until": case.objections_until, "plan": plan, "version": version(one),
        "needs": {name: getattr(one, name) for name in (*PLACES, *NEEDS)},
        "came_to": {name: getattr(one, name) for name in TOLD},
    }  # fmt: skip

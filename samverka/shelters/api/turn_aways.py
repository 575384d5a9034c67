"""Those who got no place: slips that wait, and parties noted at the door."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.core.api import AS_JSON, LINE, NAME, PROBLEMS, Id, Listed, Page, Said, YesNo, listed
from samverka.core.free_text import ReadThrough
from samverka.shelters import actions, queries
from samverka.shelters.api.nights import find_night
from samverka.shelters.api.parties import Asked
from samverka.shelters.models import Night, Slip, TurnAway, TurnAwayCorrection


router = Router(tags=["turn-aways"])
Reason = Literal[
    "full", "no_suitable_group", "child_in_adult_shelter", "late", "pet", "quota_used", "house_rule", "declined_offer",
    "other",
]  # fmt: skip
Outcome = Literal["unknown", "placed_elsewhere", "not_placed"]


class Waiting(Schema):
    """A slip that lost tonight's draw and has no place yet."""

    id: UUID
    number: int
    round: int
    position: int | None
    party: str
    people: int


class TurnAwayIn(Asked):
    """A party that got no place at the door. With `slip_id` it is counted once a night over all shelters."""

    reason: Reason
    sent_to: Annotated[str, Field(pattern=LINE, max_length=100)] = ""
    read_through: YesNo = False
    slip_id: Id | None = None


class TurnAwayOut(Schema):
    """A party that got no place. How many they were, never who."""

    id: UUID
    night_id: UUID | None
    date: date
    women: int
    men: int
    other: int
    children: int
    people: int
    reason: str
    sent_to: str
    outcome: str
    at_door: bool
    at: datetime
    uncounted_at: datetime | None


class CorrectTurnAways(Said):
    """Changes to how many were turned away on a frozen night, and why."""

    id: Id
    reason: Reason
    outcome: Outcome = "unknown"
    at_door: YesNo = True
    parties: Annotated[int, Field(strict=True, ge=-999, le=999), AS_JSON]
    people: Annotated[int, Field(strict=True, ge=-999, le=999), AS_JSON]
    because: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=200)]
    read_through: YesNo = False


class TurnAwayCorrectionOut(Schema):
    """A correction; the frozen figure stays."""

    id: UUID
    night_id: UUID
    reason: str
    outcome: str
    at_door: bool
    parties: int
    people: int
    because: str
    at: datetime


class SettleTurnAway(Said):
    outcome: Outcome


@router.get("/nights/{night_id}/waiting", response={200: Listed[Waiting], **PROBLEMS})
def waiting(request: Request, night_id: Id, page: Query[Page]) -> Any:
    """The slips that wait for a place tonight, in the order drawn."""
    return listed(queries.waiting_slips(find_night(request, night_id)), page, told=_waiting)


@router.get("/nights/{night_id}/turn-aways", response={200: Listed[TurnAwayOut], **PROBLEMS})
def turn_aways(request: Request, night_id: Id, page: Query[Page]) -> Any:
    """Who was turned away at the door, the latest first."""
    return listed(queries.turned_away(find_night(request, night_id)), page)


@router.post("/nights/{night_id}/turn-aways", response={201: TurnAwayOut, 200: TurnAwayOut, **PROBLEMS})
def turn_away(request: Request, night_id: Id, payload: TurnAwayIn) -> Status[TurnAway]:
    """Note a party that got no place at the door."""
    night, at = find_night(request, night_id), now()
    slips = queries.slips_of_tonight(night)
    slip = get_object_or_404(slips, pk=payload.slip_id) if payload.slip_id else None
    sent_to = ReadThrough(payload.sent_to) if payload.read_through else payload.sent_to
    noted = actions.turn_away(
        id=payload.id, night=night, party=payload.party, reason=payload.reason, sent_to=sent_to, slip=slip,
        by=request.user, at=at,
    )  # fmt: skip
    return Status(201 if noted.at == at else 200, noted)


@router.post("/turn-aways/{turn_away_id}/settle", response={200: TurnAwayOut, **PROBLEMS})
def settle_turn_away(request: Request, turn_away_id: Id, payload: SettleTurnAway) -> Any:
    """Say how it ended. Refused when the night is frozen."""
    found = _find_turn_away(request, turn_away_id)
    return actions.settle_turn_away(turn_away=found, outcome=payload.outcome, by=request.user, at=now())


@router.post("/turn-aways/{turn_away_id}/undo", response={200: TurnAwayOut, **PROBLEMS})
def undo_turn_away(request: Request, turn_away_id: Id) -> Any:
    """It was noted by mistake at the door: nobody is counted. Undoing again changes nothing."""
    return actions.undo_turn_away(turn_away=_find_turn_away(request, turn_away_id), by=request.user, at=now())


@router.post(
    "/nights/{night_id}/turn-away-corrections",
    response={201: TurnAwayCorrectionOut, 200: TurnAwayCorrectionOut, **PROBLEMS},
)
def correct_turn_aways(request: Request, night_id: Id, payload: CorrectTurnAways) -> Status[TurnAwayCorrection]:
    """Add a correction to who was turned away on a frozen night. Refused when the result would be impossible."""
    night, at, told = find_night(request, night_id), now(), payload.dict(exclude={"read_through"})
    because = ReadThrough(payload.because) if payload.read_through else payload.because
    made = actions.correct_turn_aways(**told | {"because": because}, night=night, by=request.user, at=at)
    return Status(201 if made.at == at else 200, made)


def _find_turn_away(request: Request, turn_away_id: UUID) -> TurnAway:
    rows = TurnAway.objects.select_related("night__shelter__organisation")
    return get_object_or_404(rows, pk=turn_away_id, night__in=Night.objects.worked_by(request.user))


def _waiting(slip: Slip) -> dict[str, Any]:
    told = {name: getattr(slip, name) for name in ("id", "number", "round", "position", "people")}
    return told | {"party": slip.described}

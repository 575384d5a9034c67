"""Networks and their meetings: called, written down, sent out, and the actions that follow."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors import queries as actors
from samverka.actors.http import Request
from samverka.actors.models import Network, Organisation
from samverka.core.api import LINE, NAME, PROBLEMS, Day, Id, Listed, Moment, Page, Said, listed
from samverka.exchange import actions, queries
from samverka.exchange.models import ActionPoint, Meeting


router = Router(tags=["exchange"])
Line = Annotated[str, Field(max_length=200, pattern=LINE)]
Link = Annotated[str, Field(max_length=500, pattern=r"^(https?://[^\s\x00]+)?$")]
Agenda = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(min_length=1, max_length=300, pattern=NAME)]


class NetworkOut(Schema):
    """Organisations that meet: what for, how often, and when they met last."""

    id: UUID
    name: str
    purpose: str
    weeks: int
    convenor_id: UUID
    deputy_id: UUID | None
    met_on: date
    sleeps_from: date
    wound_up_at: datetime | None


class MeetingOut(Schema):
    """A meeting of a network, and how far it has come."""

    id: UUID
    network_id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    agenda: str
    minutes: str
    state: str
    reason: str


class ActionOut(Schema):
    """What an organisation took upon itself, and by which day."""

    id: UUID
    meeting_id: UUID
    text: str
    organisation_id: UUID
    due_on: date
    state: str
    reason: str
    closed_on: date | None


class MeetingIn(Said):
    """When, where and about what: an item of the agenda a line. `id` is made by the client."""

    id: Id
    starts_at: Moment
    ends_at: Moment
    place: Line = ""
    link: Link = ""
    agenda: Agenda = ""


class DecisionIn(Said):
    """What was decided, in one sentence."""

    id: Id
    text: Annotated[str, Field(min_length=1, max_length=500, pattern=NAME)]


class ActionIn(Said):
    """What a member does, and by when."""

    id: Id
    text: Annotated[str, Field(min_length=1, max_length=300, pattern=NAME)]
    organisation_id: Id
    due_on: Day


class DropIn(Said):
    """Why it is called off, or not done."""

    reason: Reason


@router.get("/networks", response={200: Listed[NetworkOut], **PROBLEMS})
def networks(request: Request, page: Query[Page]) -> Any:
    """The networks whose minutes you may read."""
    return listed(actors.networks(request.user), page)


@router.get("/networks/{network_id}/meetings", response={200: Listed[MeetingOut], **PROBLEMS})
def network_meetings(request: Request, network_id: Id, page: Query[Page]) -> Any:
    """The meetings of a network, the latest first."""
    return listed(queries.meetings_of(_network(request, network_id)), page)


@router.get("/networks/{network_id}/actions", response={200: Listed[ActionOut], **PROBLEMS})
def network_actions(request: Request, network_id: Id, page: Query[Page]) -> Any:
    """What a network still waits for, what is due first."""
    return listed(queries.open_actions(_network(request, network_id)), page)


@router.post("/networks/{network_id}/meetings", response={201: MeetingOut, **PROBLEMS})
def plan_meeting(request: Request, network_id: Id, payload: MeetingIn) -> Any:
    """Set a day for a network to meet."""
    found = _network(request, network_id)
    return Status(201, actions.plan_meeting(network=found, by=request.user, at=now(), **payload.dict()))


@router.get("/meetings/{meeting_id}", response={200: MeetingOut, **PROBLEMS})
def meeting(request: Request, meeting_id: Id) -> Any:
    """One meeting with its minutes."""
    return _meeting(request, meeting_id)


@router.post("/meetings/{meeting_id}/call", response={200: MeetingOut, **PROBLEMS})
def call_meeting(request: Request, meeting_id: Id) -> Any:
    """Let the members be invited by mail."""
    return actions.call_meeting(meeting=_meeting(request, meeting_id), by=request.user, at=now())


@router.post("/meetings/{meeting_id}/call-off", response={200: MeetingOut, **PROBLEMS})
def call_off_meeting(request: Request, meeting_id: Id, payload: DropIn) -> Any:
    """Say that it is not held, and why."""
    found = _meeting(request, meeting_id)
    return actions.call_off_meeting(meeting=found, reason=payload.reason, by=request.user, at=now())


@router.post("/meetings/{meeting_id}/decisions", response={201: DecisionIn, **PROBLEMS})
def note_decision(request: Request, meeting_id: Id, payload: DecisionIn) -> Any:
    """Note what the meeting decided."""
    found = _meeting(request, meeting_id)
    return Status(201, actions.note_decision(meeting=found, by=request.user, at=now(), **payload.dict()))


@router.post("/meetings/{meeting_id}/actions", response={201: ActionOut, **PROBLEMS})
def note_action(request: Request, meeting_id: Id, payload: ActionIn) -> Any:
    """Note what a member takes upon itself."""
    found, said = _meeting(request, meeting_id), payload.dict()
    owner = get_object_or_404(Organisation, pk=said.pop("organisation_id"))
    return Status(201, actions.note_action(meeting=found, organisation=owner, by=request.user, at=now(), **said))


@router.post("/meetings/{meeting_id}/hold", response={200: MeetingOut, **PROBLEMS})
def hold_meeting(request: Request, meeting_id: Id) -> Any:
    """The meeting is over: let the minutes be sent."""
    return actions.hold_meeting(meeting=_meeting(request, meeting_id), by=request.user, at=now())


@router.post("/actions/{action_id}/done", response={200: ActionOut, **PROBLEMS})
def finish_action(request: Request, action_id: Id) -> Any:
    """Say that it is done."""
    return actions.finish_action(action=_action(request, action_id), by=request.user, at=now())


@router.post("/actions/{action_id}/drop", response={200: ActionOut, **PROBLEMS})
def drop_action(request: Request, action_id: Id, payload: DropIn) -> Any:
    """Say that it will not be done, and why."""
    found = _action(request, action_id)
    return actions.drop_action(action=found, reason=payload.reason, by=request.user, at=now())


def _network(request: Request, pk: UUID) -> Network:
    return get_object_or_404(actors.networks(request.user), pk=pk)


def _meeting(request: Request, pk: UUID) -> Meeting:
    return get_object_or_404(queries.meetings(request.user), pk=pk)


def _action(request: Request, pk: UUID) -> ActionPoint:
    return get_object_or_404(queries.action_points(request.user), pk=pk)

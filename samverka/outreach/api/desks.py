"""Front desks: taps, days put right, months in sums, talks and groups."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.alphabet import Alphabetic
from samverka.core.api import AS_JSON, PROBLEMS, Day, Id, Listed, Moment, Page, Said, YesNo, listed
from samverka.directory.models import Category, Service
from samverka.outreach import actions, queries
from samverka.outreach.models import AdviceSession, GroupActivity, VisitCorrection, VisitTally, VisitTap
from samverka.outreach.models.tallies import KINDS
from samverka.outreach.models.visits import desks


router = Router(tags=["outreach"])
Kind = Annotated[str, Field(pattern="^(women|men|other|children|[A-Z]{2,20}(-[A-Z]{2,20})?)$", max_length=30)]
Kinds = Annotated[str, Field(pattern="^[A-Z]{2,20}(-[A-Z]{2,20})?$", max_length=30)]
Few = Annotated[int, Field(0, strict=True, ge=0, le=99), AS_JSON]
Answers = Literal["yes", "no", "unknown"]


class TapIn(Said):
    """One more of a kind: women, men, other, children, or the code of something that was given out."""

    id: Id
    service_id: Id
    kind: Kind
    tapped_at: Moment | None = None  # when a phone without a network was tapped


class TapOut(Schema):
    """A tap, and what its day came to."""

    id: UUID
    service_id: UUID
    kind: str
    date: str
    undone_at: datetime | None
    day: dict[str, int]


class DayOut(Schema):
    """A service's day. Visits are counted, not people."""

    service_id: UUID
    organisation_id: UUID
    municipality_id: str
    date: str
    women: int
    men: int
    other: int
    children: int
    servings: dict[str, int]


class ChangeOf(Said):
    """By how much one kind was wrong."""

    kind: Kind
    by: Annotated[int, Field(strict=True, ge=-9999, le=9999), AS_JSON]


class CorrectIn(Said):
    """A counter-entry to a day, or what was counted on paper."""

    id: Id
    service_id: Id
    date: Day
    reason: Literal["paper", "miscounted", "twice", "mistake"]
    changes: list[ChangeOf] = Field(min_length=1, max_length=60)


class CorrectedOut(Schema):
    """A counter-entry, and what the day came to."""

    id: UUID
    reason: str
    changes: dict[str, int]
    day: DayOut


class SumsOut(Schema):
    """What a service's month came to."""

    organisation_id: UUID
    month: str
    service: str
    women: int
    men: int
    other: int
    children: int
    servings: dict[str, int]
    topics: dict[str, int]
    activities: int
    participants: int


class Monthly(Schema):
    """Any day of the month that is asked for; this month unless told."""

    day: Day | None = None


class SessionIn(Said):
    """One talk. Whoever was sent on was sent to a service, or to a kind of service."""

    id: Id
    service_id: Id
    topic: Literal[
        "housing", "work", "rights", "money", "health", "family", "authority", "exploited", "home", "accompanying",
        "other",
    ]  # fmt: skip
    minutes: Literal["10", "30", "60", "longer"]
    children: Answers
    children_least: Few
    children_most: Few
    sent_to_id: Id | None = None
    sent_to_kind: Kinds | None = None
    received: Answers | None = None
    date: Day | None = None


class SessionOut(Schema):
    """A talk: its topic, how long, and where it led. Never who."""

    id: UUID
    service_id: UUID
    municipality_id: str
    date: date
    topic: str
    minutes: str
    children: str
    children_least: int
    children_most: int
    sent_to_id: UUID | None
    sent_to_kind: str | None
    received: str
    undone_at: datetime | None


class ReceivedIn(Said):
    """Whether somebody who was sent on was received there."""

    received: Answers


class ActivityIn(Said):
    """A course or a health session."""

    id: Id
    service_id: Id
    kind: Literal["course", "health"]
    is_for_women: YesNo = False
    women: Few
    men: Few
    other: Few
    children: Few
    date: Day | None = None


class ActivityOut(Schema):
    """A group, and how many took part."""

    id: UUID
    service_id: UUID
    municipality_id: str
    date: date
    kind: str
    is_for_women: bool
    women: int
    men: int
    other: int
    children: int
    undone_at: datetime | None


@router.get("/visits", response={200: Listed[DayOut], **PROBLEMS})
def visit_days(request: Request, page: Query[Page]) -> Any:
    """The days at your organisations' front desks, the newest first."""
    rows = VisitTally.objects.visible_to(request.user).order_by("-date", "service")
    return listed(rows, page, told=_day)


@router.post("/visits/taps", response={201: TapOut, 200: TapOut, **PROBLEMS})
def tap(request: Request, payload: TapIn) -> Status[dict[str, Any]]:
    """Count one more. Sent again, it answers 200 and changes nothing."""
    at, told = now(), payload.dict(exclude={"service_id"})
    made = actions.tap(service=_find_desk(request, payload.service_id), **told, by=request.user, at=at)
    return Status(201 if made.noted_at == at else 200, _tap(made))


@router.post("/visits/taps/{tap_id}/undo", response={200: TapOut, **PROBLEMS})
def undo_tap(request: Request, tap_id: Id) -> Any:
    """It was tapped by mistake. Only whoever tapped it, and only for a while. Undoing again changes nothing."""
    own = VisitTally.objects.visible_to(request.user)
    found = get_object_or_404(VisitTap.objects.select_related("tally").filter(tally__in=own), pk=tap_id)
    return _tap(actions.undo_tap(tap=found, by=request.user, at=now()))


@router.post("/visits/corrections", response={201: CorrectedOut, 200: CorrectedOut, **PROBLEMS})
def correct_visits(request: Request, payload: CorrectIn) -> Status[dict[str, Any]]:
    """Add a counter-entry to a day. Sent again, it answers 200 and changes nothing."""
    at, told = now(), payload.dict(include={"id", "date", "reason"})
    service, changes = _find_desk(request, payload.service_id), {one.kind: one.by for one in payload.changes}
    made = actions.correct_visits(service=service, changes=changes, by=request.user, at=at, **told)
    return Status(201 if made.at == at else 200, _corrected(made))


@router.get("/visits/months", response={200: Listed[SumsOut], **PROBLEMS})
def desk_months(request: Request, page: Query[Page], asked: Query[Monthly]) -> Any:
    """What the front desks of your organisations came to in a month, by service."""
    month = (asked.day or localdate(now())).replace(day=1)
    homes = Organisation.objects.filter(pk__in=desks(request.user)).order_by(Alphabetic("name"))
    rows = [_sums(home, month, one) for home in homes for one in queries.desk_month(home, month=month).services]
    return listed(rows, page)


@router.get("/advice-sessions", response={200: Listed[SessionOut], **PROBLEMS})
def sessions(request: Request, page: Query[Page]) -> Any:
    """The talks that your organisations have noted, the newest first."""
    rows = AdviceSession.objects.visible_to(request.user).select_related("referred_kind")
    return listed(rows.order_by("-date", "-noted_at", "pk"), page, told=_session)


@router.post("/advice-sessions", response={201: SessionOut, 200: SessionOut, **PROBLEMS})
def record_session(request: Request, payload: SessionIn) -> Status[dict[str, Any]]:
    """Note one talk. Sent again, it answers 200 and changes nothing."""
    at, told = now(), payload.dict(include={"id", "topic", "minutes", "children", "date"})
    session = actions.record_session(
        service=_find_desk(request, payload.service_id), sent_to=_sent_to(payload), received=payload.received or "",
        range_of_children=(payload.children_least, payload.children_most), by=request.user, at=at, **told,
    )  # fmt: skip
    return Status(201 if session.noted_at == at else 200, _session(session))


@router.post("/advice-sessions/{session_id}/received", response={200: SessionOut, **PROBLEMS})
def say_received(request: Request, session_id: Id, payload: ReceivedIn) -> Any:
    """Say whether somebody who was sent on was received there."""
    found = _find(AdviceSession, request, session_id)
    return _session(actions.say_received(session=found, received=payload.received, by=request.user, at=now()))


@router.post("/advice-sessions/{session_id}/undo", response={200: SessionOut, **PROBLEMS})
def undo_session(request: Request, session_id: Id) -> Any:
    """It was noted by mistake. Only whoever noted it, and only for a while."""
    found = _find(AdviceSession, request, session_id)
    return _session(actions.undo_session(session=found, by=request.user, at=now()))


@router.get("/group-activities", response={200: Listed[ActivityOut], **PROBLEMS})
def activities(request: Request, page: Query[Page]) -> Any:
    """The groups that your organisations have noted, the newest first."""
    rows = GroupActivity.objects.visible_to(request.user)
    return listed(rows.order_by("-date", "-noted_at", "pk"), page)


@router.post("/group-activities", response={201: ActivityOut, 200: ActivityOut, **PROBLEMS})
def record_activity(request: Request, payload: ActivityIn) -> Status[GroupActivity]:
    """Note a group. Sent again, it answers 200 and changes nothing."""
    at, told = now(), payload.dict(include={"id", "kind", "is_for_women", "date"})
    counts = {kind: getattr(payload, kind) for kind in KINDS}
    service = _find_desk(request, payload.service_id)
    activity = actions.record_activity(service=service, counts=counts, by=request.user, at=at, **told)
    return Status(201 if activity.noted_at == at else 200, activity)


@router.post("/group-activities/{activity_id}/undo", response={200: ActivityOut, **PROBLEMS})
def undo_activity(request: Request, activity_id: Id) -> Any:
    """It was noted by mistake. Only whoever noted it, and only for a while."""
    found = _find(GroupActivity, request, activity_id)
    return actions.undo_activity(activity=found, by=request.user, at=now())


def _find_desk(request: Request, pk: UUID) -> Service:
    return get_object_or_404(queries.desk_services(request.user), pk=pk)


def _find(model: Any, request: Request, pk: UUID) -> Any:
    rows = model.objects.visible_to(request.user).select_related("organisation", "municipality")
    return get_object_or_404(rows, pk=pk)


def _sent_to(said: SessionIn) -> Service | Category | None:
    """Where somebody was sent; 404 when there is no such place."""
    if said.sent_to_id:
        return get_object_or_404(Service.objects.running(), pk=said.sent_to_id)
    return get_object_or_404(Category, code=said.sent_to_kind) if said.sent_to_kind else None


def _tap(made: VisitTap) -> dict[str, Any]:
    day = made.tally
    return {
        "id": made.pk, "service_id": day.service_id, "kind": made.kind, "date": str(day.date),
        "undone_at": made.undone_at, "day": day.counts,
    }  # fmt: skip


def _day(day: VisitTally) -> dict[str, Any]:
    names = ("service_id", "organisation_id", "municipality_id", *KINDS, "servings")
    return {name: getattr(day, name) for name in names} | {"date": str(day.date)}


def _corrected(made: VisitCorrection) -> dict[str, Any]:
    return {"id": made.pk, "reason": made.reason, "changes": made.changes, "day": _day(made.tally)}


def _sums(home: Organisation, month: date, one: queries.DeskSums) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("servings", "topics", "activities", "participants")}
    counts = {kind: one.counts[kind] for kind in KINDS}
    return told | counts | {"organisation_id": home.pk, "month": str(month), "service": one.name}


def _session(session: AdviceSession) -> dict[str, Any]:
    names = {*SessionOut.model_fields} - {"sent_to_id", "sent_to_kind"}
    kind = session.referred_kind.code if session.referred_kind else None
    told = {name: getattr(session, name) for name in names}
    return told | {"sent_to_id": session.referred_to_id, "sent_to_kind": kind}

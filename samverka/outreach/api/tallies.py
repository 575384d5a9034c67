"""Tallies: noted, unchanged, undone, corrected; and the week in sums."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import AS_JSON, PROBLEMS, Day, Id, Listed, Moment, Page, Said, YesNo, listed
from samverka.directory.models import Service
from samverka.outreach import actions, queries
from samverka.outreach.actions import Destination
from samverka.outreach.api.areas import find_area, find_team
from samverka.outreach.models import Tally, TallyCorrection
from samverka.outreach.models.tallies import KINDS


router = Router(tags=["outreach"])
PlaceTypes = Literal["street", "station", "settlement", "vehicle", "day_centre", "other"]
Count = Annotated[int, Field(strict=True, ge=0, le=99), AS_JSON]
Change = Annotated[int, Field(0, strict=True, ge=-99, le=99), AS_JSON]
Need = Annotated[str, Field(pattern="^[A-Z-]{1,30}$", max_length=30)]


class RangeIn(Said):
    """A count, or what it lies between."""

    least: Count
    most: Count


NONE = RangeIn(least=0, most=0)


class Sent(Said):
    """Where they were sent: to a service, or to an organisation that gives beds."""

    service_id: Id | None = None
    organisation_id: Id | None = None


class UnchangedIn(Said):
    """A team came by, and all was as at its last tally there."""

    id: Id
    team_id: Id
    area_id: Id
    place_type: PlaceTypes
    seen_at: Moment | None = None  # when a phone without a network noted it


class TallyIn(UnchangedIn):
    """Whom a team met, as numbers."""

    women: RangeIn = NONE
    men: RangeIn = NONE
    other: RangeIn = NONE
    children: Literal["no", "yes", "unknown"]
    children_seen: RangeIn = NONE
    ages: list[Count] = Field([], max_length=4)
    needs: list[Need] = Field([], max_length=60)
    helped_with: list[Need] = Field([], max_length=60)
    follow_up: YesNo = False
    refer_to: Sent | None = None


class Span(Schema):
    """What a number lies between."""

    least: int
    most: int


class TallyOut(Schema):
    """A tally, with its corrections."""

    id: UUID
    team_id: UUID
    municipality_id: str
    area_id: UUID
    place_type: str
    seen_at: datetime
    women: Span
    men: Span
    other: Span
    children: str
    children_seen: Span
    ages: list[int]
    needs: list[str]
    helped_with: list[str]
    follow_up: bool
    is_unchanged: bool
    undone_at: datetime | None


class CorrectionIn(Said):
    """By how much a tally was wrong."""

    id: Id
    reason: Literal["miscounted", "twice", "elsewhere", "mistake"]
    women: Change
    men: Change
    other: Change
    children: Change


class TallyCorrectionOut(Schema):
    """A counter-entry; the tally stays as it was noted."""

    id: UUID
    tally_id: UUID
    reason: str
    women: int
    men: int
    other: int
    children: int
    at: datetime


class AreaSums(Schema):
    """A week's sums of an area."""

    area: str
    visits: int
    unchanged: int
    adults: Span
    children: Span


class WeekOut(Schema):
    """A municipality's week in sums. Contacts are counted, not people."""

    municipality_id: str
    monday: str
    areas: list[AreaSums]
    whole: AreaSums
    needs: dict[str, int]
    helped_with: dict[str, int]
    follow_ups: int
    unknown_children: int
    sent: int
    received: int
    open: int


class Weekly(Schema):
    """Any day of the week that is asked for; this week unless told."""

    day: Day | None = None


@router.get("/tallies", response={200: Listed[TallyOut], **PROBLEMS})
def tallies(request: Request, page: Query[Page]) -> Any:
    """What your teams have noted in the last two weeks, the newest first."""
    return listed(queries.recent(request.user, since=now() - timedelta(days=14)), page, told=_told)


@router.post("/tallies", response={201: TallyOut, 200: TallyOut, **PROBLEMS})
def record_tally(request: Request, payload: TallyIn) -> Status[dict[str, Any]]:
    """Note whom a team met. Sent again, it answers 200 and changes nothing."""
    team, at = find_team(request, payload.team_id), now()
    counts = {kind: getattr(payload, kind) for kind in KINDS if kind != "children"}
    counts["children"] = payload.children_seen
    told = payload.dict(
        include={"id", "place_type", "children", "seen_at", "needs", "helped_with", "follow_up", "ages"}
    )
    tally = actions.record_tally(
        team=team, area=find_area(team, payload.area_id), refer_to=destination(payload.refer_to),
        counts={kind: (one.least, one.most) for kind, one in counts.items()}, by=request.user, at=at, **told,
    )  # fmt: skip
    return Status(201 if tally.noted_at == at else 200, _told(tally))


@router.post("/tallies/unchanged", response={201: TallyOut, 200: TallyOut, **PROBLEMS})
def note_unchanged(request: Request, payload: UnchangedIn) -> Status[dict[str, Any]]:
    """Say that all was as at the team's last tally there. 409 when there is none."""
    team, at = find_team(request, payload.team_id), now()
    told = payload.dict(include={"id", "place_type", "seen_at"})
    tally = actions.note_unchanged(team=team, area=find_area(team, payload.area_id), by=request.user, at=at, **told)
    return Status(201 if tally.noted_at == at else 200, _told(tally))


@router.post("/tallies/{tally_id}/undo", response={200: TallyOut, **PROBLEMS})
def undo_tally(request: Request, tally_id: Id) -> Any:
    """It was noted by mistake. Only whoever noted it, and only for a while. Undoing again changes nothing."""
    return _told(actions.undo_tally(tally=_find_tally(request, tally_id), by=request.user, at=now()))


@router.post("/tallies/{tally_id}/corrections", response={201: TallyCorrectionOut, 200: TallyCorrectionOut, **PROBLEMS})
def correct_tally(request: Request, tally_id: Id, payload: CorrectionIn) -> Status[TallyCorrection]:
    """Add a counter-entry to a tally."""
    found, at = _find_tally(request, tally_id), now()
    changes = {kind: getattr(payload, kind) for kind in KINDS}
    made = actions.correct_tally(
        id=payload.id, tally=found, reason=payload.reason, changes=changes, by=request.user, at=at
    )
    return Status(201 if made.at == at else 200, made)


@router.get("/weeks", response={200: Listed[WeekOut], **PROBLEMS})
def weeks(request: Request, page: Query[Page], asked: Query[Weekly]) -> Any:
    """A week's sums of each of your municipalities: of your teams, or of all teams for those who coordinate."""
    day = asked.day or localdate(now())
    monday = day - timedelta(days=day.weekday())
    near = queries.municipalities_near(request.user)
    return listed([_week(here, queries.week(request.user, here, monday=monday)) for here in near], page)


def destination(sent: Sent | None) -> Destination | None:
    """Where somebody is sent; 404 when there is no such place."""
    if sent is None or not (sent.service_id or sent.organisation_id):
        return None
    if sent.service_id:
        services = Service.objects.running().select_related("provider__organisation")
        return Destination("service", service=get_object_or_404(services, pk=sent.service_id))
    return Destination("night", organisation=get_object_or_404(Organisation, pk=sent.organisation_id))


def _find_tally(request: Request, pk: UUID) -> Tally:
    rows = Tally.objects.visible_to(request.user).select_related("team__organisation", "municipality")
    return get_object_or_404(rows, pk=pk)


def _told(tally: Tally) -> dict[str, Any]:
    names = ("id", "team_id", "municipality_id", "area_id", "place_type", "seen_at", "children", "ages", "needs",
             "helped_with", "follow_up", "is_unchanged", "undone_at")  # fmt: skip
    counts = {kind: one._asdict() for kind, one in queries.corrected(tally).items()}
    return {name: getattr(tally, name) for name in names} | {
        **{kind: counts[kind] for kind in ("women", "men", "other")}, "children_seen": counts["children"],
    }  # fmt: skip


def _sums(one: queries.AreaWeek) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("area", "visits", "unchanged")}
    return told | {"adults": one.adults._asdict(), "children": one.children._asdict()}


def _week(here: Territory, found: queries.Week) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in ("follow_ups", "unknown_children", "sent", "received", "open")}
    return told | {
        "municipality_id": here.pk,
        "monday": str(found.monday),
        "areas": [_sums(one) for one in found.areas],
        "whole": _sums(found.whole),
        "needs": dict(found.needs),
        "helped_with": dict(found.helped_with),
    }

"""What nights have been: figures and their corrections, notes, and the report of a period."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.core.alphabet import Alphabetic
from samverka.core.api import AS_JSON, NAME, PROBLEMS, TEXT, Day, Id, Listed, Page, Said, YesNo, listed
from samverka.core.free_text import ReadThrough
from samverka.shelters import actions, clock, queries
from samverka.shelters.api.nights import find_night
from samverka.shelters.api.turn_aways import TurnAwayCorrectionOut
from samverka.shelters.models import Correction, HandoverNote, Night, NightFigure, Shelter
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries import night_report as nights
from samverka.shelters.queries import reports


router = Router(tags=["reports"])


class Figure(Schema):
    """One group's night as it was frozen."""

    id: UUID
    group_id: UUID
    nominal: int
    blocked: int
    overflow: int
    allocable: int
    allocated: int
    bed_nights: int
    rooms: int
    released: int
    left_early: int
    absent: int
    frozen_at: datetime


class CorrectFigure(Said):
    """A change to a frozen figure, and why."""

    id: Id
    field: Literal["bed_nights", "released", "blocked", "overflow"]
    change: Annotated[int, Field(strict=True, ge=-999, le=999), AS_JSON]
    reason: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=200)]
    read_through: YesNo = False


class CorrectionOut(Schema):
    """A correction; the frozen figure stays."""

    id: UUID
    figure_id: UUID
    field: str
    change: int
    reason: str
    at: datetime


class WriteNote(Said):
    """A note about the building and the night, never about guests."""

    id: Id
    text: Annotated[str, StringConstraints(pattern=TEXT, min_length=1, max_length=1000)]
    read_through: YesNo = False


class Note(Schema):
    """A note to those who come next."""

    id: UUID
    date: date
    text: str
    at: datetime


class ReportLine(Schema):
    """One night of one group; of a whole shelter for those who see sums. null: not frozen yet."""

    night: UUID
    date: date
    shelter: str
    group: str
    state: str
    nominal: int
    blocked: int
    because: str
    overflow: int
    allocable: int
    bed_nights: int | None
    rooms: int | None
    released: int | None
    is_corrected: bool


class TurnedAway(Schema):
    """So many got no place at one door or intake on one night, for one reason; without it, for all reasons."""

    date: date
    where: str
    reason: str
    outcome: str
    at_door: bool
    parties: int
    people: int


class Totals(Schema):
    """Sums over the nights that are frozen."""

    nights: int
    nominal: int
    blocked: int
    overflow: int
    allocable: int
    bed_nights: int
    rooms: int
    released: int
    utilisation: float | None


class Report(Schema):
    """A period of nights."""

    first: date
    last: date
    totals: Totals
    lines: list[ReportLine]
    turned_away: list[TurnedAway]


class GroupNight(Schema):
    """One group's night, as frozen and as corrected; of a night that is not frozen, as it stands."""

    group: str
    nominal: int
    blocked: int
    because: str
    overflow: int
    allocable: int
    bed_nights: int
    rooms: int
    released: int
    left_early: int
    absent: int


class NightReport(Schema):
    """One night as it is told to its own organisation."""

    night_id: UUID
    date: date
    state: str
    is_frozen: bool
    policy_version: str
    groups: list[GroupNight]
    corrections: list[CorrectionOut]
    turn_away_corrections: list[TurnAwayCorrectionOut]
    turned_away: list[TurnedAway]


class Period(Schema):
    """So many nights from the first one on, a year at most; this week unless told otherwise."""

    first: Day | None = None
    nights: int = Field(7, ge=1, le=366)

    @property
    def days(self) -> tuple[date, date]:
        tonight = clock.tonight(now(), closes=MORNING_CLOSE)
        first = self.first or tonight - timedelta(days=tonight.weekday())
        return first, first + timedelta(days=self.nights - 1)


@router.get("/nights/{night_id}/figures", response={200: Listed[Figure], **PROBLEMS})
def figures(request: Request, night_id: Id, page: Query[Page]) -> Any:
    """The figures of a frozen night, one for each group. They never change."""
    night = find_night(request, night_id)
    return listed(night.figures.filter(county=night.county).order_by(Alphabetic("group__name"), "pk"), page)


@router.post("/figures/{figure_id}/corrections", response={201: CorrectionOut, 200: CorrectionOut, **PROBLEMS})
def correct_figure(request: Request, figure_id: Id, payload: CorrectFigure) -> Status[Correction]:
    """Add a correction to a frozen figure. Refused when the result would be impossible."""
    own = NightFigure.objects.filter(night__in=Night.objects.worked_by(request.user))
    figure, at = get_object_or_404(own.select_related("night__shelter__organisation"), pk=figure_id), now()
    reason = ReadThrough(payload.reason) if payload.read_through else payload.reason
    made = actions.correct_figure(
        id=payload.id, figure=figure, field=payload.field, change=payload.change, reason=reason, by=request.user, at=at
    )
    return Status(201 if made.at == at else 200, made)


@router.get("/nights/{night_id}/notes", response={200: Listed[Note], **PROBLEMS})
def notes(request: Request, night_id: Id, page: Query[Page]) -> Any:
    """The last ten notes of the night's shelter, the latest first."""
    return listed(list(queries.notes(find_night(request, night_id).shelter)), page)


@router.post("/nights/{night_id}/notes", response={201: Note, 200: Note, **PROBLEMS})
def write_note(request: Request, night_id: Id, payload: WriteNote) -> Status[HandoverNote]:
    """Leave a note for those who come next. Free text passes the guard: no names, numbers or origin."""
    night, at = find_night(request, night_id), now()
    text = ReadThrough(payload.text) if payload.read_through else payload.text
    note = actions.write_note(id=payload.id, shelter=night.shelter, date=night.date, text=text, by=request.user, at=at)
    return Status(201 if note.at == at else 200, note)


@router.get("/nights/{night_id}/report", response={200: NightReport, **PROBLEMS})
def night_report(request: Request, night_id: Id) -> Any:
    """One night's report: figures as corrected, corrections, and who was turned away."""
    night = reports.reported_night(request.user, night_id)
    if night is None:
        raise Http404
    told = nights.night_report(night, at=now())
    head = {"night_id": night.pk, "date": night.date, "state": night.state, "is_frozen": night.frozen_at is not None}
    body = {"groups": [_group(one) for one in told.groups], "corrections": told.corrections}
    away = {"turned_away": told.turned_away, "turn_away_corrections": told.turn_away_corrections}
    return {**head, **body, **away, "policy_version": night.policy_version}


@router.get("/shelters/{shelter_id}/report", response={200: Report, **PROBLEMS})
def shelter_report(request: Request, shelter_id: Id, period: Query[Period]) -> Any:
    """A shelter's nights of a period. Its own organisation sees every group, partners and coordinators sums."""
    shelter = reports.reported_shelter(request.user, shelter_id)
    if shelter is None:
        raise Http404
    return _report(request, [shelter], period)


@router.get("/organisations/{organisation_id}/report", response={200: Report, **PROBLEMS})
def organisation_report(request: Request, organisation_id: Id, period: Query[Period]) -> Any:
    """The nights of a period of all the shelters of one of the caller's organisations."""
    organisation = reports.reported_organisation(request.user, organisation_id)
    if organisation is None:
        raise Http404
    return _report(
        request, list(organisation.shelters.select_related("organisation").order_by(Alphabetic("name"))), period
    )


def _report(request: Request, shelters: Sequence[Shelter], period: Period) -> dict[str, Any]:
    first, last = period.days
    told = reports.report(shelters, first, last, viewer=request.user, with_intake=len(shelters) > 1)
    parts = {"totals": told.totals, "lines": told.lines, "turned_away": told.turned_away}
    return {"first": first, "last": last, **parts}


def _group(one: nights.GroupNight) -> dict[str, Any]:
    told: dict[str, Any] = {"group": one.group, "because": one.because, "allocable": one.allocable}
    return told | {name: one.now(name) for name in GroupNight.model_fields if name not in told}

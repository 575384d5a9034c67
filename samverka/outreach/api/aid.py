"""Emergency aid by month, and care that was refused."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.access import Stale
from samverka.core.api import (
    AS_JSON,
    PROBLEMS,
    Changed,
    Day,
    Id,
    Listed,
    Page,
    Problem,
    Said,
    Seen,
    handed_back,
    listed,
)
from samverka.outreach import actions, queries
from samverka.outreach.models import CareRefusal, EmergencyAidTally
from samverka.outreach.models.aid import AID_COUNTS


router = Router(tags=["outreach"])
Town = Annotated[str, StringConstraints(pattern="^[0-9]{4}$", max_length=4)]
County = Annotated[str, StringConstraints(pattern="^[0-9]{2}$", max_length=2)]
Many = Annotated[int, Field(0, strict=True, ge=0, le=99_999), AS_JSON]
Kronor = Annotated[int, Field(0, strict=True, ge=0, le=99_999_999), AS_JSON]
Outcomes = Literal["open", "given", "reduced", "unchanged", "unknown"]
EDITED: dict[Any, Any] = {**PROBLEMS, 409: Changed | Problem}


class AidNumbers(Said):
    """One kind of aid."""

    kind: Literal["food", "lodging", "medicine", "ticket_home", "other"]
    applied: Many
    granted: Many
    refused: Many
    kronor: Kronor
    adults: Many
    children: Many


class AidIn(Said):
    """A month, and the version that was seen when it was decided."""

    seen: Seen
    aid: list[AidNumbers] = Field(min_length=1, max_length=5)


class AidNumbersOut(Schema):
    """One kind of aid, as it was stated."""

    kind: str
    applied: int
    granted: int
    refused: int
    kronor: int
    adults: int
    children: int


class AidOut(Schema):
    """A municipality's month. No name, no case number, no destination."""

    municipality_id: str
    month: str
    seen: str
    aid: list[AidNumbersOut]


class RefusalIn(Said):
    """Once that care was refused or billed. `id` should be a random one: it must not tell the day."""

    id: Id
    organisation_id: Id
    region: County
    month: Day
    setting: Literal["emergency", "hospital", "centre", "maternity", "dental", "pharmacy", "other"]
    care: Literal["acute", "undeferrable", "maternity", "child", "dental", "medicine", "other"]
    event: Literal["refused", "prepayment", "full_invoice", "normal_fee"]
    amount: Literal["none", "500", "2000", "10000", "50000", "more", "unknown"]
    card: Literal["yes", "no", "unknown"]
    outcome: Outcomes = "open"


class RefusalOut(Schema):
    """What was logged of refused care. Nobody's age, gender, country, day or diagnosis."""

    id: UUID
    organisation_id: UUID
    region_id: str
    month: date
    setting: str
    care: str
    event: str
    amount: str
    card: str
    outcome: str


class OutcomeIn(Said):
    """What came of it after advice."""

    outcome: Outcomes


class RemovedOut(Schema):
    """What is not there any more."""

    id: UUID


class TotalsOut(Schema):
    """A region's year, by event."""

    region_id: str
    year: int
    events: dict[str, int]


class Yearly(Schema):
    """Which year; this one unless told."""

    year: int | None = Field(None, ge=2001, le=2099)


@router.get("/emergency-aid/{code}/{month}", response={200: AidOut, **PROBLEMS})
def aid(request: Request, code: Town, month: Day) -> Any:
    """What a municipality has stated of a month, for its coordinators and those above."""
    return _aid(_find_town(request, code), month)


@router.put("/emergency-aid/{code}/{month}", response={200: AidOut, **EDITED})
def state_aid(request: Request, code: Town, month: Day, payload: AidIn) -> Any:
    """State a month, by kind. Said again, it changes nothing; a kind that is not told stays as it is."""
    here = _find_town(request, code)
    told: dict[str, dict[str, int]] = {one.kind: one.dict(exclude={"kind"}) for one in payload.aid}
    try:
        actions.state_aid(municipality=here, month=month, aid=told, seen=payload.seen, by=request.user, at=now())
    except Stale as stale:
        return handed_back(stale, payload, _aid(here, month))
    return _aid(here, month)


@router.get("/care-refusals", response={200: Listed[RefusalOut], **PROBLEMS})
def refusals(request: Request, page: Query[Page]) -> Any:
    """What your organisations have logged, the newest month first."""
    return listed(queries.refusals(request.user), page)


@router.post("/care-refusals", response={201: RefusalOut, 200: RefusalOut, **PROBLEMS})
def log_refusal(request: Request, payload: RefusalIn) -> Status[CareRefusal]:
    """Log once that care was refused or billed. Sent again, it answers 200 and changes nothing."""
    homes = [one.pk for one in queries.logging_for(request.user)]
    is_new = not CareRefusal.objects.filter(pk=payload.id).exists()
    logged = actions.log_refusal(
        organisation=get_object_or_404(Organisation, pk__in={payload.organisation_id} & set(homes)),
        region=get_object_or_404(Territory, pk=payload.region), by=request.user, at=now(),
        **payload.dict(exclude={"organisation_id", "region"}),
    )  # fmt: skip
    return Status(201 if is_new else 200, logged)


@router.get("/care-refusals/totals", response={200: Listed[TotalsOut], **PROBLEMS})
def refusal_totals(request: Request, page: Query[Page], asked: Query[Yearly]) -> Any:
    """A year's totals by event of the regions in which you log or coordinate."""
    year = asked.year or localdate(now()).year
    found = queries.refusal_totals(request.user, year=year)
    return listed([{"region_id": region.pk, "year": year, "events": dict(events)} for region, events in found], page)


@router.post("/care-refusals/{refusal_id}/outcome", response={200: RefusalOut, **PROBLEMS})
def tell_outcome(request: Request, refusal_id: Id, payload: OutcomeIn) -> Any:
    """Say what came of it after advice."""
    found = _find_refusal(request, refusal_id)
    return actions.tell_outcome(refusal=found, outcome=payload.outcome, by=request.user, at=now())


@router.post("/care-refusals/{refusal_id}/remove", response={200: RemovedOut, **PROBLEMS})
def remove_refusal(request: Request, refusal_id: Id) -> Any:
    """It was logged by mistake, or twice: nothing of it stays."""
    actions.remove_refusal(refusal=_find_refusal(request, refusal_id), by=request.user, at=now())
    return {"id": refusal_id}


def _find_refusal(request: Request, pk: UUID) -> CareRefusal:
    rows = CareRefusal.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def _find_town(request: Request, code: str) -> Territory:
    return get_object_or_404(queries.aid_towns(request.user), pk=code)


def _aid(here: Territory, month: date) -> dict[str, Any]:
    rows = list(queries.aid_of(here, month))
    return {
        "municipality_id": here.pk, "month": str(month), "seen": queries.aid_version(rows),
        "aid": [_numbers(row) for row in rows],
    }  # fmt: skip


def _numbers(row: EmergencyAidTally) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("kind", *AID_COUNTS)}

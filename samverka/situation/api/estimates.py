"""Estimates and hidden numbers."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Organisation, Territory
from samverka.core.access import why_not
from samverka.core.api import AS_JSON, LINE, PROBLEMS, Code, Day, Id, Listed, Name, Page, Said, YesNo, listed
from samverka.situation import actions, queries, rules, tasks
from samverka.situation.actions import Overlaps, Statement
from samverka.situation.actions.values import MOST
from samverka.situation.estimate_words import tell
from samverka.situation.estimates import Hidden
from samverka.situation.models import Estimate, OverlapTable
from samverka.situation.queries import Known
from samverka.situation.queries.estimates import as_stated
from samverka.situation.queries.hidden import answer_of


router = Router(tags=["situation"])
Line = Annotated[str, StringConstraints(pattern=LINE, max_length=200)]
Note = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=1000)]
Word = Annotated[str, StringConstraints(pattern="^[a-z_]+$", max_length=20)]
Count = Annotated[int, Field(strict=True, ge=0, le=MOST), AS_JSON]


class EstimateOut(Schema):
    """How many there are, as you may see it. Without an id it is an answer to a survey, read where it is."""

    id: UUID | None
    territory: str
    definition: str
    low: int | None
    high: int | None
    has_no_basis: bool
    is_widened: bool
    as_of: date
    method: str
    confidence: str
    source: str


class StatementIn(Said):
    """A range with how and how surely it is known, or that there is no basis. `id` is made by the client."""

    id: Id
    as_of: Day
    method: Word
    low: Count | None = None
    high: Count | None = None
    has_no_basis: YesNo = False
    confidence: Annotated[str, StringConstraints(pattern="^[a-z]*$", max_length=10)] = ""
    source: Line = ""
    note: Note = ""


class EstimateIn(StatementIn):
    """The same, of whom and in whose name."""

    organisation_id: Id
    definition: Word


class OverlapsIn(Said):
    """How many are on which lists: each row a 1 or 0 for each list, then the people. No row is a person."""

    id: Id
    organisation_id: Id
    name: Name
    made_by: Name
    definition: Word
    first_day: Day
    last_day: Day
    lists: Annotated[list[Name], Field(max_length=8)]
    rows: Annotated[list[Annotated[list[Count], Field(max_length=9)]], Field(max_length=255)]


class HiddenOut(Schema):
    """A table that was brought, and in words what follows from it. Null while it is worked out."""

    id: UUID
    series: UUID
    version: int
    territory: str
    name: str
    made_by: str
    definition: str
    first_day: date
    last_day: date
    brought_at: datetime
    stage: str
    verdict: str | None
    low: float | None
    high: float | None
    seen: int | None
    headline: str
    cautions: list[str]


class StateIn(Said):
    """The id of the estimate that it becomes."""

    id: Id


@router.get("/situation/{code}/estimates", response={200: Listed[EstimateOut], **PROBLEMS})
def estimates(request: Request, code: Code, page: Query[Page]) -> Any:
    """What stands of a territory, the newest first. From others, ends of 1 to 4 are moved out to 0 and 5."""
    return listed(queries.stated(request.user, _territory(request, code)), page, told=_told)


@router.post("/situation/{code}/estimates", response={201: EstimateOut, 200: EstimateOut, **PROBLEMS})
def state_estimate(request: Request, code: Code, payload: EstimateIn) -> Status[Any]:
    """Say how many there are. Sent again, it answers 200 and changes nothing."""
    is_new = not Estimate.objects.filter(pk=payload.id).exists()
    made = actions.state_estimate(
        id=payload.id, organisation=_home(request, payload.organisation_id), territory=_territory(request, code),
        definition=payload.definition, statement=_statement(payload), by=request.user, at=now(),
    )  # fmt: skip
    return Status(201 if is_new else 200, _told(as_stated(made, is_own=True)))


@router.post("/estimates/{estimate_id}/correct", response={201: EstimateOut, 200: EstimateOut, **PROBLEMS})
def correct_estimate(request: Request, estimate_id: Id, payload: StatementIn) -> Status[Any]:
    """Let another take its place. Both stay."""
    is_new = not Estimate.objects.filter(pk=payload.id).exists()
    made = actions.correct_estimate(
        id=payload.id, estimate=_find(request, estimate_id), statement=_statement(payload), by=request.user, at=now()
    )
    return Status(201 if is_new else 200, _told(as_stated(made, is_own=True)))


@router.post("/estimates/{estimate_id}/withdraw", response={200: EstimateOut, **PROBLEMS})
def withdraw_estimate(request: Request, estimate_id: Id) -> Any:
    """Let it hold no more, with nothing in its place."""
    gone = actions.withdraw_estimate(estimate=_find(request, estimate_id), by=request.user, at=now())
    return _told(as_stated(gone, is_own=True))


@router.get("/situation/{code}/hidden-numbers", response={200: Listed[HiddenOut], **PROBLEMS})
def hidden_numbers(request: Request, code: Code, page: Query[Page]) -> Any:
    """What your organisation has brought of a territory: the newest version of each."""
    return listed(queries.overlap_tables(request.user, _territory(request, code)), page, told=_worked_out)


@router.post("/situation/{code}/hidden-numbers", response={201: HiddenOut, 200: HiddenOut, **PROBLEMS})
def bring_overlaps(request: Request, code: Code, payload: OverlapsIn) -> Status[Any]:
    """Bring a table of overlaps. More than three lists are worked out in the background: ask for it again."""
    is_new = not OverlapTable.objects.filter(pk=payload.id).exists()
    made = actions.bring_overlaps(
        id=payload.id, organisation=_home(request, payload.organisation_id), territory=_territory(request, code),
        overlaps=Overlaps(**payload.dict(exclude={"id", "organisation_id"})), by=request.user, at=now(),
    )  # fmt: skip
    tasks.work_out(made)
    made.refresh_from_db()
    return Status(201 if is_new else 200, _worked_out(made))


@router.get("/hidden-numbers/{table_id}", response={200: HiddenOut, **PROBLEMS})
def hidden_number(request: Request, table_id: Id) -> Any:
    """One, in words."""
    return _worked_out(_table(request, table_id))


@router.post("/hidden-numbers/{table_id}/state", response={201: EstimateOut, 200: EstimateOut, **PROBLEMS})
def state_hidden_number(request: Request, table_id: Id, payload: StateIn) -> Status[Any]:
    """Let its range be an estimate. Refused where the lists do not settle how many there are."""
    is_new = not Estimate.objects.filter(pk=payload.id).exists()
    made = actions.state_hidden_number(
        id=payload.id, table=_table(request, table_id), by=request.user, at=now()
    )  # fmt: skip
    return Status(201 if is_new else 200, _told(as_stated(made, is_own=True)))


def _territory(request: Request, code: str) -> Territory:
    here = Territory.objects.filter(pk=code).first()
    if here is None or why_not(rules.see_figures, request.user, here):
        raise Http404
    return here


def _home(request: Request, pk: UUID) -> Organisation:
    homes = [one.organisation_id for one in request.user.standing if one.role in COORDINATORS]
    return get_object_or_404(Organisation, pk__in={pk} & set(homes))


def _find(request: Request, pk: UUID) -> Estimate:
    homes = [one.organisation_id for one in request.user.standing if one.role in COORDINATORS]
    rows = Estimate.objects.filter(organisation__in=homes).select_related("organisation", "territory")
    return get_object_or_404(rows, pk=pk)


def _table(request: Request, pk: UUID) -> OverlapTable:
    return get_object_or_404(OverlapTable.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _statement(payload: StatementIn) -> Statement:
    return Statement(**{name: getattr(payload, name) for name in Statement.__dataclass_fields__})


def _told(one: Known) -> dict[str, Any]:
    names = ("territory", "definition", "is_widened", "as_of", "source")
    found = one.range
    return {
        **{name: getattr(one, name) for name in names},
        "id": one.estimate.pk if one.estimate else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "has_no_basis": found is None,
        "method": one.estimate.method if one.estimate else one.method,
        "confidence": found.confidence if found else "",
    }


def _worked_out(one: OverlapTable) -> dict[str, Any]:
    answer = answer_of(one)
    told = tell(answer) if answer else None
    names = ("id", "series", "version", "name", "made_by", "definition", "first_day", "last_day", "brought_at")
    is_range = isinstance(answer, Hidden) and answer.verdict != "unstable"
    return {
        **{name: getattr(one, name) for name in names},
        "territory": one.territory_id,
        "stage": one.stage.value,
        "verdict": answer.verdict if isinstance(answer, Hidden) else "refused" if answer else None,
        "low": answer.interval[0] if isinstance(answer, Hidden) and is_range else None,
        "high": answer.interval[1] if isinstance(answer, Hidden) and is_range else None,
        "seen": answer.seen if answer else None,
        "headline": told.headline if told else "",
        "cautions": list(told.cautions) if told else [],
    }

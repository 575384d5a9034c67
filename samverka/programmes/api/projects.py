"""Projects: read, planned, and reported period by period."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import AS_JSON, LINE, NAME, PROBLEMS, TEXT, Day, Id, Listed, Page, Said, listed
from samverka.core.api import Code as TerritoryCode
from samverka.programmes import actions, queries
from samverka.programmes.models import Fund, Project, ProjectPeriod


router = Router(tags=["programmes"])
Number = Annotated[int, Field(strict=True, ge=0, le=1_000_000), AS_JSON]
FundCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9-]+$")]


class ProjectOut(Schema):
    """What an organisation does with a fund's money."""

    id: UUID
    organisation_id: UUID
    territory_id: str
    fund_id: str
    title: str
    operation_number: str
    first_day: date
    last_day: date
    state: str


class TargetOut(Schema):
    """What is reported, and what was promised over the whole time."""

    indicator_id: int
    code: str
    name: str
    unit: str
    is_sensitive: bool
    target: int | None


class PeriodOut(Schema):
    """Some months that are reported together, and the versions that were submitted."""

    id: UUID
    first_day: date
    last_day: date
    due_on: date
    submitted_on: date | None
    reports: list[UUID]


class ProjectWhole(ProjectOut):
    """The same with its texts, targets and periods."""

    purpose: str
    tracks: str
    targets: list[TargetOut]
    periods: list[PeriodOut]


class IndicatorReportOut(Schema):
    """A period as it was submitted."""

    id: UUID
    period_id: UUID
    number: int
    submitted_at: datetime
    comment: str
    change: str
    content: dict[str, Any]


class ProjectIn(Said):
    """A project that `organisation_id` would own. `id` is made by the client."""

    id: Id
    organisation_id: Id
    territory: TerritoryCode
    fund: FundCode
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
    purpose: Annotated[str, Field(min_length=1, max_length=4000, pattern=TEXT)]
    tracks: Annotated[str, Field(max_length=2000, pattern=TEXT)] = ""
    first_day: Day
    last_day: Day


class GrantIn(Said):
    """The number that the fund has given it."""

    operation_number: Annotated[str, Field(min_length=1, max_length=40, pattern=NAME)]


class TargetIn(Said):
    """An indicator to report, and its target where there is one."""

    indicator_id: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000), AS_JSON]
    target: Number | None = None


class PeriodsIn(Said):
    """How the project is divided, and how soon each period is reported."""

    months: Literal[3, 6, 12] = 6
    days: Annotated[int, Field(strict=True, ge=1, le=180), AS_JSON] = 45


class KnownIn(Said):
    """What is known of an indicator. Of what front desks count no numbers are said: they are counted."""

    indicator_id: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000), AS_JSON]
    source: Literal["tally", "operation_estimate", "statement"]
    low: Number | None = None
    high: Number | None = None
    method: Annotated[str, Field(max_length=300, pattern=LINE)] = ""


class ValuesIn(Said):
    """What is known so far in a period."""

    values: Annotated[list[KnownIn], Field(max_length=60)]


class SubmitIn(Said):
    """A period as it is now; a correction says what has changed. `id` is made by the client."""

    id: Id
    comment: Annotated[str, Field(max_length=4000, pattern=TEXT)] = ""
    change: Annotated[str, Field(max_length=300, pattern=LINE)] = ""


@router.get("/projects", response={200: Listed[ProjectOut], **PROBLEMS})
def projects(request: Request, page: Query[Page]) -> Any:
    """The projects of your organisations, and granted ones where you coordinate; the last to end first."""
    return listed(queries.projects(request.user), page)


@router.post("/projects", response={201: ProjectWhole, **PROBLEMS})
def begin_project(request: Request, payload: ProjectIn) -> Any:
    """Plan a project."""
    said = payload.dict()
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    territory = get_object_or_404(Territory, pk=said.pop("territory"))
    fund = get_object_or_404(Fund, pk=said.pop("fund"))
    made = actions.begin_project(
        organisation=home, territory=territory, fund=fund, by=request.user, at=now(), **said
    )  # fmt: skip
    return Status(201, _whole(made))


@router.get("/projects/{project_id}", response={200: ProjectWhole, **PROBLEMS})
def project(request: Request, project_id: Id) -> Any:
    """One project with its targets and periods."""
    return _whole(_project(request, project_id))


@router.post("/projects/{project_id}/grant", response={200: ProjectWhole, **PROBLEMS})
def grant_project(request: Request, project_id: Id, payload: GrantIn) -> Any:
    """Note that the fund has said yes."""
    found = _project(request, project_id)
    return _whole(actions.grant_project(project=found, by=request.user, at=now(), **payload.dict()))


@router.post("/projects/{project_id}/targets", response={200: ProjectWhole, **PROBLEMS})
def set_target(request: Request, project_id: Id, payload: TargetIn) -> Any:
    """Report an indicator, and hold it against a target."""
    found = _project(request, project_id)
    indicator = get_object_or_404(found.fund.indicators, pk=payload.indicator_id)
    actions.set_target(project=found, indicator=indicator, target=payload.target, by=request.user, at=now())
    return _whole(found)


@router.post("/projects/{project_id}/periods", response={200: ProjectWhole, **PROBLEMS})
def plan_periods(request: Request, project_id: Id, payload: PeriodsIn) -> Any:
    """Divide it into periods."""
    found = _project(request, project_id)
    actions.plan_periods(project=found, by=request.user, at=now(), **payload.dict())
    return _whole(found)


@router.post("/project-periods/{period_id}/values", response={200: PeriodOut, **PROBLEMS})
def note_values(request: Request, period_id: Id, payload: ValuesIn) -> Any:
    """Note what is known so far."""
    known = {
        one.indicator_id: actions.Known(one.source, one.low, one.low if one.high is None else one.high, one.method)
        for one in payload.values
    }
    held = actions.note_values(period=_period(request, period_id), values=known, by=request.user, at=now())
    return _told(held)


@router.post("/project-periods/{period_id}/submit", response={201: IndicatorReportOut, **PROBLEMS})
def submit_report(request: Request, period_id: Id, payload: SubmitIn) -> Any:
    """Freeze the period as it is now."""
    found = _period(request, period_id)
    return Status(201, actions.submit_report(period=found, by=request.user, at=now(), **payload.dict()))


@router.get("/indicator-reports/{report_id}", response={200: IndicatorReportOut, **PROBLEMS})
def indicator_report(request: Request, report_id: Id) -> Any:
    """A period as it was submitted."""
    return get_object_or_404(queries.reports(request.user), pk=report_id)


def _project(request: Request, project_id: Id) -> Project:
    return get_object_or_404(queries.projects(request.user), pk=project_id)


def _period(request: Request, period_id: Id) -> ProjectPeriod:
    rows = ProjectPeriod.objects.filter(project__in=queries.projects(request.user).order_by().values("pk"))
    rows = rows.select_related("project__organisation", "project__territory", "project__fund")
    return get_object_or_404(rows, pk=period_id)


def _whole(found: Project) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in (*ProjectOut.model_fields, "purpose", "tracks")}
    aims = [
        {name: getattr(one.indicator, name) for name in ("code", "name", "unit", "is_sensitive")}
        | {"indicator_id": one.indicator_id, "target": one.target}
        for one in queries.targets(found)
    ]
    return told | {"targets": aims, "periods": [_told(one) for one in queries.periods(found)]}


def _told(period: ProjectPeriod) -> dict[str, Any]:
    told = {name: getattr(period, name) for name in ("id", "first_day", "last_day", "due_on", "submitted_on")}
    return told | {"reports": [one.pk for one in period.reports.all()]}

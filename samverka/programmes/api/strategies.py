"""Strategies: read, begun, and their measures moved."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import LINE, NAME, PROBLEMS, TEXT, Day, Id, Listed, Page, Said, listed
from samverka.core.api import Code as TerritoryCode
from samverka.programmes import actions, queries
from samverka.programmes.models import Measure, Strategy


router = Router(tags=["programmes"])


class StrategyOut(Schema):
    """What one or several municipalities want to reach together."""

    id: UUID
    organisation_id: UUID
    title: str
    first_day: date
    last_day: date
    state: str
    decided_by: str
    decided_on: date | None
    revises_id: UUID | None


class MeasureOut(Schema):
    """One thing that is to be done."""

    id: UUID
    number: int
    title: str
    organisation_id: UUID
    due_on: date | None
    budget: int | None
    indicator: str
    state: str
    stopped_because: str


class StrategyWhole(StrategyOut):
    """The same with its goals, areas and measures."""

    goals: str
    areas: list[str]
    measures: list[MeasureOut]


class StrategyIn(Said):
    """An initiative that `organisation_id` would keep. `id` is made by the client."""

    id: Id
    organisation_id: Id
    areas: Annotated[list[TerritoryCode], Field(min_length=1, max_length=300)]
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
    goals: Annotated[str, Field(min_length=1, max_length=6000, pattern=TEXT)]
    first_day: Day
    last_day: Day


class MoveMeasureIn(Said):
    """How far it has come; when it is stopped, why."""

    state: Literal["started", "done", "stopped"]
    because: Annotated[str, Field(max_length=300, pattern=LINE)] = ""


@router.get("/strategies", response={200: Listed[StrategyOut], **PROBLEMS})
def strategies(request: Request, page: Query[Page]) -> Any:
    """Those in force, and drafts that concern your organisations; the last to end first."""
    return listed(queries.strategies(request.user), page)


@router.post("/strategies", response={201: StrategyWhole, **PROBLEMS})
def begin_strategy(request: Request, payload: StrategyIn) -> Any:
    """Begin an initiative."""
    said = payload.dict()
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    areas = [get_object_or_404(Territory, pk=code) for code in said.pop("areas")]
    return Status(
        201, _whole(actions.begin_strategy(organisation=home, areas=areas, by=request.user, at=now(), **said))
    )


@router.get("/strategies/{strategy_id}", response={200: StrategyWhole, **PROBLEMS})
def strategy(request: Request, strategy_id: Id) -> Any:
    """One strategy with its measures."""
    return _whole(get_object_or_404(queries.strategies(request.user), pk=strategy_id))


@router.post("/measures/{measure_id}/move", response={200: MeasureOut, **PROBLEMS})
def move_measure(request: Request, measure_id: Id, payload: MoveMeasureIn) -> Any:
    """Say how far a measure has come."""
    rows = Measure.objects.filter(strategy__in=queries.strategies(request.user).order_by().values("pk"))
    found = get_object_or_404(rows.select_related("strategy"), pk=measure_id)
    return actions.move_measure(measure=found, by=request.user, at=now(), **payload.dict())


def _whole(found: Strategy) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in (*StrategyOut.model_fields, "goals")}
    return told | {"areas": [one.code for one in found.areas.order_by("code")], "measures": queries.measures(found)}

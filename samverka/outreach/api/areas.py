"""Areas and teams, what a team says of a month, and who can be rung."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.core.api import AS_JSON, PROBLEMS, Day, Id, Listed, Page, Said, listed
from samverka.outreach import actions, queries
from samverka.outreach.models import Area, LanguageCounter, Team, UniqueStatement


router = Router(tags=["outreach"])
Number = Annotated[int, Field(strict=True, ge=0, le=9999), AS_JSON]
Word = Annotated[str, Field(pattern="^[a-z_-]{1,20}$", max_length=20)]


class AreaOut(Schema):
    """A part of a municipality, as large as a town district or larger."""

    id: UUID
    municipality_id: str
    name: str


class TeamOut(Schema):
    """Those of an organisation who go out together."""

    id: UUID
    organisation_id: UUID
    name: str
    municipalities: list[str]


class LanguageIn(Said):
    """How often a language was needed in a month, knowing how it stood."""

    month: Day
    language: Word
    count: Annotated[int, Field(strict=True, ge=0, le=100_000), AS_JSON]
    seen: Annotated[int, Field(strict=True, ge=0, le=100_000), AS_JSON]


class LanguageTapIn(Said):
    """Once more, or once less. `id` should be a random one: it must not tell when the language was needed."""

    id: Id
    month: Day
    language: Word
    change: Literal[1, -1] = 1


class LanguageOut(Schema):
    """How often a language was needed in a team's month. It hangs on no contact."""

    team_id: UUID
    month: str
    language: str
    count: int


class UniqueIn(Said):
    """How many different people a team believes to have met in a month, and how it knows."""

    id: Id
    month: Day
    least: Number
    most: Number
    method: Word


class UniqueOut(Schema):
    """The statement as it stands."""

    id: UUID
    team_id: UUID
    month: str
    least: int
    most: int
    method: str


class OnDutyOut(Schema):
    """A language, and one line on which somebody who speaks it can be rung now."""

    municipality_id: str
    language: str
    organisation: str
    kind: str
    phone: str
    until: datetime


def find_team(request: Request, pk: UUID) -> Team:
    """A team that the viewer goes out with, or 404."""
    rows = Team.objects.worked_by(request.user).select_related("organisation__territory")
    return get_object_or_404(rows, pk=pk)


def find_area(team: Team, pk: UUID) -> Area:
    """An area where the team goes out, or 404."""
    near = Area.objects.filter(municipality__in=team.municipalities.all()).select_related("municipality")
    return get_object_or_404(near, pk=pk)


@router.get("/teams", response={200: Listed[TeamOut], **PROBLEMS})
def teams(request: Request, page: Query[Page]) -> Any:
    """The teams that you go out with."""
    return listed(queries.teams_of(request.user), page, told=_team)


@router.get("/areas", response={200: Listed[AreaOut], **PROBLEMS})
def areas(request: Request, page: Query[Page]) -> Any:
    """The areas in use where your teams go out."""
    return listed(queries.areas_of(queries.teams_of(request.user)), page)


@router.post("/teams/{team_id}/languages", response={200: LanguageOut, **PROBLEMS})
def count_language(request: Request, team_id: Id, payload: LanguageIn) -> Any:
    """Count a language for a month. Said again, it changes nothing; 409 when a colleague has counted meanwhile."""
    team = find_team(request, team_id)
    kept = actions.count_language(team=team, **payload.dict(), by=request.user, at=now())
    return _language(kept or LanguageCounter(team=team, month=payload.month, language=payload.language, count=0))


@router.post("/teams/{team_id}/languages/taps", response={200: LanguageOut, **PROBLEMS})
def tap_language(request: Request, team_id: Id, payload: LanguageTapIn) -> Any:
    """Count a language once more, or once less. Sent again with the same id, it changes nothing."""
    team = find_team(request, team_id)
    return _language(actions.tap_language(team=team, **payload.dict(), by=request.user, at=now()))


@router.post("/teams/{team_id}/unique", response={201: UniqueOut, 200: UniqueOut, **PROBLEMS})
def state_unique(request: Request, team_id: Id, payload: UniqueIn) -> Status[dict[str, Any]]:
    """State how many different people a month was. It takes the place of the statement before."""
    team, at = find_team(request, team_id), now()
    stated = actions.state_unique(team=team, **payload.dict(), by=request.user, at=at)
    return Status(201 if stated.stated_at == at else 200, _unique(stated))


@router.get("/on-duty", response={200: Listed[OnDutyOut], **PROBLEMS})
def on_duty(request: Request, page: Query[Page]) -> Any:
    """Who can be rung now in your municipalities, for which language. No name is told."""
    lines = [
        {"municipality_id": here.pk, "language": name, "organisation": one.organisation, "kind": one.kind,
         "phone": one.line.phone, "until": one.until}
        for here in queries.municipalities_near(request.user)
        for name, people in queries.on_duty(here, at=now())
        for one in people
    ]  # fmt: skip
    return listed(lines, page)


def _team(team: Team) -> dict[str, Any]:
    told = {name: getattr(team, name) for name in ("id", "organisation_id", "name")}
    return told | {"municipalities": sorted(one.pk for one in team.municipalities.all())}


def _language(one: LanguageCounter) -> dict[str, Any]:
    return {"team_id": one.team_id, "month": str(one.month), "language": one.language, "count": one.count}


def _unique(one: UniqueStatement) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("id", "team_id", "least", "most", "method")}
    return told | {"month": str(one.month)}

"""Teams, their areas, their plans and what they have said of a month."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from samverka.actors.models import Role, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.directory.models import Category
from samverka.directory.models.spoken import SPOKEN
from samverka.outreach.models import Area, Handover, LanguageCounter, PlannedRound, Team, UniqueStatement
from samverka.outreach.models.duties import DUTY_ROLES


def teams_of(viewer: User) -> list[Team]:
    """The teams that the viewer goes out with."""
    rows = Team.objects.worked_by(viewer).select_related("organisation__territory")
    return list(rows.prefetch_related("municipalities").order_by(Alphabetic("organisation__name"), Alphabetic("name")))


def team_of(viewer: User) -> QuerySet[Team]:
    """The teams of which the viewer may see a page."""
    return Team.objects.kept_by(viewer).select_related("organisation__territory").prefetch_related("municipalities")


def areas_of(teams: Iterable[Team]) -> QuerySet[Area]:
    """The areas in use where these teams go out."""
    near = {one.pk for team in teams for one in team.municipalities.all()}
    rows = Area.objects.filter(municipality__in=near, retired_on=None).select_related("municipality")
    return rows.order_by(Alphabetic("municipality__name"), Alphabetic("name"))


def areas_near(municipality: Territory) -> QuerySet[Area]:
    """All areas of a municipality, those in use first."""
    return Area.objects.filter(municipality=municipality).order_by("retired_on", Alphabetic("name"))


def municipalities_near(viewer: User) -> list[Territory]:
    """The municipalities in which the viewer meets people or coordinates, and those where the own teams go."""
    codes = {one.territory_id for one in viewer.standing if one.role in DUTY_ROLES}
    mine = Q(code__in=codes) | Q(teams__in=Team.objects.worked_by(viewer))
    return list(Territory.objects.filter(mine, code__regex="^[0-9]{4}$").distinct().order_by(Alphabetic("name")))


def planned(team: Team, *, since: date, days: int = 7) -> list[tuple[date, list[PlannedRound]]]:
    """Each evening of the days to come, with where the team means to be."""
    rows = team.planned.filter(date__range=(since, since + timedelta(days=days - 1))).select_related("area")
    found: dict[date, list[PlannedRound]] = {since + timedelta(days=number): [] for number in range(days)}
    for row in rows.order_by("date", Alphabetic("area__name")):
        found[row.date].append(row)
    return list(found.items())


def planned_near(viewer: User, *, on: date) -> QuerySet[PlannedRound]:
    """Which teams are where on an evening, in the municipalities where the viewer goes out or coordinates."""
    codes = [
        one.territory_id for one in viewer.standing if one.role in (Role.OUTREACH_WORKER, Role.MUNICIPALITY_COORDINATOR)
    ]
    rows = PlannedRound.objects.filter(date=on, area__municipality__in=codes)
    return rows.select_related("team__organisation", "area").order_by(
        Alphabetic("area__name"), Alphabetic("team__name")
    )


def handovers(viewer: User) -> QuerySet[Handover]:
    return Handover.objects.visible_to(viewer).select_related("team").order_by("-at", "pk")


def languages_of(team: Team, month: date) -> list[dict[str, Any]]:
    """Every language that can be counted, with how often it was needed in the month; what is counted first."""
    county = team.organisation.territory.county
    rows = LanguageCounter.objects.filter(county=county, team=team, month=month)
    counted = dict(rows.values_list("language", "count"))
    lines = [(code, name, counted.get(code, 0)) for code, name in SPOKEN.items()]
    told = [{"code": code, "name": name, "count": n} for code, name, n in lines]
    return sorted(told, key=lambda line: not line["count"])


def category_names(codes: Iterable[str]) -> dict[str, str]:
    """What kinds of service are called, by code."""
    return dict(Category.objects.filter(code__in=set(codes)).values_list("code", "name"))


def unique_of(team: Team) -> QuerySet[UniqueStatement]:
    """What the team has stated, the newest month first."""
    county = team.organisation.territory.county
    return UniqueStatement.objects.filter(county=county, team=team).order_by("-month")

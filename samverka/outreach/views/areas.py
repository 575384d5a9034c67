"""What coordinators and leads keep: areas, teams, rules of work in the field; and the week that writes itself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core import policy
from samverka.core.access import Refused, why_not
from samverka.core.http import form_on, read_day
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.rounds import AddArea, EditTeam, SetRule
from samverka.outreach.models import Area
from samverka.outreach.policy import CHAPTER, rules_of
from samverka.outreach.views import pictures
from samverka.outreach.views.duties import find_municipality
from samverka.safeguarding.queries import loop


@require_GET
def areas(request: Request, code: str) -> HttpResponse:
    return _areas(request, find_municipality(request, code))


@form_on("outreach:areas", find_municipality)
def add_area(request: Request, code: str) -> HttpResponse:
    here, form = find_municipality(request, code), AddArea(request.POST)
    if form.is_valid():
        try:
            actions.add_area(municipality=here, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("outreach:areas", code=code)
    return _areas(request, here, form=form)


@form_on("outreach:areas", find_municipality)
def set_rule(request: Request, code: str) -> HttpResponse:
    here, form = find_municipality(request, code), SetRule(request.POST)
    if form.is_valid():
        try:
            actions.set_rule(territory=here, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:areas", code=code)
    return _areas(request, here, rule=form)


def _find_area(request: Request, pk: UUID) -> Area:
    near = queries.municipalities_near(request.user)
    return get_object_or_404(Area.objects.filter(municipality__in=near).select_related("municipality"), pk=pk)


@form_on("outreach:areas", _find_area, of="municipality_id")
def retire_area(request: Request, pk: UUID) -> HttpResponse:
    area = actions.retire_area(area=_find_area(request, pk), by=request.user, at=now())
    return redirect("outreach:areas", code=area.municipality_id)


@form_on("outreach:areas", _find_area, of="municipality_id")
def restore_area(request: Request, pk: UUID) -> HttpResponse:
    area = actions.restore_area(area=_find_area(request, pk), by=request.user, at=now())
    return redirect("outreach:areas", code=area.municipality_id)


@require_http_methods(["GET", "POST"])
def edit_team(request: Request, organisation: UUID, pk: UUID | None = None) -> HttpResponse:
    """A new team of one's organisation, or one that there is."""
    at_home = Organisation.objects.filter(pk__in=request.user.organisations()).select_related("territory")
    home = get_object_or_404(at_home, pk=organisation)
    team = get_object_or_404(queries.team_of(request.user).filter(organisation=home), pk=pk) if pk else None
    initial: dict[str, Any] = {"municipalities": [home.territory_id]}
    if team:
        initial = {"name": team.name, "is_active": team.is_active, "municipalities": team.municipalities.all()}
    form = EditTeam(request.POST or None, county=home.territory.county, initial=initial)
    if form.is_valid():
        try:
            _keep_team(request, form, home, team)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:round")
    context = {"form": form, "home": home, "team": team, "blocked": why_not(rules.keep_team, request.user, home)}
    return render(request, "outreach/edit_team.html", context, status=422 if form.errors else 200)


def _keep_team(request: Request, form: EditTeam, home: Organisation, team: Any) -> None:
    told = {name: form.cleaned_data[name] for name in ("name", "municipalities")}
    if team:
        actions.edit_team(team=team, is_active=form.cleaned_data["is_active"], by=request.user, at=now(), **told)
    else:
        actions.add_team(id=form.cleaned_data["id"], organisation=home, by=request.user, at=now(), **told)


@require_GET
def week(request: Request, code: str) -> HttpResponse:
    """The sums of a week, which nobody has to write."""
    here, today = find_municipality(request, code), localdate(now())
    day = read_day(request.GET.get("from", "")) or today
    monday = day - timedelta(days=day.weekday())
    found = queries.week(request.user, here, monday=monday)
    names = queries.category_names([code for code, _count in [*found.needs, *found.helped_with]])
    context = {
        "municipality": here,
        "week": found,
        "needs": [(names.get(code, code), count) for code, count in found.needs],
        "helped_with": [(names.get(code, code), count) for code, count in found.helped_with],
        "desks": queries.desk_week(request.user, here, monday=monday),
        "loop": loop(viewer=request.user, at=now()),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7) if monday + timedelta(days=7) <= today else None,
    }
    return render(request, "outreach/week.html", context)


@require_GET
def months(request: Request, code: str) -> HttpResponse:
    """Each area's contacts by month over a year, as a picture and as a table."""
    here, today = find_municipality(request, code), localdate(now())
    current = today.replace(day=1)
    last = min(read_day(request.GET.get("to", "")) or today, today).replace(day=1)
    firsts = queries.year_until(last)
    years = queries.area_years(request.user, here, months=firsts)
    most = max((one.most for one in years), default=0) or 1
    context = {
        "municipality": here,
        "years": [(one, pictures.over_time(one, most=most)) for one in years],
        "before": firsts[0],
        "after": min(last.replace(year=last.year + 1), current) if last < current else None,
    }
    return render(request, "outreach/months.html", context)


def _areas(
    request: Request, here: Territory, *, form: AddArea | None = None, rule: SetRule | None = None
) -> HttpResponse:
    today = localdate(now())
    in_force, known = rules_of(here.pk, on=today), policy.known(CHAPTER)
    context = {
        "municipality": here,
        "areas": queries.areas_near(here),
        "form": form or AddArea(),
        "rule": rule or SetRule(initial={"valid_from": today}),
        "rules": [(key.text, key.told(in_force.value(key.name)), in_force.source(key.name)) for key in known],
        "blocked": why_not(rules.keep_areas, request.user, here),
        "rule_blocked": why_not(rules.set_rule, request.user, here),
    }
    wrong = (form and form.errors) or (rule and rule.errors)
    return render(request, "outreach/areas.html", context, status=422 if wrong else 200)

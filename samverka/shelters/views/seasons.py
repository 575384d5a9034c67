"""Seasons: which there are, how they are planned, and what is taken up of what hosts offer."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.shelters import actions, queries, rules
from samverka.shelters.clock import tonight
from samverka.shelters.forms.seasons import PlanSeason
from samverka.shelters.models import HostSlot, Pool, Season
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.views.calendar import WHOLE, find_season, months_of
from samverka.shelters.views.season_picture import picture


IS_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_GET
def seasons(request: Request) -> HttpResponse:
    """The seasons in the viewer's sight, and the pools in which the viewer may plan one."""
    context = {
        "seasons": queries.seasons_to_see(request.user)[:50],
        "pools": queries.pools_to_schedule(request.user),
        "today": tonight(now(), closes=MORNING_CLOSE),
    }
    return render(request, "shelters/seasons.html", context)


@require_http_methods(["GET", "POST"])
def new_season(request: Request, pk: UUID) -> HttpResponse:
    pool = get_object_or_404(Pool.objects.seen_by(request.user), pk=pk)
    return _plan(request, pool, None)


@require_http_methods(["GET", "POST"])
def edit_season(request: Request, pk: UUID) -> HttpResponse:
    season = find_season(request, pk)
    return _plan(request, season.pool, season)


def _plan(request: Request, pool: Pool, found: Season | None) -> HttpResponse:
    told = {name: getattr(found, name) for name in ("id", "name", "first", "last", "wanted")} if found else {}
    told |= {"seen": queries.season_version(found)} if found else {}
    form = PlanSeason(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {**form.cleaned_data, "id": found.pk} if found else _first(form)
        plan = actions.plan_season if found else actions.add_season
        with explaining(form, seen=lambda: queries.season_version(Season.objects.filter(pk=said["id"]).first())):
            season = plan(pool=pool, by=request.user, at=now(), **said)
            return redirect("shelters:season", pk=season.pk)
    context = {"form": form, "pool": pool, "season": found, "blocked": why_not(rules.plan_season, request.user, pool)}
    return render(request, "shelters/plan_season.html", context, status=form.status)


def _first(form: PlanSeason) -> dict[str, Any]:
    """What is said of a new season, of which nobody has seen another version."""
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}


@form_on("shelters:season", find_season)
def schedule_slots(request: Request, pk: UUID) -> HttpResponse:
    """Take up every offer to come of a month, of the whole season, or of one host; or those that are ticked."""
    season, month = find_season(request, pk), request.POST.get("month", "")
    offers = HostSlot.objects.filter(county=season.county, season=season, withdrawn_at=None, night=None)
    offers = offers.filter(date__gte=tonight(now(), closes=MORNING_CLOSE))
    if month in dict(months_of(season)):
        offers = offers.filter(date__year=month[:4], date__month=month[5:])
    elif month != WHOLE:
        offers = offers.filter(pk__in=[UUID(pk) for pk in request.POST.getlist("slots") if IS_ID.fullmatch(pk)])
    try:
        taken = actions.schedule_slots(season=season, slots=list(offers), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(turns)s turn is scheduled.", "%(turns)s turns are scheduled.", len(taken))
        messages.success(request, text % {"turns": len(taken)})
    return redirect(reverse("shelters:season", args=[pk]) + (f"?month={month}" if month else ""))


@require_safe
def season_picture(request: Request, pk: UUID) -> HttpResponse:
    """The picture alone, as a file to keep or to put into a report."""
    season = find_season(request, pk)
    drawn = picture(queries.calendar(season), today=tonight(now(), closes=MORNING_CLOSE), alone=True)
    return HttpResponse(drawn, content_type="image/svg+xml")

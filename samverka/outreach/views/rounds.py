"""A team's evening: where it goes, what it takes over, and what it says of a month."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS
from samverka.core.access import Refused, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.http import read_day
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.rounds import PlanRound, StateUnique, TapLanguage, WriteHandover
from samverka.outreach.models import Team
from samverka.outreach.models.removals import PLAN
from samverka.safeguarding.models.sightings import coordinated
from samverka.safeguarding.queries import loop


MORNING = timedelta(hours=6)  # a round that ends after midnight belongs to its evening
LATELY = timedelta(days=7)


@require_GET
def round(request: Request) -> HttpResponse:
    """Where those who go out begin: the evening's areas, what was handed over, and one big button."""
    evening = localdate(now() - MORNING)
    homes = {one.organisation_id: one.organisation for one in request.user.standing}
    received, sent = queries.recent_referrals(request.user, since=now() - LATELY)
    context = {
        "evening": evening,
        "children": loop(viewer=request.user, at=now()),
        "teams": queries.teams_of(request.user),
        "homes": [one for one in homes.values() if not why_not(rules.keep_team, request.user, one)],
        "kept": queries.team_of(request.user).order_by(Alphabetic("name")),
        "planned": queries.planned_near(request.user, on=evening),
        "handovers": queries.handovers(request.user)[:5],
        "waiting": [one for one in received if one.is_open],
        "sent": [one for one in sent if one.is_open],
        "recent": queries.noted_lately(request.user, at=now()),
        "municipalities": queries.municipalities_near(request.user),
        "month": evening.replace(day=1),
        **_coordinating(request),
    }
    return render(request, "outreach/round.html", context)


def _coordinating(request: Request) -> dict[str, Any]:
    """What of removals and tips is to be done, where emergency aid is stated, and whether one reads of refused care."""
    coordinates = any(one.role in COORDINATORS for one in request.user.standing)
    return {
        "due": queries.due(request.user, on=localdate(now())),
        "plan_names": PLAN,
        "coordinated": coordinated(request.user),
        "tips_waiting": queries.tips_waiting(request.user, at=now()),
        "logs": coordinates or bool(queries.logging_for(request.user)),
    }


def _find_team(request: Request, pk: UUID) -> Team:
    return get_object_or_404(queries.team_of(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def plan_round(request: Request, pk: UUID) -> HttpResponse:
    """The coming week of a team; what is posted is one evening of it."""
    team, evening = _find_team(request, pk), localdate(now() - MORNING)
    day = read_day(request.GET.get("date", "")) or evening
    initial = {"date": day, "areas": list(team.planned.filter(date=day).values_list("area", flat=True))}
    form = PlanRound(
        request.POST if request.method == "POST" else None, areas=queries.areas_of([team]), initial=initial
    )
    if form.is_valid():
        try:
            actions.plan_round(team=team, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("outreach:plan_round", pk=pk)
    context = {"team": team, "form": form, "days": queries.planned(team, since=evening)}
    return render(request, "outreach/plan_round.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def write_handover(request: Request, pk: UUID) -> HttpResponse:
    team = _find_team(request, pk)
    form = WriteHandover(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.write_handover(team=team, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Handed over."))
            return redirect("outreach:round")
    context = {"team": team, "form": form, "handovers": queries.handovers(request.user).filter(team=team)[:10]}
    context |= {"blocked": why_not(rules.write_handover, request.user, team)}
    return render(request, "outreach/write_handover.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def count_language(request: Request, pk: UUID) -> HttpResponse:
    """A month's languages, each with one big button. A tap has an id of its own: sent twice it is one."""
    team, form = _find_team(request, pk), TapLanguage(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            actions.tap_language(team=team, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("outreach:count_language", pk=pk)
    month = localdate(now()).replace(day=1)
    lines = [{**line, "less_id": uuid4(), "more_id": uuid4()} for line in queries.languages_of(team, month)]
    context = {"team": team, "month": month, "lines": lines}
    context |= {"blocked": why_not(rules.count_language, request.user, team)}
    return render(request, "outreach/count_language.html", context, status=422 if request.POST else 200)


@require_http_methods(["GET", "POST"])
def state_unique(request: Request, pk: UUID) -> HttpResponse:
    team, month = _find_team(request, pk), _last_month(now())
    form = StateUnique(request.POST if request.method == "POST" else None, initial={"month": month})
    if form.is_valid():
        try:
            actions.state_unique(team=team, **form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:state_unique", pk=pk)
    context: dict[str, Any] = {"team": team, "form": form, "month": month, "stated": queries.unique_of(team)[:13]}
    return render(request, "outreach/state_unique.html", context, status=422 if form.errors else 200)


def _last_month(at: datetime) -> date:
    """The month that is over."""
    return (localdate(at).replace(day=1) - timedelta(days=1)).replace(day=1)

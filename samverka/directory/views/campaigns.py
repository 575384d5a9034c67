"""Campaigns: all who offer something in a territory are asked by mail whether it is still right."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Territory
from samverka.core.access import Refused
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.directory import actions, queries
from samverka.directory.forms.upkeep import StartCampaign
from samverka.directory.models import Campaign


@require_GET
def campaigns(request: Request) -> HttpResponse:
    rows = _mine(request).select_related("territory").order_by("-begins_on", Alphabetic("name"), "pk")
    answered = Count("links", filter=Q(links__answered_at__isnull=False))
    context = {
        "campaigns": rows.annotate(asked=Count("links"), answered=answered)[:50],
        "today": localdate(now()),
        "starts": _territories(request).exists(),
    }
    return render(request, "directory/campaigns.html", context)


@require_http_methods(["GET", "POST"])
def start_campaign(request: Request) -> HttpResponse:
    territories = _territories(request)
    start = {"territory": territories.first(), **_weeks(localdate(now()))}
    form = StartCampaign(request.POST or None, territories=territories, initial=start)
    if form.is_valid():
        home = next(one.organisation for one in request.user.standing if one.role in COORDINATORS)
        with explaining(form):
            made = actions.start_campaign(organisation=home, by=request.user, at=now(), **form.cleaned_data)
            return redirect("directory:campaign", pk=made.pk)
    return render(request, "directory/start_campaign.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def campaign(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    waiting = list(queries.not_yet_asked(found)[:200])
    context = {
        "campaign": found,
        "links": found.links.select_related("provider").order_by("answered_at", Alphabetic("provider__name"))[:500],
        "waiting": [one for one in waiting if queries.mailbox(one)],
        "unreachable": [one for one in waiting if not queries.mailbox(one)],
        "is_going_on": found.begins_on <= localdate(now()) <= found.ends_on,
        "is_over": found.ends_on < localdate(now()),
    }
    return render(request, "directory/campaign.html", context)


def _find(request: Request, pk: UUID) -> Campaign:
    return get_object_or_404(_mine(request).select_related("territory"), pk=pk)


@form_on("directory:campaign", _find)
def remind_campaign(request: Request, pk: UUID) -> HttpResponse:
    try:
        actions.remind_campaign(campaign=_find(request, pk), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Those who have not answered get a mail within the hour, by day."))
    return redirect("directory:campaign", pk=pk)


@form_on("directory:campaign", _find)
def close_campaign(request: Request, pk: UUID) -> HttpResponse:
    actions.close_campaign(campaign=_find(request, pk), by=request.user, at=now())
    messages.success(request, _("The campaign is closed. Its links are good no more."))
    return redirect("directory:campaign", pk=pk)


def _weeks(today: date) -> dict[str, Any]:
    """Four weeks from now, with a reminder after two."""
    return {"begins_on": today, "remind_on": today + timedelta(days=14), "ends_on": today + timedelta(days=28)}


def _territories(request: Request) -> QuerySet[Territory]:
    """Where the user may ask all: what the user coordinates, and the municipalities of it."""
    codes = [one.territory_id for one in request.user.standing if one.role in COORDINATORS]
    if SWEDEN in codes:
        return Territory.objects.order_by("code")
    near = Q(pk=None)
    for code in codes:
        near |= Q(code__startswith=code)
    return Territory.objects.filter(near).order_by("code")


def _mine(request: Request) -> QuerySet[Campaign]:
    return Campaign.objects.filter(territory__in=_territories(request))

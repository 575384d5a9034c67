"""Extra-cold nights: the season for coordinators, a night's course, and the decision in two taps."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.policy import effective
from samverka.directory.queries import towns
from samverka.shelters import actions, clock, queries, rules
from samverka.shelters.forms.cold import Announce, AskSites, CallOff, DecideColdNight, NoteForecast
from samverka.shelters.models import ColdNightEvent
from samverka.shelters.models.sites import scopes_around
from samverka.shelters.policy import MORNING_CLOSE


AHEAD = 3  # nights that are looked at, tonight among them
LATELY = 60  # nights of the past that are listed


@require_GET
def cold(request: Request) -> HttpResponse:
    """The nights ahead, forecast beside rule, in each municipality; and those that have been."""
    tonight, found = _tonight(now()), queries.cold_nights(viewer=request.user)
    ahead = list(found.filter(date__gte=tonight))
    context = {
        "date": tonight,
        "places": [_place(one, tonight, ahead) for one in queries.deciding_for(request.user)],
        "elsewhere": [one for one in ahead if why_not(rules.decide_cold_night, request.user, one.territory)],
        "past": list(found.filter(date__lt=tonight)[:LATELY]),
    }
    return render(request, "shelters/cold.html", context)


def _place(territory: Territory, tonight: date, ahead: list[ColdNightEvent]) -> dict[str, Any]:
    """One municipality: its rule, how the feed stands, and the nights ahead with what was read of them last."""
    rule, source = queries.cold_trigger(territory.code, on=tonight)
    days = [tonight + timedelta(days=number) for number in range(AHEAD)]
    events = {one.date: one for one in ahead if one.territory_id == territory.pk}
    nights = [(day, events.get(day), next(iter(events[day].readings.all()), None) if day in events else None)
              for day in sorted({*days, *events})]  # fmt: skip
    watch = queries.cold_watch(territory.code)
    return {"territory": territory, "rule": rule, "source": source, "nights": nights, "watch": watch}


@require_http_methods(["GET", "POST"])
def note_forecast(request: Request) -> HttpResponse:
    """What somebody has read, when no feed is asked or it does not answer."""
    at = now()
    asked: dict[str, Any] = {"territories": queries.deciding_for(request.user), "tonight": _tonight(at), "at": at}
    begun = {name: request.GET[name] for name in ("territory", "date") if name in request.GET}
    form = NoteForecast(request.POST if request.method == "POST" else None, initial=begun, **asked)
    if request.method == "POST" and form.is_valid():
        with explaining(form):
            reading = actions.note_forecast(**form.cleaned_data, by=request.user, at=at)
            return redirect("shelters:cold_night", pk=reading.event_id)
    context = {"form": form, "may": asked["territories"].exists()}
    return render(request, "shelters/cold_note.html", context, status=422 if form.errors else 200)


@require_GET
def cold_night(request: Request, pk: UUID) -> HttpResponse:
    return night_page(request, find_event(request, pk))


@require_http_methods(["GET", "POST"])
def decide_cold_night(request: Request, pk: UUID) -> HttpResponse:
    """The second of two taps: we open, or we do not."""
    event = find_event(request, pk)
    form = DecideColdNight(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with explaining(form, beside="reason"):
            actions.decide_cold_night(**form.cleaned_data, event=event, by=request.user, at=now())
            messages.success(request, _("Decided, and written down."))
            return redirect("shelters:cold_night", pk=pk)
    rule, source = queries.cold_trigger(event.territory_id, on=event.date)
    context = {"event": event, "form": form, "rule": rule, "source": source, "reading": queries.last_reading(event)}
    context["blocked"] = why_not(rules.decide_cold_night, request.user, event.territory)
    return render(request, "shelters/cold_decide.html", context, status=422 if form.errors else 200)


def find_event(request: Request, pk: UUID) -> ColdNightEvent:
    return get_object_or_404(
        ColdNightEvent.objects.seen_by(request.user).select_related("territory", "decided_by"), pk=pk
    )


@form_on("shelters:cold_night", find_event)
def ask_cold_sites(request: Request, pk: UUID) -> HttpResponse:
    event = find_event(request, pk)
    form = AskSites(request.POST, shelters=queries.could_open(event))
    if form.is_valid():
        with explaining(form):
            actions.ask_cold_sites(event=event, **form.cleaned_data, by=request.user, at=now())
            return redirect("shelters:cold_night", pk=pk)
    return night_page(request, event, ask=form)


@form_on("shelters:cold_night", find_event)
def announce_cold_night(request: Request, pk: UUID) -> HttpResponse:
    event, form = find_event(request, pk), Announce(request.POST)
    if form.is_valid():
        with explaining(form):
            actions.announce_cold_night(event=event, **form.cleaned_data, by=request.user, at=now())
            messages.success(request, _("It stands on the town's pages now; mails are on their way."))
            return redirect("shelters:cold_night", pk=pk)
    return night_page(request, event, announce=form)


@form_on("shelters:cold_night", find_event)
def call_off_cold_night(request: Request, pk: UUID) -> HttpResponse:
    event, form = find_event(request, pk), CallOff(request.POST)
    if form.is_valid():
        with explaining(form, beside="because"):
            actions.call_off_cold_night(event=event, **form.cleaned_data, by=request.user, at=now())
            return redirect("shelters:cold_night", pk=pk)
    return night_page(request, event, call_off=form)


@form_on("shelters:cold_night", find_event)
def confirm_cold_sites(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.confirm_cold_sites)


@form_on("shelters:cold_night", find_event)
def open_cold_night(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.open_cold_night)


@form_on("shelters:cold_night", find_event)
def close_cold_night(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.close_cold_night)


@form_on("shelters:cold_night", find_event)
def report_cold_night(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.report_cold_night)


def _step(request: Request, pk: UUID, action: Callable[..., object]) -> HttpResponse:
    event = find_event(request, pk)
    try:
        action(event=event, by=request.user, at=now())
    except Refused as refusal:
        return night_page(request, event, error=str(refusal))
    return redirect("shelters:cold_night", pk=pk)


def night_page(request: Request, event: ColdNightEvent, *, error: str = "", **forms: Form) -> HttpResponse:
    """The whole course of a night, each step where it is due; a form that was refused is shown again."""
    sites = list(queries.sites_of(event))
    asked = [site.shelter_id for site in sites]
    announcements = list(event.announcements.filter(county=event.county).order_by("-at", "-pk"))
    context = _course(event) | {
        "sites": sites,
        "beds": sum(site.beds for site in sites),
        "has_yes": any(site.opens for site in sites),
        "announcements": announcements,
        "blocked": why_not(rules.decide_cold_night, request.user, event.territory),
        "ask": AskSites(shelters=queries.could_open(event).exclude(pk__in=asked)),
        "announce": Announce(initial=_begun(event, announcements, sites)),
        "call_off": CallOff(),
        "error": error,
    }
    wrong = any(form.errors for form in forms.values())
    status = 422 if wrong else 409 if error else 200
    return render(request, "shelters/cold_night.html", context | forms, status=status)


def _course(event: ColdNightEvent) -> dict[str, Any]:
    """What is told of a night, whoever looks."""
    rule, source = queries.cold_trigger(event.territory_id, on=event.date)
    readings = event.readings.filter(county=event.county).select_related("by").order_by("-at", "-pk")
    return {
        "event": event,
        "rule": rule,
        "source": source,
        "readings": list(readings),
        "leads": queries.leads_in_words(event),
        "to_tell": queries.to_be_told(event).count(),
        "missing": queries.missing_texts(event.territory_id),
        "town": next((slug for slug, town in towns().items() if town.code == event.territory_id), ""),
    }


def _begun(event: ColdNightEvent, announcements: list[Any], sites: list[Any]) -> dict[str, str]:
    """What an announcement begins from: the last one, or the shelters that everybody may know of and their doors."""
    if announcements:
        return {"places": announcements[0].places, "doors": announcements[0].doors}
    doors = effective(scopes_around(event.territory_id), on=event.date).value("doors_open")
    return {"places": "; ".join(queries.public_sites(sites)), "doors": doors}


def _tonight(at: datetime) -> date:
    return clock.tonight(at, closes=MORNING_CLOSE)

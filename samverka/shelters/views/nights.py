"""What every page of a night shares: finding the night, its tabs, and its course from planned to closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.policy import effective
from samverka.shelters import actions, clock, queries, rules
from samverka.shelters.forms.nights import CancelNight
from samverka.shelters.models import Night, NightPlace


State = Night.State
STEPS = (State.PLANNED, State.CONFIRMED, State.OPEN, "frozen", State.CLOSED)


def find_night(request: Request, pk: UUID) -> Night:
    """A night that the user keeps, or 404."""
    nights = Night.objects.worked_by(request.user).select_related("shelter__organisation", "shelter__pool")
    return get_object_or_404(nights, pk=pk)


def frame(request: Request, night: Night, tab: str) -> dict[str, Any]:
    """What the head of each of a night's pages shows."""
    texts = [_("Planned"), _("Confirmed"), _("Open"), _("Frozen"), _("Closed")]
    step = "frozen" if night.frozen_at and night.is_running else night.state
    current = STEPS.index(step) if step in STEPS else -1
    tabs = [
        ("shelters:night", _("Arrivals")),
        ("shelters:door", _("At the door")),
        ("shelters:beds", _("Beds")),
        ("shelters:course", _("The night")),
        ("shelters:notes", _("Notes")),
    ]
    return {"night": night, "steps": texts, "step": current, "tabs": tabs, "tab": tab}


@require_GET
def course(request: Request, pk: UUID) -> HttpResponse:
    return _course(request, find_night(request, pk))


@form_on("shelters:course", find_night)
def open_night(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.open_night, _("The doors are open."))


@form_on("shelters:course", find_night)
def freeze_night(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.freeze_night, _("The night is frozen. Changes are corrections from now on."))


@form_on("shelters:course", find_night)
def close_night(request: Request, pk: UUID) -> HttpResponse:
    return _step(request, pk, actions.close_night, _("The night is closed. Thank you for tonight."))


@form_on("shelters:course", find_night)
def release_unclaimed(request: Request, pk: UUID) -> HttpResponse:
    night = find_night(request, pk)
    effect = effective(night.shelter.scopes, on=night.date).value("no_show_effect")
    try:
        people = actions.release_unclaimed(night=night, no_show_effect=effect, by=request.user, at=now())
    except Refused as refusal:
        return _course(request, night, error=str(refusal))
    messages.success(request, _("%(people)s unclaimed places are free.") % {"people": people})
    return redirect("shelters:door", pk=pk)


@require_http_methods(["GET", "POST"])
def cancel_night(request: Request, pk: UUID) -> HttpResponse:
    """A shelter drops out: who is affected, why, and then the sheet of where everybody sleeps."""
    night = find_night(request, pk)
    form = CancelNight(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with explaining(form):
            actions.cancel_night(night=night, because=form.cleaned_data["because"], by=request.user, at=now())
            return redirect("shelters:displaced", pk=pk)
    blocked = why_not(rules.cancel_night, request.user, night)
    context = frame(request, night, "shelters:course") | _affected(night) | {"form": form, "blocked": blocked}
    return render(request, "shelters/cancel.html", context, status=422 if form.errors else 200)


def _affected(night: Night) -> dict[str, Any]:
    """Whom it would affect if the shelter dropped out, and who could take them in."""
    beside = list(queries.nights_beside(night).select_related("shelter"))
    placed = queries.in_draw_order(night, states=queries.AT_THE_SHELTER)
    expected = [place.people for place in placed] + [ticket.people for ticket in queries.running_tickets(night)]
    return {
        "parties": len(expected),
        "people": sum(expected),
        "others": [one for one in beside if one.is_running],
        "unsaid": [one for one in beside if one.state == State.PLANNED],
        "waits": queries.may_wait(night, beside, at=now()),
    }


@require_GET
def displaced(request: Request, pk: UUID) -> HttpResponse:
    """The sheet after a shelter has dropped out: everyone affected, and where they sleep now."""
    night = find_night(request, pk)
    beside, lines = list(queries.nights_beside(night).select_related("shelter")), queries.displaced(night)
    context = frame(request, night, "shelters:course") | {
        "lines": lines,
        "turned_away": sum(not line.shelter and not line.waits for line in lines),
        "others": [one for one in beside if one.is_running],
        "unsaid": [one for one in beside if one.state == State.PLANNED],
    }
    return render(request, "shelters/displaced.html", context)


def _step(request: Request, pk: UUID, action: Callable[..., Any], said: str) -> HttpResponse:
    night = find_night(request, pk)
    try:
        action(night=night, by=request.user, at=now())
    except Refused as refusal:
        return _course(request, night, error=str(refusal))
    messages.success(request, said)
    return redirect((request.POST.get("next") == "night" and "shelters:night") or "shelters:course", pk=pk)


def _course(request: Request, night: Night, *, error: str = "") -> HttpResponse:
    policies = effective(night.shelter.scopes, on=night.date)
    release = clock.by_night(night.date, policies.time("release_at"))
    waiting = night.places.filter(county=night.county, state=NightPlace.State.ALLOCATED)
    context = frame(request, night, "shelters:course") | {
        "error": error,
        "release": release,
        "release_is_due": release <= now(),
        "freezes": clock.freezes(night.date),
        "closes": clock.by_night(night.date, policies.time("close_at")),
        "unclaimed": sum(place.people for place in waiting),
        "staff": why_not(rules.freeze_night, request.user, night),
        "policies": policies,
    }
    return render(request, "shelters/course.html", context, status=409 if error else 200)

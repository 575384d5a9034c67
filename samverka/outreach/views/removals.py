"""Removals: those ahead, one with its clock and its plan, and the window that a liaison sets."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Role
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.removals import CloseRemoval, OpenRemoval, SetNeeds, SetWindow, TakeStep
from samverka.outreach.models import RemovalCase
from samverka.outreach.models.removals import NEEDS, NEXT, PLACES, PLAN, State
from samverka.outreach.policy import APPLICATION_FEE, LEAST_TOLD, MOST_FEE, PERSON_FEE, PUBLIC_PLACE_HOURS, rules_of
from samverka.outreach.views import pictures
from samverka.outreach.views.settlements import find_settlement
from samverka.safeguarding.queries import answer


@require_GET
def removals(request: Request) -> HttpResponse:
    """What runs: a picture of the weeks ahead, and a table of the same."""
    today = localdate(now())
    running = queries.cases(queries.removals(request.user).exclude(state=State.CLOSED), on=today)
    context = {"cases": running, "picture": pictures.ahead(running, today=today), "today": today}
    context["closed"] = queries.removals(request.user).filter(state=State.CLOSED).order_by("-closed_at")[:20]
    return render(request, "outreach/removals.html", context)


def find_removal(request: Request, pk: UUID, **more: Any) -> RemovalCase:
    return get_object_or_404(queries.removals(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def open_removal(request: Request, pk: UUID) -> HttpResponse:
    found, today = find_settlement(request, pk), localdate(now())
    typed = request.POST if request.method == "POST" else None
    form = OpenRemoval(
        typed, liaisons=queries.liaisons(found.municipality_id), initial={"on": today, "owner": found.owner}
    )
    if form.is_valid():
        with explaining(form):
            opened = actions.open_removal(settlement=found, **form.cleaned_data, by=request.user, at=now())
            return redirect("outreach:removal", pk=opened.pk)
    context = {"form": form, "heading": _("The landowner is known"), "settlement": found}
    return render(request, "outreach/settlement_edit.html", context, status=422 if form.errors else 200)


@require_GET
def removal(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_removal(request, pk))


@form_on("outreach:removal", find_removal)
def carry_on(request: Request, pk: UUID) -> HttpResponse:
    found = find_removal(request, pk)
    form = TakeStep(request.POST, removal=found)
    if form.is_valid():
        with explaining(form):
            actions.carry_on(removal=found, **form.told, by=request.user, at=now())
            return redirect("outreach:removal", pk=pk)
    return _page(request, found, step=form)


@form_on("outreach:removal", find_removal)
def set_needs(request: Request, pk: UUID) -> HttpResponse:
    found, form = find_removal(request, pk), SetNeeds(request.POST)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.set_needs(removal=found, **form.told, by=request.user, at=now())
            return redirect("outreach:removal", pk=pk)
    return _page(request, found, needs=form)


@form_on("outreach:removal", find_removal)
def tick_plan(request: Request, pk: UUID, step: str) -> HttpResponse:
    try:
        actions.tick_plan(removal=find_removal(request, pk), code=step, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:removal", pk=pk)


@form_on("outreach:removal", find_removal)
def close_removal(request: Request, pk: UUID) -> HttpResponse:
    found, form = find_removal(request, pk), CloseRemoval(request.POST)
    if form.is_valid():
        with explaining(form):
            actions.close_removal(removal=found, told=form.cleaned_data, by=request.user, at=now())
            return redirect("outreach:removal", pk=pk)
    return _page(request, found, closing=form)


@require_GET
def windows(request: Request) -> HttpResponse:
    """What a landowner, the police or enforcement is told: steps and days, nothing of people."""
    context = {"cases": queries.cases(queries.windows(request.user), on=localdate(now()))}
    return render(request, "outreach/removal_windows.html", context)


@require_http_methods(["GET", "POST"])
def set_window(request: Request, pk: UUID) -> HttpResponse:
    found = queries.windows(request.user).filter(pk=pk).first() or find_removal(request, pk)
    form = SetWindow(
        request.POST if request.method == "POST" else None,
        initial={"window_from": found.window_from, "window_to": found.window_to},
    )
    if form.is_valid():
        with explaining(form):
            actions.set_window(removal=found, **form.cleaned_data, by=request.user, at=now())
            return redirect("outreach:windows")
    context = {"form": form, "case": queries.case_of(found, on=localdate(now()))}
    return render(request, "outreach/removal_window.html", context, status=422 if form.errors else 200)


def _page(request: Request, found: RemovalCase, **wrong: forms.Form) -> HttpResponse:
    at, today = now(), localdate(now())
    channel = queries.child_channel(found.settlement)
    kept = {name: getattr(found, name) for name in (*PLACES, *NEEDS)}
    told = rules_of(found.municipality_id, on=today)
    context: dict[str, Any] = {
        "case": queries.case_of(found, on=today),
        "removal": found,
        "channel": channel,
        "call": answer(found.municipality_id, at=at) if channel.open else None,
        "step": TakeStep(removal=found, initial={"on": today}),
        "needs": SetNeeds(initial=kept | {"seen": version(found)}),
        "closing": CloseRemoval(),
        "can_step": [one for one in NEXT[found.state] if one != State.CLOSED],
        "can_close": State.CLOSED in NEXT[found.state],
        "close_blocked": why_not(rules.close_removal, request.user, found),
        "fees": [told.value(key) for key in (APPLICATION_FEE, PERSON_FEE, MOST_FEE)],
        "hours": told.value(PUBLIC_PLACE_HOURS),
        "least": told.value(LEAST_TOLD),
        "names": PLAN,
        "roles": dict(Role.choices),
    } | wrong
    statuses = [getattr(form, "status", 422) for form in wrong.values()]
    return render(request, "outreach/removal.html", context, status=max(statuses, default=200))

"""What organisations need: said, written better, met, closed; and the offers that fit."""

from collections.abc import Callable
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
from samverka.core.access import require, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory.queries import towns
from samverka.exchange import actions, queries, rules
from samverka.exchange.actions import What
from samverka.exchange.forms import helping
from samverka.exchange.models import Match, Need


@require_http_methods(["GET", "POST"])
def ask_for_help(request: Request) -> HttpResponse:
    homes = queries.asking_for(request.user)
    require(homes, _("What an organisation needs is said by those who lead its work."))
    begun = {"organisation": homes[0].pk, "municipality": homes[0].territory_id, "is_public": True}
    form = helping.OpenNeed(
        request.POST or None, organisations=homes, towns=towns().values(), services=queries.services_of(homes),
        initial=begun | helping.half_a_year(localdate(now())),
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "organisation", "municipality")}
            made = actions.open_need(what=form.what, by=request.user, at=now(), **said, **form.told)
            return redirect("exchange:need", pk=made.pk)
    return _edit(request, form, _("What do you need?"))


def find_need(request: Request, pk: UUID) -> Need:
    return get_object_or_404(queries.needs(request.user), pk=pk)


@require_GET
def need(request: Request, pk: UUID) -> HttpResponse:
    """One need with what fits it, and what became of what was brought to it; from afar, as everybody reads it."""
    is_seen = queries.needs(request.user).filter(pk=pk).exists()
    if not is_seen and queries.public_needs(on=localdate(now())).filter(pk=pk).exists():
        return redirect("exchange:open_need", pk=pk)
    return need_page(request, find_need(request, pk))


@require_http_methods(["GET", "POST"])
def write_need(request: Request, pk: UUID) -> HttpResponse:
    found = find_need(request, pk)
    rules.ask_for_help(request.user, found.organisation)
    start = {name: getattr(found, name) for name in (*What._fields, "service", "is_public", "is_unnamed")}
    form = helping.WriteNeed(
        request.POST or None, towns=towns().values(), services=queries.services_of([found.organisation]),
        initial={**start, "municipality": found.municipality_id, "seen": version(found)},
    )  # fmt: skip
    del form.fields["municipality"]
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            seen = form.cleaned_data["seen"]
            actions.write_need(need=found, what=form.what, seen=seen, by=request.user, at=now(), **form.told)
            return redirect("exchange:need", pk=pk)
    return _edit(request, form, _("Change the need"), of=found)


@form_on("exchange:need", find_need)
def meet_need(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, actions.meet_need)


@form_on("exchange:need", find_need)
def close_need(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, actions.close_need)


@form_on("exchange:need", find_need)
def reopen_need(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, actions.reopen_need)


def _take(request: Request, pk: UUID, action: Callable[..., Need]) -> HttpResponse:
    """One step, and the page again."""
    found, form = find_need(request, pk), forms.Form({})
    if form.is_valid():
        with explaining(form):
            action(need=found, by=request.user, at=now())
            messages.success(request, _("Done: the need is %(state)s.") % {"state": _state(found)})
            return redirect("exchange:need", pk=pk)
    return need_page(request, find_need(request, pk), form)


def _state(found: Need) -> str:
    found.refresh_from_db(fields=["state"])
    return str(found.get_state_display())


def need_page(
    request: Request, found: Need, wrong: forms.Form | None = None, *, of: Match | None = None,
    giver: tuple[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a need; `of` is the match that a refused form, or the opened giver, belongs to."""
    viewer, today = request.user, localdate(now())
    asks = not why_not(rules.ask_for_help, viewer, found.organisation)
    may_propose = found.is_open and not why_not(rules.choose_offers, viewer, found)
    context: dict[str, Any] = {
        "need": found, "who": queries.who_asks(found, viewer), "asks": asks, "may_propose": may_propose,
        "fits": queries.fitting_offers(found, on=today) if may_propose else [], "wrong": wrong, "of": of,
        "matches": [match_told(request, one) for one in queries.matches(viewer).filter(need=found).order_by("-pk")],
        "giver": giver, "telling": wrong if isinstance(wrong, helping.TellGiver) else helping.TellGiver(),
        "answers": queries.coordinates(viewer), "is_past": found.ends_on < today,
    }  # fmt: skip
    response = render(request, "exchange/need.html", context, status=422 if wrong else 200)
    if giver:
        response.headers["Cache-Control"] = "no-store"
    return response


def match_told(request: Request, match: Match) -> dict[str, Any]:
    """A match with what the viewer may do about it."""
    viewer = request.user
    return {
        "match": match,
        "agrees": match.state == Match.State.PROPOSED and not why_not(rules.agree_match, viewer, match),
        "ends": match.is_live and not why_not(rules.end_match, viewer, match),
        "opens": not why_not(rules.open_giver, viewer, match),
    }


def _edit(request: Request, form: helping.WriteNeed, title: str, *, of: Need | None = None) -> HttpResponse:
    status = form.status if of else 422 if form.errors else 200
    context = {"form": form, "title": title, "of": of, "back": "exchange:need" if of else "web:helping"}
    return render(request, "ui/edit.html", context, status=status)

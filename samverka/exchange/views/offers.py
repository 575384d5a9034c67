"""Offers of help for those who work with it: made by an organisation, brought to a need, answered, counted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import require, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.ids import new_id
from samverka.core.versions import version, version_now
from samverka.exchange import actions, queries, rules
from samverka.exchange.forms import helping
from samverka.exchange.models import Match, Offer
from samverka.exchange.views.needs import find_need, match_told, need_page


@require_http_methods(["GET", "POST"])
def make_offer(request: Request) -> HttpResponse:
    homes = queries.asking_for(request.user)
    require(homes, _("What an organisation offers is said by those who lead its work."))
    begun = {"id": new_id(), "organisation": homes[0].pk, "municipality": homes[0].territory_id}
    form = helping.OfferForUs(
        request.POST or None, organisations=homes, towns=queries.offer_towns(),
        initial=begun | helping.half_a_year(localdate(now())),
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "organisation", "municipality")}
            giver = form.giver(spoken())
            made = actions.make_offer(what=form.what, giver=giver, by=request.user, at=now(), **said)
            messages.success(request, _("Thank you. Whoever coordinates the municipality answers it."))
            return redirect("exchange:help_offer", pk=made.pk)
    context = {"form": form, "title": _("What do you offer?"), "back": "web:helping"}
    return render(request, "ui/edit.html", context, status=422 if form.errors else 200)


def spoken() -> str:
    """The language in which somebody reads us, and is written to."""
    language = str(get_language())
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def find_offer(request: Request, pk: UUID) -> Offer:
    return get_object_or_404(queries.offers(request.user), pk=pk)


@require_GET
def help_offer(request: Request, pk: UUID) -> HttpResponse:
    """One offer with the needs that it fits. Who gives it stands here for nobody."""
    return _page(request, find_offer(request, pk))


@form_on("exchange:help_offer", find_offer)
def decline_offer(request: Request, pk: UUID) -> HttpResponse:
    found, form = find_offer(request, pk), helping.TellGiver(request.POST)
    if form.is_valid():
        with explaining(form):
            actions.decline_offer(offer=found, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Its giver is thanked by mail, and told that it is not needed now."))
            return redirect("exchange:help_offer", pk=pk)
    return _page(request, find_offer(request, pk), form)


@require_http_methods(["GET", "POST"])
def change_offer(request: Request, pk: UUID) -> HttpResponse:
    """An organisation says its own better. Where and by whom stays."""
    found = find_offer(request, pk)
    rules.change_offer(request.user, found)
    start = {name: getattr(found, name) for name in actions.What._fields}
    form = helping.WriteOffer(request.POST or None, initial=start | {"seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            seen = form.cleaned_data["seen"]
            actions.change_offer(offer=found, what=form.what, seen=seen, by=request.user, at=now())
            return redirect("exchange:help_offer", pk=pk)
    context = {"form": form, "title": _("Change the offer"), "of": found, "back": "exchange:help_offer"}
    return render(request, "ui/edit.html", context, status=form.status)


@form_on("exchange:help_offer", find_offer)
def withdraw_offer(request: Request, pk: UUID) -> HttpResponse:
    actions.withdraw_offer(offer=find_offer(request, pk), by=request.user, at=now())
    return redirect("exchange:help_offer", pk=pk)


@form_on("exchange:need", find_need)
def propose_match(request: Request, pk: UUID) -> HttpResponse:
    """From the page of the need or of the offer, whichever the viewer knows."""
    form = helping.Propose(request.POST)
    found = queries.pair(request.user, pk, form.cleaned_data["offer"]) if form.is_valid() else None
    if found is None:
        raise Http404
    asked, offer = found
    with explaining(form):
        actions.propose_match(id=form.cleaned_data["id"], need=asked, offer=offer, by=request.user, at=now())
        messages.success(request, _("Proposed. The other side says yes or no."))
    if form.errors:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    if request.POST.get("back") == "offer" or not queries.needs(request.user).filter(pk=pk).exists():
        return redirect("exchange:help_offer", pk=offer.pk)
    return redirect("exchange:need", pk=pk)


def find_match(request: Request, pk: UUID) -> Match:
    return get_object_or_404(queries.matches(request.user), pk=pk)


@form_on("exchange:need", find_match, of="need_id")
def agree_match(request: Request, pk: UUID) -> HttpResponse:
    told = _("Agreed. Its giver is told by mail that somebody will be in touch.")
    return _take(request, pk, forms.Form({}), actions.agree_match, told)


@form_on("exchange:need", find_match, of="need_id")
def turn_down_match(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form({}), actions.turn_down_match, _("The offer is free for others."))


@form_on("exchange:need", find_match, of="need_id")
def let_match_fall(request: Request, pk: UUID) -> HttpResponse:
    return _take(
        request, pk, forms.Form({}), actions.let_match_fall, _("Its giver is told, and the offer waits again.")
    )


@form_on("exchange:need", find_match, of="need_id")
def finish_match(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, helping.TellGiver(request.POST), actions.finish_match, _("Its giver is thanked by mail."))


@form_on("exchange:need", find_match, of="need_id")
def open_giver(request: Request, pk: UUID) -> HttpResponse:
    """Name and address are shown on this answer alone, and nowhere kept."""
    match = find_match(request, pk)
    giver = actions.open_giver(match=match, by=request.user, at=now())
    return need_page(request, find_need(request, match.need_id), of=match, giver=giver)


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any], told: str) -> HttpResponse:
    """One step, and the page of the need, or of the offer where that is all that the viewer knows."""
    match = find_match(request, pk)
    if form.is_valid():
        with explaining(form):
            action(match=match, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, told)
            return _back(request, match)
    if queries.needs(request.user).filter(pk=match.need_id).exists():
        return need_page(request, find_need(request, match.need_id), form, of=match)
    return _page(request, find_offer(request, match.offer_id), form)


def _back(request: Request, match: Match) -> HttpResponse:
    if queries.needs(request.user).filter(pk=match.need_id).exists():
        return redirect("exchange:need", pk=match.need_id)
    return redirect("exchange:help_offer", pk=match.offer_id)


def _page(request: Request, found: Offer, wrong: forms.Form | None = None) -> HttpResponse:
    viewer, today = request.user, localdate(now())
    answers = found.state == Offer.State.OPEN and not why_not(rules.answer_offers, viewer, found)
    matches = [match_told(request, one) for one in queries.matches(viewer).filter(offer=found).order_by("-pk")]
    is_free = not any(one["match"].is_live for one in matches)
    own = not why_not(rules.withdraw_offer, viewer, found)
    looks = is_free and (answers or own) and not found.is_over
    fits = queries.fitting_needs(found, on=today, viewer=viewer) if looks else []
    seen = set(queries.needs(viewer).filter(pk__in=[one.need.pk for one in fits]).values_list("pk", flat=True))
    context = {
        "offer": found, "answers": answers, "matches": matches, "wrong": wrong, "own": own,
        "changes": own and queries.may_change(found),
        "fits": [(one, queries.who_asks(one.need, viewer), one.need.pk in seen) for one in fits],
        "is_late": bool(answers and found.answer_by and found.answer_by < today),
        "telling": wrong if isinstance(wrong, helping.TellGiver) else helping.TellGiver(),
    }  # fmt: skip
    return render(request, "exchange/help_offer.html", context, status=422 if wrong else 200)

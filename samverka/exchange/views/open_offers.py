"""Anybody offers help, without a log-in and without a cookie; the mailed link confirms it, tells of it and ends it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samverka.core.fields import explaining
from samverka.core.http import Limit, form_for_all, is_ours, same_for_all
from samverka.core.ids import new_id
from samverka.exchange import actions, queries
from samverka.exchange.forms import helping
from samverka.exchange.models import Need, Offer
from samverka.exchange.views.offers import spoken


OFFERS = Limit(120)


@same_for_all
def open_need(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One need as everybody reads it."""
    found = get_object_or_404(queries.public_needs(on=localdate(now())), pk=pk)
    return render(request, "exchange/open_need.html", {"need": found})


@form_for_all
def offer_help(request: HttpRequest) -> HttpResponse:
    """The form, which works without scripts. Whatever becomes of what is sent, one is told to look in one's mail."""
    today = localdate(now())
    meant = _meant(request)
    begun: dict[str, Any] = {"id": new_id(), "kind": request.GET.get("kind"), "municipality": request.GET.get("town")}
    if meant and not meant.unnamed:
        begun |= {"kind": meant.kind, "municipality": meant.municipality_id}
    begun |= helping.half_a_year(today) | helping.one_night(request.GET.get("night", ""), on=today)
    form = helping.OfferHelp(request.POST or None, towns=queries.offer_towns(), initial=begun)
    if request.method == "POST" and is_ours(request) and form.is_valid():
        if OFFERS.is_reached(now()):
            form.add_error(None, _("Many offers come in just now. Please try again in an hour."))
        elif _receive(form, meant):
            return redirect(f"{request.path}?sent&language={get_language()}")
    context = {"form": form, "meant": meant, "is_sent": "sent" in request.GET and request.method == "GET"}
    return render(request, "exchange/offer_help.html", context, status=422 if request.method == "POST" else 200)


def _meant(request: HttpRequest) -> Need | None:
    """The need from whose page somebody comes."""
    try:
        return queries.public_needs(on=localdate(now())).filter(pk=UUID(request.GET.get("need", ""))).first()
    except ValueError:
        return None


def _receive(form: helping.OfferHelp, meant: Need | None) -> bool:
    with explaining(form):
        said = {name: form.cleaned_data[name] for name in ("id", "municipality")}
        actions.receive_offer(what=form.what, giver=form.giver(spoken()), meant_for=meant, at=now(), **said)
        return True
    return False


@form_for_all
def my_offer(request: HttpRequest, key: str) -> HttpResponse:
    """An offer as its giver reads it. To look changes nothing: programs open links in mails too."""
    found = queries.offer_by_key(key)
    if found is None:
        return render(request, "exchange/my_offer.html", {"is_gone": "taken" in request.GET}, status=404)
    form = STEPS[request.POST.get("step", "")](request) if request.POST.get("step", "") in STEPS else None
    if form is not None and is_ours(request) and form.is_valid():
        with explaining(form):
            return _step(request, key, form)
    return _page(request, found, form)


def _step(request: HttpRequest, key: str, form: forms.Form) -> HttpResponse:
    at, step = now(), request.POST["step"]
    if step == "confirm":
        actions.confirm_offer(key=key, at=at)
    elif step == "take_back":
        actions.withdraw_by_link(key=key, at=at)
    elif isinstance(form, helping.ChangeOffer):
        actions.change_by_link(key=key, what=form.what, at=at)
    else:
        actions.renew_offer(key=key, at=at, **form.cleaned_data)
    return redirect(f"{request.path}?{'taken&' if step == 'take_back' else ''}language={get_language()}")


STEPS: dict[str, Callable[[HttpRequest], forms.Form]] = {
    "confirm": lambda request: forms.Form(request.POST),
    "take_back": lambda request: forms.Form(request.POST),
    "change": lambda request: helping.ChangeOffer(request.POST),
    "renew": lambda request: helping.RenewOffer(request.POST),
}


def _page(request: HttpRequest, found: Offer, form: forms.Form | None) -> HttpResponse:
    renewing = form if isinstance(form, helping.RenewOffer) else None
    changing = form if isinstance(form, helping.ChangeOffer) else None
    start = {name: getattr(found, name) for name in actions.What._fields}
    done = found.matches.filter(state="agreed").select_related("need__organisation").first()
    context = {
        "offer": found, "form": form, "who": queries.told_of(done.need) if done else "", "is_taken": done is not None,
        "changing": (changing or helping.ChangeOffer(initial=start)) if queries.may_change(found) else None,
        "renewing": renewing or helping.RenewOffer(initial=helping.half_a_year(localdate(now()))),
    }  # fmt: skip
    return render(request, "exchange/my_offer.html", context, status=422 if form else 200)

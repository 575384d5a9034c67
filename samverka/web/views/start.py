"""The way in: for those who look for help, and for those who work; and the gallery of components."""

from datetime import datetime, timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_safe

from samverka.directory import queries
from samverka.web.http import Edition, keep, public_page, show, spoken


AN_HOUR = timedelta(hours=1)


class Example(forms.Form):
    """The fields that forms are made of."""

    text = forms.CharField(label=_("Text"), help_text=_("One line of help."))
    number = forms.IntegerField(label=_("Number"), widget=forms.NumberInput(attrs={"data-counter": True}))
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    tick = forms.BooleanField(label=_("Tick"), required=False)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start for everybody, in the browser's language."""
    edition = spoken(request, now())
    with override(edition.interface):
        response = _start(request, edition)
    response.headers["Content-Language"] = edition.language
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page
def start(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The same in the language of the address."""
    return _start(request, edition)


def _start(request: HttpRequest, edition: Edition) -> HttpResponse:
    typed, at = request.GET.get("q", "")[:100], now()
    if typed:
        found = queries.towns_named(typed)
        if len(found) == 1:
            return redirect("web:town", edition.slug, found[0].slug)
        return HttpResponse(show("web/start.html", edition, rest="", towns=found, typed=typed))
    towns = queries.towns_with_entries()
    stamp = f"{edition.slug} {[town.code for town in towns]}"
    return keep(request, stamp=stamp, at=at, make=lambda: _made(edition, towns, at))


def _made(edition: Edition, towns: list[queries.TownName], at: datetime) -> tuple[str, datetime]:
    return show("web/start.html", edition, rest="", towns=towns, typed=""), at + AN_HOUR


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once, for those who build pages."""
    context = {
        "empty_form": Example(),
        "wrong_form": Example({"text": "", "number": "x", "choice": "a"}),
        "soon": now() + timedelta(minutes=20),
        "lights": ("left", "few", "full", "closed", "unknown"),
        "pictures": ("sun", "tree"),
        "kinds": ("info", "success", "warning", "error"),
    }
    return render(request, "web/gallery.html", context)

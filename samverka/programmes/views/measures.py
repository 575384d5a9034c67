"""A measure with its parts, and what somebody thinks of all measures, from an account or by a link."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import strategies as forms
from samverka.programmes.models import Backer, Measure, MeasurePart
from samverka.programmes.models.strategies import WORDS
from samverka.programmes.views.agreements import edit
from samverka.programmes.views.strategies import organisations


def find_measure(request: Request, pk: UUID) -> Measure:
    seen = queries.strategies(request.user).order_by().values("pk")
    rows = Measure.objects.filter(strategy__in=seen).select_related("organisation", "strategy__organisation__territory")
    return get_object_or_404(rows, pk=pk)


@require_GET
def measure(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_measure(request, pk))


@require_http_methods(["GET", "POST"])
def write_measure(request: Request, pk: UUID) -> HttpResponse:
    found = find_measure(request, pk)
    rules.keep_strategy(request.user, found.strategy)
    names = ("title", "text", "partners", "due_on", "budget", "indicator")
    start = {name: getattr(found, name) for name in names} | {"organisation": str(found.organisation_id)}
    choices = {"organisations": organisations(), "initial": {**start, "seen": version(found)}}
    form = forms.WriteMeasure(request.POST or None, **choices)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_measure(measure=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:measure", pk=pk)
    return edit(request, form, title=str(found), back="programmes:measure", of=found)


@form_on("programmes:measure", find_measure)
def ask_for_part(request: Request, pk: UUID) -> HttpResponse:
    found = find_measure(request, pk)
    return _say(request, found, forms.AskForPart(request.POST, organisations=organisations()), actions.ask_for_part)


@form_on("programmes:measure", find_measure)
def remove_part(request: Request, pk: UUID) -> HttpResponse:
    form = forms.RemovePart(request.POST, parts=find_measure(request, pk).parts.select_related("measure__strategy"))
    try:
        if form.is_valid():
            actions.remove_part(part=form.cleaned_data["part"], by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("programmes:measure", pk=pk)


@form_on("programmes:measure", find_measure)
def move_measure(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_measure(request, pk), forms.MoveMeasure(request.POST), actions.move_measure)


def find_part(request: Request, pk: UUID) -> MeasurePart:
    seen = queries.strategies(request.user).order_by().values("pk")
    rows = MeasurePart.objects.filter(measure__strategy__in=seen).select_related(
        "measure__strategy__organisation__territory", "measure__organisation", "organisation"
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def sign_part(request: Request, pk: UUID) -> HttpResponse:
    found = find_part(request, pk)
    rules.sign_part(request.user, found)
    seen = version([found, found.measure])
    form = forms.SignPart(request.POST or None, initial={"text": found.text, "seen": seen})
    if form.is_valid():
        text, because, seen = (form.cleaned_data[name] for name in ("text", "declined_because", "seen"))
        with explaining(form, seen=lambda: version([found, found.measure])):
            if "decline" in request.POST:
                actions.decline_part(part=found, because=because, by=request.user, at=now(), seen=seen)
            else:
                actions.sign_part(part=found, text=text, by=request.user, at=now(), seen=seen)
            return redirect("programmes:measure", pk=found.measure_id)
    others = (
        found.measure.parts.exclude(pk=pk).select_related("organisation").order_by(Alphabetic("organisation__name"))
    )
    title = _("Sign the part of %(name)s") % {"name": found.organisation}
    context = {"part": found, "measure": found.measure, "strategy": found.measure.strategy, "others": others}
    return render(request, "programmes/sign_part.html", {**context, "form": form, "title": title}, status=form.status)


def find_backer(request: Request, pk: UUID) -> Backer:
    rows = Backer.objects.select_related("strategy__organisation__territory")
    return get_object_or_404(rows.filter(strategy__in=queries.strategies(request.user).order_by().values("pk")), pk=pk)


@require_http_methods(["GET", "POST"])
def back(request: Request, pk: UUID) -> HttpResponse:
    found = find_backer(request, pk)
    if found.organisation_id:
        rules.back_strategy(request.user, found)
    else:
        rules.keep_strategy(request.user, found.strategy)

    def act(form: Any) -> Any:
        actions.back(backer=found, stances=form.stances, seen=form.cleaned_data["seen"], by=request.user, at=now())
        messages.success(request, _("Thank you. It can be changed until the consultation is closed."))

    return _answer(request, found, act) or redirect("programmes:strategy", pk=found.strategy_id)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def back_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the mailed link; it tells of nothing but the measures and what was answered by it."""
    found = queries.backer_by_link(token)
    if found is None:
        raise Http404

    def act(form: Any) -> Any:
        return actions.back_by_link(token=token, stances=form.stances, seen=form.cleaned_data["seen"], at=now())

    return _answer(request, found, act) or redirect(f"{request.path}?saved")


def _answer(request: HttpRequest, found: Backer, act: Callable[[Any], Any]) -> HttpResponse | None:
    said = {one.measure.number: one for one in found.backings.select_related("measure")}
    rows = [one for one in queries.measures(found.strategy) if not one.is_over]
    start = {"seen": version(rows, *WORDS)}
    form = forms.Stances(request.POST or None, measures=rows, said=said, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: start["seen"]):
            act(form)
            return None
    saved = "saved" in request.GET and not form.is_bound
    context = {"backer": found, "strategy": found.strategy, "form": form, "saved": saved}
    return render(request, "programmes/back.html", context, status=form.status)


def _page(request: Request, found: Measure, wrong: Any = None) -> HttpResponse:
    keeps = not why_not(rules.keep_strategy, request.user, found.strategy)
    context = {
        "measure": found, "strategy": found.strategy, "keeps": keeps, "wrong": wrong,
        "moves": found.steps and not found.strategy.is_over and not why_not(rules.move_measure, request.user, found),
        "parts": found.parts.select_related("organisation", "territory").order_by(Alphabetic("territory__name")),
        "mine": set(request.user.organisations()),
        "asking": wrong if isinstance(wrong, forms.AskForPart) else forms.AskForPart(organisations=organisations()),
        "moving": wrong if isinstance(wrong, forms.MoveMeasure) else forms.MoveMeasure(steps=found.steps),
    }  # fmt: skip
    return render(request, "programmes/measure.html", context, status=422 if wrong else 200)


def _say(request: Request, found: Measure, form: Any, act: Callable[..., Any]) -> HttpResponse:
    if form.is_valid():
        with explaining(form):
            act(measure=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:measure", pk=found.pk)
    return _page(request, found, form)

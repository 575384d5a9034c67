"""Corrections of a frozen night: events of their own, with a reason. The frozen figures stay."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.shelters import actions, queries, rules
from samverka.shelters.forms.nights import CorrectFigure, CorrectTurnAways
from samverka.shelters.models import Night
from samverka.shelters.queries.night_report import night_report
from samverka.shelters.queries.reports import turned_away
from samverka.shelters.views.nights import find_night, frame


@require_http_methods(["GET", "POST"])
def correct_figure(request: Request, pk: UUID) -> HttpResponse:
    night = find_night(request, pk)
    form = _figure_form(night, request)
    if request.method == "POST" and form.is_valid():
        found = night.figures.select_related("night__shelter__organisation")
        figure = get_object_or_404(found, pk=form.cleaned_data["figure"])
        with explaining(form, beside="change"):
            actions.correct_figure(**form.cleaned_data | {"figure": figure}, by=request.user, at=now())
            messages.success(request, _("The correction is written down."))
            return redirect("shelters:correct_figure", pk=pk)
    return _corrections(request, night, form=form)


@form_on("shelters:correct_figure", find_night)
def correct_turn_aways(request: Request, pk: UUID) -> HttpResponse:
    night, form = find_night(request, pk), CorrectTurnAways(request.POST, prefix="away")
    if form.is_valid():
        with explaining(form, beside="people"):
            actions.correct_turn_aways(**form.cleaned_data, night=night, by=request.user, at=now())
            messages.success(request, _("The correction is written down."))
            return redirect("shelters:correct_figure", pk=pk)
    return _corrections(request, night, away=form)


def _figure_form(night: Night, request: Request | None = None) -> CorrectFigure:
    figures = night.figures.filter(county=night.county).select_related("group").order_by(Alphabetic("group__name"))
    return CorrectFigure(request.POST if request and request.method == "POST" else None, figures=list(figures))


def _corrections(
    request: Request, night: Night, *, form: CorrectFigure | None = None, away: CorrectTurnAways | None = None
) -> HttpResponse:
    context = frame(request, night, "shelters:course") | {
        "form": form or _figure_form(night),
        "away": away or CorrectTurnAways(prefix="away"),
        "groups": night_report(night, at=now()).groups,
        "turned_away": turned_away({night.pk: night.shelter.name}, night.date, night.date),
        "corrections": queries.corrections(night),
        "turn_away_corrections": queries.turn_away_corrections(night),
        "blocked": why_not(rules.correct_figure, request.user, night),
    }
    wrong = (form and form.errors) or (away and away.errors)
    return render(request, "shelters/correct.html", context, status=422 if wrong else 200)

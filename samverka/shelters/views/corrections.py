"""Corrections of a frozen night: events of their own, with a reason. The frozen figures stay."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.shelters import actions, queries, rules
from samverka.shelters.forms.nights import CorrectFigure
from samverka.shelters.views.nights import find_night, frame


@require_http_methods(["GET", "POST"])
def correct_figure(request: Request, pk: UUID) -> HttpResponse:
    night = find_night(request, pk)
    figures = list(night.figures.filter(county=night.county).select_related("group").order_by("group__name"))
    form = CorrectFigure(request.POST if request.method == "POST" else None, figures=figures)
    if request.method == "POST" and form.is_valid():
        found = night.figures.select_related("night__shelter__organisation")
        figure = get_object_or_404(found, pk=form.cleaned_data["figure"])
        try:
            actions.correct_figure(**form.cleaned_data | {"figure": figure}, by=request.user, at=now())
        except Refused as refusal:
            form.add_error("change", str(refusal))
        else:
            messages.success(request, _("The correction is written down."))
            return redirect("shelters:correct_figure", pk=pk)
    context = frame(request, night, "shelters:course") | {
        "form": form,
        "figures": figures,
        "corrections": queries.corrections(night),
        "blocked": why_not(rules.correct_figure, request.user, night),
    }
    return render(request, "shelters/correct.html", context, status=422 if form.errors else 200)

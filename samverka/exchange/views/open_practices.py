"""Good practices for everybody: what was done, what came of it, and in which places it was tried. No log-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from samverka.core.http import same_for_all
from samverka.exchange.models import Practice
from samverka.exchange.views.practices import chosen, told


@same_for_all
def open_practices(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/open_practices.html", chosen(request))


@same_for_all
def open_practice(request: HttpRequest, pk: str) -> HttpResponse:
    """One practice as its owner has approved it. Which organisations have tried it, and their words, stay inside."""
    rows = Practice.objects.published().select_related("territory", "organisation")
    context = told(get_object_or_404(rows, pk=pk), request.GET.get("county", ""))
    return render(request, "exchange/open_practice.html", context)

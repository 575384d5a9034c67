"""Open data for people: the statistics, how to fetch them by machine, and the catalogue of all that is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from samverka.core.http import same_for_all
from samverka.situation import queries
from samverka.situation.formats import dcat, rdf
from samverka.situation.views import catalogue as made
from samverka.situation.views.tables import tables


@same_for_all
def statistics(request: HttpRequest) -> HttpResponse:
    """What is counted, what is not, how sure it is, and the newest tables."""
    told = tables(queries.shown(get_language() or "sv"))
    return render(request, "situation/statistics.html", {"tables": told, "dumps": queries.dumps()})


@same_for_all
def guide(request: HttpRequest) -> HttpResponse:
    """How to fetch the tables by machine."""
    first = queries.newest_tables().first()
    example = first.name if first else "bed-nights-county-month"
    root = request.build_absolute_uri(reverse("situation:guide")).rstrip("/")
    return render(request, "situation/guide.html", {"example": example, "root": root})


@same_for_all
def catalogue(request: HttpRequest) -> HttpResponse:
    """All that is open, for people."""
    return render(request, "situation/catalogue.html", {"catalogue": made.catalogue()})


@same_for_all
def catalogue_xml(request: HttpRequest) -> HttpResponse:
    """The same for harvesters, as RDF/XML."""
    return HttpResponse(rdf.xml(dcat.statements(made.catalogue())), content_type="application/rdf+xml; charset=utf-8")


@same_for_all
def catalogue_turtle(request: HttpRequest) -> HttpResponse:
    """The same as Turtle."""
    return HttpResponse(rdf.turtle(dcat.statements(made.catalogue())), content_type="text/turtle; charset=utf-8")

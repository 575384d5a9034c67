"""Open data for people: the statistics, how to fetch them by machine, and the catalogue of all that is open."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from samverka.core.http import same_for_all
from samverka.situation import queries
from samverka.situation.formats import dcat, rdf
from samverka.situation.formats.cubes import Cell, Cube
from samverka.situation.models import PublishedTable
from samverka.situation.views import catalogue as made


MOST = 40  # lines of a table on the page; files hold all


@same_for_all
def statistics(request: HttpRequest) -> HttpResponse:
    """What is counted, what is not, how sure it is, and the newest tables."""
    newest = sorted(queries.newest_tables(), key=lambda one: (one.measure, *_place(one)))
    tables = [_shown(one) for one in newest]
    return render(request, "situation/statistics.html", {"tables": tables})


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


def _place(table: PublishedTable) -> tuple[int, str]:
    """The whole country first, then counties, then municipalities."""
    return PublishedTable.Area.values.index(table.area), table.step


def _shown(table: PublishedTable) -> dict[str, Any]:
    """A table with the numbers of its newest period."""
    period = queries.newest_period(table)
    cube = queries.cube(table, get_language() or "sv", period=period)
    lines = list(_lines(cube))
    return {"cube": cube, "period": period, "lines": lines[:MOST], "more": max(len(lines) - MOST, 0)}


def _lines(cube: Cube) -> Iterator[tuple[list[str], Cell]]:
    """The cells, by what their codes are called."""
    for codes, cell in cube.lines:
        yield [axis.labels[code] for axis, code in zip(cube.axes, codes, strict=True) if axis.name != "period"], cell

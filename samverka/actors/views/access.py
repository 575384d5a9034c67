"""Who has access: known to everybody who logs in."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverka.actors import queries
from samverka.actors.http import Request
from samverka.core.county import SWEDEN


@require_GET
def access(request: Request) -> HttpResponse:
    """Organisations, roles and the number of users, territory by territory; one county at a time if asked."""
    counties = list(queries.peopled())
    asked = request.GET.get("county", SWEDEN)
    code = asked if asked in {county.code for county in counties} else SWEDEN
    rows = queries.access(code)
    context = {
        "counties": counties,
        "chosen": code,
        "places": [(name, list(found)) for name, found in groupby(rows, key=lambda row: row.territory)],
    }
    return render(request, "actors/access.html", context)

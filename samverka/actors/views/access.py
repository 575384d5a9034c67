"""Who has access: known to everybody who logs in."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors import queries, reference
from samverka.actors.http import Request
from samverka.actors.models import Role
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


@require_GET
def access_rules(request: Request) -> HttpResponse:
    """Who may do what: every rule of the product, asked about every role."""
    where = (_("at the organisation itself"), _("in the municipality"), _("for the county"), _("for the country"))
    chapters = {"actors": _("Organisations and people"), "shelters": _("Shelters and nights")}
    told = reference.access(get_language() or "")
    placed = {
        app: [(line, list(zip(where, map(_labels, line.roles), strict=True))) for line in told[app]] for app in told
    }
    context = {"chapters": [(chapters.get(app, app), lines) for app, lines in placed.items()]}
    return render(request, "actors/access_rules.html", context)


def _labels(roles: tuple[Role, ...]) -> str:
    return _("everybody") if len(roles) == len(Role) else ", ".join(str(role.label) for role in roles)

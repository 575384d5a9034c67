"""Who has access: known to everybody who logs in. Who has looked, and what has been deleted."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors import queries, reference, rules
from samverka.actors.http import Request
from samverka.actors.models import Role
from samverka.core.audit import LOOKS
from samverka.core.county import SWEDEN
from samverka.core.keeping import RULES


A_PAGE = 100  # looks, or things deleted


class Look(NamedTuple):
    at: datetime
    who: str
    what: str
    record: str


class Deleted(NamedTuple):
    """What went by a rule at once: all of that kind, in one place, that was older than so many days."""

    at: datetime
    rule: str
    place: str
    before: datetime

    @property
    def days(self) -> int:
        return (self.at - self.before).days


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
def looks(request: Request) -> HttpResponse:
    """Who has looked at protected records, for the data protection officer."""
    rules.see_looks(request.user)
    page = Paginator(queries.looks(request.user), A_PAGE).get_page(request.GET.get("page"))
    names = queries.named({one.by for one in page})
    lines = [
        Look(one.at, names.get(one.by, one.by), str(LOOKS[one.verb]), one.subject.rpartition(":")[2][-12:])
        for one in page
    ]
    return render(request, "actors/looks.html", {"page": page, "lines": lines})


@require_GET
def purges(request: Request) -> HttpResponse:
    """What has been deleted when its period was over: which kind, where and when. Never how many, or what."""
    rules.see_purges(request.user)
    rows = queries.purges(request.user).order_by("-at", "kind", "county")
    told = rows.values_list("at", "kind", "county", "before").distinct()  # many go in several batches
    page = Paginator(told, A_PAGE).get_page(request.GET.get("page"))
    names = {code: one.name for code, one in queries.outlines({county for _at, _kind, county, _before in page}).items()}
    lines = [Deleted(at, str(RULES[kind].text), names.get(county, county), before) for at, kind, county, before in page]
    return render(request, "actors/purges.html", {"page": page, "lines": lines})


@require_GET
def access_rules(request: Request) -> HttpResponse:
    """Who may do what: every rule of the product, asked about every role."""
    chapters = {
        "actors": _("Organisations and people"),
        "shelters": _("Shelters and nights"),
        "safeguarding": _("Children"),
    }
    told = reference.access(get_language() or "")
    context = {"chapters": [(chapters.get(app, app), list(map(_told, told[app]))) for app in told]}
    return render(request, "actors/access_rules.html", context)


def _told(line: reference.Line) -> tuple[reference.Line, list[tuple[str, str]]]:
    """A rule and, for each set of roles, where they must be held; places with the same roles stand together."""
    where = (_("at the organisation itself"), _("in the municipality"), _("for the county"), _("for the country"))
    places: dict[str, list[str]] = {}
    for place, roles in zip(where, line.roles, strict=True):
        everybody = len(roles) == len(Role)
        places.setdefault(_("everybody") if everybody else ", ".join(str(one.label) for one in roles), []).append(place)
    return line, [(", ".join(held), roles) for roles, held in places.items() if roles]

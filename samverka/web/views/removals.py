"""Is there room for those of a removal? What the field knows of it meets what shelters have free. People decide."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.fields import explaining
from samverka.directory.queries import TownName, town_of
from samverka.outreach import queries as outreach
from samverka.outreach.models import RemovalCase
from samverka.shelters import actions, queries
from samverka.shelters.forms.room import OpenForRemoval, Simulate
from samverka.shelters.room import parties_of, room
from samverka.web.http import INTERFACE, Edition, editions
from samverka.web.paper.telling import square
from samverka.web.views.room_picture import picture


A_DAY = timedelta(days=1)


def _find(request: Request, pk: UUID) -> RemovalCase:
    return get_object_or_404(outreach.removals(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def removal_places(request: Request, pk: UUID) -> HttpResponse:
    """Tried out as often as one likes; what is posted opens a shelter for the removal, with staff."""
    found, at = _find(request, pk), now()
    day = outreach.case_of(found, on=localdate(at)).dates.removal_on
    first = max(localdate(at), day or localdate(at))
    shelters = queries.openable(request.user)
    typed = request.POST if request.method == "POST" else None
    opening = OpenForRemoval(typed, shelters=shelters, initial={"first_night": first, "last_night": first + 2 * A_DAY})
    if opening.is_valid():
        with explaining(opening):
            actions.open_for_removal(removal=found.pk, **opening.cleaned_data, by=request.user, at=at)
            return redirect("web:removal_places", pk=pk)
    context = _tried(request, found, first) | {"opening": opening, "can_open": shelters.exists()}
    context |= {"removal": found, "openings": queries.openings_for(found.pk)}
    return render(request, "web/removal_places.html", context, status=422 if opening.errors else 200)


@require_GET
def removal_sheet(request: Request, pk: UUID) -> HttpResponse:
    """What those who must leave are given in the hand: days and help, in every language of ours. No place, no name."""
    found, at = _find(request, pk), now()
    town = town_of(found.municipality_id)
    ours = [one for one in editions(at).values() if one.language in INTERFACE and not one.is_easy]
    case = outreach.case_of(found, on=localdate(at))
    context = {"case": case, "sheets": [(one, _way(one, town)) for one in ours if town and not case.is_over]}
    return render(request, "web/removal_sheet.html", context)


def _way(edition: Edition, town: TownName) -> tuple[str, str]:
    """Where help is found in that language, and the square that a camera reads."""
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("web:town", args=[edition.slug, town.slug])
    return address.partition("://")[2], mark_safe(square(address))  # noqa: S308 (our own drawing)


def _tried(request: Request, found: RemovalCase, first: Any) -> dict[str, Any]:
    """The numbers that were tried, or what the case says that it needs; and how each night turns out."""
    start = {
        "first": first, "nights": 3, "women": found.places_women, "men": found.places_men + found.places_mixed,
        "couples": 0, "families": -(-found.places_family // 4), "family_size": 4,
    }  # fmt: skip
    form = Simulate(request.GET if "nights" in request.GET else None, initial=start)
    told = form.cleaned_data if form.is_valid() else start
    kinds = {name: told[name] for name in ("women", "men", "couples", "families", "family_size")}
    ahead = queries.beds_ahead(request.user, county=found.county, first=told["first"], nights=told["nights"])
    turned_out = room(parties_of(**kinds), ahead)
    return {
        "form": form,
        "nights": turned_out,
        "picture": picture(turned_out),
    }

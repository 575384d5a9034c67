"""Is there room for those of a removal? What the field knows of it meets what shelters have free. People decide."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.fields import explaining
from samverka.outreach import queries as outreach
from samverka.outreach.models import RemovalCase
from samverka.shelters import actions, queries
from samverka.shelters.forms.room import OpenForRemoval, Simulate
from samverka.shelters.room import parties_of, room
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

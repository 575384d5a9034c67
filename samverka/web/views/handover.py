"""What a new convenor is handed: a network's members, what it waits for, what was said last, what holds around it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from samverka.actors import queries as actors
from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.exchange import queries
from samverka.exchange.models import Card
from samverka.programmes.queries import ending


LAST, MOST = 3, 100  # minutes, and lines of each list


@require_GET
def handover(request: Request, pk: UUID) -> HttpResponse:
    """On one page, to be printed. Agreements are those that the reader may see."""
    network = get_object_or_404(actors.networks(request.user), pk=pk)
    places, today = list(network.places.order_by("code")), localdate(now())
    asked = queries.asked_of(Card.Kind.LOCAL_POLICY).values()
    told = queries.comparison(Card.Kind.LOCAL_POLICY, _towns(places), on=today)
    context: dict[str, Any] = {
        "network": network,
        "places": places,
        "members": actors.network_members(network),
        "actions": queries.open_actions(network)[:MOST],
        "minutes": queries.meetings_of(network).over().prefetch_related("decisions")[:LAST],
        "policies": [
            (row.territory, text, answer)
            for row in told
            for text, answer in zip(asked, row.answers, strict=True)
            if answer
        ],
        "agreements": ending(request.user, on=today)[:MOST],
        "today": today,
    }
    return render(request, "web/handover.html", context)


def _towns(places: list[Territory]) -> list[Territory]:
    """The municipalities among the places, and all of the counties among them."""
    towns, counties = [one for one in places if len(one.code) == 4], [one.code for one in places if len(one.code) == 2]
    if counties:
        within = Territory.objects.filter(code__regex=f"^({'|'.join(counties)})..$")
        towns = sorted({*towns, *within}, key=lambda one: one.code)
    return towns

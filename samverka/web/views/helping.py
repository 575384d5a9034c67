"""What is needed and offered, with the nights that lack volunteers: for everybody, and for those who work with it."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.http import same_for_all
from samverka.exchange import queries
from samverka.exchange.models.words import Help
from samverka.shelters import queries as shelters
from samverka.shelters.queries import LackingNight


A_PAGE, MOST, NIGHTS = 50, 200, 60


@same_for_all
def help_wanted(request: HttpRequest) -> HttpResponse:
    """What everybody may help with: needs, and nights of hosts without enough volunteers."""
    today, kind = localdate(now()), _kind(request)
    towns = queries.offer_towns()
    code = request.GET.get("town", "")
    town = next((one for one in towns if one.code == code), None)
    hands = shelters.nights_lacking_hands(at=now(), code=town.code if town else "")
    context = _listed(request, needs=queries.public_needs(on=today, code=town.code if town else "", kind=kind)) | {
        "nights": _by_day(hands)[:NIGHTS] if kind in ("", Help.VOLUNTEERS) else [], "kinds": Help.choices, "kind": kind,
        "towns": towns, "town": town,
    }  # fmt: skip
    return render(request, "exchange/help_wanted.html", context)


@require_GET
def helping(request: Request) -> HttpResponse:
    """What waits for an answer, what is needed around, and what is offered."""
    viewer, at, kind = request.user, now(), _kind(request)
    today = localdate(at)
    listed = _listed(
        request, needs=queries.needs_here(viewer, on=today, kind=kind), own=queries.own_offers(viewer),
        offers=queries.offers_here(viewer, on=today, kind=kind), closed=queries.closed_needs(viewer),
    )  # fmt: skip
    nights = shelters.nights_lacking_hands(at=at, viewer=viewer) if kind in ("", Help.VOLUNTEERS) else []
    context = listed | {
        "to_answer": queries.offers_to_answer(viewer)[:MOST] if queries.coordinates(viewer) else None,
        "proposed": queries.proposed_to(viewer)[:MOST],
        "to_thank": queries.to_thank(viewer, on=today)[:MOST],
        "needed": [(one, queries.who_asks(one, viewer)) for one in listed["needs"]],
        "seasons": set(shelters.seasons_to_see(viewer).values_list("pk", flat=True)) if nights else (),
        "nights": nights[:NIGHTS], "missing": sum(one.missing for one in nights),
        "asks": bool(queries.asking_for(viewer)), "today": today, "kinds": Help.choices, "kind": kind,
    }  # fmt: skip
    return render(request, "exchange/helping.html", context)


def _listed(request: HttpRequest, **lists: QuerySet[Any]) -> dict[str, Any]:
    """Each list a page at a time, which the address names as the list."""
    return {name: _page(rows, request.GET.get(name)) for name, rows in lists.items()}


def _page(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    """What goes on one page is read at once, and not counted before."""
    first = list(rows[: A_PAGE + 1])
    return Paginator(rows if len(first) > A_PAGE else first, A_PAGE).get_page(number)


def _by_day(nights: list[LackingNight]) -> list[LackingNight]:
    """What is lacking in a municipality on a day, whichever hosts it is."""
    found: dict[tuple[date, str], LackingNight] = {}
    for one in nights:
        before = found.get((one.date, one.territory))
        found[one.date, one.territory] = one._replace(host="", missing=one.missing + (before.missing if before else 0))
    return list(found.values())


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in Help.values else ""

"""Tickets and slips on paper: a card, or a receipt, with a square code, two pictures and the way there."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.http import form_on
from samverka.core.ids import new_id, pictures
from samverka.shelters import actions, clock, queries, rules
from samverka.shelters.models import Draw, Group, PlaceTicket, Shelter, Slip
from samverka.shelters.policy import MORNING_CLOSE


PAPERS = ("card", "receipt")
LANGUAGES = ("sv", "en")


def _find_ticket(request: Request, pk: UUID) -> PlaceTicket:
    found = PlaceTicket.objects.select_related("group__shelter__organisation", "issued_by").filter(pk=pk).first()
    if found is None or why_not(rules.print_ticket, request.user, found):
        raise Http404
    return found


@require_GET
def ticket(request: Request, pk: UUID) -> HttpResponse:
    """A ticket to hand over, on screen and on paper. Its code stands on the page, never in the address."""
    found = _find_ticket(request, pk)
    shelter = found.group.shelter
    live = found.places.live().filter(county=found.county).select_related("night__shelter__organisation")
    place = live.order_by("-date").first()
    context = _paper(request, found.code) | {
        "ticket": found,
        "shelter": shelter,
        "place": place,
        "doors": queries.doors(shelter, on=found.first_night),
        "end_blocked": why_not(rules.end_ticket, request.user, found),
        "decline_blocked": why_not(rules.decline_place, request.user, place) if place else "",
        "endings": PlaceTicket.Ending.choices,
    }
    return _printed(request, "shelters/ticket.html", context)


@require_GET
def slip(request: Request, pk: UUID) -> HttpResponse:
    """A slip to hand over: its number, its code, and when the draw is."""
    draws = Draw.objects.worked_by(request.user)
    found = get_object_or_404(Slip.objects.select_related("draw__pool__organisation"), pk=pk, draw__in=draws)
    context = _paper(request, found.code) | {
        "pictures": pictures(found.code),
        "slip": found,
        "draw": found.draw,
        "pool": found.draw.pool,
    }
    return _printed(request, "shelters/slip.html", context)


@require_GET
def draw_tickets(request: Request, pk: UUID) -> HttpResponse:
    """All the tickets that a draw gave, one after the other, to print at once."""
    draw = get_object_or_404(Draw.objects.worked_by(request.user).select_related("pool"), pk=pk)
    rows = draw.slips.filter(county=draw.county, was_placed=True).order_by("number")
    numbers = {one: row.number for row in rows for one in row.tickets}
    tickets = PlaceTicket.objects.filter(county=draw.county, pk__in=list(numbers)).select_related("group__shelter")
    found = sorted(tickets, key=lambda one: numbers[str(one.pk)])
    shelters = {one.group.shelter_id: one.group.shelter for one in found}
    hours = {pk: queries.doors(shelter, on=draw.date) for pk, shelter in shelters.items()}
    papers = [
        {"ticket": one, "shelter": one.group.shelter, "slip": numbers[str(one.pk)], "square": square(one.code),
         "doors": hours[one.group.shelter_id]}
        for one in found
    ]  # fmt: skip
    return _printed(request, "shelters/tickets.html", _paper(request, "") | {"draw": draw, "papers": papers})


@require_GET
def running_tickets(request: Request, pk: UUID) -> HttpResponse:
    """Whose slip of paper is lost: the shelter's tickets by group and first night, to print once more."""
    shelter = get_object_or_404(Shelter.objects.worked_by(request.user), pk=pk)
    tonight = clock.tonight(now(), closes=MORNING_CLOSE)
    context = {"shelter": shelter, "tickets": queries.tickets_of(shelter, on=tonight)}
    return render(request, "shelters/running_tickets.html", context)


@form_on("shelters:ticket", _find_ticket)
def end_ticket(request: Request, pk: UUID) -> HttpResponse:
    """Given back, or revoked at this shelter; no other shelter is told."""
    found, because = _find_ticket(request, pk), request.POST.get("because", "")
    if because not in PlaceTicket.Ending.values:
        messages.error(request, _("Say why the ticket ends."))
        return redirect("shelters:ticket", pk=pk)
    try:
        actions.end_ticket(id=new_id(), ticket=found, because=because, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("shelters:ticket", pk=pk)


def square(code: str) -> SafeString:
    """The code as a square that a scanner reads; SVG without a style of its own."""
    made = segno.make(code, error="m", micro=False, boost_error=False)
    drawn = made.svg_inline(scale=4, border=4, omitsize=True, svgclass="square", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 (drawn by us from our own code)


def _paper(request: Request, code: str) -> dict[str, Any]:
    paper, language = request.GET.get("paper", ""), request.GET.get("language", "")
    return {
        "paper": paper if paper in PAPERS else "card",
        "papers_offered": PAPERS,
        "language": language if language in LANGUAGES else "",
        "languages_offered": LANGUAGES,
        "square": square(code) if code else "",
        "group_kinds": Group.Kind,
    }


def _printed(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, in the language that was chosen at printing; the choice is kept nowhere."""
    if context["language"]:
        with override(context["language"]):
            return render(request, template, context)
    return render(request, template, context)

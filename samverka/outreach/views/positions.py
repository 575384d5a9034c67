"""Where a settlement is: noted, told to those who were named, forgotten."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.settlements import GrantPosition, NotePosition
from samverka.outreach.models import PositionGrant, Settlement
from samverka.outreach.views.settlements import find_settlement


A_MONTH = timedelta(days=30)


@require_GET
def positions(request: Request) -> HttpResponse:
    """The settlements for which I am named. Where they are is told one at a time, and each look is noted."""
    grants = queries.positions_granted(request.user, at=now())
    return render(request, "outreach/settlement_positions.html", {"grants": grants})


@require_http_methods(["GET", "POST"])
def see_position(request: Request, pk: UUID) -> HttpResponse:
    """Asked for by a button, so that no look is noted that nobody meant. The look is noted before anything is shown."""
    mine = queries.positions_granted(request.user, at=now())
    found = get_object_or_404(mine, settlement=pk).settlement
    context: dict[str, Any] = {"settlement": found, "position": None}
    if request.method == "POST":
        try:
            context["position"] = actions.see_position(settlement=found, by=request.user, at=now())
        except Refused as refusal:
            messages.error(request, str(refusal))
    return render(request, "outreach/settlement_position.html", context)


@require_http_methods(["GET", "POST"])
def note_position(request: Request, pk: UUID) -> HttpResponse:
    found, at = find_settlement(request, pk), now()
    typed = request.POST if request.method == "POST" else None
    form = NotePosition(typed, initial={"ends_on": localdate(at + A_MONTH)})
    if form.is_valid():
        with explaining(form):
            actions.note_position(settlement=found, **form.told, by=request.user, at=at)
            messages.success(request, _("Kept, and shown to nobody but those who are named."))
            return redirect("outreach:settlement", pk=pk)
    context = {"form": form, "heading": _("Note where it is"), "settlement": found}
    return render(request, "outreach/settlement_edit.html", context, status=422 if form.errors else 200)


@form_on("outreach:settlement", find_settlement)
def forget_position(request: Request, pk: UUID) -> HttpResponse:
    actions.forget_position(settlement=find_settlement(request, pk), by=request.user, at=now())
    return redirect("outreach:settlement", pk=pk)


@require_http_methods(["GET", "POST"])
def grant_position(request: Request, pk: UUID) -> HttpResponse:
    """Who is named, and one more."""
    found, at = find_settlement(request, pk), now()
    users = queries.nameable(found).exclude(pk=request.user.pk)
    typed = request.POST if request.method == "POST" else None
    form = GrantPosition(typed, users=users, initial={"ends_on": localdate(at + A_MONTH)})
    if form.is_valid():
        with explaining(form):
            actions.grant_position(settlement=found, **form.told, by=request.user, at=at)
            return redirect("outreach:grant_position", pk=pk)
    context = {"form": form, "settlement": found, "grants": queries.grants(found, at=at)}
    context |= {"blocked": why_not(rules.grant_position, request.user, found)}
    return render(request, "outreach/settlement_grants.html", context, status=422 if form.errors else 200)


def _find_grant(request: Request, pk: UUID) -> PositionGrant:
    near = Settlement.objects.visible_to(request.user)
    return get_object_or_404(PositionGrant.objects.filter(settlement__in=near).select_related("settlement"), pk=pk)


@form_on("outreach:grant_position", _find_grant, of="settlement_id")
def end_grant(request: Request, pk: UUID) -> HttpResponse:
    grant = actions.end_grant(grant=_find_grant(request, pk), by=request.user, at=now())
    return redirect("outreach:grant_position", pk=grant.settlement_id)

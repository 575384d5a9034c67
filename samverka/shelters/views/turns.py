"""A host's season, and one turn of it: offered, taken up, moved, prepared and withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on, wants_part
from samverka.core.versions import version
from samverka.shelters import actions, queries, rules
from samverka.shelters.clock import tonight
from samverka.shelters.forms.seasons import FireNotice, MoveTurn, OfferNights, PrepareTurn, SetUpLink, WithdrawTurn
from samverka.shelters.models import HostLink, HostSlot, Season, Shelter
from samverka.shelters.models.sites import NIGHT_ROLES
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.views.calendar import find_season


@require_GET
def host_season(request: Request, pk: UUID, shelter: UUID) -> HttpResponse:
    return _show_host(request, *_find_host(request, pk, shelter))


def _find_host(request: Request, pk: UUID, shelter: UUID) -> tuple[Season, Shelter]:
    season = find_season(request, pk)
    known = [host.pk for host in queries.hosts_of(season, with_turns=queries.hosts_with_turns(season))]
    hosts = Shelter.objects.filter(pk__in=known).select_related("organisation", "pool__organisation")
    return season, get_object_or_404(hosts, pk=shelter)


def _find_season_of_host(request: Request, pk: UUID, shelter: UUID) -> Season:
    return _find_host(request, pk, shelter)[0]


@form_on("shelters:season", _find_season_of_host)
def offer_nights(request: Request, pk: UUID, shelter: UUID) -> HttpResponse:
    season, host = _find_host(request, pk, shelter)
    form = OfferNights(request.POST, season=season, host=host, today=tonight(now(), closes=MORNING_CLOSE))
    if form.is_valid():
        with explaining(form):
            made = actions.offer_nights(season=season, host=host, by=request.user, at=now(), **form.said())
            text = ngettext("%(nights)s night is offered.", "%(nights)s nights are offered.", len(made))
            messages.success(request, text % {"nights": len(made)})
            return redirect("shelters:host_season", pk=pk, shelter=shelter)
    return _show_host(request, season, host, offer=form)


@form_on("shelters:season", _find_season_of_host)
def note_fire_notice(request: Request, pk: UUID, shelter: UUID) -> HttpResponse:
    season, host = _find_host(request, pk, shelter)
    form = FireNotice(request.POST)
    if form.is_valid():
        told: dict[str, Any] = {"season": season, "host": host, "by": request.user, "at": now()}
        with explaining(form, beside="sent_on"):
            count = actions.note_fire_notice(**told, **form.cleaned_data)
            messages.success(request, _("The fire notice covers %(turns)s turns.") % {"turns": count})
            return redirect("shelters:host_season", pk=pk, shelter=shelter)
    return _show_host(request, season, host, fire=form)


@form_on("shelters:season", _find_season_of_host)
def set_up_host_link(request: Request, pk: UUID, shelter: UUID) -> HttpResponse:
    season, host = _find_host(request, pk, shelter)
    form = SetUpLink(request.POST)
    try:
        if form.is_valid():
            told: dict[str, Any] = {"season": season, "host": host, "by": request.user, "at": now()}
            actions.set_up_host_link(**told, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("shelters:host_season", args=[pk, shelter]) + "#link")


def _find_link(request: Request, pk: UUID) -> HostLink:
    near = HostLink.objects.filter(season__in=queries.seasons_to_see(request.user).order_by())
    return get_object_or_404(near.select_related("season", "host__organisation", "host__pool__organisation"), pk=pk)


@form_on("shelters:season", lambda request, pk: _find_link(request, pk), of="season_id")
def end_host_link(request: Request, pk: UUID) -> HttpResponse:
    link = _find_link(request, pk)
    actions.end_host_link(link=link, by=request.user, at=now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("shelters:host_season", pk=link.season_id, shelter=link.host_id)


def _show_host(request: Request, season: Season, host: Shelter, **forms: Any) -> HttpResponse:
    today, offer, fire = tonight(now(), closes=MORNING_CLOSE), forms.get("offer"), forms.get("fire")
    may_link = not why_not(rules.set_up_host_link, request.user, host)
    link = season.links.lasting(now()).filter(host=host).first() if may_link else None
    turns = list(queries.turns_of(season, host))
    context = {
        "season": season, "host": host, "turns": turns, "today": today, "link": link, "may_link": may_link,
        "address": _address(request, link) if link else "",
        "fire_by": queries.fire_days([host])(host, today),
        "offer": offer or OfferNights(season=season, host=host, today=today),
        "fire": fire or FireNotice(initial={"sent_on": today}),
        "new_link": SetUpLink(),
        "offer_blocked": why_not(rules.offer_nights, request.user, host),
        "schedule_blocked": why_not(rules.schedule_slots, request.user, season),
        "waiting": [turn for turn in turns if turn.state == HostSlot.State.OFFERED and turn.date >= today],
    }  # fmt: skip
    status = 422 if (offer and offer.errors) or (fire and fire.errors) else 200
    return render(request, "shelters/host_season.html", context, status=status)


def _address(request: Request, link: HostLink) -> str:
    return request.build_absolute_uri(reverse("shelters:host_day", args=[link.key])) if link.key else ""


@require_GET
def turn(request: Request, pk: UUID) -> HttpResponse:
    return _show_turn(request, _find(request, pk))


def _find(request: Request, pk: UUID) -> HostSlot:
    near = HostSlot.objects.filter(season__in=queries.seasons_to_see(request.user).order_by())
    linked = (
        "night",
        "line__organisation",
        "host__organisation",
        "host__pool__organisation",
        "season__pool__organisation",
    )
    return get_object_or_404(near.select_related(*linked), pk=pk)


@form_on("shelters:turn", _find)
def prepare_slot(request: Request, pk: UUID) -> HttpResponse:
    slot = _find(request, pk)
    form = PrepareTurn(request.POST, slot=slot)
    if form.is_valid():
        with explaining(form, seen=lambda: version(_find(request, pk))):
            actions.prepare_slot(slot=slot, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("shelters:turn", pk=pk)
    return _show_turn(request, _find(request, pk), prepare=form)


@form_on("shelters:turn", _find)
def move_slot(request: Request, pk: UUID) -> HttpResponse:
    """Move it, and show the calendar of the month it has come to, where it can be moved back."""
    slot = _find(request, pk)
    form = MoveTurn(request.POST, season=slot.season, today=tonight(now(), closes=MORNING_CLOSE))
    if form.is_valid():
        with explaining(form, beside="day"):
            moved = actions.move_slot(slot=slot, date=form.cleaned_data["day"], by=request.user, at=now())
            way = reverse("shelters:season", args=[slot.season_id])
            return redirect(f"{way}?month={moved.date:%Y-%m}&moved={moved.pk}")
    if wants_part(request):  # it was dragged: say on its own page why not
        messages.error(request, form.errors.as_text())
        return HttpResponseClientRedirect(reverse("shelters:turn", args=[pk]))
    return _show_turn(request, slot, move=form)


@form_on("shelters:turn", _find)
def schedule_slot(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, lambda slot, told: actions.schedule_slots(season=slot.season, slots=[slot], **told))


@form_on("shelters:turn", _find)
def undo_schedule(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, lambda slot, told: actions.undo_schedule(slot=slot, **told))


@form_on("shelters:turn", _find)
def withdraw_slot(request: Request, pk: UUID) -> HttpResponse:
    form = WithdrawTurn(request.POST)
    if not form.is_valid():
        return _show_turn(request, _find(request, pk), withdraw=form)
    return _do(request, pk, lambda slot, told: actions.withdraw_slot(slot=slot, **form.cleaned_data, **told))


@form_on("shelters:turn", _find)
def undo_withdraw_slot(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, lambda slot, told: actions.undo_withdraw_slot(slot=slot, **told))


def _do(request: Request, pk: UUID, act: Callable[[HostSlot, dict[str, Any]], object]) -> HttpResponse:
    """Change the turn, or say why not."""
    try:
        act(_find(request, pk), {"by": request.user, "at": now()})
    except Refused as refusal:
        return _show_turn(request, _find(request, pk), error=str(refusal))
    return redirect("shelters:turn", pk=pk)


def _show_turn(request: Request, slot: HostSlot, *, error: str = "", **forms: Any) -> HttpResponse:
    user, today, names = (
        request.user,
        tonight(now(), closes=MORNING_CLOSE),
        ("volunteers_needed", "volunteers_found", "kit", "line"),
    )
    prepare = forms.get("prepare")
    told = {name: getattr(slot, name) for name in names} | {"seen": version(slot)}
    days = queries.fire_days([slot.host])(slot.host, slot.date)
    context = {
        "slot": slot, "season": slot.season, "host": slot.host, "today": today, "error": error,
        "is_over": slot.date < today,
        "night": queries.night_sum(slot.season, slot.date),
        "fire_by": queries.fire_due(slot, days) if days else None,
        "prepare": prepare or PrepareTurn(slot=slot, initial=told),
        "move": forms.get("move") or _move(slot),
        "withdraw": forms.get("withdraw") or WithdrawTurn(),
        "prepare_blocked": why_not(rules.prepare_slot, user, slot),
        "schedule_blocked": why_not(rules.schedule_slots, user, slot.season),
        "withdraw_blocked": why_not(rules.withdraw_slot, user, slot),
        "keeps": user.works_as(*NIGHT_ROLES, at=slot.host.organisation),
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values())
    status = 409 if error or (prepare and prepare.is_stale) else 422 if wrong else 200
    return render(request, "shelters/turn.html", context, status=status)


def _move(slot: HostSlot) -> MoveTurn:
    taken = queries.turns_of(slot.season, slot.host).filter(withdrawn_at=None).values_list("date", flat=True)
    initial = {"day": f"{slot.moved_from or ''}"}
    return MoveTurn(season=slot.season, today=tonight(now(), closes=MORNING_CLOSE), taken=taken, initial=initial)

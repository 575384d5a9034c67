"""At the door: somebody without a ticket, a slip that waits, a party turned away, a place held for one on its way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.queries import child_lines
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.policy import effective
from samverka.shelters import actions, queries, rules
from samverka.shelters.forms.nights import Event, TurnAwayForm
from samverka.shelters.forms.parties import Asked, AtDoor
from samverka.shelters.models import Night, NightPlace, Shelter, Slip, TurnAway
from samverka.shelters.models.party import PARTY
from samverka.shelters.models.sites import ticketing
from samverka.shelters.views.nights import find_night, frame


@require_GET
def door(request: Request, pk: UUID) -> HttpResponse:
    return _door(request, find_night(request, pk))


@form_on("shelters:door", find_night)
def give_place(request: Request, pk: UUID) -> HttpResponse:
    night = find_night(request, pk)
    form = AtDoor(request.POST, capacities=queries.capacities(night))
    if form.is_valid():
        with explaining(form):
            place = actions.give_place(id=form.event, night=night, party=form.party, by=request.user, at=now())
            return redirect("shelters:ticket", pk=place.ticket_id)
    return _door(request, night, asked=form)


def _find_night_of(request: Request, pk: UUID, slip: UUID) -> Night:
    """A night that the user keeps, on which this slip may wait."""
    night = find_night(request, pk)
    get_object_or_404(queries.slips_of_tonight(night), pk=slip)
    return night


@form_on("shelters:door", _find_night_of)
def place_slip(request: Request, pk: UUID, slip: UUID) -> HttpResponse:
    """A slip that lost gets a place that was released."""
    night, event = find_night(request, pk), Event(request.POST)
    waiting = get_object_or_404(queries.slips_of_tonight(night).select_related("draw__pool"), pk=slip)
    if not event.is_valid():
        return _door(request, night, error=_("This page was incomplete. Try once more."))
    try:
        place = actions.place_slip(id=event.cleaned_data["id"], night=night, slip=waiting, by=request.user, at=now())
    except Refused as refusal:
        return _door(request, night, error=str(refusal))
    return redirect("shelters:ticket", pk=place.ticket_id)


@form_on("shelters:door", find_night)
def turn_away(request: Request, pk: UUID) -> HttpResponse:
    night, form = find_night(request, pk), TurnAwayForm(request.POST, prefix="away")
    slip = _slip(night, form)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("reason", "sent_to")}
        with explaining(form):
            noted = actions.turn_away(
                id=form.event, night=night, party=form.party, slip=slip, by=request.user, at=now(), **told
            )
            if noted.night_id == night.pk:
                return redirect(f"/nights/{pk}/door/?noted={noted.pk}")
            messages.success(request, _("Noted: the draw had counted this slip already."))
            return redirect("shelters:door", pk=pk)
    return _door(request, night, away=form)


def _turned_away(request: Request, pk: UUID) -> tuple[TurnAway, Night]:
    """Somebody turned away at the door of a night that the user keeps, and that night, or 404."""
    nights = Night.objects.worked_by(request.user).select_related("shelter__organisation", "shelter__pool")
    night = get_object_or_404(nights, turn_aways=pk)
    return night.turn_aways.get(pk=pk), night


def _find_door(request: Request, pk: UUID) -> Night:
    """The night at whose door somebody was turned away."""
    return _turned_away(request, pk)[1]


@form_on("shelters:door", _find_door)
def undo_turn_away(request: Request, pk: UUID) -> HttpResponse:
    turned, night = _turned_away(request, pk)
    try:
        actions.undo_turn_away(turn_away=turned, by=request.user, at=now())
    except Refused as refusal:
        return _door(request, night, error=str(refusal))
    messages.success(request, _("Undone: %(party)s is not counted.") % {"party": turned.described})
    return redirect("shelters:door", pk=night.pk)


@form_on("shelters:door", _find_door)
def settle_turn_away(request: Request, pk: UUID) -> HttpResponse:
    turned, night = _turned_away(request, pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in TurnAway.Outcome.values:
        return redirect("shelters:door", pk=night.pk)
    try:
        actions.settle_turn_away(turn_away=turned, outcome=outcome, by=request.user, at=now())
    except Refused as refusal:
        return _door(request, night, error=str(refusal))
    return redirect(f"/nights/{night.pk}/door/#turned-away")


@require_http_methods(["GET", "POST"])
def hold_place(request: Request, pk: UUID) -> HttpResponse:
    """Keep a place of the referral reserve while the guest is on the way. Reached from the board."""
    nights = Night.objects.filter(shelter__in=Shelter.objects.on_board(request.user))
    night = get_object_or_404(nights.select_related("shelter__organisation", "shelter__pool"), pk=pk)
    minutes = effective(night.shelter.scopes, on=night.date).value("hold_minutes")
    form = Asked(request.POST if request.method == "POST" else None, prefix="hold")
    if request.method == "POST" and form.is_valid():
        with explaining(form):
            who: dict[str, Any] = {"party": form.party, "by": request.user, "at": now()}
            place = actions.hold_place(id=form.event, night=night, minutes=minutes, **who)
            return redirect("shelters:ticket", pk=place.ticket_id)
    context: dict[str, Any] = {"night": night, "form": form, "minutes": minutes}
    context |= {
        "kept": sum(one.kept for one in queries.capacities(night)),
        "closes": queries.doors_close(night),
        "blocked": why_not(rules.hold_place, request.user, night),
        "lines": child_lines(night.shelter.territory_id),
    }
    return render(request, "shelters/hold.html", context, status=422 if form.errors else 200)


def _find_hold(request: Request, pk: UUID) -> NightPlace:
    nights = Night.objects.filter(shelter__in=Shelter.objects.on_board(request.user))
    mine = NightPlace.objects.filter(night__in=nights, ticket__issued_by__in=ticketing(request.user))
    kept = NightPlace.objects.worked_by(request.user)
    return get_object_or_404((mine | kept).select_related("night__shelter__organisation").distinct(), pk=pk)


@form_on("shelters:board", _find_hold, of="")
def withdraw_hold(request: Request, pk: UUID) -> HttpResponse:
    """The party goes elsewhere: its place is free again."""
    place = _find_hold(request, pk)
    event = Event(request.POST)
    try:
        if event.is_valid():
            actions.withdraw_hold(id=event.cleaned_data["id"], place=place, by=request.user, at=now())
            messages.success(request, _("The place is free again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("shelters:board")


def _slip(night: Night, form: TurnAwayForm) -> Slip | None:
    """The waiting slip with the number that was typed; an error in the form when there is none."""
    if not form.is_valid() or not form.cleaned_data["slip"]:
        return None
    slip = queries.waiting_slips(night).filter(number=form.cleaned_data["slip"]).order_by("-draw__round").first()
    if slip is None:
        form.add_error("slip", _("No slip with this number waits for a place tonight."))
    return slip


def _refused(asked: Asked | None) -> dict[str, Any]:
    """What is noted of a party that just got no place: who they are, and that a child was the reason."""
    told = {name: asked.cleaned_data.get(name) for name in PARTY} if asked else {}
    return told | ({"reason": TurnAway.Reason.CHILD_IN_ADULT_SHELTER} if told.get("children") else {})


def _door(
    request: Request, night: Night, *, asked: AtDoor | None = None, away: TurnAwayForm | None = None, error: str = ""
) -> HttpResponse:
    capacities, policies = list(queries.capacities(night)), effective(night.shelter.scopes, on=night.date)
    waiting = list(queries.waiting_slips(night)) if night.shelter.pool_id else []
    fitting = [slip for slip in waiting if queries.fits(capacities, slip.party)]
    turned_away = list(queries.turned_away(night)[:30])
    noted = request.GET.get("noted", "")
    context: dict[str, Any] = frame(request, night, "shelters:door") | {
        "asked": asked or AtDoor(capacities=capacities),
        "away": away or TurnAwayForm(prefix="away", initial=_refused(asked)),
        "error": error,
        "capacities": capacities,
        "free": sum(one.drawable for one in capacities),
        "kept": sum(one.kept for one in capacities),
        "kinds": ", ".join(dict.fromkeys(one.group.get_kind_display() for one in capacities)),
        "min_age": policies.value("min_age"),
        "release_at": policies.value("release_at"),
        "waiting": fitting[:50],
        "waiting_elsewhere": len(waiting) - len(fitting),
        "turned_away": turned_away,
        "noted": next((one for one in turned_away if str(one.pk) == noted), None),
        "outcomes": TurnAway.Outcome.choices,
        "lines": child_lines(night.shelter.territory_id),
    }
    wrong = error or (asked and asked.errors) or (away and away.errors)
    return render(request, "shelters/door.html", context, status=422 if wrong else 200)

"""The register: arrivals, as one list that thumbs, keys and scanners can work."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.access import Refused
from samverka.core.http import form_on, respond, wants_part, works_offline
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, clock, queries
from samverka.shelters.forms.nights import Event, FindTicket
from samverka.shelters.models import Night, NightPlace
from samverka.shelters.views.nights import find_night, frame


@require_GET
@works_offline
def night(request: Request, pk: UUID) -> HttpResponse:
    return _register(request, find_night(request, pk), FindTicket())


@form_on("shelters:night", find_night)
def find_ticket(request: Request, pk: UUID) -> HttpResponse:
    """A whole code checks in at once; its beginning shows those it may be."""
    night = find_night(request, pk)
    form = FindTicket(request.POST)
    if not form.is_valid():
        return _register(request, night, form)
    found = queries.matching(night, form.cleaned_data["code"])
    if not found:
        return _not_listed(request, night, form)
    [place, *more] = found
    if more or place.ticket is None or place.ticket.code != form.cleaned_data["code"]:
        return _register(request, night, FindTicket(), only={one.pk for one in found})
    try:
        actions.check_in(id=new_id(), place=place, by=request.user, at=now())
    except Refused as refusal:
        return _register(request, night, FindTicket(), only={place.pk}, error=str(refusal))
    if not wants_part(request):
        messages.success(request, _("%(party)s: arrived.") % {"party": place.ticket.described})
        return redirect("shelters:night", pk=pk)
    return _register(request, night, FindTicket(), only={place.pk})


def _find_place(request: Request, pk: UUID) -> NightPlace:
    place = queries.kept_place(pk, viewer=request.user)
    if place is None:
        raise Http404
    return place


@form_on("shelters:night", _find_place, of="night_id")
def check_in(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.check_in)


@form_on("shelters:night", _find_place, of="night_id")
def undo_check_in(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.undo_check_in)


@form_on("shelters:night", _find_place, of="night_id")
def leave_early(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.leave_early)


@form_on("shelters:night", _find_place, of="night_id")
def give_notice(request: Request, pk: UUID) -> HttpResponse:
    night = _find_place(request, pk).night
    frees_bed = effective(night.shelter.scopes, on=night.date).value("free_when_away")
    return _change(request, pk, partial(actions.give_notice, frees_bed=frees_bed))


@form_on("shelters:night", _find_place, of="night_id")
def decline_place(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.decline_place)


@form_on("shelters:night", _find_place, of="night_id")
def cancel_place(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.cancel_place)


@require_GET
@works_offline
def arrivals(request: Request, pk: UUID) -> HttpResponse:
    """The list on paper, with a blank sheet for those who are turned away."""
    night = find_night(request, pk)
    policies = effective(night.shelter.scopes, on=night.date)
    context = {
        "night": night,
        "guests": queries.register(night),
        "policies": policies,
        "printed_at": now(),
        "rows": range(12),
    }
    return render(request, "shelters/arrivals.html", context)


def _change(request: Request, pk: UUID, action: Callable[..., Any]) -> HttpResponse:
    place = _find_place(request, pk)
    event, night = Event(request.POST), place.night
    if not event.is_valid():
        return _register(request, night, FindTicket(), error=_("This page was incomplete. Try once more."))
    try:
        action(id=event.cleaned_data["id"], place=place, by=request.user, at=now())
    except Refused as refusal:
        return _register(request, night, FindTicket(), error=str(refusal))
    if wants_part(request):
        guests = queries.register(night)
        context = _sums(request, night, guests) | {"guests": [guest for guest in guests if guest.id == place.pk]}
        return respond(request, "shelters/night.html", context, part="changed")
    return redirect(f"/nights/{night.pk}/#place-{place.pk}")


def _register(
    request: Request,
    night: Night,
    form: FindTicket,
    *,
    only: set[UUID] | None = None,
    error: str = "",
    former: Iterable[NightPlace] = (),
) -> HttpResponse:
    guests = queries.register(night)
    context = _sums(request, night, guests) | {
        "guests": [guest for guest in guests if only is None or guest.id in only],
        "is_filtered": only is not None,
        "form": form,
        "error": error,
        "former": [(place, _no_bed(night, place)) for place in former],
    }
    status = 422 if form.errors else 409 if error else 200
    response = respond(request, "shelters/night.html", context, part="register", status=status)
    response.headers["HX-Retarget"] = "#register"  # also when one line was asked for
    return response


def _sums(request: Request, night: Night, guests: list[queries.Guest]) -> dict[str, Any]:
    """The head of the register: how many have come and are expected, and whether it is time to release."""
    policies = effective(night.shelter.scopes, on=night.date)
    capacities = night.capacities.filter(county=night.county)
    return frame(request, night, "shelters:night") | {
        "sums": queries.sums(capacities, guests),
        "policies": policies,
        "release_is_due": not night.released_at and clock.by_night(night.date, policies.time("release_at")) <= now(),
    }


def _not_listed(request: Request, night: Night, form: FindTicket) -> HttpResponse:
    """A ticket that has no place tonight: none of tonight's, or its place has ended and may be given back."""
    former = queries.former_places(night, form.cleaned_data["code"])
    if former:
        return _register(request, night, FindTicket(), only=set(), former=former)
    form.add_error("code", _("No ticket of tonight begins like this. Ask to see it, or go to the door."))
    return _register(request, night, form)


def _no_bed(night: Night, former: NightPlace) -> str:
    """Why a place that has ended cannot be given back; nothing when it can."""
    if former.state not in NightPlace.FREED:
        return _("This place is %(state)s.") % {"state": former.get_state_display()}
    former.night = night
    try:
        queries.bed_again(former)
    except Refused as refusal:
        return str(refusal)
    return ""

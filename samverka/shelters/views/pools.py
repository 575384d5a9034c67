"""A pool: who belongs to it and who wants to; and the shelter's side: it asks, regrets, leaves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.shelters import actions, queries, rules
from samverka.shelters.forms.pools import AskToJoin, DeclineShelter
from samverka.shelters.models import Pool, PoolRequest, Shelter
from samverka.shelters.views.sites import find_shelter, show_shelter


@require_GET
def pool(request: Request, pk: UUID) -> HttpResponse:
    return _pool(request, get_object_or_404(Pool.objects.seen_by(request.user), pk=pk))


def _find_request(request: Request, pk: UUID) -> PoolRequest:
    """A request to a pool, or of a shelter, that the user looks after; else 404."""
    mine = PoolRequest.objects.seen_by(request.user)
    return get_object_or_404(mine.select_related("shelter__organisation", "pool__organisation"), pk=pk)


@form_on("shelters:pool", _find_request, of="pool_id")
def admit_shelter(request: Request, pk: UUID) -> HttpResponse:
    asked = _find_request(request, pk)
    try:
        shelter = actions.admit_shelter(request=asked, by=request.user, at=now()).shelter
    except Refused as refusal:
        return _pool(request, asked.pool, error=str(refusal))
    day, name = shelter.moves_on and date_format(shelter.moves_on, "j F"), shelter.told_outside
    said = _("%(shelter)s is let in from the night of %(day)s.") if day else _("%(shelter)s is let in from tonight.")
    messages.success(request, said % {"shelter": name, "day": day})
    return redirect("shelters:pool", pk=asked.pool_id)


@form_on("shelters:pool", _find_request, of="pool_id")
def decline_shelter(request: Request, pk: UUID) -> HttpResponse:
    asked = _find_request(request, pk)
    form = DeclineShelter(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _pool(request, asked.pool, form=form)
    try:
        actions.decline_shelter(request=asked, by=request.user, at=now(), **form.cleaned_data)
    except Refused as refusal:
        return _pool(request, asked.pool, error=str(refusal))
    messages.success(request, _("The shelter's lead is told why not."))
    return redirect("shelters:pool", pk=asked.pool_id)


@require_http_methods(["GET", "POST"])
def ask_to_join(request: Request, pk: UUID) -> HttpResponse:
    """The pools there are in the county, by name, and what it means to join one."""
    shelter = find_shelter(request, pk)
    form = AskToJoin(request.POST if request.method == "POST" else None, shelter=shelter)
    if request.method == "POST" and form.is_valid():
        with explaining(form, beside="pool"):
            actions.ask_to_join(shelter=shelter, by=request.user, at=now(), **form.cleaned_data)
            return redirect("shelters:shelter", pk=pk)
    context = {"form": form, "shelter": shelter, "blocked": why_not(rules.ask_to_join, request.user, shelter)}
    return render(request, "shelters/join.html", context, status=422 if form.errors else 200)


@form_on("shelters:shelter", _find_request, of="shelter_id")
def withdraw_request(request: Request, pk: UUID) -> HttpResponse:
    asked = _find_request(request, pk)
    try:
        actions.withdraw_request(request=asked, by=request.user, at=now())
    except Refused as refusal:
        return show_shelter(request, find_shelter(request, asked.shelter_id), error=str(refusal))
    messages.success(request, _("The request is withdrawn."))
    return redirect("shelters:shelter", pk=asked.shelter_id)


@form_on("shelters:shelter", find_shelter)
def leave_pool(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.leave_pool)


@form_on("shelters:shelter", find_shelter)
def undo_move(request: Request, pk: UUID) -> HttpResponse:
    return _change(request, pk, actions.undo_move)


def _change(request: Request, pk: UUID, action: Callable[..., Shelter]) -> HttpResponse:
    shelter = find_shelter(request, pk)
    try:
        action(shelter=shelter, by=request.user, at=now())
    except Refused as refusal:
        return show_shelter(request, shelter, error=str(refusal))
    return redirect("shelters:shelter", pk=pk)


def _pool(request: Request, pool: Pool, *, form: DeclineShelter | None = None, error: str = "") -> HttpResponse:
    asking = [one for one in queries.my_answers(viewer=request.user) if one.pool_id == pool.pk]
    forms: dict[str, Any] = {form.prefix: form} if form and form.prefix else {}
    context = {
        "pool": pool,
        "shelters": queries.shelters_of_pool(pool, viewer=request.user),
        "asking": [(one, forms.get(str(one.pk)) or DeclineShelter(prefix=str(one.pk))) for one in asking],
        "form": form,
        "works": Pool.objects.worked_by(request.user).filter(pk=pool.pk).exists(),
        "edit_blocked": why_not(rules.edit_pool, request.user, pool.organisation),
        "error": error,
    }
    status = 409 if error else 422 if form else 200
    return render(request, "shelters/pool.html", context, status=status)

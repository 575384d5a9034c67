"""Children seen tonight, channel used, still open; and the way to whoever answers now."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Role
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.directory.queries import town_of
from samverka.safeguarding import actions, queries
from samverka.safeguarding.forms.children import NoneNeeded, Seen, UseChannel
from samverka.safeguarding.models import Sighting
from samverka.safeguarding.models.sightings import coordinated


@require_http_methods(["GET", "POST"])
def children(request: Request) -> HttpResponse:
    """The loop in numbers; whoever must report by law notes what was seen."""
    at, organisations = now(), queries.mandated_at(request.user)
    form = Seen(request.POST if request.method == "POST" and organisations else None, organisations=organisations)
    if form.is_valid():
        with explaining(form):
            actions.note_sighting(by=request.user, at=at, **form.cleaned_data)
            messages.success(request, _("Noted. Ring now, then say here that the channel was used."))
            return redirect("safeguarding:children")
    return _page(request, form)


@require_GET
def call_now(request: Request, code: str = "") -> HttpResponse:
    """Whom to call now, here: of one's own municipality, or of one that is chosen."""
    edition = get_language() or "sv"
    codes = [code] if code else sorted(one.territory_id for one in request.user.standing)
    town = next(filter(None, map(town_of, codes)), None)
    return redirect("web:child", edition, town.slug) if town else redirect("web:where", edition)


def _find(request: Request, pk: UUID) -> Sighting:
    return get_object_or_404(Sighting.objects.worked_by(request.user).select_related("organisation"), pk=pk)


@form_on("safeguarding:children", _find, of="")
def use_channel(request: Request, pk: UUID) -> HttpResponse:
    return _settle(request, pk, UseChannel(request.POST), actions.use_channel)


@form_on("safeguarding:children", _find, of="")
def none_needed(request: Request, pk: UUID) -> HttpResponse:
    return _settle(request, pk, NoneNeeded(request.POST), actions.none_needed)


def _settle(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Sighting]) -> HttpResponse:
    sighting = _find(request, pk)
    if form.is_valid():
        with explaining(form):
            action(sighting=sighting, by=request.user, at=now(), **form.cleaned_data)
            return redirect(reverse("safeguarding:children") + "#open")
    return _page(request, Seen(organisations=queries.mandated_at(request.user)), wrong=form)


def _page(request: Request, form: Seen, wrong: forms.Form | None = None) -> HttpResponse:
    user, at = request.user, now()
    organisations = queries.mandated_at(user)
    context = {
        "form": form,
        "wrong": wrong,
        "loop": queries.loop(viewer=user, at=at),
        "by_organisation": queries.loop_by_organisation(viewer=user, at=at),
        "is_coordinator": bool(coordinated(user)),
        "open": queries.open_sightings(viewer=user),
        "use": UseChannel(),
        "none": NoneNeeded(),
        "is_mandated": bool(organisations),
        "is_volunteer": not organisations and any(one.role == Role.VOLUNTEER for one in user.standing),
        "shift_lines": queries.shift_lines(viewer=user),
        "keeps_channels": queries.within(user).exists(),
    }
    status = 422 if form.errors or wrong else 200
    return render(request, "safeguarding/children.html", context, status=status)

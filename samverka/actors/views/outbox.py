"""The outbox: what a phone has kept is handed in here, and what could not be taken in is shown to its author."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors import actions
from samverka.actors.http import Request
from samverka.actors.models import Delivery
from samverka.core.access import Denied, Refused
from samverka.core.http import form_on, problem
from samverka.core.outbox import KINDS, Unreadable, read


MOST = 50  # notes handed in at once


@require_http_methods(["GET", "POST"])
def outbox(request: Request) -> HttpResponse:
    """Who may hand in, and with which key; then a receipt for each note, by which the phone forgets it."""
    if request.method == "GET":
        kept = request.user.deliveries.filter(state=Delivery.State.KEPT).count()
        return JsonResponse({"author": str(request.user.pk), "csrf": get_token(request), "kept": kept})
    try:
        items = json.loads(request.body)["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return problem(400, _("That could not be read"))
    if not isinstance(items, list) or len(items) > MOST or not all(isinstance(item, dict) for item in items):
        return problem(422, _("Send a list of at most %(most)s notes.") % {"most": MOST})
    return JsonResponse({"receipts": [_receipt(request, item) for item in items]})


def _receipt(request: Request, item: dict[str, Any]) -> dict[str, str]:
    """An unreadable note is told so: the phone keeps it, since a key may come back."""
    told = {"id": str(item.get("id", ""))[:36]}
    try:
        taken = actions.deliver(note=read(item), by=request.user, at=now())
    except Unreadable:
        return told | {"state": "unreadable", "detail": _("This could not be opened.")}
    except (Denied, Refused) as refusal:
        return told | {"state": "refused", "detail": str(refusal)}
    return told | {"state": taken.state, "detail": taken.reason}


@require_GET
def deliveries(request: Request) -> HttpResponse:
    """What was written without a network and could not be taken in: again, or away with it."""
    kept = request.user.deliveries.filter(state=Delivery.State.KEPT).order_by("noticed_at", "pk")
    return render(request, "actors/deliveries.html", {"rows": [(one, *_told(request, one)) for one in kept]})


def _told(request: Request, delivery: Delivery) -> tuple[object, list[tuple[str, str]]]:
    """What kind of form it was, and what stood in it, as people read it."""
    note = actions.note_of(delivery)
    match = note.match
    kind = KINDS.get(match.view_name) if match else None
    if kind is None or match is None:
        return delivery.path, []
    return kind.text, kind.tell(note=note, by=request.user, at=now(), **match.kwargs)


def _find(request: HttpRequest, pk: UUID) -> Delivery:
    return get_object_or_404(Delivery, pk=pk, by=request.user)


@form_on("actors:deliveries", _find, of="")
def retry_delivery(request: Request, pk: UUID) -> HttpResponse:
    try:
        actions.retry_delivery(delivery=_find(request, pk), by=request.user, at=now())
    except (Refused, Denied) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is taken in."))
    return redirect("actors:deliveries")


@form_on("actors:deliveries", _find, of="")
def drop_delivery(request: Request, pk: UUID) -> HttpResponse:
    actions.drop_delivery(delivery=_find(request, pk), by=request.user, at=now())
    messages.success(request, _("It is thrown away."))
    return redirect("actors:deliveries")

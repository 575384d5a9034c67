"""An agreement's plan of payments and its parties' meetings, below the agreement."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import payments as forms
from samverka.programmes.models import AgreementMeeting, Payment
from samverka.programmes.views.agreements import page_of
from samverka.programmes.views.follow_ups import _party, find_own


@form_on("programmes:agreement", find_own)
def plan_payment(request: Request, pk: UUID) -> HttpResponse:
    found, form = find_own(request, pk), forms.PlanPayment(request.POST)
    rules.keep_agreement(request.user, found)
    if form.is_valid():
        with explaining(form):
            actions.plan_payment(agreement=found, by=request.user, at=now(), **form.cleaned_data)
            return _back(pk, "payments")
    return page_of(request, found, form)


def find_payment(request: Request, pk: UUID) -> Payment:
    own = queries.own_parties(request.user).values("agreement")
    return get_object_or_404(Payment.objects.select_related("agreement__territory"), pk=pk, agreement__in=own)


@form_on("programmes:agreement", find_payment, of="agreement_id")
def note_paid(request: Request, pk: UUID) -> HttpResponse:
    found, form = find_payment(request, pk), forms.NotePaid(request.POST)
    if form.is_valid():
        return _do(request, found, "payments", actions.note_paid, payment=found, **form.cleaned_data)
    messages.error(request, _("Write the day on which it was paid."))
    return _back(found.agreement_id, "payments")


@form_on("programmes:agreement", find_payment, of="agreement_id")
def undo_paid(request: Request, pk: UUID) -> HttpResponse:
    found = find_payment(request, pk)
    return _do(request, found, "payments", actions.undo_paid, payment=found)


@form_on("programmes:agreement", find_payment, of="agreement_id")
def remove_payment(request: Request, pk: UUID) -> HttpResponse:
    found = find_payment(request, pk)
    return _do(request, found, "payments", actions.remove_payment, payment=found)


@form_on("programmes:agreement", find_own)
def plan_agreement_meeting(request: Request, pk: UUID) -> HttpResponse:
    found, form = find_own(request, pk), forms.PlanMeeting(request.POST)
    if form.is_valid():
        with explaining(form):
            said = {"party": _party(request, found), "by": request.user, "at": now(), **form.cleaned_data}
            actions.plan_agreement_meeting(agreement=found, **said)
            return _back(pk, "meetings")
    return page_of(request, found, form)


def find_meeting(request: Request, pk: UUID) -> AgreementMeeting:
    own = queries.own_parties(request.user).values("agreement")
    return get_object_or_404(AgreementMeeting.objects.select_related("agreement"), pk=pk, agreement__in=own)


@form_on("programmes:agreement", find_meeting, of="agreement_id")
def drop_agreement_meeting(request: Request, pk: UUID) -> HttpResponse:
    found = find_meeting(request, pk)
    party = _party(request, find_own(request, found.agreement_id))
    return _do(request, found, "meetings", actions.drop_agreement_meeting, meeting=found, party=party)


@require_http_methods(["GET", "POST"])
def agreement_meeting(request: Request, pk: UUID) -> HttpResponse:
    """What was decided at a meeting, to be read and mended."""
    found, today = find_meeting(request, pk), localdate(now())
    agreement = find_own(request, found.agreement_id)
    party = queries.own_party(request.user, agreement)
    if party is None:
        raise Http404
    rules.speak_for_party(request.user, party)
    start = {"held_on": found.held_on or min(found.planned_on, today), "decisions": found.decisions}
    form = forms.HoldMeeting(request.POST or None, initial={**start, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            said = {"party": party, "by": request.user, "at": now(), **form.cleaned_data}
            actions.hold_agreement_meeting(meeting=found, **said)
            return _back(agreement.pk, "meetings")
    context = {"form": form, "agreement": agreement, "meeting": found}
    return render(request, "programmes/agreement_meeting.html", context, status=form.status)


def _do(request: Request, found: Any, where: str, act: Callable[..., Any], **said: Any) -> HttpResponse:
    try:
        act(by=request.user, at=now(), **said)
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(found.agreement_id, where)


def _back(pk: UUID, where: str) -> HttpResponse:
    response = redirect("programmes:agreement", pk=pk)
    response["Location"] += f"#{where}"
    return response

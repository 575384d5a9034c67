"""Talks and groups at a service: one page each, under half a minute."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.desks import RecordActivity, RecordSession, SayReceived
from samverka.outreach.models import AdviceSession, GroupActivity
from samverka.outreach.views.desks import find_desk


LATELY = timedelta(days=7)


@require_http_methods(["GET", "POST"])
def record_session(request: Request, pk: UUID) -> HttpResponse:
    """Note a talk. When children were seen, whom to call now comes next."""
    service, at = find_desk(request, pk), now()
    town = queries.town_of(service)
    near = queries.services_near([town.pk] if town else [], on=localdate(at))
    typed = request.POST if request.method == "POST" else None
    form = RecordSession(typed, services=near, today=localdate(at))
    if form.is_valid():
        with explaining(form):
            session = actions.record_session(service=service, **form.told, by=request.user, at=at)
            messages.success(request, _("Noted."))
            if session.children == AdviceSession.Answer.YES:
                return redirect("safeguarding:call_in", code=session.municipality_id)
            return redirect("outreach:record_session", pk=pk)
    recent = queries.recent_sessions(request.user, service, since=localdate(at - LATELY))[:20]
    context = {"service": service, "form": form, "recent": [(one, _undoable(request, one)) for one in recent]}
    context |= {"blocked": why_not(rules.record_session, request.user, service)}
    return render(request, "outreach/record_session.html", context, status=422 if form.errors else 200)


def _find_session(request: Request, pk: UUID) -> AdviceSession:
    rows = AdviceSession.objects.visible_to(request.user).select_related("organisation", "municipality")
    return get_object_or_404(rows, pk=pk)


def _find_activity(request: Request, pk: UUID) -> GroupActivity:
    rows = GroupActivity.objects.visible_to(request.user).select_related("organisation", "municipality")
    return get_object_or_404(rows, pk=pk)


@form_on("outreach:record_session", _find_session, of="service_id")
def undo_session(request: Request, pk: UUID) -> HttpResponse:
    session = _find_session(request, pk)
    try:
        actions.undo_session(session=session, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:record_session", pk=session.service_id)


@form_on("outreach:record_session", _find_session, of="service_id")
def say_received(request: Request, pk: UUID) -> HttpResponse:
    session, form = _find_session(request, pk), SayReceived(request.POST)
    try:
        if form.is_valid():
            actions.say_received(session=session, **form.cleaned_data, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:record_session", pk=session.service_id)


@require_http_methods(["GET", "POST"])
def record_activity(request: Request, pk: UUID) -> HttpResponse:
    service, at = find_desk(request, pk), now()
    form = RecordActivity(request.POST if request.method == "POST" else None, today=localdate(at))
    if form.is_valid():
        with explaining(form):
            actions.record_activity(service=service, **form.told, by=request.user, at=at)
            messages.success(request, _("Noted."))
            return redirect("outreach:record_activity", pk=pk)
    town = queries.town_of(service)
    recent = queries.recent_activities(request.user, service, since=localdate(at - LATELY))[:20]
    context = {"service": service, "form": form, "call": town.pk if town else ""}
    context |= {"recent": [(one, _undoable(request, one)) for one in recent]}
    context |= {"blocked": why_not(rules.record_activity, request.user, service)}
    return render(request, "outreach/record_activity.html", context, status=422 if form.errors else 200)


@form_on("outreach:record_activity", _find_activity, of="service_id")
def undo_activity(request: Request, pk: UUID) -> HttpResponse:
    activity = _find_activity(request, pk)
    try:
        actions.undo_activity(activity=activity, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("outreach:record_activity", pk=activity.service_id)


def _undoable(request: Request, noted: AdviceSession | GroupActivity) -> bool:
    return noted.by_id == request.user.pk and now() <= queries.undo_until(noted)

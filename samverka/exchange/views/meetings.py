"""Meetings: planned and called, one page on which the minutes are taken, and what was decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from samverka.actors import queries as actors
from samverka.actors import rules as networking
from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.drafts import drafts_of
from samverka.core.fields import explaining
from samverka.core.http import form_on, wants_part
from samverka.core.versions import version, version_now
from samverka.exchange import actions, http, queries, rules
from samverka.exchange.forms import meetings as writing
from samverka.exchange.forms.networks import Because
from samverka.exchange.models import ActionPoint, Decision, Meeting
from samverka.exchange.views.networks import edit_page, find_network


def find_meeting(request: Request, pk: UUID) -> Meeting:
    return get_object_or_404(queries.meetings(request.user), pk=pk)


def find_action(request: Request, pk: UUID) -> ActionPoint:
    return get_object_or_404(queries.action_points(request.user), pk=pk)


def find_decision(request: Request, pk: UUID) -> Decision:
    rows = Decision.objects.filter(meeting__in=queries.meetings(request.user))
    return get_object_or_404(rows.select_related("meeting__network__convenor__territory"), pk=pk)


def meeting_of(request: Request, pk: UUID) -> Meeting:
    """The meeting of an action or a decision, where a form about it leads back to."""
    rows = queries.meetings(request.user)
    return rows.filter(action_points=pk).first() or get_object_or_404(rows, decisions=pk)


@require_http_methods(["GET", "POST"])
def plan_meeting(request: Request, pk: UUID) -> HttpResponse:
    found = find_network(request, pk)
    networking.convene(request.user, found)
    last = queries.meetings_of(found).first()
    initial = {"place": last.place, "link": last.link} if last else {}
    form = writing.PlanMeeting(request.POST or None, initial=initial)
    if form.is_valid():
        with explaining(form):
            made = actions.plan_meeting(network=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:meeting", pk=made.pk)
    return edit_page(request, form, _("Plan a meeting"), reverse("exchange:network", args=[pk]))


@require_http_methods(["GET", "POST"])
def edit_meeting(request: Request, pk: UUID) -> HttpResponse:
    found = find_meeting(request, pk)
    rules.keep_meeting(request.user, found)
    long = int((found.ends_at - found.starts_at) / timedelta(minutes=1))
    initial = {"starts_at": localtime(found.starts_at), "minutes_long": long, "seen": version(found)}
    initial |= {name: getattr(found, name) for name in ("place", "link", "agenda")}
    form = writing.EditMeeting(request.POST or None, initial=initial)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.edit_meeting(meeting=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:meeting", pk=pk)
    return edit_page(request, form, _("Change the meeting"), reverse("exchange:meeting", args=[pk]))


@require_GET
def meeting(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_meeting(request, pk))


@require_http_methods(["GET", "POST"])
def take_minutes(request: Request, pk: UUID) -> HttpResponse:
    """All that is noted while the meeting runs, on one page; the notes are sent to it, to be kept or to go out."""
    found = find_meeting(request, pk)
    rules.keep_meeting(request.user, found)
    if request.method == "GET":
        return _minutes(request, found) if found.is_open else redirect("exchange:meeting", pk=pk)
    form = writing.TakeMinutes(request.POST, initial=_noted(found))
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            return _keep(request, found, **form.cleaned_data)
    return _minutes(request, find_meeting(request, pk), form)


@form_on("exchange:take_minutes", find_meeting)
def note_decision(request: Request, pk: UUID) -> HttpResponse:
    return _note(request, pk, writing.NoteDecision(request.POST), actions.note_decision, "decide")


@form_on("exchange:take_minutes", find_meeting)
def note_action(request: Request, pk: UUID) -> HttpResponse:
    members = actors.network_members(find_meeting(request, pk).network)
    return _note(
        request, pk, writing.NoteAction(request.POST, members=members, auto_id="action_%s"), actions.note_action, "act"
    )


@form_on("exchange:take_minutes", meeting_of)
def take_back_decision(request: Request, pk: UUID) -> HttpResponse:
    found = find_decision(request, pk)
    return _done(request, found.meeting, actions.take_back_decision, decision=found)


@form_on("exchange:take_minutes", meeting_of)
def take_back_action(request: Request, pk: UUID) -> HttpResponse:
    found = find_action(request, pk)
    return _done(request, found.meeting, actions.take_back_action, action=found)


@form_on("exchange:network", lambda request, pk: find_action(request, pk).meeting.network)
def finish_action(request: Request, pk: UUID) -> HttpResponse:
    return _close(request, pk, forms.Form(request.POST), actions.finish_action)


@form_on("exchange:network", lambda request, pk: find_action(request, pk).meeting.network)
def drop_action(request: Request, pk: UUID) -> HttpResponse:
    return _close(request, pk, Because(request.POST), actions.drop_action)


@form_on("exchange:network", lambda request, pk: find_action(request, pk).meeting.network)
def reopen_action(request: Request, pk: UUID) -> HttpResponse:
    return _close(request, pk, forms.Form(request.POST), actions.reopen_action)


@form_on("exchange:meeting", find_meeting)
def call_meeting(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.call_meeting)


@form_on("exchange:meeting", find_meeting)
def call_off_meeting(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, Because(request.POST), actions.call_off_meeting)


@form_on("exchange:meeting", find_meeting)
def plan_again(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.plan_again)


@form_on("exchange:meeting", find_meeting)
def reopen_minutes(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.reopen_minutes)


@form_on("exchange:take_minutes", find_meeting)
def approve_minutes(request: Request, pk: UUID) -> HttpResponse:
    """The minutes of the meeting before are found right at this one."""
    found = find_meeting(request, pk)
    if before := queries.to_approve(found):
        return _done(request, found, actions.approve_minutes, meeting=before, at_meeting=found)
    return redirect("exchange:take_minutes", pk=pk)


@require_safe
def minutes_file(request: Request, pk: UUID) -> HttpResponse:
    """The minutes as plain text, to keep elsewhere."""
    found = find_meeting(request, pk)
    head = f"{found.network}\n{localtime(found.starts_at):%Y-%m-%d %H:%M}, {http.where(found)}\n\n"
    response = HttpResponse(head + http.minutes(found) + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{localdate(found.starts_at)}.txt"'
    return response


@login_not_required
@require_safe
def network_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The meetings of a network as a calendar that any program subscribes to (RFC 5545)."""
    member = actors.followed_network(key)
    if member is None:
        raise Http404
    told = http.calendar(queries.followed_meetings(member).select_related("network"), at=now(), method="PUBLISH")
    response = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    """One step, and the page again."""
    found = find_meeting(request, pk)
    if form.is_valid():
        with explaining(form):
            action(meeting=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:meeting", pk=pk)
    return _page(request, find_meeting(request, pk), form)


def _keep(request: Request, found: Meeting, *, minutes: str, seen: str, **coming: Any) -> HttpResponse:
    """Send the minutes with these notes, if that was pressed; or keep them, and the page again."""
    said: dict[str, Any] = {"meeting": found, "minutes": minutes, "seen": seen, "by": request.user, "at": now()}
    if "send" in request.POST:
        actions.hold_meeting(**said, **coming)
        return redirect("exchange:meeting", pk=found.pk)
    actions.write_minutes(**said)
    messages.success(request, _("Saved."))
    here, typed = reverse("exchange:take_minutes", args=[found.pk]), request.POST.get("next_starts_at")
    return redirect(f"{here}?{urlencode({'next_starts_at': typed})}" if typed else here)


def _noted(found: Meeting) -> dict[str, Any]:
    return {"minutes": found.minutes, "seen": version(found)}


def _note(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any], next_field: str) -> HttpResponse:
    """One line of the minutes; the same field waits for the next."""
    found = find_meeting(request, pk)
    if form.is_valid():
        with explaining(form):
            action(meeting=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect(f"{reverse('exchange:take_minutes', args=[pk])}?next={next_field}#{next_field}")
    return _minutes(request, found, form)


def _done(request: Request, found: Meeting, step: Callable[..., Any], **said: Any) -> HttpResponse:
    form = forms.Form(request.POST)
    form.full_clean()
    with explaining(form):
        step(by=request.user, at=now(), **said)
        return redirect("exchange:take_minutes", pk=found.pk)
    shown = _minutes if wants_part(request) else _page
    return shown(request, find_meeting(request, found.pk), form)


def _close(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    found = find_action(request, pk)
    if form.is_valid():
        with explaining(form):
            action(action=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:network", pk=found.meeting.network_id)
    return _page(request, find_meeting(request, found.meeting_id), form)


def _minutes(request: Request, found: Meeting, wrong: forms.Form | None = None) -> HttpResponse:
    due = localdate(found.starts_at) + timedelta(weeks=found.network.weeks)
    members = list(actors.network_members(found.network))
    told = _noted(found) | {"next_starts_at": request.GET.get("next_starts_at")}
    notes = wrong if isinstance(wrong, writing.TakeMinutes) else writing.TakeMinutes(initial=told)
    here = reverse("exchange:take_minutes", args=[found.pk])
    deciding = wrong if isinstance(wrong, writing.NoteDecision) else writing.NoteDecision()
    doing = writing.NoteAction(members=members, initial={"due_on": due}, auto_id="action_%s")
    doing = wrong if isinstance(wrong, writing.NoteAction) else doing
    focus = request.GET.get("next", "decide")
    if wrong is not notes:
        (doing if focus == "act" else deciding).fields["text"].widget.attrs["autofocus"] = True
    context: dict[str, Any] = {
        "meeting": found,
        "open_actions": queries.open_actions(found.network, before=found.starts_at),
        "decisions": found.decisions.order_by("number"),
        "actions": found.action_points.select_related("organisation").order_by("pk"),
        "to_approve": queries.to_approve(found),
        "deciding": deciding,
        "doing": doing,
        "homes": [],
        "writing": notes,
        "waits": wrong is not notes and "draft" not in request.GET and here in drafts_of(request),
        "refused": wrong if type(wrong) is forms.Form else None,
        "has_begun": found.starts_at <= now(),
    }
    status = getattr(wrong, "status", 422) if wrong else 200
    return render(request, "exchange/take_minutes.html", context, status=status)


def _page(request: Request, found: Meeting, wrong: forms.Form | None = None) -> HttpResponse:
    context = {
        "meeting": found,
        "keeps": not why_not(rules.keep_meeting, request.user, found),
        "attaches": not why_not(rules.attach_to_meeting, request.user, found),
        "decisions": found.decisions.order_by("number"),
        "actions": found.action_points.select_related("organisation").order_by("due_on", "pk"),
        "open_actions": queries.open_actions(found.network, before=found.starts_at) if found.is_open else [],
        "to_approve": queries.to_approve(found) if found.is_open else None,
        "mails": found.mails.filter(sequence=found.sequence).select_related("member__organisation").order_by("pk"),
        "calling_off": wrong if isinstance(wrong, Because) else Because(),
        "wrong": wrong,
        "today": localdate(now()),
    }
    return render(request, "exchange/meeting.html", context, status=422 if wrong else 200)

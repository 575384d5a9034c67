"""Concern notes. Every look is written down before anything is shown: no line in the trail, no page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Role
from samverka.core.access import Denied, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.safeguarding import actions, queries, rules
from samverka.safeguarding.forms.notes import STEPS, NoteConcern
from samverka.safeguarding.models import ConcernNote


@require_GET
def my_notes(request: Request) -> HttpResponse:
    """One's own, and for the safeguarding lead those of the organisation."""
    found, today = actions.list_notes(by=request.user, at=now()), localdate(now())
    context = {
        "notes": [(one, one.is_overdue(today)) for one in found],
        "may": bool(queries.mandated_at(request.user)),
        "is_volunteer": any(one.role == Role.VOLUNTEER for one in request.user.standing),
        "shift_lines": queries.shift_lines(viewer=request.user),
    }
    return render(request, "safeguarding/notes.html", context)


@require_http_methods(["GET", "POST"])
def note_concern(request: Request) -> HttpResponse:
    organisations = queries.mandated_at(request.user)
    if not organisations:
        raise Denied(_("Tell the shift lead, and ring. Only those who must report by law write a note."))
    form = NoteConcern(request.POST or None, organisations=organisations)
    form.start(localtime(now()))
    if form.is_valid():
        with explaining(form):
            note = actions.note_concern(by=request.user, at=now(), **form.cleaned_data)
            return redirect("safeguarding:note", pk=note.pk)
    return render(request, "safeguarding/note_concern.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def note(request: Request, pk: UUID) -> HttpResponse:
    """One note, with what can be done next."""
    return _page(request, _find(request, pk))


def _find(request: Request, pk: UUID, step: str = "") -> ConcernNote:
    return get_object_or_404(queries.notes_of(request.user), pk=pk)


@form_on("safeguarding:note", _find)
def take_step(request: Request, pk: UUID, step: str) -> HttpResponse:
    """What happened with the report: advice, report, receipt, answer, or none of them."""
    if step not in STEPS:
        raise Http404
    found, form = _find(request, pk), STEPS[step](request.POST)
    if form.is_valid():
        with explaining(form):
            getattr(actions, step)(note=found, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect("safeguarding:note", pk=pk)
    return _page(request, _find(request, pk), wrong=form, step=step)


def _page(request: Request, found: ConcernNote, wrong: Any = None, step: str = "") -> HttpResponse:
    at, today = now(), localdate(now())
    found = actions.read_note(note=found, by=request.user, at=at)
    context = {
        "note": found,
        "is_overdue": found.is_overdue(today),
        "clock": queries.clock(found.municipality_id, on=today),
        "steps": _steps(request, found, {step: wrong}),
        "wrong": wrong,
        "blocked": why_not(rules.look_over, request.user, found) if found.state == "not_reported" else "",
    }
    return render(request, "safeguarding/note.html", context, status=422 if wrong else 200)


def _steps(request: Request, found: ConcernNote, typed: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """What can come next: the action, what its button says, and its form, with what was typed."""
    at = localtime(now())
    starts: dict[str, Any] = {
        "report_concern": {"reported_at": at},
        "receive_feedback": {"received_on": at.date()},
    }
    told = {
        "take_advice": _("The duty desk was asked"),
        "report_concern": _("It is reported"),
        "not_report": _("It is not reported"),
        "acknowledge_report": _("They have confirmed the receipt"),
        "receive_feedback": _("Their answer has come"),
        "close_note": _("Close the note"),
        "look_over": _("My look"),
    }
    return [
        (step, told[step], typed.get(step) or STEPS[step](initial=starts.get(step)))
        for step in _next(found, overdue=found.is_overdue(at.date()))
        if not why_not(getattr(rules, step), request.user, found)
    ]


def _next(found: ConcernNote, *, overdue: bool) -> list[str]:
    waits = ["close_note"] if overdue else []
    return {
        "noticed": ["take_advice", "report_concern", "not_report"],
        "advice_taken": ["report_concern", "not_report"],
        "reported": ["acknowledge_report", "receive_feedback", *waits],
        "acknowledged": ["receive_feedback", *waits],
        "feedback_received": ["close_note"],
        "not_reported": ["look_over"],
    }.get(found.state, [])

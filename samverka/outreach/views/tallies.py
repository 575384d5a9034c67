"""The tally: one page, one POST, under a minute with one thumb."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.http import form_on, works_offline
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.tallies import WORDS, CorrectTally, RecordTally, Unchanged, choices
from samverka.outreach.models import Tally
from samverka.outreach.models.tallies import KINDS
from samverka.safeguarding.queries import answer


A_DAY = timedelta(days=1)


@require_http_methods(["GET", "POST"])
@works_offline
def record_tally(request: Request) -> HttpResponse:
    """What is posted is counted, or said to be as before; with the same id again it is the same tally."""
    if not queries.teams_of(request.user):
        return redirect("outreach:round")
    if "unchanged" in request.POST:
        return _note_unchanged(request)
    typed = request.POST if request.method == "POST" else None
    form = RecordTally(typed, initial=_remembered(request), **choices(request.user, at=now()))
    if form.is_valid():
        try:
            tally = actions.record_tally(**form.told, by=request.user, at=now())
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else f"{refusal.field}_count"
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:tally", pk=tally.pk)
    return _form(request, form)


def _note_unchanged(request: Request) -> HttpResponse:
    """One tap: the team came by, and all was as before."""
    there = choices(request.user, at=now())
    same = Unchanged(request.POST, teams=there["teams"], areas=there["areas"])
    if same.is_valid():
        try:
            tally = actions.note_unchanged(**same.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            same.add_error(None, str(refusal))
        else:
            return redirect("outreach:tally", pk=tally.pk)
    return _form(request, RecordTally(initial=_remembered(request), **there), same=same)


def _find_tally(request: Request, pk: UUID) -> Tally:
    rows = Tally.objects.visible_to(request.user).select_related("team__organisation", "area", "municipality")
    return get_object_or_404(rows.prefetch_related("corrections", "referrals"), pk=pk)


@require_GET
def tally(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, _find_tally(request, pk))


@form_on("outreach:tally", _find_tally)
def undo_tally(request: Request, pk: UUID) -> HttpResponse:
    found = _find_tally(request, pk)
    try:
        actions.undo_tally(tally=found, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Undone: nobody is counted."))
    return redirect("outreach:tally", pk=pk)


@form_on("outreach:tally", _find_tally)
def correct_tally(request: Request, pk: UUID) -> HttpResponse:
    found, form = _find_tally(request, pk), CorrectTally(request.POST)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("id", "reason")}
        try:
            actions.correct_tally(tally=found, changes=form.changes, by=request.user, at=now(), **told)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("outreach:tally", pk=pk)
    return _page(request, found, form)


def _remembered(request: Request) -> dict[str, str]:
    """The area and the kind of place of one's tally before, so that the next needs fewer taps."""
    told = request.POST if request.method == "POST" else request.GET
    found = {name: told.get(name, "")[:40] for name in ("team", "area", "place_type") if told.get(name)}
    if not found and (last := queries.recent(request.user, since=now() - A_DAY).filter(by=request.user).first()):
        return {"team": str(last.team_id), "area": str(last.area_id), "place_type": last.place_type}
    return found


def _form(request: Request, form: RecordTally, *, same: Unchanged | None = None) -> HttpResponse:
    context = {"form": form, "same": same, "recent": queries.noted_lately(request.user, at=now())}
    return render(request, "outreach/record_tally.html", context, status=422 if form.errors or same else 200)


def _page(request: Request, found: Tally, form: CorrectTally | None = None) -> HttpResponse:
    at, until = now(), queries.undo_until(found)
    counts = queries.corrected(found)
    context = {
        "tally": found,
        "counts": [(WORDS[kind], counts[kind]) for kind in KINDS if counts[kind].most],
        "names": queries.category_names([*found.needs, *found.helped_with]),
        "undo_until": until,
        "undo": not found.undone_at and at <= until and not why_not(rules.undo_tally, request.user, found),
        "form": form or CorrectTally(),
        "call": answer(found.municipality_id, at=at) if counts["children"].most else None,
        "month": localdate(at).replace(day=1),
    }
    return render(request, "outreach/tally.html", context, status=422 if form and form.errors else 200)

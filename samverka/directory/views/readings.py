"""What a feed says: looked through, its words given a meaning here, and taken in or thrown away."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from samverka.actors.http import Request
from samverka.core.access import Refused
from samverka.core.background import is_abandoned
from samverka.core.fields import explaining
from samverka.core.http import form_on, respond, wants_part
from samverka.directory import tasks
from samverka.directory.actions import feeds as actions
from samverka.directory.forms.feeds import NameFeedColumns, NameKinds
from samverka.directory.models import FeedReading
from samverka.directory.queries import feeds as queries
from samverka.directory.views.feed_words import FATES, NOUNS, did, field_name, problem, remark, why


PER_PAGE = 100
Stage = FeedReading.Stage


def _find(request: Request, pk: UUID) -> FeedReading:
    rows = FeedReading.objects.kept_by(request.user).select_related("feed__territory", "feed__organisation")
    return get_object_or_404(rows, pk=pk)


@require_GET
def show_reading(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    if one.is_at_work and is_abandoned(one, at=now()):
        tasks.start_reading(one.pk)  # the server was stopped half-way
    if wants_part(request) and not one.is_at_work:
        return HttpResponseClientRefresh()
    return _page(request, one)


@form_on("directory:reading", _find)
def name_columns(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    form = NameFeedColumns(request.POST, one=one)
    if form.is_valid():
        told = {"sheet": form.cleaned_data["sheet"], "heading": form.cleaned_data["heading"]}
        with explaining(form):
            one = actions.name_feed_columns(one=one, **told, columns=form.columns, by=request.user)
            return _go_on(one)
    return _page(request, one, columns=form)


@form_on("directory:reading", _find)
def name_kinds(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    form = NameKinds(request.POST, one=one)
    if not form.is_valid():
        return _page(request, one, kinds=form)
    try:
        one = actions.name_kinds(one=one, kinds=form.kinds, by=request.user, at=now())
    except Refused as refusal:
        return _page(request, one, error=str(refusal))
    return _go_on(one)


@form_on("directory:reading", _find)
def tick_removals(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    offered, ticked = request.POST.getlist("offered")[:PER_PAGE], request.POST.getlist("remove")[:PER_PAGE]
    try:
        actions.tick_removals(one=one, offered=_ids(offered), ticked=_ids(ticked), by=request.user)
    except Refused as refusal:
        return _page(request, one, error=str(refusal))
    messages.success(request, _("Kept. They are removed when you take this in."))
    page = request.GET.get("page", "1")
    return redirect(f"{reverse('directory:reading', args=[pk])}?{urlencode({'show': queries.GONE, 'page': page})}")


@form_on("directory:reading", _find)
def approve_reading(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    try:
        one = actions.approve_reading(one=one, by=request.user, at=now())
    except Refused as refusal:
        return _page(request, one, error=str(refusal))
    return _go_on(one)


@form_on("directory:reading", _find)
def discard_reading(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    try:
        actions.discard_reading(one=one, by=request.user, at=now())
    except Refused as refusal:
        return _page(request, one, error=str(refusal))
    messages.success(request, _("Thrown away. Nothing has changed in the directory."))
    return redirect("directory:feed", pk=one.feed_id)


def _go_on(one: FeedReading) -> HttpResponse:
    tasks.go_on(one, is_short=tasks.is_short(one))
    return redirect("directory:reading", pk=one.pk)


def _page(
    request: Request, one: FeedReading, *, columns: Any = None, kinds: Any = None, error: str = ""
) -> HttpResponse:
    stage = one.stage
    context: dict[str, Any] = {
        "reading": one,
        "stage": stage.value,
        "error": error,
        "problem": problem(one),
        "percent": 100 * one.compared // one.entries if one.entries else 0,
        "form": columns or (NameFeedColumns(one=one) if one.top else None),
    }
    if stage in (Stage.PREVIEW, Stage.WRITTEN):
        context |= _preview(request, one)
    if stage == Stage.PREVIEW:
        context["kinds_form"] = kinds or NameKinds(one=one)
    has_errors = any(form is not None and form.errors for form in (columns, kinds))
    status = 409 if error else 422 if has_errors else 200
    return respond(request, "directory/reading.html", context, part="progress", status=status)


def _preview(request: Request, one: FeedReading) -> dict[str, Any]:
    """The entries of a page, all or those of one fate."""
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in FATES else ""
    page = Paginator(list(queries.fates(one, *filter(None, [chosen]))), PER_PAGE).get_page(request.GET.get("page"))
    whole = [("", _("All"), sum(one.counts.values()))]
    tabs = [(fate, text, one.counts.get(fate, 0)) for fate, text in FATES.items()]
    writes = one.counts.get(queries.NEW, 0) + one.counts.get(queries.CHANGED, 0)
    return {
        "tabs": [tab for tab in whole + tabs if tab[2]],
        "chosen": chosen,
        "page": page,
        "lines": [_line(fate, one) for fate in page],
        "writes": writes,
        "can_write": bool(writes or one.removals),
        "asks_kinds": any(key not in one.feed.kinds for key, _count in one.terms),
        "did": did(one),
        "remarks": sorted((remark(code), count) for code, count in one.remarks.items()),
    }


def _line(fate: queries.Fate, one: FeedReading) -> dict[str, Any]:
    return {
        "noun": NOUNS.get(fate.kind, ""),
        "name": fate.name or "–",  # noqa: RUF001
        "foreign": fate.foreign,
        "fate": fate.fate,
        "says": _("Removed") if one.written_at and fate.subject in one.removals else FATES[fate.fate],
        "why": why(fate.why),
        "changed": ", ".join(field_name(name) for name in fate.changed),
        "remarks": [remark(code) for code in dict.fromkeys(fate.remarks)],
        "subject": fate.subject,
        "is_ticked": fate.subject in one.removals,
    }


def _ids(told: list[str]) -> list[str]:
    return [id for id in told if len(id) == 36]

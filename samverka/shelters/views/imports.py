"""Capacities from a file: sent, its columns named, looked through, approved, and how to take it back."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from samverka.actors.http import Request
from samverka.core.access import Refused, why_not
from samverka.core.background import is_abandoned
from samverka.core.fields import explaining
from samverka.core.http import form_on, respond, wants_part
from samverka.shelters import rules, sheets, tasks
from samverka.shelters.actions import imports as actions
from samverka.shelters.forms.sheets import NameColumns, UploadImport
from samverka.shelters.models import Import
from samverka.shelters.queries import imports as queries
from samverka.shelters.queries import reports
from samverka.shelters.views.import_files import names


PER_PAGE = 100
FATES = {
    queries.REFUSED: gettext_lazy("Cannot be written"),
    queries.NEW: gettext_lazy("New"),
    queries.CHANGED: gettext_lazy("Changed"),
    queries.UNCHANGED: gettext_lazy("Unchanged"),
    queries.LEFT_OUT: gettext_lazy("Left out"),
}
PROBLEMS = {
    "empty": gettext_lazy("There is nothing in this file."),
    "broken": gettext_lazy(
        "The file is broken. Open it in your spreadsheet, save it anew as xlsx or CSV, and send that."
    ),
    "not_a_table": gettext_lazy("This is not a table. Send an Excel file (xlsx) or a CSV file."),
    "old_excel": gettext_lazy("This is an old Excel file, or one with a password. Save it as xlsx without a password."),
    "too_large": gettext_lazy("Unpacked, this file is too large. Send only the sheet with the nights."),
    "too_many_lines": gettext_lazy("There are too many lines in this file. Send fewer nights at a time."),
    "failed": gettext_lazy("Something of ours failed on this file. Nothing was written. Tell those who run Samverka."),
}


@require_GET
def sheets_page(request: Request) -> HttpResponse:
    return _sheets(request, UploadImport())


@form_on("shelters:sheets")
def upload_import(request: Request) -> HttpResponse:
    form = UploadImport(request.POST, request.FILES)
    if form.is_valid():
        with explaining(form, beside="file"):
            one = actions.upload_import(**form.cleaned_data, by=request.user, at=now())
            tasks.go_on(one, lines=sheets.weight(form.cleaned_data["file"]))
            return redirect("shelters:import", pk=one.pk)
    return _sheets(request, form)


def _find(request: Request, pk: UUID) -> Import:
    return get_object_or_404(Import.objects.of(request.user), pk=pk)


@require_GET
def show_import(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    if one.is_at_work and is_abandoned(one, at=now()):
        tasks.start_import(one.pk)  # the server was stopped half-way
    if wants_part(request) and not one.is_at_work:
        return HttpResponseClientRefresh()
    return _page(request, one, NameColumns(one=one))


@form_on("shelters:import", _find)
def name_columns(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    form = NameColumns(request.POST, one=one)
    if form.is_valid():
        told = {"sheet": form.cleaned_data["sheet"], "heading": form.cleaned_data["heading"]}
        with explaining(form):
            one = actions.name_columns(one=one, **told, columns=form.columns, at=now())
            tasks.go_on(one, lines=one.lines if one.lines is not None else tasks.AT_ONCE + 1)
            return redirect("shelters:import", pk=pk)
    return _page(request, one, form)


@form_on("shelters:import", _find)
def approve_import(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    try:
        one = actions.approve_import(one=one, by=request.user, at=now())
    except Refused as refusal:
        return _page(request, one, NameColumns(one=one), error=str(refusal))
    tasks.go_on(one, lines=one.lines or 0)
    return redirect("shelters:import", pk=pk)


@form_on("shelters:import", _find)
def discard_import(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    try:
        actions.discard_import(one=one, by=request.user, at=now())
    except Refused as refusal:
        return _page(request, one, NameColumns(one=one), error=str(refusal))
    messages.success(request, _("The file is thrown away. Nothing was written."))
    return redirect("shelters:sheets")


def _sheets(request: Request, form: UploadImport) -> HttpResponse:
    shelters = reports.reported_shelters(request.user)
    context = {
        "form": form,
        "import_blocked": why_not(rules.import_capacity, request.user),
        "imports": Import.objects.of(request.user).order_by("-uploaded_at")[:10],
        "shelters": shelters,
        "organisations": {
            one.organisation.pk: one.organisation for one in shelters if reports.owns(request.user, one.organisation_id)
        }.values(),
    }
    return render(request, "shelters/sheets.html", context, status=422 if form.errors else 200)


def _page(request: Request, one: Import, form: NameColumns, *, error: str = "") -> HttpResponse:
    stage = one.stage
    context: dict[str, Any] = {
        "import": one,
        "stage": stage.value,
        "form": form,
        "error": error,
        "problem": PROBLEMS.get(one.problem, ""),
        "percent": 100 * one.compared // one.lines if one.lines else 0,
    }
    if stage in (Import.Stage.PREVIEW, Import.Stage.WRITTEN):
        context |= _preview(request, one)
    status = 409 if error else 422 if form.errors else 200
    return respond(request, "shelters/sheets_import.html", context, part="progress", status=status)


def _preview(request: Request, one: Import) -> dict[str, Any]:
    """The lines of a page, all or those of one fate; those that cannot be written come first to mind."""
    chosen = request.GET.get("show", "")
    if chosen not in FATES:
        chosen = queries.REFUSED if "show" not in request.GET and one.counts.get(queries.REFUSED) else ""
    page = Paginator(list(queries.fates(one, *filter(None, [chosen]))), PER_PAGE).get_page(request.GET.get("page"))
    whole = [("", _("All"), sum(one.counts.values()))]
    kinds = [(kind, text, one.counts.get(kind, 0)) for kind, text in FATES.items()]
    writes = one.counts.get(queries.NEW, 0) + one.counts.get(queries.CHANGED, 0)
    refused = one.counts.get(queries.REFUSED, 0)
    return {
        "unread": ", ".join(queries.unread_columns(one)),
        "kinds": [kind for kind in whole + kinds if kind[2]],
        "chosen": chosen,
        "page": page,
        "lines": list(_lines(page)),
        "writes": writes,
        "refused": refused,
        "can_write": writes and not refused,
    }


def _lines(page: Page[queries.Fate]) -> Iterator[dict[str, Any]]:
    shelters, groups = names(page)
    for fate in page:
        resolved = fate.now is not None
        yield {
            "number": fate.line,
            "fate": fate.kind,
            "says": FATES[fate.kind],
            "why": fate.why,
            "day": date.fromisoformat(fate.day) if resolved else fate.day,
            "is_day": resolved,
            "shelter": shelters.get(fate.shelter, "") if resolved else fate.shelter,
            "group": groups.get(fate.group, "") if resolved else fate.group,
            "cells": list(_cells(fate)),
        }


def _cells(fate: queries.Fate) -> Iterator[tuple[str, str]]:
    """Beds, blocked with its reason, extra, kept: what it is now, and what it was where that is something else."""
    if fate.now is None:
        yield from (("", ""),) * 4
        return
    now_told, was_told = _told(fate.now), _told(fate.was) if fate.was else None
    for place, text in enumerate(now_told):
        yield text, was_told[place] if was_told and was_told[place] != text else ""


def _told(values: queries.Values) -> tuple[str, str, str, str]:
    nominal, blocked, because, rooms, overflow, reserved = values
    which = ", ".join(str(number) for number in rooms) if isinstance(rooms, list) else ""
    details = "; ".join(filter(None, [str(because), _("rooms %(numbers)s") % {"numbers": which} if which else ""]))
    return str(nominal), f"{blocked} ({details})" if blocked else "0", str(overflow), str(reserved)

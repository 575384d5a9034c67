"""Publishing statistics: what may be told, what exactly the public would see, and then for ever."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.core.access import Refused, require, why_not
from samverka.core.background import is_abandoned
from samverka.core.fields import explaining
from samverka.core.http import form_on, respond, wants_part
from samverka.core.ids import new_id
from samverka.situation import actions, queries, rules, tasks
from samverka.situation.forms import publishing as forms
from samverka.situation.indicators import INDICATORS, PUBLISHED, Indicator
from samverka.situation.models import Preview
from samverka.situation.views.tables import tables


@require_GET
def publish(request: Request) -> HttpResponse:
    """To what one publishes oneself."""
    own = queries.publishing_territories(request.user)
    require(own, _("Only the national coordinator publishes tables, and a county's coordinator those of the county."))
    return redirect("situation:publish_territory", own[0].code)


@require_GET
def publish_territory(request: Request, code: str) -> HttpResponse:
    return _list(request, _find_territory(request, code))


@form_on("situation:publish_territory", lambda request, code, measure: _find_territory(request, code))
def prepare_publication(request: Request, code: str, measure: str) -> HttpResponse:
    here, indicator = _find_territory(request, code), _find_measure(measure)
    form = forms.Prepare(request.POST)
    if form.is_valid():
        with explaining(form):
            id, at = form.cleaned_data["id"], now()
            one = actions.prepare_publication(id=id, territory=here, indicator=indicator, by=request.user, at=at)
            tasks.go_on(one)
            return redirect("situation:preview", pk=one.pk)
    return _list(request, here, errors=[str(text) for texts in form.errors.values() for text in texts])


@require_GET
def preview(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    if one.is_at_work and is_abandoned(one, at=now()):
        tasks.start_preview(one.pk)  # the server was stopped half-way
    if wants_part(request) and not one.is_at_work:
        return HttpResponseClientRefresh()
    return _page(request, one, forms.Confirm())


@form_on("situation:preview", lambda request, pk: _find(request, pk))
def publish_preview(request: Request, pk: UUID) -> HttpResponse:
    one, form = _find(request, pk), forms.Confirm(request.POST)
    if form.is_valid():
        with explaining(form):
            actions.publish_preview(preview=one, by=request.user, at=now())
            messages.success(request, _("Published. It stands on the statistics page now, and stays."))
            return redirect("situation:publish_territory", one.territory_id)
    if not Preview.objects.filter(pk=pk).exists():
        messages.error(request, _("This was thrown away."))
        return redirect("situation:publish_territory", one.territory_id)
    return _page(request, one, form)


@form_on("situation:preview", lambda request, pk: _find(request, pk))
def discard_preview(request: Request, pk: UUID) -> HttpResponse:
    one = _find(request, pk)
    try:
        actions.discard_preview(preview=one, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("situation:preview", pk=pk)
    return redirect("situation:publish_territory", one.territory_id)


def _find_territory(request: Request, code: str) -> Territory:
    """A territory whose tables the user publishes. Others are not there."""
    here = get_object_or_404(Territory, pk=code)
    if why_not(rules.publish_table, request.user, here):
        raise Http404
    return here


def _find_measure(key: str) -> Indicator:
    found = INDICATORS.get(key)
    if found not in PUBLISHED:
        raise Http404
    return found


def _find(request: Request, pk: UUID) -> Preview:
    one = get_object_or_404(Preview.objects.select_related("territory"), pk=pk)
    if why_not(rules.publish_table, request.user, one.territory):
        raise Http404
    return one


def _list(request: Request, here: Territory, *, errors: Iterable[str] = ()) -> HttpResponse:
    today = localdate(now())
    measures = queries.measures(here, on=today)
    quarter, day = queries.settles_on(today)
    begun = Preview.objects.filter(territory=here, published_at=None).order_by("-asked_at")[:10]
    context = {
        "territory": here,
        "new": [(one, new_id()) for one in measures if one.quarters],
        "told": [one for one in measures if one.until and not one.quarters],
        "rest": [one for one in measures if not one.until and not one.quarters],
        "begun": [(one, INDICATORS[one.measure].name) for one in begun],
        "next": quarter,
        "day": day,
        "others": [one for one in queries.publishing_territories(request.user) if one != here],
        "errors": errors,
    }
    return render(request, "situation/publish.html", context, status=409 if errors else 200)


def _page(request: Request, one: Preview, form: forms.Confirm) -> HttpResponse:
    ready = one.stage in (Preview.Stage.READY, Preview.Stage.PUBLISHED)
    found = queries.previewed(one, get_language() or "sv", at=one.published_at or now()) if ready else []
    is_ours = one.problem == "failed"
    context: dict[str, Any] = {
        "preview": one,
        "indicator": INDICATORS[one.measure],
        "stage": one.stage.value,
        "form": form,
        "problem": _("Something of ours failed. Tell those who run Samverka.") if is_ours else one.problem,
        "tables": tables(found),
        "hidden": sum(value is None for *_codes, value in one.cells),
        "cells": len(one.cells),
        "is_stale": one.stage == Preview.Stage.READY and one.mark != queries.publication_mark(),
        "again": new_id(),
    }
    return respond(request, "situation/preview.html", context, part="progress", status=409 if form.errors else 200)

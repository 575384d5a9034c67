"""Tips from the public, for those who read them: what waits, one with its steps, and its answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.outreach import actions, queries, rules
from samverka.outreach.forms.tips import AnswerTip, LookAtTip, PassTipOn, SetTipAside
from samverka.outreach.models import Tip
from samverka.outreach.models.tips import AFIELD, NEXT, TipState
from samverka.outreach.policy import TIP_ANSWER_DAYS, rules_of
from samverka.safeguarding.queries import answer


LATELY = 20  # tips that are closed and still shown


@require_GET
def tips(request: Request) -> HttpResponse:
    """What waits, what is due first; for those who coordinate a county, counts."""
    rows, today = queries.tips(request.user), localdate(now())
    open_tips = [(one, one.is_overdue(today)) for one in rows.waiting()[:200]]
    context = {
        "tips": open_tips,
        "overdue": sum(late for _tip, late in open_tips),
        "closed": rows.filter(closed_at__isnull=False).order_by("-closed_at")[:LATELY],
        "counts": queries.tip_counts(request.user, on=today),
        "reads": queries.reads_tips(request.user),
    }
    return render(request, "outreach/tips.html", context)


def find_tip(request: Request, pk: UUID) -> Tip:
    return get_object_or_404(queries.tips(request.user), pk=pk)


@require_GET
def tip(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_tip(request, pk))


@form_on("outreach:tip", find_tip)
def triage_tip(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.triage_tip)


@form_on("outreach:tip", find_tip)
def pass_tip_on(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, _passing(find_tip(request, pk), request.POST), actions.pass_tip_on)


@form_on("outreach:tip", find_tip)
def look_at_tip(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, LookAtTip(request.POST), actions.look_at_tip)


@form_on("outreach:tip", find_tip)
def set_tip_aside(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, SetTipAside(request.POST), actions.set_tip_aside)


@form_on("outreach:tip", find_tip)
def answer_tip(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, AnswerTip(request.POST), actions.answer_tip)


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Tip]) -> HttpResponse:
    """One step; then the page of the tip, or the list when somebody else sees it now."""
    found = find_tip(request, pk)
    if form.is_valid():
        with explaining(form):
            taken = action(tip=found, by=request.user, at=now(), **form.cleaned_data)
            seen = queries.tips(request.user).filter(pk=taken.pk).exists()
            return redirect("outreach:tip", pk=pk) if seen else redirect("outreach:tips")
    return _page(request, find_tip(request, pk), form)


def _passing(found: Tip, typed: Any = None) -> PassTipOn:
    teams, towns = list(queries.teams_for(found.municipality_id)), queries.next_door(found.municipality_id)
    return PassTipOn(typed, teams=teams, towns=towns)


def _page(request: Request, found: Tip, wrong: forms.Form | None = None) -> HttpResponse:
    at = now()
    told = rules_of(found.municipality_id, on=localdate(at))
    may = NEXT[found.state]
    context: dict[str, Any] = {
        "tip": found,
        "is_overdue": found.is_overdue(localdate(at)),
        "call": answer(found.municipality_id, at=at) if queries.tip_channel(found) else None,
        "reads": not why_not(rules.triage_tip, request.user, found),
        "may_pass": TipState.PASSED_ON in may,
        "may_look": TipState.LOOKED_AT in may and not why_not(rules.look_at_tip, request.user, found),
        "is_afield": found.state in AFIELD,
        "teams": queries.teams_for(found.municipality_id),
        "passing": _passing(found),
        "answering": wrong if isinstance(wrong, AnswerTip) else AnswerTip(),
        "may_answer": TipState.ANSWERED in may,
        "wrong": wrong,
        "days": told.value(TIP_ANSWER_DAYS),
        "source": told.source(TIP_ANSWER_DAYS),
    }
    return render(request, "outreach/tip.html", context, status=422 if wrong else 200)

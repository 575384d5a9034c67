"""Proposals for those who make them: drafted, handed over, and what became of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.access import Refused, require, why_not
from samverka.core.fields import Versioned, explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import proposals as forms
from samverka.programmes.models import Proposal
from samverka.programmes.models.proposals import NEXT, PROPOSERS


MOST = 200
WORDS = ("title", "text", "addressee", "needs_law_change", "cost", "evidence", "origin")


@require_GET
def proposals(request: Request) -> HttpResponse:
    """All that one may read, drafts first; what one's organisation is asked about; and what it is to close."""
    rows = list(queries.proposals(request.user).order_by("-changed_at", "-pk")[:MOST])
    context = {
        "drafts": [one for one in rows if one.is_draft],
        "proposals": [one for one in rows if not one.is_draft],
        "to_answer": queries.to_answer(request.user)[:20],
        "to_close": queries.consultations_to_close(request.user, on=localdate(now()))[:20],
        "proposes": queries.proposes(request.user),
    }
    return render(request, "programmes/proposals.html", context)


@require_http_methods(["GET", "POST"])
def begin_proposal(request: Request) -> HttpResponse:
    homes = _homes(request)
    require(homes, _("Only coordinators and project leaders make proposals."))
    form = forms.BeginProposal(
        request.POST or None, homes=homes, origins=queries.origins(),
        initial={"organisation": homes[0].pk},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "organisation", *WORDS)}
            made = actions.begin_proposal(by=request.user, at=now(), **said)
            return redirect("programmes:proposal", pk=made.pk)
    return edit(request, form, title=_("Make a proposal"), back="programmes:proposals")


def find_proposal(request: Request, pk: UUID) -> Proposal:
    return get_object_or_404(queries.proposals(request.user), pk=pk)


@require_GET
def proposal(request: Request, pk: UUID) -> HttpResponse:
    """Its text with its banner, its consultation, and the steps that are left."""
    return _page(request, find_proposal(request, pk))


@require_http_methods(["GET", "POST"])
def write_proposal(request: Request, pk: UUID) -> HttpResponse:
    found = find_proposal(request, pk)
    rules.keep_proposal(request.user, found)
    start = {name: getattr(found, name) for name in WORDS} | {"seen": version(found)}
    form = forms.WriteProposal(request.POST or None, origins=queries.origins(), initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_proposal(proposal=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:proposal", pk=pk)
    return edit(request, form, title=_("Write the proposal"), back="programmes:proposal", of=found)


@form_on("programmes:proposal", find_proposal)
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.HandOver(request.POST), actions.hand_over)


@form_on("programmes:proposal", find_proposal)
def decide_proposal(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Decide(request.POST), actions.decide_proposal)


@form_on("programmes:proposal", find_proposal)
def note_implemented(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Implemented(request.POST), actions.note_implemented)


@form_on("programmes:proposal", find_proposal)
def note_not_taken_up(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.NotTakenUp(request.POST), actions.note_not_taken_up)


@form_on("programmes:proposals", find_proposal, of="")
def drop_proposal(request: Request, pk: UUID) -> HttpResponse:
    found = find_proposal(request, pk)
    try:
        actions.drop_proposal(proposal=found, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("programmes:proposal", pk=pk)
    return redirect("programmes:proposals")


def edit(request: Request, form: Any, *, title: str, back: str, of: Any = None) -> HttpResponse:
    status = form.status if isinstance(form, Versioned) else 422 if form.errors else 200
    told = {"form": form, "title": title, "back": back, "of": of}
    return render(request, "ui/edit.html", told, status=status)


def _take(request: Request, pk: UUID, form: django_forms.Form, action: Callable[..., Any]) -> HttpResponse:
    """One step, and the page again."""
    found = find_proposal(request, pk)
    if form.is_valid():
        with explaining(form, seen=lambda: version(queries.stood_by(find_proposal(request, pk)))):
            action(proposal=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:proposal", pk=pk)
    return _page(request, find_proposal(request, pk), form)


def _page(request: Request, found: Proposal, wrong: django_forms.Form | None = None) -> HttpResponse:
    keeps, today = not why_not(rules.keep_proposal, request.user, found), localdate(now())
    start = {"on": today, "seen": version(queries.stood_by(found))}
    kinds: dict[str, Any] = {
        "handing": forms.HandOver, "deciding": forms.Decide, "implementing": forms.Implemented,
        "leaving": forms.NotTakenUp,
    }  # fmt: skip
    steps = {
        name: wrong if type(wrong) is kind else kind(initial=start, auto_id=f"{name}_%s")
        for name, kind in kinds.items()
    }
    consultation = getattr(found, "consultation", None)
    told = consultation is not None and (consultation.closed_at or keeps)
    context = {
        "proposal": found, "keeps": keeps, "may": {one.value for one in NEXT[found.state]} if keeps else set(),
        "consultation": consultation if told else None, "wrong": wrong, **steps,
        "table": queries.table_of(consultation) if told and consultation else None,
        "mine": queries.my_answer(request.user, found), "today": today,
    }  # fmt: skip
    return render(request, "programmes/proposal.html", context, status=422 if wrong else 200)


def _homes(request: Request) -> list[Organisation]:
    """The organisations for which the user may propose."""
    rows = {one.organisation_id: one.organisation for one in request.user.standing if one.role in PROPOSERS}
    return list(rows.values())

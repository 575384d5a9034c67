"""Proposals for everybody, each with its banner; and the ways to give an opinion without an account."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from samverka.core.fields import explaining
from samverka.core.http import same_for_all
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries
from samverka.programmes.forms.proposals import Answer, AnswerOpenly
from samverka.programmes.models.consultations import SAID


View = Callable[..., HttpResponse]
MOST = 300


@same_for_all
def public_proposals(request: HttpRequest) -> HttpResponse:
    return render(request, "programmes/public_proposals.html", {"proposals": queries.public_proposals()[:MOST]})


@same_for_all
def public_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One as it was handed over, with its banner, and what a closed consultation came to."""
    found = get_object_or_404(queries.public_proposals(), pk=pk)
    consultation = getattr(found, "consultation", None)
    context = {
        "proposal": found,
        "consultation": consultation if consultation and consultation.sent_at else None,
        "table": queries.table_of(consultation) if consultation and consultation.closed_at else None,
        "is_open": consultation is not None and consultation.takes_answers and consultation.is_open_to_all,
    }
    return render(request, "programmes/public_proposal.html", context)


def _without_account(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, **told: str) -> HttpResponse:
        response = view(request, **told)
        response.headers["Referrer-Policy"] = "same-origin"  # no other site learns the address
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response

    return login_not_required(require_http_methods(["GET", "POST"])(answer))


@_without_account
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link opens one answer, and no more."""
    found = queries.answer_by_link(token)
    if found is None:
        return render(request, "programmes/link_over.html", status=404)
    start = {name: getattr(found, name) for name in SAID} | {"seen": version(found, *SAID)}
    form = Answer(request.POST or None, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found, *SAID)):
            actions.answer_by_link(token=token, at=now(), **form.cleaned_data)
            return redirect(f"{request.path}?saved")
    saved = "saved" in request.GET and not form.is_bound
    consultation = found.consultation
    context = {
        "answer": found, "form": form, "consultation": consultation, "proposal": consultation.proposal, "saved": saved
    }  # fmt: skip
    return render(request, "programmes/answer.html", context, status=form.status)


@_without_account
def answer_openly(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Anybody, where the consultation says so. The answer is marked as not verified."""
    proposal = get_object_or_404(queries.public_proposals(), pk=pk)
    consultation = queries.open_consultation(proposal)
    if consultation is None:
        raise Http404
    if "saved" in request.GET and request.method == "GET":
        return render(request, "programmes/answer.html", {"proposal": proposal, "saved": True, "is_open": True})
    form = AnswerOpenly(request.POST or None)
    if form.is_valid():
        with explaining(form):
            actions.answer_openly(consultation=consultation, at=now(), **form.cleaned_data)
            return redirect(f"{request.path}?saved")
    context = {"form": form, "consultation": consultation, "proposal": proposal, "is_open": True}
    return render(request, "programmes/answer.html", context, status=422 if form.errors else 200)

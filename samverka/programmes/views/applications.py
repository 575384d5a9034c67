"""An application: written by those who apply; judged and prepared by those who give."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, require, why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import calls as forms
from samverka.programmes.forms.agreements import SetVolume
from samverka.programmes.models import Application
from samverka.programmes.views.agreements import edit
from samverka.programmes.views.calls import find_call


@require_http_methods(["GET", "POST"])
def begin_application(request: Request, pk: UUID) -> HttpResponse:
    call = find_call(request, pk)
    homes = queries.may_apply(request.user, call, on=localdate(now()))
    own = queries.own_applications(request.user).filter(call=call).exclude(state="withdrawn").first()
    if own and not homes:
        return redirect("programmes:application", pk=own.pk)  # the button was pressed twice
    require(homes, _("Nobody that you speak for may apply now, or you have an application already."))
    form = forms.BeginApplication(request.POST or None, call=call, organisations=homes)
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "organisation", "title", "plan", "applied")}
            made = actions.begin_application(call=call, by=request.user, at=now(), **said)
            return redirect("programmes:application", pk=made.pk)
    return edit(request, form, title=_("Apply: %(call)s") % {"call": call}, back="programmes:call", of=call)


def find_application(request: Request, pk: UUID) -> Application:
    return get_object_or_404(queries.applications(request.user), pk=pk)


@require_GET
def application(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_application(request, pk))


@require_http_methods(["GET", "POST"])
def write_application(request: Request, pk: UUID) -> HttpResponse:
    found = find_application(request, pk)
    rules.keep_application(request.user, found)
    told = queries.written(found, by_applicant=True)
    start: dict[str, Any] = {f"applied_{one.year}": one.applied for one in told.money}
    start |= {"title": told.title, "plan": told.plan, "seen": version(found)}
    form = forms.WriteApplication(request.POST or None, call=found.call, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            said = {name: form.cleaned_data[name] for name in ("title", "plan", "applied", "seen")}
            actions.write_application(application=found, by=request.user, at=now(), **said)
            return redirect("programmes:application", pk=pk)
    return edit(request, form, title=str(found), back="programmes:application", of=found)


@form_on("programmes:application", find_application)
def set_application_volume(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, pk, SetVolume(request.POST), actions.set_application_volume)


@form_on("programmes:application", find_application)
def submit_application(request: Request, pk: UUID) -> HttpResponse:
    if find_application(request, pk).is_drafted:
        return _do(request, pk, actions.submit_application, _("It is handed in."))
    return _say(request, pk, forms.CompleteApplication(request.POST), actions.submit_application)


@form_on("programmes:application", find_application)
def withdraw_application(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.withdraw_application, _("It is withdrawn."))


@form_on("programmes:application", find_application)
def drop_application(request: Request, pk: UUID) -> HttpResponse:
    found = find_application(request, pk)
    try:
        actions.drop_application(application=found, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("programmes:application", pk=pk)
    return redirect("programmes:call", pk=found.call_id)


@form_on("programmes:application", find_application)
def return_application(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, pk, forms.ReturnApplication(request.POST), actions.return_application)


@require_http_methods(["GET", "POST"])
def judge_application(request: Request, pk: UUID) -> HttpResponse:
    """One mark and one reason for each criterion, beside the application."""
    found = find_application(request, pk)
    rules.judge_application(request.user, found)
    criteria = found.call.criteria.order_by("pk")
    start: dict[str, Any] = {}
    for one in queries.own_marks(request.user, found):
        start |= {f"mark_{one.criterion_id}": one.mark, f"reason_{one.criterion_id}": one.reason}
    form = forms.Judge(request.POST or None, criteria=criteria, initial=start)
    if form.is_valid():
        with explaining(form):
            actions.judge_application(application=found, marks=form.marks, by=request.user, at=now())
            return redirect("programmes:application", pk=pk)
    return edit(request, form, title=_("Judge: %(title)s") % {"title": found}, back="programmes:application", of=found)


@form_on("programmes:application", find_application)
def declare_partial(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.declare_partial, _("It is noted. Somebody else judges this."))


@form_on("programmes:application", find_application)
def prepare_outcome(request: Request, pk: UUID) -> HttpResponse:
    form = forms.PrepareOutcome(request.POST, application=find_application(request, pk))
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("outcome", "granted", "reason")}
            found = find_application(request, pk)
            actions.prepare_outcome(application=found, by=request.user, at=now(), **said)
            return redirect("programmes:call", pk=found.call_id)
    return _page(request, find_application(request, pk), form)


def _page(request: Request, found: Application, wrong: Any = None) -> HttpResponse:
    owns = not why_not(rules.keep_application, request.user, found)
    keeps = not why_not(rules.keep_call, request.user, found.call)
    keeps = keeps and not queries.competes(request.user, found.call)
    asked, is_written = queries.open_completion(found), found.is_written(localdate(now()))
    start = {"outcome": found.outcome, "reason": found.reason}
    blank = {
        "setting_volume": SetVolume(), "completing": forms.CompleteApplication(),
        "returning": forms.ReturnApplication(), "preparing": forms.PrepareOutcome(application=found, initial=start),
    }  # fmt: skip
    names = {type(form): name for name, form in blank.items()}
    context = {
        **blank, **({names[type(wrong)]: wrong} if wrong else {}), "wrong": wrong, "application": found, "owns": owns,
        "told": queries.written(found, by_applicant=owns and is_written), "is_written": is_written,
        "judges": keeps and not why_not(rules.judge_application, request.user, found), "keeps": keeps, "asked": asked,
        "completions": found.completions.order_by("asked_at"),
        "assessments": queries.assessments(found) if keeps else [], "call": found.call,
        "mine": queries.own_assessment(request.user, found), "today": localdate(now()),
        "tells_outcome": found.is_decided or (keeps and found.outcome),
        "attaches": not why_not(rules.attach_to_application, request.user, found),
        "files_until": queries.files_until(request.user, found),
    }  # fmt: skip
    return render(request, "programmes/application.html", context, status=422 if wrong else 200)


def _say(request: Request, pk: UUID, form: Any, act: Callable[..., Any]) -> HttpResponse:
    found = find_application(request, pk)
    if form.is_valid():
        with explaining(form):
            act(application=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:application", pk=pk)
    return _page(request, find_application(request, pk), form)


def _do(request: Request, pk: UUID, act: Callable[..., Any], told: str) -> HttpResponse:
    try:
        act(application=find_application(request, pk), by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told)
    return redirect("programmes:application", pk=pk)

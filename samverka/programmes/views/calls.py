"""Calls for grants: the list, one with what is decided on, and everybody's page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, require, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on, same_for_all
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import calls as forms
from samverka.programmes.models import Call
from samverka.programmes.views.agreements import A_PAGE, _places, edit


@require_GET
def calls(request: Request) -> HttpResponse:
    """One's own applications first, then all calls that one may see."""
    today = localdate(now())
    page = Paginator(queries.calls(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": page, "begins": bool(queries.issuers(request.user)), "today": today,
        "own": queries.own_applications(request.user)[:A_PAGE],
        "to_judge": queries.to_judge(request.user).select_related("call", "organisation")[:A_PAGE],
    }  # fmt: skip
    return render(request, "programmes/calls.html", context)


@require_http_methods(["GET", "POST"])
def begin_call(request: Request) -> HttpResponse:
    homes = queries.issuers(request.user)
    require(homes, _("Calls are made by those who speak for a municipality, a county board or a region."))
    form = forms.BeginCall(request.POST or None, organisations=homes, territories=_places(homes))
    if form.is_valid():
        with explaining(form):
            made = actions.begin_call(by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:call", pk=made.pk)
    return edit(request, form, title=_("A new call for grants"), back="programmes:calls")


def find_call(request: Request, pk: UUID) -> Call:
    return get_object_or_404(queries.calls(request.user), pk=pk)


def find_kept(request: Request, pk: UUID) -> Call:
    """One that the viewer keeps."""
    found = find_call(request, pk)
    rules.keep_call(request.user, found)
    return found


@require_GET
def call(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_call(request, pk))


@require_http_methods(["GET", "POST"])
def write_call(request: Request, pk: UUID) -> HttpResponse:
    found = find_kept(request, pk)
    start = {name: getattr(found, name) for name in forms.WriteCall.base_fields if name != "seen"}
    form = forms.WriteCall(request.POST or None, initial={**start, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_call(call=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:call", pk=pk)
    return edit(request, form, title=str(found), back="programmes:call", of=found)


@form_on("programmes:call", find_call)
def set_criterion(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_kept(request, pk), forms.SetCriterion(request.POST), actions.set_criterion)


@form_on("programmes:call", find_call)
def remove_criterion(request: Request, pk: UUID) -> HttpResponse:
    key = request.POST.get("criterion", "")
    number = int(key) if key.isdecimal() and len(key) < 10 else 0
    return _do(request, pk, actions.remove_criterion, criterion=number)


@form_on("programmes:call", find_call)
def invite_applicant(request: Request, pk: UUID) -> HttpResponse:
    found = find_kept(request, pk)
    form = forms.InviteApplicant(request.POST, organisations=queries.may_be_invited(found))
    return _say(request, found, form, actions.invite_applicant)


@form_on("programmes:call", find_call)
def uninvite_applicant(request: Request, pk: UUID) -> HttpResponse:
    asked = {str(one.organisation_id): one.organisation_id for one in find_kept(request, pk).invited.all()}
    organisation = asked.get(request.POST.get("organisation", ""))
    return _do(request, pk, actions.uninvite_applicant, organisation=organisation)


@form_on("programmes:call", find_call)
def open_call(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, actions.open_call)


@form_on("programmes:call", find_call)
def decide_call(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_kept(request, pk), forms.DecideCall(request.POST), actions.decide_call)


@form_on("programmes:call", find_call)
def drop_call(request: Request, pk: UUID) -> HttpResponse:
    try:
        actions.drop_call(call=find_kept(request, pk), by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("programmes:call", pk=pk)
    return redirect("programmes:calls")


@same_for_all
def open_calls(request: HttpRequest) -> HttpResponse:
    """What may be applied for, and who got what."""
    page = Paginator(queries.public_calls(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/open_calls.html", {"found": page, "today": localdate(now())})


@same_for_all
def public_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(queries.public_calls(), pk=pk)
    context = {"call": found, "criteria": found.criteria.order_by("pk"), "today": localdate(now())}
    return render(request, "programmes/public_call.html", context | _decided(found))


def _decided(found: Call) -> dict[str, Any]:
    """Who got how much of a decided call, and how many did not."""
    if not found.is_decided:
        return {}
    rows = list(queries.granted(found))
    refused = queries.handed_in(found).count() - len(rows)
    return {"granted": rows, "together": sum(one.granted for one in rows), "refused": refused}


def _page(request: Request, found: Call, wrong: Any = None) -> HttpResponse:
    keeps, today = not why_not(rules.keep_call, request.user, found), localdate(now())
    blank = {
        "setting": forms.SetCriterion(),
        "inviting": forms.InviteApplicant(organisations=queries.may_be_invited(found) if keeps else []),
        "deciding": forms.DecideCall(initial={"decided_on": today}),
    }
    names = {type(form): name for name, form in blank.items()}
    competes = keeps and queries.competes(request.user, found)
    invited = found.invited.select_related("organisation").order_by(Alphabetic("organisation__name"))
    table = queries.judged(found) if keeps and not found.is_drafted and not competes else []
    context = {
        **blank, **({names[type(wrong)]: wrong} if wrong else {}), "wrong": wrong, "call": found, "keeps": keeps,
        "criteria": found.criteria.order_by("pk"), "table": table, "today": today, **_decided(found),
        "invited": invited if keeps else [],
        "homes": queries.may_apply(request.user, found, on=today), "left": found.amount - queries.prepared_sum(found),
        "own": queries.own_applications(request.user).filter(call=found), "is_over": found.is_over(today),
        "is_ready": bool(keeps and not competes and all(one.application.outcome for one in table)),
        "competes": competes,
    }  # fmt: skip
    return render(request, "programmes/call.html", context, status=422 if wrong else 200)


def _say(request: Request, found: Call, form: Any, act: Callable[..., Any]) -> HttpResponse:
    if form.is_valid():
        with explaining(form):
            act(call=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:call", pk=found.pk)
    return _page(request, found, form)


def _do(request: Request, pk: UUID, act: Callable[..., Any], **said: Any) -> HttpResponse:
    found = find_kept(request, pk)
    try:
        act(call=found, by=request.user, at=now(), **said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("programmes:call", pk=pk)

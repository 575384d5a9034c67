"""Agreements: the list, one with its parties, money and volumes, and its steps."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.access import Refused, require, why_not
from samverka.core.county import SWEDEN
from samverka.core.fields import explaining
from samverka.core.http import form_on, same_for_all
from samverka.core.versions import version, version_now
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import agreements as forms
from samverka.programmes.forms.payments import PlanMeeting, PlanPayment
from samverka.programmes.models import Agreement, Money
from samverka.programmes.models.agreements import SPEAK


A_PAGE, YEAR = 50, re.compile(r"20\d\d", re.ASCII)


@require_GET
def agreements(request: Request) -> HttpResponse:
    """All that one may see."""
    kind, state = (request.GET.get(name, "") for name in ("kind", "state"))
    kind = kind if kind in Agreement.Kind.values else ""
    state = state if state in Agreement.State.values else ""
    year, source = (request.GET.get(name, "") for name in ("year", "source"))
    said: dict[str, Any] = {"kind": kind, "state": state, "year": int(year) if YEAR.fullmatch(year) else None}
    said |= {"source": source if source in Money.Source.values else ""}
    page = Paginator(queries.agreements(request.user, **said), A_PAGE).get_page(request.GET.get("page"))
    chosen = said | {"kinds": Agreement.Kind.choices, "states": Agreement.State.choices}
    chosen["source"] = dict(Money.Source.choices).get(source, "")
    return render(
        request,
        "programmes/agreements.html",
        {"found": page, "begins": bool(_homes(request)), "today": _today(), **chosen},
    )


@require_http_methods(["GET", "POST"])
def begin_agreement(request: Request) -> HttpResponse:
    homes = _homes(request)
    require(homes, _("Agreements are made for an organisation that one speaks for."))
    form = forms.BeginAgreement(request.POST or None, organisations=homes, territories=_places(homes))
    if form.is_valid():
        with explaining(form):
            made = actions.begin_agreement(by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:agreement", pk=made.pk)
    return edit(request, form, title=_("A new agreement"), back="programmes:agreements")


def find_agreement(request: Request, pk: UUID, **_step: str) -> Agreement:
    rows = Agreement.objects.visible_to(request.user).select_related("territory", "organisation")
    return get_object_or_404(rows.prefetch_related("parties__organisation"), pk=pk)


@require_GET
def agreement(request: Request, pk: UUID) -> HttpResponse:
    return page_of(request, find_agreement(request, pk))


@require_http_methods(["GET", "POST"])
def write_agreement(request: Request, pk: UUID) -> HttpResponse:
    found = find_agreement(request, pk)
    rules.keep_agreement(request.user, found)
    start = {name: getattr(found, name) for name in forms.WriteAgreement.base_fields if name != "seen"}
    form = forms.WriteAgreement(
        request.POST or None, initial={**start, "seen": version(found)}, is_signed=not found.is_unsigned
    )
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_agreement(agreement=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:agreement", pk=pk)
    context = {"form": form, "agreement": found, "title": str(found), "back": "programmes:agreement", "of": found}
    return render(request, "programmes/write_agreement.html", context, status=form.status)


@form_on("programmes:agreement", find_agreement)
def add_party(request: Request, pk: UUID) -> HttpResponse:
    found = find_agreement(request, pk)
    return _say(request, found, forms.AddParty(request.POST, organisations=_others(found)), actions.add_party)


@form_on("programmes:agreement", find_agreement)
def remove_party(request: Request, pk: UUID) -> HttpResponse:
    party = request.POST.get("party", "")[:18]
    found = find_agreement(request, pk).parties.filter(pk=int(party) if party.isdecimal() else 0).first()
    return _do(request, pk, lambda **said: found and actions.remove_party(party=found, **said))


@form_on("programmes:agreement", find_agreement)
def set_money(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_agreement(request, pk), forms.SetMoney(request.POST), actions.set_money)


@form_on("programmes:agreement", find_agreement)
def set_volume(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_agreement(request, pk), forms.SetVolume(request.POST), actions.set_volume)


@form_on("programmes:agreement", find_agreement)
def sign_agreement(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_agreement(request, pk), forms.SignAgreement(request.POST), actions.sign_agreement)


@form_on("programmes:agreement", find_agreement)
def extend_agreement(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_agreement(request, pk), forms.ExtendAgreement(request.POST), actions.extend_agreement)


@form_on("programmes:agreement", find_agreement)
def note_not_renewed(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_agreement(request, pk), forms.NotRenewed(request.POST), actions.note_not_renewed)


@form_on("programmes:agreement", find_agreement)
def name_successor(request: Request, pk: UUID) -> HttpResponse:
    found = find_agreement(request, pk)
    form = forms.NameSuccessor(request.POST, agreements=queries.may_follow(found))
    return _say(request, found, form, actions.name_successor)


STEPS: dict[str, Callable[..., Any]] = {  # what is done with one tap
    "draft": actions.draft_agreement,
    "reopen": actions.reopen_agreement,
    "end": actions.end_agreement,
    "publish": actions.publish_agreement,
    "renewal": actions.reopen_renewal,
}


@form_on("programmes:agreement", find_agreement)
def step_agreement(request: Request, pk: UUID, step: str) -> HttpResponse:
    act = STEPS[step]
    return _do(request, pk, lambda **said: act(agreement=find_agreement(request, pk), **said))


@same_for_all
def open_agreements(request: Request) -> HttpResponse:
    """What everybody reads: who pays whom, for what."""
    page = Paginator(queries.published_agreements(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/open_agreements.html", {"found": page})


@same_for_all
def open_agreement(request: Request, pk: UUID) -> HttpResponse:
    found = get_object_or_404(queries.published_agreements(), pk=pk)
    before, after = queries.before_and_after(found, queries.published_agreements())
    context = {
        "agreement": found, "money": queries.money_of(found), "volumes": queries.volumes(found),
        "before": before, "after": after,
    }  # fmt: skip
    return render(request, "programmes/open_agreement.html", context)


def page_of(request: Request, found: Agreement, wrong: Any = None) -> HttpResponse:
    keeps = not why_not(rules.keep_agreement, request.user, found)
    others = _others(found) if keeps and found.is_unsigned else []
    blank = {
        "adding": forms.AddParty(organisations=others), "setting_volume": forms.SetVolume(),
        "setting_money": forms.SetMoney(initial={"year": max(found.first_day, min(_today(), found.last_day)).year}),
        "signing": forms.SignAgreement(initial={"signed_on": _today()}),
        "extending": forms.ExtendAgreement(initial={"last_day": found.may_extend_until}),
        "planning_payment": PlanPayment(), "planning_meeting": PlanMeeting(), "not_renewing": forms.NotRenewed(),
        "naming": forms.NameSuccessor(agreements=queries.may_follow(found) if keeps and found.is_running else ()),
    }  # fmt: skip
    own = queries.own_party(request.user, found)
    names = {type(form): name for name, form in blank.items()}
    context = {
        **blank, **({names[type(wrong)]: wrong} if wrong else {}), "wrong": wrong, "agreement": found, "keeps": keeps,
        "is_party": own is not None, "speaks": bool(own and not why_not(rules.speak_for_party, request.user, own)),
        **(_followed(found) if own else {}), "application": _application(request, found), "today": _today(),
        "money": queries.money_of(found, tells_paid=own is not None), "volumes": queries.volumes(found),
        "others": others, "years": queries.years(found, on=_today()), **_around(request, found),
    }  # fmt: skip
    return render(request, "programmes/agreement.html", context, status=422 if wrong else 200)


def _application(request: Request, found: Agreement) -> Any:
    """What it comes from, for those who may read that."""
    return queries.applications(request.user).filter(agreement=found).first()


def _around(request: Request, found: Agreement) -> dict[str, Any]:
    """What comes before and after it, and whether that is still to be said."""
    before, after = queries.before_and_after(found, Agreement.objects.visible_to(request.user))
    waits = queries.ending(request.user, on=_today()).undecided().filter(pk=found.pk).exists()
    return {
        "before": before, "after": after, "is_undecided": waits, "days_left": found.days_left(_today()),
        "amended_from": queries.amended_from(found), "now": now(),
    }  # fmt: skip


def _followed(found: Agreement) -> dict[str, Any]:
    """What its parties alone read: when money is paid, and when they meet."""
    rows = list(queries.payments(found))
    planned, payable = sum(one.amount for one in rows), queries.payable(found)
    return {
        "payments": [(one, one.is_late(_today())) for one in rows],
        "paid": sum(one.amount for one in rows if one.paid_on),
        "payments_planned": planned, "payable": payable, "unplanned": payable - planned,
        "meetings": list(queries.meetings(found)),
    }  # fmt: skip


def _say(request: Request, found: Agreement, form: Any, act: Callable[..., Any]) -> HttpResponse:
    if form.is_valid():
        with explaining(form):
            act(agreement=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:agreement", pk=found.pk)
    return page_of(request, found, form)


def _do(request: Request, pk: UUID, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("programmes:agreement", pk=pk)


def _others(found: Agreement) -> list[Organisation]:
    return list(queries.may_be_parties(found))


def _today() -> Any:
    return localdate(now())


def _homes(request: Request) -> list[Organisation]:
    """Those for which the user may make agreements."""
    homes = {one.organisation_id: one.organisation for one in request.user.standing if one.role in SPEAK}
    return list(homes.values())


def _places(homes: list[Organisation]) -> list[Territory]:
    """Where it may hold: where the organisations are at home, and what lies around that or within."""
    near = Q(pk=None)
    for one in homes:
        code = one.territory_id
        near |= Q(code__in={code, code[:2], SWEDEN}) | (Q(code__startswith=code) if code != SWEDEN else ~Q(pk=None))
    return list(Territory.objects.filter(near).order_by("code"))


def edit(request: Request, form: Any, *, title: str, back: str, of: Any = None) -> HttpResponse:
    """A page with one form."""
    status = form.status if hasattr(form, "status") else 422 if form.errors else 200
    context = {"form": form, "title": title, "back": back, "of": of}
    return render(request, "ui/edit.html", context, status=status)

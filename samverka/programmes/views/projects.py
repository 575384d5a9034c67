"""Projects: the list with what is due, one with its targets, money and periods, and its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, require, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory.models import Service
from samverka.programmes import actions, queries, rules
from samverka.programmes.forms import projects as forms
from samverka.programmes.models import Project
from samverka.programmes.views.agreements import A_PAGE, _homes, _places, edit


@require_GET
def projects(request: Request) -> HttpResponse:
    """All that one may see, and first what of one's own is due."""
    today = localdate(now())
    state = request.GET.get("state", "")
    state = state if state in Project.State.values else ""
    page = Paginator(queries.projects(request.user, state=state), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": page, "state": state, "states": Project.State.choices,
        "begins": bool(_homes(request)),
        "due": [(one, one.is_late(today)) for one in queries.due_periods(request.user, on=today)],
    }  # fmt: skip
    return render(request, "programmes/projects.html", context)


@require_http_methods(["GET", "POST"])
def begin_project(request: Request) -> HttpResponse:
    homes = _homes(request)
    require(homes, _("Projects are begun for an organisation that one speaks for."))
    choices: dict[str, Any] = {"organisations": homes, "territories": _places(homes), "funds": queries.funds()}
    form = forms.BeginProject(request.POST or None, **choices)
    if form.is_valid():
        with explaining(form):
            made = actions.begin_project(by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:project", pk=made.pk)
    return edit(request, form, title=_("A new project"), back="programmes:projects")


def find_project(request: Request, pk: UUID) -> Project:
    return get_object_or_404(queries.projects(request.user), pk=pk)


@require_GET
def project(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_project(request, pk))


@require_http_methods(["GET", "POST"])
def write_project(request: Request, pk: UUID) -> HttpResponse:
    found = find_project(request, pk)
    rules.keep_project(request.user, found)
    start = {name: getattr(found, name) for name in forms.WriteProject.base_fields if name != "seen"}
    form = forms.WriteProject(request.POST or None, initial={**start, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.write_project(project=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:project", pk=pk)
    return edit(request, form, title=str(found), back="programmes:project", of=found)


@form_on("programmes:project", find_project)
def grant_project(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_project(request, pk), forms.GrantProject(request.POST), actions.grant_project)


@form_on("programmes:project", find_project)
def add_project_partner(request: Request, pk: UUID) -> HttpResponse:
    found = find_project(request, pk)
    form = forms.AddPartner(request.POST, organisations=queries.may_be_partners(found))
    return _say(request, found, form, actions.add_project_partner)


@form_on("programmes:project", find_project)
def remove_project_partner(request: Request, pk: UUID) -> HttpResponse:
    found = find_project(request, pk)
    partner = next((one for one in found.partners.all() if str(one.pk) == request.POST.get("organisation")), None)
    return _do(request, found, lambda **by: partner and actions.remove_project_partner(organisation=partner, **by))


@form_on("programmes:project", find_project)
def count_at(request: Request, pk: UUID) -> HttpResponse:
    found = find_project(request, pk)
    return _say(request, found, forms.CountAt(request.POST, services=_desks(request, found)), actions.count_at)


@form_on("programmes:project", find_project)
def set_project_money(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_project(request, pk), forms.SetProjectMoney(request.POST), actions.set_project_money)


@form_on("programmes:project", find_project)
def set_target(request: Request, pk: UUID) -> HttpResponse:
    found = find_project(request, pk)
    form = forms.SetTarget(request.POST, indicators=queries.indicators(found))
    return _say(request, found, form, actions.set_target)


@form_on("programmes:project", find_project)
def remove_target(request: Request, pk: UUID) -> HttpResponse:
    found = find_project(request, pk)
    target = next((one for one in queries.targets(found) if str(one.pk) == request.POST.get("target")), None)
    return _do(request, found, lambda **by: target and actions.remove_target(indicator=target.indicator, **by))


@form_on("programmes:project", find_project)
def plan_periods(request: Request, pk: UUID) -> HttpResponse:
    return _say(request, find_project(request, pk), forms.PlanPeriods(request.POST), actions.plan_periods)


@form_on("programmes:project", find_project)
def close_project(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, find_project(request, pk), actions.close_project)


def _page(request: Request, found: Project, wrong: Any = None) -> HttpResponse:
    today, keeps = localdate(now()), not why_not(rules.keep_project, request.user, found)
    services = list(found.services.order_by(Alphabetic("name")))
    context = {
        "project": found, "keeps": keeps, "wrong": wrong, "targets": queries.targets(found), "services": services,
        "partners": found.partners.order_by(Alphabetic("name")), "money": found.money.order_by("year"),
        "periods": [(one, one.is_late(today), one.last_day < today) for one in queries.periods(found)],
        "is_ours": keeps or _runs(request, found), **(_forms(found, wrong, today.year) if keeps else {}),
        "chooses": not why_not(rules.choose_desks, request.user, found),
        "attaches": not why_not(rules.attach_to_project, request.user, found),
        "counting": _counting(request, found, wrong),
    }  # fmt: skip
    return render(request, "programmes/project.html", context, status=422 if wrong else 200)


def _forms(found: Project, wrong: Any, year: int) -> dict[str, Any]:
    """What may be done on the page; in the place of one, the form that was wrong."""
    blank = {
        "granting": forms.GrantProject(initial={"operation_number": found.operation_number}),
        "adding": forms.AddPartner(organisations=queries.may_be_partners(found)),
        "budgeting": forms.SetProjectMoney(initial={"year": min(max(year, found.first_day.year), found.last_day.year)}),
        "aiming": forms.SetTarget(indicators=queries.indicators(found)), "planning": forms.PlanPeriods(),
    }  # fmt: skip
    return {name: wrong if type(wrong) is type(form) else form for name, form in blank.items()}


def _desks(request: Request, found: Project) -> QuerySet[Service]:
    return queries.may_count(found, [one.pk for one in _homes(request)])


def _counting(request: Request, found: Project, wrong: Any) -> forms.CountAt:
    if isinstance(wrong, forms.CountAt):
        return wrong
    chosen = [str(pk) for pk in found.services.values_list("pk", flat=True)]
    return forms.CountAt(services=_desks(request, found), initial={"services": chosen})


def _runs(request: Request, found: Project) -> bool:
    mine = set(request.user.organisations())
    return found.organisation_id in mine or found.partners.filter(pk__in=mine).exists()


def _say(request: Request, found: Project, form: Any, act: Callable[..., Any]) -> HttpResponse:
    if form.is_valid():
        with explaining(form):
            act(project=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("programmes:project", pk=found.pk)
    return _page(request, found, form)


def _do(request: Request, found: Project, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(project=found, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("programmes:project", pk=found.pk)

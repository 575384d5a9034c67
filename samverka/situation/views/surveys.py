"""Those who ask: plan a survey, send it, watch the answers come, remind, lock, and see what they come to."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Role, Territory
from samverka.core.access import Refused, require, why_not
from samverka.core.county import SWEDEN
from samverka.core.fields import explaining
from samverka.core.http import form_on, respond, wants_part
from samverka.core.versions import version, version_now
from samverka.situation import actions, queries, rules
from samverka.situation.forms import surveys as forms
from samverka.situation.models import Answer, Survey
from samverka.situation.models.questionnaires import WRITERS
from samverka.situation.views.maps import response_map


A_PAGE = 60


@require_GET
def surveys(request: Request) -> HttpResponse:
    """What one is asked, and what one asks."""
    user = request.user
    found = queries.surveys(user)
    context = {
        "mine": queries.my_answers(user)[:50],
        "surveys": found[:50],
        "writes": any(one.role in WRITERS for one in user.standing),
        "own": _territories(request, Role.MUNICIPALITY_COORDINATOR).exists(),
    }
    return render(request, "situation/surveys.html", context)


@require_http_methods(["GET", "POST"])
def plan_survey(request: Request) -> HttpResponse:
    territories = _territories(request, *WRITERS)
    require(territories.exists(), _("Only the territory's own coordinator begins a survey of it."))
    form = forms.PlanSurvey(request.POST or None, territories=territories, initial=_year(localdate(now())))
    if form.is_valid():
        with explaining(form):
            home = _home(request, form.cleaned_data["territory"])
            made = actions.plan_survey(organisation=home, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:survey", pk=made.pk)
    return _edit(request, form, title=_("Plan a survey"))


@require_http_methods(["GET", "POST"])
def begin_own_picture(request: Request) -> HttpResponse:
    """A municipality's own picture, for which nobody asked."""
    territories = _territories(request, Role.MUNICIPALITY_COORDINATOR)
    require(territories.exists(), _("Only the territory's own coordinator begins a survey of it."))
    form = forms.BeginOwnPicture(request.POST or None, territories=territories, initial=_year(localdate(now())))
    if form.is_valid():
        with explaining(form):
            home = _home(request, form.cleaned_data["territory"])
            made = actions.begin_own_picture(organisation=home, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:answer", pk=made.pk)
    return _edit(request, form, title=_("Our own picture"))


@require_GET
def survey(request: Request, pk: UUID) -> HttpResponse:
    """How far the answers have come, live, on a map and in a table."""
    found = find_survey(request, pk)
    rows = queries.answers_of(found, request.user)
    come = queries.progress(rows)
    context: dict[str, Any] = {"survey": found, "response": queries.response(come), "map": response_map(come)}
    if not wants_part(request):
        context |= {
            **_listed(request, found, rows),
            "runs": not why_not(rules.run_survey, request.user, found) and not found.is_own,
            "ask": forms.AskMunicipalities(questionnaires=queries.usable(request.user)),
            "unreachable": sum(not one.mailbox and one.state == "invited" for one in come),
            "is_open": found.state in ("draft", "sent"),
            "is_late": found.state == "sent" and found.due_on < localdate(now()),
        }
    return respond(request, "situation/survey.html", context, part="response")


def _listed(request: Request, survey: Survey, rows: QuerySet[Answer]) -> dict[str, Any]:
    """Those who were asked, as many as a page holds, and what they are searched by."""
    asked = {name: request.GET.get(name, "") for name in ("county", "state", "name")}
    listed = Paginator(queries.with_gaps(queries.matching(rows, **asked)).prefetch_related("reminders"), A_PAGE)
    return {
        "answers": listed.get_page(request.GET.get("page")),
        "asked": asked,
        "counties": queries.territories_in(survey.territory) if survey.territory_id == SWEDEN else [],
        "states": Answer.State.choices,
    }


@require_http_methods(["GET", "POST"])
def edit_survey(request: Request, pk: UUID) -> HttpResponse:
    found = find_survey(request, pk)
    rules.run_survey(request.user, found)
    start = {name: getattr(found, name) for name in ("name", "first_day", "last_day", "due_on")}
    form = forms.EditSurvey(request.POST or None, initial={**start, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.edit_survey(survey=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:survey", pk=pk)
    return _edit(request, form, title=_("Change the survey"), status=form.status)


@require_http_methods(["GET", "POST"])
def ask_respondent(request: Request, pk: UUID) -> HttpResponse:
    found = find_survey(request, pk)
    rules.run_survey(request.user, found)
    near = Q() if found.territory_id == SWEDEN else Q(code__startswith=found.territory_id)
    form = forms.AskRespondent(
        request.POST or None, questionnaires=queries.usable(request.user),
        territories=Territory.objects.filter(near).order_by("code"),
        organisations=queries.organisations_in(found.territory),
        initial={"territory": found.territory_id},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            actions.ask_respondent(survey=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:survey", pk=pk)
    return _edit(request, form, title=_("Ask one more"))


def find_survey(request: Request, pk: UUID) -> Survey:
    return get_object_or_404(queries.surveys(request.user), pk=pk)


@form_on("situation:survey", find_survey)
def ask_municipalities(request: Request, pk: UUID) -> HttpResponse:
    found = find_survey(request, pk)
    form = forms.AskMunicipalities(request.POST, questionnaires=queries.usable(request.user))
    if form.is_valid():
        return take_step(request, found, actions.ask_municipalities, _("Municipalities asked: %(count)s."),
                   questionnaire=form.cleaned_data["questionnaire"])  # fmt: skip
    messages.error(request, _("Choose a questionnaire that is published."))
    return redirect("situation:survey", pk=pk)


@form_on("situation:survey", find_survey)
def send_survey(request: Request, pk: UUID) -> HttpResponse:
    return take_step(request, find_survey(request, pk), actions.send_survey, _("It is sent. The mails go out by day."))


@form_on("situation:survey", find_survey)
def remind_respondents(request: Request, pk: UUID) -> HttpResponse:
    return take_step(
        request,
        find_survey(request, pk),
        actions.remind_respondents,
        _("Reminded: %(count)s. The mails go out by day."),
    )


@form_on("situation:survey", find_survey)
def lock_survey(request: Request, pk: UUID) -> HttpResponse:
    return take_step(
        request, find_survey(request, pk), actions.lock_survey, _("It is locked. Nobody answers any more.")
    )


@form_on("situation:compiled", find_survey)
def compile_survey(request: Request, pk: UUID) -> HttpResponse:
    return take_step(request, find_survey(request, pk), actions.compile_survey, _("It is compiled."))


def take_step(request: Request, found: Survey, act: Any, told: str, **more: Any) -> HttpResponse:
    """One step, and what came of it."""
    subject = {} if "answer" in more else {"survey": found}
    try:
        count = act(**subject, **more, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told % {"count": count} if "%(count)s" in told else told)
    page = "situation:compiled" if act is actions.compile_survey else "situation:survey"
    return redirect(page, pk=found.pk)


def _edit(request: Request, form: Any, *, title: str, status: int = 0) -> HttpResponse:
    told = status or (422 if form.errors else 200)
    return render(request, "situation/edit.html", {"form": form, "title": title}, status=told)


def _territories(request: Request, *roles: Role) -> QuerySet[Territory]:
    """The territories of which the user is the own coordinator."""
    codes = [one.territory_id for one in request.user.standing if one.role in roles]
    return Territory.objects.filter(code__in=codes).order_by("code")


def _home(request: Request, territory: Territory) -> Organisation:
    """For which of the user's organisations it is asked."""
    roles = (*WRITERS, Role.MUNICIPALITY_COORDINATOR)
    return next(
        one.organisation for one in request.user.standing if one.role in roles and one.territory_id == territory.pk
    )


def _year(today: date) -> dict[str, Any]:
    """The last twelve months, and six weeks to answer."""
    return {
        "first_day": today - timedelta(days=364), "last_day": today, "due_on": today + timedelta(days=42),
    }  # fmt: skip

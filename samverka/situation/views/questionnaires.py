"""The editor of questionnaires: questions of a draft, and versions that stay."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.core.access import Refused, require
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.situation import actions, queries
from samverka.situation.forms import questionnaires as forms
from samverka.situation.models import Question, Questionnaire
from samverka.situation.models.questionnaires import WRITERS


@require_http_methods(["GET", "POST"])
def questionnaires(request: Request) -> HttpResponse:
    """Those that one keeps, and our own to begin from."""
    home = _home(request)
    form = forms.TakePreset(request.POST or None)
    if form.is_valid():
        made = actions.take_preset(organisation=home, by=request.user, at=now(), **form.cleaned_data)
        return redirect("situation:questionnaire", pk=made.pk)
    context = {"questionnaires": queries.questionnaires(request.user), "form": form}
    return render(request, "situation/questionnaires.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add_questionnaire(request: Request) -> HttpResponse:
    home = _home(request)
    form = forms.AddQuestionnaire(request.POST or None)
    if form.is_valid():
        with explaining(form):
            made = actions.add_questionnaire(organisation=home, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:questionnaire", pk=made.pk)
    return _edit(request, form, title=_("A new questionnaire"))


@require_http_methods(["GET", "POST"])
def questionnaire(request: Request, pk: UUID) -> HttpResponse:
    """Its questions, and its name while it is a draft."""
    found = _find(request, pk)
    form = forms.NameQuestionnaire(request.POST or None, initial={"name": found.name, "seen": version(found)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.name_questionnaire(questionnaire=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:questionnaire", pk=pk)
    versions = Questionnaire.objects.filter(series=found.series).order_by("-version")
    context = {"questionnaire": found, "questions": queries.questions_of(found), "form": form, "versions": versions}
    return render(request, "situation/questionnaire.html", context, status=form.status)


def _find(request: Request, pk: UUID) -> Questionnaire:
    return get_object_or_404(Questionnaire.objects.kept_by(request.user).select_related("organisation"), pk=pk)


@form_on("situation:questionnaire", _find)
def publish_questionnaire(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, actions.publish_questionnaire, questionnaire=_find(request, pk))


@form_on("situation:questionnaire", _find)
def write_next_version(request: Request, pk: UUID) -> HttpResponse:
    made = actions.write_next_version(questionnaire=_find(request, pk), by=request.user, at=now())
    return redirect("situation:questionnaire", pk=made.pk)


@require_http_methods(["GET", "POST"])
def add_question(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    form = forms.AddQuestion(request.POST or None, initial={"kind": Question.Kind.YES_NO})
    if form.is_valid():
        with explaining(form):
            actions.add_question(questionnaire=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:questionnaire", pk=pk)
    return _edit(request, form, title=_("A new question"), status=form.status)


@require_http_methods(["GET", "POST"])
def change_question(request: Request, pk: UUID) -> HttpResponse:
    found = _question(request, pk)
    start = {name: getattr(found, name) for name in ("number", "text", "hint", "kind", "code", "in_profile")}
    start |= {"options": forms.as_lines(found.options), "seen": version(found)}
    form = forms.WriteQuestion(request.POST or None, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.change_question(question=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("situation:questionnaire", pk=found.questionnaire_id)
    return _edit(request, form, title=_("Change the question"), status=form.status)


def _question(request: Request, pk: UUID) -> Question:
    kept = Questionnaire.objects.kept_by(request.user)
    rows = Question.objects.filter(questionnaire__in=kept).select_related("questionnaire__organisation")
    return get_object_or_404(rows, pk=pk)


@form_on("situation:questionnaire", _question, of="questionnaire_id")
def move_question(request: Request, pk: UUID) -> HttpResponse:
    found = _question(request, pk)
    return _do(request, actions.move_question, question=found, up=request.POST.get("up") == "yes")


@form_on("situation:questionnaire", _question, of="questionnaire_id")
def remove_question(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, actions.remove_question, question=_question(request, pk))


def _do(request: Request, act: Any, **told: Any) -> HttpResponse:
    found = told.get("questionnaire") or told["question"].questionnaire
    try:
        act(**told, by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("situation:questionnaire", pk=found.pk)


def _home(request: Request) -> Organisation:
    """For which organisation the user writes."""
    homes = [one.organisation for one in request.user.standing if one.role in WRITERS]
    require(homes, _("Only county and national coordinators keep questionnaires."))
    return homes[0]


def _edit(request: Request, form: Any, *, title: str, status: int = 0) -> HttpResponse:
    told = status or (422 if form.errors else 200)
    return render(request, "situation/edit.html", {"form": form, "title": title}, status=told)

"""One of those who are asked: where they are reached, and whether they are asked at all."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samverka.actors.http import Request
from samverka.core.access import why_not
from samverka.core.http import form_on
from samverka.situation import actions, queries, rules
from samverka.situation.forms.surveys import SetMailbox
from samverka.situation.models import Answer
from samverka.situation.views.surveys import take_step


def _answer(request: Request, pk: UUID) -> Answer:
    surveys = queries.surveys(request.user)
    return get_object_or_404(Answer.objects.select_related("survey", "questionnaire").filter(survey__in=surveys), pk=pk)


@require_http_methods(["GET", "POST"])
def set_mailbox(request: Request, pk: UUID) -> HttpResponse:
    """The mailbox, and what else is done for one respondent."""
    found = _answer(request, pk)
    rules.run_survey(request.user, found.survey)
    form = SetMailbox(request.POST or None, initial={"mailbox": found.mailbox})
    if form.is_valid():
        return take_step(
            request, found.survey, actions.set_mailbox, _("Saved."), answer=found, **form.cleaned_data
        )  # fmt: skip
    context = {"answer": found, "form": form, "enters": not why_not(rules.answer_for, request.user, found)}
    return render(request, "situation/respondent.html", context, status=422 if form.errors else 200)


@form_on("situation:survey", _answer, of="survey_id")
def drop_respondent(request: Request, pk: UUID) -> HttpResponse:
    found = _answer(request, pk)
    return take_step(request, found.survey, actions.drop_respondent, _("It is not asked."), answer=found)

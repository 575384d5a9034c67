"""What must be true of surveys and answers, whoever wrote them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from samverka.core.access import Unfit
from samverka.core.verifying import check
from samverka.situation.actions.values import READ
from samverka.situation.models import Answer, AnswerValue, Question, Survey


@check("answers lie in the territory of their survey, and are to a published questionnaire")
def answers(at: datetime) -> Iterator[str]:
    rows = Answer.objects.select_related("survey__territory", "questionnaire").order_by("pk")
    for one in rows.iterator(chunk_size=500):
        if not one.survey.territory.covers(one.territory_id):
            yield f"Answer {one.pk} lies elsewhere than its survey."
        if one.questionnaire.published_at is None:
            yield f"Answer {one.pk} is to a draft."


@check("what was answered can be answered to its question")
def values(at: datetime) -> Iterator[str]:
    rows = AnswerValue.objects.select_related("question").order_by("pk")
    astray = rows.exclude(question__questionnaire=F("answer__questionnaire"))
    for pk in astray.values_list("pk", flat=True):
        yield f"Value {pk} is to a question of another questionnaire."
    for row in rows.exclude(value=None).iterator(chunk_size=500):
        if row.has_no_basis or not _is_fit(row):
            yield f"Value {row.pk} cannot be answered to its question."


def _is_fit(row: AnswerValue) -> bool:
    try:
        return bool(READ[row.question.kind](row.question, row.value) == row.value)
    except (KeyError, Unfit):
        return False


@check("in a locked survey everybody has answered or has not")
def locked(at: datetime) -> Iterator[str]:
    over = Q(state__in=(Answer.State.ANSWERED, Answer.State.NO_ANSWER))
    is_locked = Q(survey__state__in=(Survey.State.LOCKED, Survey.State.COMPILED, Survey.State.PUBLISHED))
    wrong = Answer.objects.filter(is_locked & ~over | ~is_locked & Q(state=Answer.State.NO_ANSWER))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"Answer {pk} stands otherwise than its survey."


@check("questions offer choices where one chooses")
def choices(at: datetime) -> Iterator[str]:
    for one in Question.objects.order_by("pk").iterator(chunk_size=500):
        if (one.kind in ("one_of", "several_of", "band")) != bool(one.options):
            yield f"Question {one.pk} offers what cannot be chosen."

"""Forms of support, municipality by municipality: from what they handed in last, dated, and without a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from samverka.actors.models import Territory
from samverka.situation.models import Answer, AnswerValue, Question
from samverka.situation.queries.words import in_words


@dataclass(frozen=True, slots=True)
class Support:
    """One form of support, as a municipality told it."""

    question: Question
    told: str  # in words; empty where nothing was answered, or without basis
    is_without: bool  # it said no, none, or nothing of the kind


@dataclass(frozen=True, slots=True)
class Profile:
    """A municipality, and what it told of its support when."""

    municipality: Territory
    told_at: datetime | None
    answer: Answer | None
    support: tuple[Support, ...]

    def of(self, code: str) -> Support | None:
        return next((one for one in self.support if one.question.code == code), None)


WITHOUT: tuple[Any, ...] = (False, "none", "no", [])


def profiles(towns: Sequence[Territory]) -> list[Profile]:
    """Of each the last answer that tells of support. Three queries, for one municipality or a county."""
    newest: dict[str, Answer] = {}
    for one in _answers().filter(territory__in=[one.pk for one in towns]).order_by("answered_at", "pk"):
        newest[one.territory_id] = one
    kept = {one.questionnaire_id for one in newest.values()}
    asked: dict[Any, list[Question]] = {}
    for question in Question.objects.filter(questionnaire__in=kept, in_profile=True).order_by("place", "pk"):
        asked.setdefault(question.questionnaire_id, []).append(question)
    rows = AnswerValue.objects.filter(answer__in=newest.values(), question__in_profile=True)
    values = {(one.answer_id, one.question_id): one for one in rows}
    return [_profile(town, newest.get(town.pk), asked, values) for town in towns]


def columns(found: Sequence[Profile]) -> list[tuple[str, str]]:
    """What can be compared: the codes of the questions, in the order of the newest answer, and their texts."""
    told = sorted((one for one in found if one.told_at), key=lambda one: str(one.told_at), reverse=True)
    return list({one.question.code: one.question.text for profile in told for one in profile.support}.items())


def _answers() -> QuerySet[Answer]:
    """Handed in for municipalities as a whole, with something that neighbours compare."""
    compared = Question.objects.filter(questionnaire=OuterRef("questionnaire"), in_profile=True)
    rows = Answer.objects.told().filter(organisation=None, questionnaire__meant_for="municipality")
    return rows.filter(Exists(compared)).select_related("survey__organisation")


def _profile(
    town: Territory, answer: Answer | None, asked: dict[Any, list[Question]], values: dict[Any, AnswerValue]
) -> Profile:
    if answer is None:
        return Profile(town, None, None, ())
    support = tuple(
        _support(question, values.get((answer.pk, question.pk))) for question in asked.get(answer.questionnaire_id, ())
    )
    return Profile(town, answer.answered_at, answer, support)


def _support(question: Question, row: AnswerValue | None) -> Support:
    if row is None or row.value is None:
        return Support(question, "", is_without=False)
    return Support(question, in_words(question, row.value), is_without=row.value in WITHOUT)

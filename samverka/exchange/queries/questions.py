"""Questions: one's own, those that wait at the desk, and those that may be the same."""

from collections.abc import Sequence
from datetime import date

from samverka.actors.models import User
from samverka.exchange.models import AdviceQuestion, Card, CardText
from samverka.exchange.models.questions import READS, AdviceQuestionQuerySet, QuestionState
from samverka.exchange.queries.cards import reviewed_text


def questions(viewer: User) -> AdviceQuestionQuerySet:
    """Those that the viewer may read."""
    rows = AdviceQuestion.objects.visible_to(viewer)
    return rows.select_related("territory", "organisation", "card", "merged_into__card")


def my_questions(viewer: User) -> AdviceQuestionQuerySet:
    """Those that the viewer's organisations asked, the newest first."""
    return questions(viewer).filter(organisation__in=viewer.organisations()).order_by("-asked_at", "pk")


def desk(viewer: User) -> AdviceQuestionQuerySet:
    """What waits where the viewer runs the desk or reviews answers: what is due first."""
    if not runs_desk(viewer):
        return AdviceQuestion.objects.none()
    return questions(viewer).waiting().order_by("due_on", "asked_at", "pk")


def runs_desk(viewer: User) -> bool:
    return any(one.role in READS for one in viewer.standing)


def merged_with(question: AdviceQuestion) -> AdviceQuestionQuerySet:
    return AdviceQuestion.objects.filter(county=question.county, merged_into=question)


def may_be_same(question: AdviceQuestion) -> AdviceQuestionQuerySet:
    """Others of the same county and topic that wait, or were answered lately."""
    rows = AdviceQuestion.objects.filter(county=question.county, topic=question.topic).exclude(pk=question.pk)
    return rows.exclude(state=QuestionState.MERGED).select_related("territory").order_by("-asked_at", "pk")


def answer_of(question: AdviceQuestion) -> CardText | None:
    """The answer that whoever asked may read: to it, or to the one that it was merged with."""
    told = question.merged_into or question
    if told.answered_at is None or told.card is None:
        return None
    return reviewed_text(told.card)


def is_unpublished_answer(card: Card) -> bool:
    """Does it answer a question whose answer others do not read, or not yet?"""
    return card.questions.exclude(state__in=(QuestionState.PUBLISHED, QuestionState.MERGED)).exists()


def counts(rows: Sequence[AdviceQuestion], *, on: date) -> tuple[int, int]:
    """How many wait, and how many of them for longer than was promised."""
    return len(rows), sum(one.is_overdue(on) for one in rows)

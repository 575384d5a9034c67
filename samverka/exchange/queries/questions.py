"""Questions: one's own, those that wait at the desk, and those that may be the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from samverka.actors.models import User
from samverka.core.alphabet import Alphabetic
from samverka.directory.policy import calendar
from samverka.exchange import policy
from samverka.exchange.models import AdviceQuestion, Card, CardText
from samverka.exchange.models.questions import ENDED, READS, AdviceQuestionQuerySet, QuestionState
from samverka.exchange.queries.cards import newest_text, published_cards, reviewed_text


MOST_COMPARED = 50  # questions that may be the same
SATURDAY = 5


def questions(viewer: User) -> AdviceQuestionQuerySet:
    """Those that the viewer may read."""
    rows = AdviceQuestion.objects.visible_to(viewer).with_turns()
    return rows.select_related("territory", "organisation", "card", "merged_into__card")


def my_questions(viewer: User) -> AdviceQuestionQuerySet:
    """Those that the viewer's organisations asked, the newest first."""
    return questions(viewer).filter(organisation__in=viewer.organisations()).order_by("-asked_at", "pk")


def desk(viewer: User) -> AdviceQuestionQuerySet:
    """What waits where the viewer runs the desk or reviews answers: what is due first."""
    if not runs_desk(viewer):
        return AdviceQuestion.objects.none()
    return questions(viewer).waiting().order_by("due_on", "asked_at", "pk")


def at_desk(viewer: User) -> QuerySet[Any]:
    """What the desk does next: write, ask again, send. Not what a lawyer reads, or what a lawyer sent back."""
    unread = Exists(CardText.objects.filter(card=OuterRef("card"), published_at=None, reviewed_at=None))
    rows = AdviceQuestion.objects.run_by(viewer).waiting()
    return rows.exclude(state=QuestionState.DRAFTED).exclude(unread)


def to_share(viewer: User) -> AdviceQuestionQuerySet:
    """What the desk has answered, and is to publish or to keep: the oldest first."""
    rows = AdviceQuestion.objects.run_by(viewer).filter(state=QuestionState.ANSWERED)
    return rows.select_related("territory").order_by("answered_at", "pk")


def runs_desk(viewer: User) -> bool:
    return any(one.role in READS for one in viewer.standing)


def merged_with(question: AdviceQuestion) -> AdviceQuestionQuerySet:
    return AdviceQuestion.objects.filter(county=question.county, merged_into=question)


def may_be_same(viewer: User, question: AdviceQuestion) -> list[AdviceQuestion]:
    """Others of the same county and topic that the viewer reads, the newest first, as far as their words are kept."""
    rows = questions(viewer).filter(county=question.county, topic=question.topic).exclude(pk=question.pk)
    rows = rows.exclude(state__in=ENDED).exclude(text="")  # whose words are gone, nobody can compare
    return list(rows.order_by("-asked_at", "pk")[:MOST_COMPARED])


def authority_day(question: AdviceQuestion, *, on: date) -> date:
    """By when an authority that is asked on a day answers: as the rule says, but a working day before the promise."""
    ruled = policy.days_after(on, policy.AUTHORITY_DAYS, question.territory_id)
    day, holy = question.due_on - timedelta(days=1), calendar(question.due_on)
    while day.weekday() >= SATURDAY or day in holy:
        day -= timedelta(days=1)
    return max(on, min(ruled, day))


def cards_for(question: AdviceQuestion) -> QuerySet[Any]:
    """Published cards that hold where the question is, those of its topic first."""
    own = Case(When(topic=question.topic, then=0), default=1)
    rows: QuerySet[Any] = published_cards(code=question.territory_id).annotate(own=own)
    return rows.order_by("own", "topic", Alphabetic("title"), "pk")


def answer_of(question: AdviceQuestion) -> CardText | None:
    """The answer that whoever asked may read: to it, or to the one that it was merged with."""
    told = question.merged_into or question
    if told.answered_at is None or told.card is None:
        return None
    text = reviewed_text(told.card) or newest_text(told.card)  # the one that was sent, though its law has changed since
    return text if text and (text.reviewed_at or text.written_at <= told.answered_at) else None


def is_unpublished_answer(card: Card) -> bool:
    """Does it answer a question whose answer others do not read, or not yet?"""
    return unpublished_answers().filter(card=card).exists()


def unpublished_answers() -> AdviceQuestionQuerySet:
    """Questions whose answer others do not read, or not yet."""
    return AdviceQuestion.objects.exclude(state__in=(QuestionState.PUBLISHED, QuestionState.MERGED))


def counts(rows: Sequence[AdviceQuestion], *, on: date) -> tuple[int, int]:
    """How many wait, and how many of them for longer than was promised."""
    return len(rows), sum(one.is_overdue(on) for one in rows)

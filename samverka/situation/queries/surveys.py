"""Surveys and their answers: who was asked, how far they have come, and what to begin from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from samverka.actors.models import ContactLine, Organisation, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.core.versions import NOTHING, version
from samverka.situation.models import Answer, AnswerLink, AnswerValue, Question, Questionnaire, Reminder, Survey


State = Answer.State
Whose = TypeVar("Whose", str, UUID)
GIVEN = Q(has_no_basis=True) | Q(value__isnull=False) | ~Q(text="")
BEST = (ContactLine.Function.COORDINATION, ContactLine.Function.SOCIAL_OFFICE, ContactLine.Function.INTAKE)


@dataclass(frozen=True, slots=True)
class Response:
    """How many of those who were asked have answered. Who handed in with gaps is a figure of its own."""

    asked: int = 0
    answered: int = 0
    partly: int = 0  # of those who answered
    begun: int = 0  # opened or begun, and not handed in

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @property
    def percent(self) -> int | None:
        return round(100 * self.answered / self.asked) if self.asked else None


def surveys(viewer: User) -> QuerySet[Survey]:
    """Those that the viewer runs or follows, the newest first."""
    return Survey.objects.visible_to(viewer).select_related("territory", "organisation").order_by("-due_on", "-pk")


def my_answers(viewer: User) -> QuerySet[Answer]:
    """What the viewer is asked, what is open first."""
    rows = Answer.objects.mine(viewer).select_related("survey__organisation", "questionnaire", "territory")
    return rows.order_by(F("survey__locked_at").asc(nulls_first=True), "survey__due_on", Alphabetic("respondent"), "pk")


def answers_of(survey: Survey, viewer: User | None = None) -> QuerySet[Answer]:
    """Everybody who was asked; of a survey that others run, those whom the viewer follows."""
    rows = survey.answers.select_related("territory", "questionnaire")
    if viewer and survey.organisation_id not in viewer.organisations():
        rows = rows.filter(pk__in=Answer.objects.visible_to(viewer).values("pk"))
    return rows.order_by("territory", Alphabetic("respondent"), "pk")


def earlier(survey: Survey, code: str, viewer: User) -> Survey | None:
    """The last survey of the same territory about an earlier time in which municipalities were asked the same."""
    asked = Question.objects.filter(
        code=code,
        questionnaire__meant_for=Questionnaire.For.MUNICIPALITY,
        questionnaire__answers__survey=OuterRef("pk"),
    )
    before = surveys(viewer).filter(territory=survey.territory_id, last_day__lt=survey.last_day)
    return before.exclude(state="draft").filter(Exists(asked)).order_by("-last_day", "-pk").first()


def with_gaps(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """The answers, each with how many questions it has, and how many of them are answered."""
    given = AnswerValue.objects.filter(answer=OuterRef("pk")).filter(GIVEN).order_by().values("answer")
    questions = Question.objects.filter(questionnaire=OuterRef("questionnaire")).order_by().values("questionnaire")
    return rows.annotate(
        given=_count(given), questions=_count(questions),
    )  # fmt: skip


class Come(NamedTuple):
    """How far one answer has come."""

    territory_id: str
    state: str
    mailbox: str
    given: int
    questions: int


def progress(rows: QuerySet[Answer]) -> list[Come]:
    """How far each of these answers has come, the lightest way."""
    answers = list(rows.order_by().values_list("pk", "questionnaire", "territory", "state", "mailbox"))
    asked = dict(
        Question.objects.filter(questionnaire__in={one[1] for one in answers})
        .order_by().values_list("questionnaire").annotate(Count("pk"))
    )  # fmt: skip
    handed_in = AnswerValue.objects.filter(GIVEN, answer__in=rows.order_by().filter(state=State.ANSWERED).values("pk"))
    given = dict(handed_in.order_by().values_list("answer").annotate(Count("pk")))
    return [
        Come(territory, state, mailbox, given.get(pk, 0), asked.get(questionnaire, 0))
        for pk, questionnaire, territory, state, mailbox in answers
    ]


def matching(rows: QuerySet[Answer], *, county: str = "", state: str = "", name: str = "") -> QuerySet[Answer]:
    """Those of a county, in a state, or whose name holds a word; of all, where nothing is said."""
    if state in State.values:
        rows = rows.filter(state=state)
    return rows.filter(territory__code__startswith=county, respondent__icontains=name.strip())


def response(told: Collection[Any]) -> Response:
    """Of answers as far as they have come, by `progress` or `with_gaps`."""
    answered = [one for one in told if one.state == State.ANSWERED]
    partly = sum(one.given < one.questions for one in answered)
    begun = sum(one.state in (State.OPENED, State.ANSWERING) for one in told)
    return Response(len(told), len(answered), partly, begun)


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    return list(questionnaire.questions.order_by("place", "pk"))


def values_of(answer: Answer) -> list[AnswerValue]:
    return list(answer.values.select_related("question").order_by("question__place", "pk"))


def answer_version(values: Iterable[AnswerValue]) -> str:
    """The version of all that is answered."""
    told = "".join(version(one) for one in values)
    return sha256(told.encode()).hexdigest()[:12] if told else NOTHING


def last_time(answer: Answer) -> dict[str, AnswerValue]:
    """What the same respondent answered to the same questions before, by code."""
    before = Answer.objects.told().filter(
        territory=answer.territory_id, organisation=answer.organisation_id, questionnaire__meant_for=_kind(answer)
    ).exclude(pk=answer.pk)  # fmt: skip
    if answer.organisation_id is None and _kind(answer) != Questionnaire.For.MUNICIPALITY:
        before = before.filter(respondent=answer.respondent)
    found = before.order_by("-answered_at").first()
    return {one.question.code: one for one in values_of(found) if one.is_given} if found else {}


def _kind(answer: Answer) -> str:
    return answer.questionnaire.meant_for


def digest(token: str) -> str:
    """What is kept of the token in a mailed link."""
    return sha256(token.encode()).hexdigest()


def open_link(token: str, *, at: datetime) -> AnswerLink | None:
    """The link that a token opens, while it is good."""
    good = AnswerLink.objects.filter(digest=digest(token), expires_at__gt=at).exclude(answer__survey__state="draft")
    found = good.select_related("answer__survey__organisation", "answer__questionnaire", "answer__territory")
    return found.first()


def to_invite() -> QuerySet[Answer]:
    """Those with a mailbox who have not been sent their link yet."""
    sent = AnswerLink.objects.filter(answer=OuterRef("pk"), kind=AnswerLink.Kind.INVITATION)
    waiting = Answer.objects.filter(survey__state="sent", state=State.INVITED).exclude(Exists(sent)).exclude(mailbox="")
    return waiting.select_related("survey__organisation", "questionnaire").order_by("survey__sent_at", "pk")


def to_remind() -> QuerySet[Reminder]:
    """Reminders that are not mailed yet, of those who have still not answered."""
    rows = Reminder.objects.filter(mailed_at=None, answer__survey__state="sent").exclude(answer__mailbox="")
    rows = rows.exclude(answer__state=State.ANSWERED)
    return rows.select_related("answer__survey__organisation", "answer__questionnaire").order_by("at", "pk")


def mailboxes(codes: Iterable[str]) -> dict[str, str]:
    """The role mailboxes of municipalities that take part, by code."""
    lines = ContactLine.objects.filter(
        organisation__territory__in=list(codes), organisation__kind=Organisation.Kind.MUNICIPALITY
    )
    return _best(lines.values_list("organisation__territory", "function", "email"))


def mailbox_of(organisation: Organisation) -> str:
    """Where an organisation is asked; an empty string when it has no role mailbox."""
    return mailboxes_of([organisation.pk]).get(organisation.pk, "")


def mailboxes_of(organisations: Iterable[UUID]) -> dict[UUID, str]:
    """The role mailboxes of organisations, by their keys."""
    lines = ContactLine.objects.filter(organisation__in=list(organisations))
    return _best(lines.values_list("organisation", "function", "email"))


def _best(lines: Iterable[tuple[Whose, str, str]]) -> dict[Whose, str]:
    found: dict[Whose, tuple[int, str]] = {}
    for whose, function, email in lines:
        if email:
            rank = BEST.index(function) if function in BEST else len(BEST)
            found[whose] = min(found.get(whose, (len(BEST) + 1, "")), (rank, email))
    return {whose: email for whose, (_rank, email) in found.items()}


def organisations_in(territory: Territory) -> QuerySet[Organisation]:
    """Those that take part there, and those of the whole country."""
    start = "" if territory.code == SWEDEN else territory.code
    near = Q(territory__code__startswith=start) | Q(territory=SWEDEN)
    return Organisation.objects.filter(near, state=Organisation.State.ACTIVE).order_by(Alphabetic("name"), "pk")


def towns_in(territory: Territory) -> QuerySet[Territory]:
    """The municipalities of a county, of the nation, or the one itself."""
    start = "" if territory.code == SWEDEN else territory.code
    return Territory.objects.filter(code__startswith=start, code__regex="^[0-9]{4}$").order_by("code")


def _count(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))

"""Advice questions: asked by an organisation, routed to whoever is responsible, answered by a card."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.exchange.models.cards import DESK, Card, CardText
from samverka.exchange.models.discussions import Discussion
from samverka.exchange.models.words import Topic, Urgency


READS = (*DESK, Role.LEGAL_REVIEWER)


class QuestionState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("question", "received")
    TRIAGED = "triaged", pgettext_lazy("question", "taken up")
    ROUTED = "routed", pgettext_lazy("question", "with the responsible authority")
    DRAFTED = "drafted", pgettext_lazy("question", "answer drafted")
    LEGALLY_REVIEWED = "legally_reviewed", pgettext_lazy("question", "answer reviewed by a lawyer")
    ANSWERED = "answered", pgettext_lazy("question", "answered")
    PUBLISHED = "published_as_card", pgettext_lazy("question", "answered, and published as a card")
    PRIVATE = "kept_private", pgettext_lazy("question", "answered, and not published")
    MERGED = "merged", pgettext_lazy("question", "answered with another")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "taken back")


DESKWORK = (QuestionState.RECEIVED, QuestionState.TRIAGED, QuestionState.ROUTED, QuestionState.DRAFTED)
WAITING = (*DESKWORK, QuestionState.LEGALLY_REVIEWED)
HEARD = ("authority", "authority_answer", "authority_answered_on", "earlier_answers")  # what is known of the answers
ENDED = (QuestionState.MERGED, QuestionState.WITHDRAWN)  # without an answer of its own
NEXT: dict[str, tuple[QuestionState, ...]] = {  # where a question goes from each state
    QuestionState.RECEIVED: (QuestionState.TRIAGED, QuestionState.PUBLISHED, *ENDED),
    QuestionState.TRIAGED: (QuestionState.ROUTED, QuestionState.DRAFTED, QuestionState.PUBLISHED, *ENDED),
    QuestionState.ROUTED: (QuestionState.ROUTED, QuestionState.DRAFTED, QuestionState.PUBLISHED, *ENDED),
    QuestionState.DRAFTED: (QuestionState.DRAFTED, QuestionState.LEGALLY_REVIEWED, QuestionState.MERGED),
    QuestionState.LEGALLY_REVIEWED: (QuestionState.DRAFTED, QuestionState.ANSWERED),
    QuestionState.ANSWERED: (QuestionState.PUBLISHED, QuestionState.PRIVATE),
    QuestionState.PUBLISHED: (),
    QuestionState.PRIVATE: (QuestionState.PUBLISHED,),
    QuestionState.MERGED: (),
    QuestionState.WITHDRAWN: (),
}


class AdviceQuestionQuerySet(models.QuerySet["AdviceQuestion"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that one's organisations asked, and those of the territory where one runs the desk."""
        return self.filter(Q(organisation__in=viewer.organisations()) | viewer.covered(*READS))

    def run_by(self, viewer: User) -> Self:
        """Those of the territory where one runs the desk."""
        return self.filter(viewer.covered(*DESK))

    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)

    def with_turns(self) -> Self:
        """Each knowing of the draft of its answer whether it waits for a lawyer, or was sent back by one."""
        drafts = CardText.objects.filter(card=OuterRef("card"), published_at=None, reviewed_at=None)
        unread, returned = drafts.filter(objection=""), drafts.exclude(objection="")
        return self.annotate(is_unread=Exists(unread), is_returned=Exists(returned))


class AdviceQuestion(CountyRecord):
    """What somebody at work needs to know, for which place, how soon, and how far the answer has come."""

    State = QuestionState
    is_unread = is_returned = False  # unless it was read with its turns

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="advice_questions")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    text = models.TextField(_("question"), max_length=2000)
    urgency = models.CharField(_("how soon"), max_length=6, choices=Urgency, default=Urgency.USUAL)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="advice_questions", null=True, blank=True
    )
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=QuestionState, default=QuestionState.RECEIVED)
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("answer due on"))
    authority = models.CharField(_("responsible authority"), max_length=120, blank=True)
    authority_due_on = models.DateField(_("the authority answers by"), null=True, blank=True)
    authority_answer = models.TextField(_("what the authority answered"), max_length=4000, blank=True)
    authority_answered_on = models.DateField(_("the authority answered on"), null=True, blank=True)
    earlier_answers = models.TextField(_("what authorities that were asked before answered"), blank=True)
    card = models.ForeignKey(Card, models.PROTECT, related_name="questions", null=True, blank=True)
    merged_into = CountyForeignKey("self", models.PROTECT, related_name="merged", null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    discussion = models.ForeignKey(
        Discussion, models.SET_NULL, related_name="questions", null=True, blank=True
    )  # from which it came
    private_reason = models.CharField(_("why it is not published"), max_length=300, blank=True)

    objects = AdviceQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("drafted", "legally_reviewed", "answered", "published_as_card", "kept_private"))
                | Q(card__isnull=False),
                name="an_answer_is_a_card",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="a_merged_question_says_with_which",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("answered", "published_as_card", "kept_private"), answered_at__isnull=False)
                | ~Q(state__in=("answered", "published_as_card", "kept_private")) & Q(answered_at=None)
                | Q(state="merged"),  # when the other was, or when it was merged with an answered one
                name="an_answered_question_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="routed") | Q(authority__gt="", authority_due_on__isnull=False),
                name="a_routed_question_says_to_whom_and_by_when",
            ),
        ]
        indexes = [models.Index(fields=["county", "state", "due_on"], name="questions_by_due_day")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "territory", "topic", "urgency", "state", "asked_at", "due_on", "authority"}
        work |= {"authority_due_on", "authority_answered_on", "card", "merged_into", "answered_at", "discussion"}
        guarded = dict.fromkeys(("text", "organisation", "by", "private_reason"), "erase")
        guarded |= dict.fromkeys(("authority_answer", "earlier_answers"), "erase")

    def __str__(self) -> str:
        return f"{self.topic} {self.asked_at:%Y-%m-%d}"

    @property
    def how_far(self) -> str:
        """Its state, and whose turn it is."""
        if self.is_waiting and self.is_returned:
            return pgettext("question", "answer sent back by a lawyer, the desk changes it")
        if self.is_waiting and self.is_unread:
            return pgettext("question", "answer drafted, a lawyer reads it next")
        if self.state == QuestionState.ROUTED and self.authority_answered_on:
            return pgettext("question", "the responsible authority has answered")
        return str(self.get_state_display())

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_routed(self) -> bool:
        """Is the responsible authority waited for? Nobody waits for it when it has answered, or there is a draft."""
        return self.state == QuestionState.ROUTED and self.authority_answered_on is None

    @property
    def is_asked_late(self) -> bool:
        """Is the authority given longer than whoever asked was promised?"""
        return self.is_routed and self.authority_due_on is not None and self.authority_due_on > self.due_on

    @property
    def heard_before(self) -> str:
        """What authorities have answered until now, each with its name and day, the first first."""
        if not self.authority_answer:
            return self.earlier_answers
        told = f"{self.authority}, {self.authority_answered_on}:\n{self.authority_answer}"
        return f"{self.earlier_answers}\n\n{told}".strip()

    def is_overdue(self, on: date) -> bool:
        """Should whoever asked have had the answer before this day? Who else is asked moves no promise."""
        return self.is_waiting and self.due_on < on

    def waits_in_vain(self, on: date) -> bool:
        """Should the responsible authority have answered before this day?"""
        return self.is_routed and self.authority_due_on is not None and self.authority_due_on < on

"""Who was asked, and what they answered. Answers are about places and work, never about anybody."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.models.questionnaires import WRITERS, Question, Questionnaire


RESPONDING = (*COORDINATORS, Role.RESPONDENT, Role.ORGANISATION_ADMIN, Role.PROJECT_LEADER)  # for their organisation


def overseen(viewer: User) -> Q:
    """Where the viewer follows what others answer, as a condition on `territory`."""
    return viewer.covered(*WRITERS)


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that the viewer's organisations run, those of the viewer's county, and those that ask within it."""
        own = Q(organisation__in=[one.organisation_id for one in viewer.standing if one.role in COORDINATORS])
        asked = Answer.objects.filter(overseen(viewer)).values("survey")
        return self.filter(own | ~Q(state="draft") & (overseen(viewer) | Q(pk__in=asked)))


class Survey(models.Model):
    """The same questions to all who may know, about one period."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("survey", "draft")
        SENT = "sent", pgettext_lazy("survey", "sent")
        LOCKED = "locked", pgettext_lazy("survey", "locked")
        COMPILED = "compiled", pgettext_lazy("survey", "compiled")
        PUBLISHED = "published", pgettext_lazy("survey", "published")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="surveys")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="surveys")
    name = models.CharField(_("name"), max_length=100)
    first_day = models.DateField(_("about the time from"))
    last_day = models.DateField(_("until"))
    due_on = models.DateField(_("answers are due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    compiled_at = models.DateTimeField(_("compiled at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_survey_is_about_a_time"),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | Q(state="sent", sent_at__isnull=False, locked_at=None)
                | Q(state="locked", locked_at__isnull=False, compiled_at=None)
                | Q(state="compiled", compiled_at__isnull=False, published_at=None)
                | Q(state="published", published_at__isnull=False),
                name="a_survey_says_when_it_came_so_far",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "organisation", "territory", "name", "first_day", "last_day", "due_on", "state", "sent_at"}
        work = {"locked_at", "compiled_at", "published_at"}

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        """A municipality's own picture, for which nobody asked."""
        return len(self.territory_id) == 4


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, viewer: User) -> Self:
        """One's own, and of those that others were asked for, the ones of one's county."""
        return self.filter(overseen(viewer) | answered_by(viewer)).exclude(survey__state="draft")

    def mine(self, viewer: User) -> Self:
        """Those that the viewer answers."""
        return self.filter(answered_by(viewer)).exclude(survey__state="draft")

    def told(self) -> Self:
        """Those that their respondents have handed in."""
        return self.filter(state="answered")


def answered_by(viewer: User) -> Q:
    """What the viewer answers: for an organisation one works for, or for the municipality that one coordinates."""
    homes = [one.organisation_id for one in viewer.standing if one.role in RESPONDING]
    codes = [one.territory_id for one in viewer.standing if speaks_for_town(one.role, one.organisation)]
    return Q(organisation__in=homes) | Q(
        organisation=None, questionnaire__meant_for="municipality", territory__in=codes
    )


def speaks_for_town(role: str, organisation: Organisation) -> bool:
    """Does this role answer for the municipality as a whole?"""
    is_town = organisation.kind == Organisation.Kind.MUNICIPALITY
    return role == Role.MUNICIPALITY_COORDINATOR or (role == Role.RESPONDENT and is_town)


class Answer(models.Model):
    """One respondent's questionnaire: that it was asked for, and how far it has come."""

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("answer", "invited")
        OPENED = "opened", pgettext_lazy("answer", "opened")
        ANSWERING = "answering", pgettext_lazy("answer", "begun")
        ANSWERED = "answered", pgettext_lazy("answer", "answered")
        NO_ANSWER = "no_answer", pgettext_lazy("answer", "no answer")

    class Way(models.TextChoices):
        ACCOUNT = "account", _("by the respondent, logged in")
        LINK = "link", _("by the respondent, by link")
        SHEET = "sheet", _("from a sheet, entered for the respondent")
        PAPER = "paper", _("from paper, entered for the respondent")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="survey_answers")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="survey_answers", null=True, blank=True
    )  # empty for a municipality as a whole, and for those who do not take part in Samverka
    respondent = models.CharField(_("respondent"), max_length=200)  # the name of an organisation, never of a person
    mailbox = models.EmailField(_("role mailbox"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED)
    way = models.CharField(_("how it came"), max_length=10, choices=Way, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)  # who handed it in

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "questionnaire", "territory", "respondent"], name="one_answer_per_respondent"
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(way="")
                | ~Q(state="answered") & Q(answered_at=None),
                name="an_answer_says_when_and_how_it_came",
            ),
        ]
        indexes = [models.Index(fields=["territory", "answered_at"], name="answers_by_territory")]

    class Privacy(privacy.Fields):
        work = {"id", "survey", "questionnaire", "territory", "organisation", "respondent", "state", "way"}
        work |= {"opened_at", "saved_at", "answered_at", "by"}
        guarded = {"mailbox": "erase"}

    def __str__(self) -> str:
        return self.respondent


class AnswerLink(models.Model):
    """A mailed way in to one answer, without a log-in. Only its digest is kept."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        COLLEAGUE = "colleague", _("passed on to a colleague")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("good until"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(kind="invitation"), name="one_invitation_by_link_per_answer"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "answer", "kind", "made_at", "expires_at"}
        guarded = {"digest": "purge"}

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"


class Reminder(models.Model):
    """That a respondent was reminded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="reminders")
    at = models.DateTimeField(_("at"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Privacy(privacy.Fields):
        work = {"id", "answer", "at", "mailed_at"}

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class AnswerValue(models.Model):
    """What was answered to one question, beside what had been counted: both stay."""

    class Reason(models.TextChoices):
        INCOMPLETE = "incomplete", _("not everything was noted")
        OTHERS = "others", _("others have counted as well")
        TWICE = "twice", _("some were counted twice")
        PERIOD = "period", _("it is about another time")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="values")
    question = models.ForeignKey(Question, models.PROTECT, related_name="values")
    value = models.JSONField(_("answer"), null=True, blank=True)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    has_no_basis = models.BooleanField(_("there is no basis"), default=False)
    counted = models.JSONField(_("as counted"), null=True, blank=True)
    source = models.CharField(_("where it was counted"), max_length=40, blank=True)
    reason = models.CharField(_("why it differs"), max_length=10, choices=Reason, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "question"], name="one_value_per_question")]

    class Privacy(privacy.Fields):
        work = {"id", "answer", "question", "value", "has_no_basis", "counted", "source", "reason"}
        guarded = {"text": "erase"}

    def __str__(self) -> str:
        return f"{self.answer_id} {self.question_id}"

    @property
    def is_given(self) -> bool:
        """Was something answered? That there is no basis is an answer."""
        return self.has_no_basis or self.value is not None or bool(self.text)

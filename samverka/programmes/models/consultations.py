"""Consultations: who is asked about a proposal, and what they think of it."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.programmes.models.proposals import PROPOSERS, Proposal
from samverka.situation.models.surveys import RESPONDING


WEEK_BEFORE = timedelta(days=7)  # before the day; then those who have not answered are reminded


class Consultation(models.Model):
    """That opinions on a proposal are asked for, by a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="consultation")
    text = models.TextField(_("what is asked"), max_length=4000, blank=True)
    due_on = models.DateField(_("answers are due on"))
    is_open_to_all = models.BooleanField(_("anybody may answer"), default=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminders asked for at"), null=True, blank=True)  # beside the fixed days

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(sent_at__isnull=False),
                name="a_consultation_is_sent_before_it_is_closed",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "proposal", "text", "due_on", "is_open_to_all", "sent_at", "closed_at"}
        work = {"reminded_at"}

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.due_on}"

    @property
    def takes_answers(self) -> bool:
        return self.sent_at is not None and self.closed_at is None

    def is_soon_due(self, on: date) -> bool:
        return self.due_on <= on + WEEK_BEFORE


class Opinion(models.TextChoices):
    SUPPORTS = "supports", pgettext_lazy("consultation", "supports it")
    REMARKS = "remarks", pgettext_lazy("consultation", "supports it with remarks")
    OPPOSES = "opposes", pgettext_lazy("consultation", "opposes it")
    NONE = "no_remarks", pgettext_lazy("consultation", "has no remarks")


SAID = ("opinion", "summary")  # what an answer says; the rest of it is how it came about


class ConsultationAnswerQuerySet(models.QuerySet["ConsultationAnswer"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that one works with, and all when it is closed."""
        return self.filter(self._worked_with(viewer) | Q(consultation__closed_at__isnull=False))

    def worked_with_by(self, viewer: User) -> Self:
        """Those to one's own consultations, and what one's organisations are asked."""
        return self.filter(self._worked_with(viewer))

    def mine(self, viewer: User) -> Self:
        """What the viewer answers, or has answered, for an organisation."""
        return self.filter(self._asked(viewer))

    def _worked_with(self, viewer: User) -> Q:
        runs = [one.organisation_id for one in viewer.standing if one.role in PROPOSERS]
        return Q(consultation__proposal__organisation__in=runs) | self._asked(viewer)

    def _asked(self, viewer: User) -> Q:
        homes = [one.organisation_id for one in viewer.standing if one.role in RESPONDING]
        return Q(organisation__in=homes, consultation__sent_at__isnull=False)


class ConsultationAnswer(models.Model):
    """Somebody who is asked, and what they answered; or somebody who answered unasked, where anybody may."""

    class Way(models.TextChoices):
        ACCOUNT = "account", pgettext_lazy("consultation", "logged in")
        LINK = "link", pgettext_lazy("consultation", "by personal link")
        OPEN = "open", pgettext_lazy("consultation", "by the open link, not verified")
        ENTERED = "entered", pgettext_lazy("consultation", "by letter, entered for them")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consultation_answers", null=True, blank=True
    )  # empty for those who do not take part in Samverka
    respondent = models.CharField(_("who answers"), max_length=200)  # an organisation, never a person
    mailbox = models.EmailField(_("role mailbox"), blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True, null=True, blank=True)  # of the link's token
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)  # before the day
    missed_at = models.DateTimeField(_("reminded afterwards at"), null=True, blank=True)  # after it
    is_to_remind = models.BooleanField(_("is reminded as soon as mails go"), default=False)
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion, blank=True)
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    way = models.CharField(_("how it came"), max_length=10, choices=Way, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = ConsultationAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "organisation"], name="an_organisation_is_consulted_once"),
            models.UniqueConstraint(
                fields=["consultation", "respondent"],
                condition=Q(organisation=None) & ~Q(way="open"),
                name="everybody_else_is_consulted_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, opinion="", way="")
                | Q(answered_at__isnull=False) & ~Q(opinion="") & ~Q(way=""),
                name="an_opinion_says_when_and_how_it_came",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "consultation", "organisation", "respondent", "invited_at", "reminded_at", "missed_at"}
        work |= {"is_to_remind", "opinion", "summary", "way", "answered_at", "by"}
        guarded = {"mailbox": "erase", "digest": "erase"}

    def __str__(self) -> str:
        return self.respondent

    @property
    def name_today(self) -> str:
        """Where it is called otherwise than when it was asked."""
        name = self.organisation.name if self.organisation else self.respondent
        return "" if name == self.respondent else name

    @property
    def is_unverified(self) -> bool:
        return self.way == self.Way.OPEN

    @property
    def answered_on(self) -> date | None:
        return localdate(self.answered_at) if self.answered_at else None

    @property
    def is_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.consultation.due_on

"""Whom a draft goes round to, and what they say of it. Organisations by name, never persons."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.models.reports import Report, ReportSection
from samverka.situation.models.surveys import RESPONDING


class ReportReaderQuerySet(models.QuerySet["ReportReader"]):
    def visible_to(self, viewer: User) -> Self:
        """What the viewer reads for an organisation that is asked, from its circulation until it is handed over."""
        homes = [one.organisation_id for one in viewer.standing if one.role in RESPONDING]
        return self.filter(organisation__in=homes, report__state__in=("circulated", "reviewed"))


class ReportReader(models.Model):
    """An organisation that is asked to read a report while it goes round."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="readers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)  # or commented on, of this round

    objects = ReportReaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "organisation"], name="a_reader_of_a_report_is_asked_once")
        ]

    class Privacy(privacy.Fields):
        work = {"id", "report", "organisation", "asked_at", "read_at"}

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.report_id}"


class ReportComment(models.Model):
    """What one of them says of a section, or of the whole; and what became of it."""

    class Outcome(models.TextChoices):
        TAKEN_UP = "taken_up", pgettext_lazy("comment", "taken up")
        NOT_TAKEN_UP = "not_taken_up", pgettext_lazy("comment", "not taken up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reader = models.ForeignKey(ReportReader, models.CASCADE, related_name="comments")
    section = models.ForeignKey(ReportSection, models.SET_NULL, related_name="+", null=True, blank=True)
    text = models.CharField(_("comment"), max_length=1000)
    said_at = models.DateTimeField(_("said at"))
    outcome = models.CharField(_("what became of it"), max_length=12, choices=Outcome, blank=True)
    answer = models.CharField(_("in a sentence"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None) | ~Q(outcome="") & Q(answered_at__isnull=False),
                name="an_answered_comment_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_taken_up") | Q(answer__gt=""), name="what_is_not_taken_up_has_a_reason"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "reader", "section", "said_at", "outcome", "answered_at"}
        guarded = {"text": "purge", "answer": "purge"}

    def __str__(self) -> str:
        return f"{self.reader_id} {self.said_at:%Y-%m-%d}"

    @property
    def report_id(self) -> object:
        return self.reader.report_id

    @property
    def about(self) -> str:
        """The section that it stands beside, as reports name it; empty for the whole."""
        return str(self.section_id or "")

"""A reporter's own reminder that a worry was reported. It is not the report, and says nothing about any child."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.safeguarding.models.channels import Kind
from samverka.safeguarding.models.sightings import MANDATED, Setting, told


class NotReported(models.TextChoices):
    """Why a worry was not reported."""

    ADVISED = "advised", _("the social services were asked, and need no report")
    KNOWN = "known", _("somebody has reported it already")
    NO_WORRY = "no_worry", _("there was no reason to worry after all")


class ConcernNoteQuerySet(models.QuerySet["ConcernNote"]):
    def visible_to(self, viewer: User) -> Self:
        """One's own while one is mandated there; those of the organisation to its safeguarding leads."""
        mandated = [one.organisation_id for one in viewer.standing if one.role in MANDATED]
        leads = [one.organisation_id for one in viewer.standing if one.role == Role.SAFEGUARDING_LEAD]
        return self.filter(Q(organisation__in=mandated, by=viewer.pk) | Q(organisation__in=leads))


class ConcernNote(CountyRecord):
    """When and how a worry about children was reported, and whether an answer came."""

    class State(models.TextChoices):
        NOTICED = "noticed", _("noticed")
        ADVICE_TAKEN = "advice_taken", _("advice taken")
        REPORTED = "reported", _("reported")
        ACKNOWLEDGED = "acknowledged", _("receipt confirmed")
        FEEDBACK_RECEIVED = "feedback_received", _("feedback received")
        NOT_REPORTED = "not_reported", _("not reported")
        CLOSED = "closed", _("closed")

    class Duty(models.TextChoices):
        MANDATED = "mandated", _("must report by law")
        VOLUNTEER = "volunteer", _("volunteer")
        PUBLIC = "public", _("the public")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="concern_notes")
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="concern_notes")
    noticed_at = models.DateTimeField(_("noticed"))  # to the hour
    setting = models.CharField(_("where"), max_length=20, choices=Setting)
    least = models.PositiveSmallIntegerField(_("children, at least"))
    most = models.PositiveSmallIntegerField(_("children, at most"))
    duty = models.CharField(_("duty to report"), max_length=10, choices=Duty, default=Duty.MANDATED)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.NOTICED)
    is_advised = models.BooleanField(_("advised by the duty desk"), default=False)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Kind, blank=True)
    reference = models.CharField(_("receiver's reference number"), max_length=40, blank=True)
    feedback_due_on = models.DateField(_("feedback due"), null=True, blank=True)
    feedback_received_on = models.DateField(_("feedback received"), null=True, blank=True)
    because = models.CharField(_("not reported because"), max_length=10, choices=NotReported, blank=True)
    looked_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ConcernNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(least__gte=1, most__gte=F("least"), most__lte=99), name="children_noticed_are_a_range"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None, channel="", feedback_due_on=None, reference="", feedback_received_on=None)
                | Q(reported_at__isnull=False, channel__gt="", feedback_due_on__isnull=False, because=""),
                name="a_report_has_a_channel_and_a_date_for_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["noticed", "advice_taken", "not_reported", "closed"], reported_at=None)
                | Q(state__in=["reported", "acknowledged", "feedback_received", "closed"], reported_at__isnull=False),
                name="the_state_of_a_note_follows_its_report",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_reported") | ~Q(because=""), name="not_reported_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="a_closed_note_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["county", "organisation"], name="concern_notes_by_organisation")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "organisation", "by", "state", "looked_by", "closed_at"}
        guarded = dict.fromkeys(
            (
                "municipality", "noticed_at", "setting", "least", "most", "duty", "is_advised", "reported_at",
                "channel", "reference", "feedback_due_on", "feedback_received_on", "because",
            ),
            "purge",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.organisation}"

    @property
    def range(self) -> str:
        return told(self.least, self.most)

    @property
    def is_awaiting(self) -> bool:
        """Is an answer to the report still to come?"""
        return self.state in (self.State.REPORTED, self.State.ACKNOWLEDGED)

    def is_overdue(self, on: date) -> bool:
        """Has the day passed on which the reporter should have had an answer?"""
        return self.is_awaiting and self.feedback_due_on is not None and self.feedback_due_on < on

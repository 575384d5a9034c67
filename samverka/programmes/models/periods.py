"""A project's periods: the values that are gathered in each, and the reports that were submitted, which stay."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.programmes.models.projects import FundIndicator, Project


class ProjectPeriod(models.Model):
    """Some whole months of a project, which are reported together by a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="periods")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    due_on = models.DateField(_("report due on"))
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)  # the first time
    told_before_on = models.DateField(_("told before its end on"), null=True, blank=True)
    told_after_on = models.DateField(_("told after its end on"), null=True, blank=True)
    told_late_on = models.DateField(_("told that it is late on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="a_period_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(due_on__gt=F("last_day")), name="a_period_is_reported_after_its_end"),
            models.UniqueConstraint(fields=["project", "first_day"], name="one_period_of_a_project_begins_on_a_day"),
        ]
        indexes = [models.Index(fields=["submitted_on", "last_day"], name="periods_by_end")]

    class Privacy(privacy.Fields):
        work = {"id", "project", "first_day", "last_day", "due_on", "submitted_on"}
        work |= {"told_before_on", "told_after_on", "told_late_on"}

    def __str__(self) -> str:
        return f"{self.first_day.isoformat()}\u2013{self.last_day.isoformat()}"

    def is_late(self, on: date) -> bool:
        return self.submitted_on is None and self.due_on < on


class IndicatorValue(models.Model):
    """What is known of an indicator in a period, how it is known, and by which method: worked on until it is sent."""

    class Source(models.TextChoices):
        TALLY = "tally", pgettext_lazy("indicator", "counted at front desks")
        OPERATION_ESTIMATE = "operation_estimate", pgettext_lazy("indicator", "estimate of the whole project")
        STATEMENT = "statement", pgettext_lazy("indicator", "the project's own statement")

    period = models.ForeignKey(ProjectPeriod, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(FundIndicator, models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=20, choices=Source)
    low = models.PositiveIntegerField(_("at least"), null=True, blank=True)  # a tally's are counted when it is sent
    high = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "indicator"], name="one_value_per_period_and_indicator"),
            models.CheckConstraint(
                condition=Q(source="tally", low=None, high=None)
                | ~Q(source="tally") & Q(low__isnull=False, high__gte=F("low")),
                name="a_value_that_is_not_counted_is_a_range",
            ),
            models.CheckConstraint(
                condition=~Q(source="operation_estimate") | Q(method__gt=""), name="an_estimate_says_its_method"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "period", "indicator", "source", "low", "high", "method"}

    def __str__(self) -> str:
        return f"{self.period_id} {self.indicator_id}"


class IndicatorReport(models.Model):
    """A period as it was submitted, number by number. It stays; a correction is the next number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(ProjectPeriod, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    change = models.CharField(_("what has changed"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.CharField(_("submitted by"), max_length=40)  # the id of a user; a link would have to change

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="reports_of_a_period_are_numbered"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(number__gt=1, change__gt=""), name="a_corrected_report_says_what_has_changed"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "period", "number", "content", "comment", "change", "submitted_at", "submitted_by"}

    def __str__(self) -> str:
        return f"{self.period} ({self.number})"

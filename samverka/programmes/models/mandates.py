"""Mandates: who was asked to do what, for how long; their parts; and the report that answers for them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.models import Report
from samverka.situation.models.surveys import RESPONDING


class MandateState(models.TextChoices):
    DECIDED = "decided", pgettext_lazy("mandate", "decided")
    ACTIVE = "active", pgettext_lazy("mandate", "going on")
    EXTENDED = "extended", pgettext_lazy("mandate", "extended")
    REPORTED = "reported", pgettext_lazy("mandate", "reported")
    ENDED = "ended", pgettext_lazy("mandate", "ended")
    HANDED_OVER = "handed_over", pgettext_lazy("mandate", "handed over to the next")


NEXT: dict[str, tuple[MandateState, ...]] = {  # where a mandate goes from each state
    MandateState.DECIDED: (MandateState.ACTIVE,),
    MandateState.ACTIVE: (MandateState.EXTENDED, MandateState.REPORTED),
    MandateState.EXTENDED: (MandateState.EXTENDED, MandateState.REPORTED),
    MandateState.REPORTED: (MandateState.EXTENDED, MandateState.ENDED, MandateState.HANDED_OVER),
    MandateState.ENDED: (),
    MandateState.HANDED_OVER: (),
}


class Mandate(models.Model):
    """What was decided: by whom, for whom, about what, for how long, with how much money. Decisions are public."""

    class Form(models.TextChoices):
        DIRECTIVE = "directive", _("committee directive")
        GOVERNMENT = "government", _("government decision")
        APPROPRIATION = "appropriation", _("appropriation letter")
        BOARD = "board", _("board decision")

    State = MandateState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")  # who holds it
    issuer = models.CharField(_("given by"), max_length=150)
    title = models.CharField(pgettext_lazy("mandate", "title"), max_length=150)
    form = models.CharField(_("legal form"), max_length=15, choices=Form)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    purpose = models.TextField(_("purpose"), max_length=4000)
    target_group = models.CharField(_("whom it is about, in its own words"), max_length=500, blank=True)
    decided_on = models.DateField(_("decided on"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    extended_until = models.DateField(_("extended until"), null=True, blank=True)  # by the last extension
    money = models.PositiveIntegerField(_("money, in kronor"), null=True, blank=True)
    predecessor = models.OneToOneField("self", models.PROTECT, related_name="successor", null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=MandateState, default=MandateState.DECIDED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_mandate_lasts"),
            models.CheckConstraint(
                condition=Q(extended_until=None) | Q(extended_until__gt=F("last_day")), name="an_extension_is_longer"
            ),
            models.CheckConstraint(condition=~Q(predecessor=F("id")), name="no_mandate_follows_itself"),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "organisation", "issuer", "title", "form", "reference", "purpose", "target_group", "decided_on"),
            *("first_day", "last_day", "extended_until", "money", "predecessor", "state"),
        }

    def __str__(self) -> str:
        return self.title

    @property
    def ends_on(self) -> date:
        return self.extended_until or self.last_day


class Extension(models.Model):
    """That a mandate lasts longer: when that was decided, until when, and what else it changed."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="extensions")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)  # not known of those noted without it
    until = models.DateField(_("extended until"))
    change = models.CharField(_("what the extension changed"), max_length=500, blank=True)
    state_before = models.CharField(_("state before"), max_length=12, choices=MandateState)

    class Meta:
        ordering = ("until",)
        constraints = [models.UniqueConstraint(fields=["mandate", "until"], name="each_extension_is_longer")]

    class Privacy(privacy.Fields):
        open = {"id", "mandate", "decided_on", "until", "change"}
        work = {"state_before"}

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.until}"


class Deliverable(models.Model):
    """What a mandate is to hand in, and by when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="deliverables")
    title = models.CharField(pgettext_lazy("mandate", "what is handed in"), max_length=150)
    due_on = models.DateField(_("due on"))
    delivered_on = models.DateField(_("handed in on"), null=True, blank=True)

    class Privacy(privacy.Fields):
        open = {"id", "mandate", "title", "due_on", "delivered_on"}

    def __str__(self) -> str:
        return self.title


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("assignment", "assigned")
    ACCEPTED = "accepted", pgettext_lazy("assignment", "accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("assignment", "in progress")
    REPORTED = "reported", pgettext_lazy("assignment", "reported")
    APPROVED = "accepted_by_issuer", pgettext_lazy("assignment", "report accepted")
    RETURNED = "returned", pgettext_lazy("assignment", "report returned")


ASSIGNMENT_NEXT: dict[str, tuple[AssignmentState, ...]] = {
    AssignmentState.ASSIGNED: (AssignmentState.ACCEPTED,),
    AssignmentState.ACCEPTED: (AssignmentState.IN_PROGRESS,),
    AssignmentState.IN_PROGRESS: (AssignmentState.REPORTED,),
    AssignmentState.REPORTED: (AssignmentState.APPROVED, AssignmentState.RETURNED),
    AssignmentState.RETURNED: (AssignmentState.REPORTED,),
    AssignmentState.APPROVED: (),
}
OPEN = ("assigned", "accepted", "in_progress", "returned")  # something is still to be done


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of mandates that one's organisations hold, and those that they do."""
        holds = [one.organisation_id for one in viewer.standing if one.role in COORDINATORS]
        does = [one.organisation_id for one in viewer.standing if one.role in RESPONDING]
        return self.filter(Q(mandate__organisation__in=holds) | Q(organisation__in=does))


class Assignment(models.Model):
    """One task of a mandate, to one organisation, by a day."""

    State = AssignmentState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    task = models.TextField(_("task"), max_length=1000)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=20, choices=AssignmentState, default=AssignmentState.ASSIGNED)
    report = models.TextField(_("what was done"), max_length=4000, blank=True)
    objection = models.TextField(_("what is missing"), max_length=4000, blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)  # before the day
    missed_at = models.DateTimeField(_("reminded afterwards at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "accepted_by_issuer"))
                | Q(reported_on__isnull=False) & ~Q(report=""),
                name="a_reported_assignment_says_what_was_done",
            ),
        ]  # fmt: skip

    class Privacy(privacy.Fields):
        work = {"id", "mandate", "organisation", "task", "due_on", "state", "report", "objection", "reported_on"}
        work |= {"reminded_at", "missed_at"}

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_approved(self) -> bool:
        """What was done is as whoever holds the mandate wants it: others may be told."""
        return self.state == AssignmentState.APPROVED

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on


class FinalReport(models.Model):
    """That a report answers for a mandate. Its next versions do so as well."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="answers_for")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="final_reports")

    class Privacy(privacy.Fields):
        open = {"report", "mandate"}

    def __str__(self) -> str:
        return str(self.report_id)

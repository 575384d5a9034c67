"""Projects: who pays, who runs, what is counted against which targets, and what was reported period by period."""

import re
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.directory.models import Service


PEOPLE = re.compile(r"\b(deltagare|personer|människor|barn|besökare|participants?|persons?|people|children)\b", re.I)
SENSITIVE = re.compile(  # words, or beginnings of them, of what people are not counted by
    r"etni[cs]|ursprung|utländsk|tredjeland|nationalitet|medborgarskap|minoritet|\b(rom|romer|roma|romani|romska?)\b"
    r"|religi|\btro\b|sjuk|diagnos|hälsotillstånd|funktionsneds|missbruk|beroende|hemlös"
    r"|ethnic|origin\b|foreign|third.countr|nationality|citizenship|minorit|faith|\bill(ness)?\b|disab|addict|homeless",
    re.IGNORECASE,
)


class Fund(models.Model):
    """Where money for projects comes from, and in which years: dated data, with where it is written."""

    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    verified_on = models.DateField(_("looked up on"), null=True, blank=True)  # nothing: it is still to be verified

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="a_fund_ends_after_it_begins"
            )
        ]

    class Privacy(privacy.Fields):
        open = {"code", "name", "first_day", "last_day", "source", "verified_on"}

    def __str__(self) -> str:
        return self.name


class FundIndicator(models.Model):
    """What a fund asks projects to report. What is sensitive is one estimate of the whole, never a sum of persons."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="indicators")
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(_("unit"), max_length=40)
    counted = models.SlugField(_("counted at front desks as"), max_length=30, blank=True)  # one of situation's counts
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    verified_on = models.DateField(_("looked up on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "code", "valid_from"], name="one_indicator_of_a_fund_and_day"),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(counted=""), name="what_is_sensitive_is_counted_nowhere"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "fund", "code", "name", "unit", "counted", "is_sensitive"),
            *("valid_from", "valid_to", "source", "verified_on"),
        }

    def __str__(self) -> str:
        return self.name

    @property
    def counts_by_origin_or_health(self) -> bool:
        """Would it count people by what is nobody's to ask, rather than tell one estimate of the whole?"""
        told = f"{self.code} {self.name}"
        return not self.is_sensitive and bool(SENSITIVE.search(told) and PEOPLE.search(f"{told} {self.unit}"))

    @property
    def tells_visits_as_people(self) -> bool:
        """Would forty sessions of ten be told as four hundred participants?"""
        return self.counted.startswith(("visits", "attendances")) and bool(PEOPLE.search(self.unit))


class ProjectState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("project", "planned")
    GRANTED = "granted", pgettext_lazy("project", "granted")
    RUNNING = "running", pgettext_lazy("project", "running")
    REPORTING = "reporting", pgettext_lazy("project", "being reported")
    CLOSED = "closed", pgettext_lazy("project", "closed")


NEXT: dict[str, tuple[ProjectState, ...]] = {  # where a project goes from each state
    ProjectState.PLANNED: (ProjectState.GRANTED,),
    ProjectState.GRANTED: (ProjectState.RUNNING,),
    ProjectState.RUNNING: (ProjectState.REPORTING,),
    ProjectState.REPORTING: (ProjectState.CLOSED,),
    ProjectState.CLOSED: (),
}


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of one's organisations, as owner or partner; once granted, those of the territory one coordinates."""
        mine = viewer.organisations()
        partner = ProjectPartner.objects.filter(project=OuterRef("pk"), organisation__in=mine)
        near = viewer.covered(*COORDINATORS) & ~Q(state=ProjectState.PLANNED)
        return self.filter(Q(organisation__in=mine) | Q(Exists(partner)) | near)


class Project(models.Model):
    """What an organisation does with a fund's money, from one day to another."""

    State = ProjectState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")  # who owns it
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="projects")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=120)
    operation_number = models.CharField(_("operation number"), max_length=40, blank=True)
    purpose = models.TextField(_("purpose"), max_length=4000)
    tracks = models.TextField(_("tracks"), max_length=2000, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=ProjectState, default=ProjectState.PLANNED)
    begun_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))
    services = models.ManyToManyField(Service, through="ProjectService", related_name="+")
    partners = models.ManyToManyField(Organisation, through="ProjectPartner", related_name="+")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_project_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(operation_number__gt=""), name="a_granted_project_has_a_number"
            ),
        ]
        indexes = [models.Index(fields=["state", "last_day"], name="projects_by_end")]

    class Privacy(privacy.Fields):
        open = {"id", "organisation", "territory", "fund", "title", "operation_number", "first_day", "last_day"}
        work = {"purpose", "tracks", "state", "begun_by", "begun_at", "changed_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last with a budget: what the last year cost may be paid in the next."""
        return self.first_day.year, self.last_day.year + 1

    def run_by(self) -> set[UUID]:
        """The ids of those that run it: who owns it, and its partners. One that is not kept yet has none."""
        partners = () if self._state.adding else self.partners.values_list("pk", flat=True)
        return {self.organisation_id, *partners}

    @property
    def is_planned(self) -> bool:
        return self.state == ProjectState.PLANNED

    @property
    def is_closed(self) -> bool:
        return self.state == ProjectState.CLOSED


class ProjectPartner(models.Model):
    """That an organisation runs a project together with its owner."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "organisation"], name="a_partner_once_in_a_project")]

    class Privacy(privacy.Fields):
        open = {"id", "project", "organisation"}

    def __str__(self) -> str:
        return f"{self.project_id} {self.organisation_id}"


class ProjectService(models.Model):
    """That what is counted at a service's front desk counts for a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "service"], name="a_service_once_in_a_project")]

    class Privacy(privacy.Fields):
        work = {"id", "project", "service"}

    def __str__(self) -> str:
        return f"{self.project_id} {self.service_id}"


class ProjectMoney(models.Model):
    """A project's year in kronor: planned and, when it is known, spent."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="money")
    year = models.PositiveSmallIntegerField(_("year"))
    planned = models.PositiveBigIntegerField(_("planned"))
    spent = models.PositiveBigIntegerField(_("spent"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="one_budget_per_project_and_year")]

    class Privacy(privacy.Fields):
        work = {"id", "project", "year", "planned", "spent"}

    def __str__(self) -> str:
        return f"{self.project_id} {self.year}"


class ProjectTarget(models.Model):
    """How much of an indicator a project promised over its whole time. Without a number it is only reported."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(FundIndicator, models.PROTECT, related_name="+")
    target = models.PositiveIntegerField(_("target"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "indicator"], name="one_target_per_indicator")]

    class Privacy(privacy.Fields):
        work = {"id", "project", "indicator", "target"}

    def __str__(self) -> str:
        return f"{self.project_id} {self.indicator_id}"

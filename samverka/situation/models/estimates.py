"""Estimates, each with what makes it a number that holds; and tables of overlaps, from which hidden ones are judged."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.ranges import LEVELS, Range


class Definition(models.TextChoices):
    """Who is meant. Numbers of one time and numbers of all who came by in a period are never mixed."""

    EVERYBODY = "everybody", _("everybody, at one time")
    ADULTS = "adults", _("adults, at one time")
    CHILDREN = "children", _("children, at one time")
    BY_DAY = "by_day", _("everybody, by day")
    BY_NIGHT = "by_night", _("everybody, by night")
    OVER_TIME = "over_time", _("all who came by, over a period")
    ADULTS_OVER_TIME = "adults_over_time", _("adults who came by, over a period")
    CHILDREN_OVER_TIME = "children_over_time", _("children who came by, over a period")


OVER_TIME = (Definition.OVER_TIME, Definition.ADULTS_OVER_TIME, Definition.CHILDREN_OVER_TIME)


class OverlapTableQuerySet(models.QuerySet["OverlapTable"]):
    def visible_to(self, viewer: User) -> Self:
        """Small numbers about people: for the coordinators of the organisation that brought them alone."""
        return self.filter(organisation__in=brought_by(viewer))


def brought_by(viewer: User) -> list[Any]:
    """The organisations for which the viewer coordinates."""
    return [one.organisation_id for one in viewer.standing if one.role in COORDINATORS]


class OverlapTable(models.Model):
    """One version of how many are on which lists, made outside the system, and what follows from it.

    Versions of the same share their series; none of them is changed.
    """

    class Stage(models.TextChoices):
        WORKING = "working", pgettext_lazy("overlaps", "being worked out")
        TOLD = "told", pgettext_lazy("overlaps", "worked out")
        FAILED = "failed", pgettext_lazy("overlaps", "stopped by a fault of ours")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.UUIDField(_("series"), default=new_id, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="overlap_tables")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="overlap_tables")
    name = models.CharField(_("name"), max_length=100)
    made_by = models.CharField(_("who made the table"), max_length=200)  # an organisation, never a person
    definition = models.CharField(_("who is meant"), max_length=20, choices=Definition)
    first_day = models.DateField(_("lists from"))
    last_day = models.DateField(_("until"))
    lists = models.JSONField(_("names of the lists"))
    counts = models.JSONField(_("people by pattern"))  # 2^lists numbers; bit k of the place: on list k
    seed = models.PositiveIntegerField(_("seed"))
    answer = models.JSONField(_("answer"), null=True, blank=True)
    problem = models.CharField(_("why there is none"), max_length=20, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    brought_at = models.DateTimeField(_("brought at"))
    worked_at = models.DateTimeField(_("last sign of work"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = OverlapTableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="one_overlap_table_per_version"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="lists_are_of_a_time"),
            models.CheckConstraint(condition=Q(definition__in=OVER_TIME), name="lists_hold_those_of_a_period"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at=None) | Q(answer__isnull=False, answered_at__isnull=False),
                name="an_answer_from_overlaps_says_when",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "territory"], name="overlap_tables_by_territory")]

    class Privacy(privacy.Fields):
        work = {"id", "series", "version", "organisation", "territory", "name", "made_by", "definition", "first_day"}
        work |= {"last_day", "seed", "problem", "by", "brought_at", "worked_at", "answered_at"}
        guarded = {"lists": "purge", "counts": "purge", "answer": "purge"}

    def __str__(self) -> str:
        return self.name

    @property
    def stage(self) -> Stage:
        if self.problem:
            return self.Stage.FAILED
        return self.Stage.TOLD if self.answered_at else self.Stage.WORKING

    @property
    def is_at_work(self) -> bool:
        return self.stage == self.Stage.WORKING


class EstimateQuerySet(models.QuerySet["Estimate"]):
    def stated(self) -> Self:
        """Those that stand: neither corrected nor withdrawn."""
        return self.filter(ended_at=None)


class Estimate(models.Model):
    """How many there are in a territory, at least and at most; or that nobody has a basis to say.

    Never changed: a correction ends it and takes its place, and a withdrawal ends it.
    """

    class Method(models.TextChoices):
        COUNT_NIGHT = "count_night", _("a count on one night")
        OUTREACH_BASED = "outreach_based", _("what outreach has met")
        TALLY_BASED = "tally_based", _("tallies over time")
        EXPERT_JUDGEMENT = "expert_judgement", _("judgement of those who do the work")
        SURVEY = "survey", _("a survey")
        EXTERNAL = "external", _("somebody else's figure")

    class Confidence(models.TextChoices):
        LOW = "low", pgettext_lazy("confidence", "low")
        MEDIUM = "medium", pgettext_lazy("confidence", "medium")
        HIGH = "high", pgettext_lazy("confidence", "high")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="estimates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="estimates")
    source = models.CharField(_("source"), max_length=200, blank=True)  # a report, say; empty: the organisation itself
    definition = models.CharField(_("who is meant"), max_length=20, choices=Definition)
    low = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    high = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    has_no_basis = models.BooleanField(_("there is no basis"), default=False)
    as_of = models.DateField(_("as of"))
    method = models.CharField(_("method"), max_length=20, choices=Method)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    table = models.ForeignKey(OverlapTable, models.SET_NULL, related_name="estimates", null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, related_name="replaced_by", null=True, blank=True)
    stated_at = models.DateTimeField(_("stated at"))
    ended_at = models.DateTimeField(_("corrected or withdrawn at"), null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(has_no_basis=True, low=None, high=None, confidence="")
                | Q(has_no_basis=False, low__isnull=False, high__gte=F("low"), confidence__in=LEVELS),
                name="an_estimate_is_a_range_or_has_no_basis",
            ),
            models.CheckConstraint(
                condition=~Q(method="external") | ~Q(source=""), name="what_others_worked_out_names_its_source"
            ),
            models.UniqueConstraint(
                fields=["territory", "organisation", "source", "definition", "as_of"],
                condition=Q(ended_at=None), name="one_standing_estimate_per_source_and_day",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["territory", "definition", "as_of"], name="estimates_by_territory")]

    class Privacy(privacy.Fields):
        work = {"id", "territory", "organisation", "source", "definition", "low", "high", "has_no_basis", "as_of"}
        work |= {"method", "confidence", "table", "replaces", "stated_at", "ended_at", "by"}
        guarded = {"note": "erase"}

    def __str__(self) -> str:
        return f"{self.territory_id} {self.definition} {self.as_of:%Y-%m-%d}"

    @property
    def range(self) -> Range | None:
        """As arithmetic knows it. By whom others' numbers were worked out is part of their method."""
        if self.low is None or self.high is None:
            return None
        method = f"{self.method}: {self.source}" if self.method == self.Method.EXTERNAL else self.method
        return Range(
            self.territory_id, self.low, self.high, self.as_of, self.confidence, method, self.definition,  # type: ignore[arg-type]
        )  # fmt: skip

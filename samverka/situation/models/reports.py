"""Reports: a territory's situation picture, from data with the authors' own text between, and what was published of it.

A report is worked on until it is published. Then a version of it is written down with every figure that it shows, for
ever: whoever reads it later reads what was told, never what would be counted today. A final report is written down
already when it is handed over, so that everybody reads later what was handed over (ADR 0053).
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.situation.models.surveys import Survey


OUT = ("published", "superseded")  # states in which everybody reads it


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the viewer's own organisations. What is published of them is everybody's: see `ReportVersion`."""
        homes = [one.organisation_id for one in viewer.standing if one.role in COORDINATORS]
        return self.filter(organisation__in=homes)


class Report(models.Model):
    """A situation picture of a municipality, a county or the country: one edition, from its outline until it is out."""

    class Kind(models.TextChoices):
        SITUATION = "situation", pgettext_lazy("report", "situation report")
        FINAL = "final", pgettext_lazy("report", "final report")

    class State(models.TextChoices):
        COMPILING = "compiling", pgettext_lazy("report", "being written")
        CIRCULATED = "circulated", pgettext_lazy("report", "circulated")  # of a final report, as handed over below
        REVIEWED = "reviewed", pgettext_lazy("report", "reviewed")
        HANDED_OVER = "handed_over", pgettext_lazy("report", "handed over")
        PUBLISHED = "published", pgettext_lazy("report", "published")
        SUPERSEDED = "superseded", pgettext_lazy("report", "superseded")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SITUATION)
    title = models.CharField(pgettext_lazy("report", "title"), max_length=100)
    first_day = models.DateField(_("about the time from"))
    last_day = models.DateField(_("until"))
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="reports", null=True, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.COMPILING)
    supersedes = models.OneToOneField("self", models.PROTECT, related_name="superseded_by", null=True, blank=True)
    change = models.CharField(_("what has changed"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)  # who began it
    reviewed_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "territory"], condition=Q(supersedes=None), name="one_report_of_a_survey"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_report_is_about_a_time"),
            models.CheckConstraint(
                condition=Q(state__in=("compiling", "circulated"), reviewed_at=None, published_at=None)
                | Q(state__in=("reviewed", "handed_over"), reviewed_at__isnull=False, published_at=None)
                | Q(state__in=OUT, published_at__isnull=False),
                name="a_report_says_when_it_came_so_far",
            ),
            models.CheckConstraint(
                condition=Q(kind="final") | ~Q(state__in=("circulated", "handed_over")) & Q(handed_over_at=None),
                name="only_a_final_report_is_circulated_and_handed_over",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | Q(handed_over_at__isnull=False),
                name="a_report_that_is_handed_over_says_when",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "organisation", "territory", "kind", "title", "first_day", "last_day", "survey", "state"),
            *("supersedes", "handed_over_at", "published_at"),
        }
        work = {"change", "by", "reviewed_by", "reviewed_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """May it still be written in?"""
        return self.state == self.State.COMPILING

    @property
    def is_final(self) -> bool:
        """Does it answer for a mandate?"""
        return self.kind == self.Kind.FINAL

    @property
    def state_told(self) -> str:
        """Its state as it is called for its kind: a final report is adopted rather than reviewed."""
        if self.is_final and self.state == self.State.REVIEWED:
            return pgettext("report", "adopted")
        return str(self.State(self.state).label)

    @property
    def is_out(self) -> bool:
        return self.state in OUT

    @property
    def is_written_down(self) -> bool:
        """Does it stay as it is, every figure of it?"""
        return self.state in (self.State.HANDED_OVER, *OUT)


class ReportSection(models.Model):
    """A heading, the authors' text, and what of the data stands below it."""

    class Block(models.TextChoices):
        RESPONSE = "response", _("who has answered")
        QUESTION = "question", _("answers to a question")
        INDICATOR = "indicator", _("an indicator over time")
        SUPPORT = "support", _("forms of support")
        SOURCES = "sources", _("sources and methods")
        MISSING = "missing", _("what is missing")
        DIFFICULTIES = "difficulties", _("who told of difficulties")
        ESTIMATES = "estimates", _("estimates, each with its method")

        __empty__ = _("text alone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    place = models.PositiveSmallIntegerField(_("place"))  # 1, 2, 3 … within the report
    heading = models.CharField(pgettext_lazy("report", "heading"), max_length=120)
    text = models.TextField(_("text"), max_length=8000, blank=True)
    block = models.CharField(_("from the data"), max_length=15, blank=True)  # one of Block, or of a higher app
    code = models.SlugField(_("question or indicator"), max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["report", "place"], name="sections_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(block__in=("question", "indicator")) & ~Q(code="")
                | ~Q(block__in=("question", "indicator")) & Q(code=""),
                name="a_section_says_what_is_shown",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "report", "place", "heading", "text", "block", "code"}  # open in the version, once it is out

    def __str__(self) -> str:
        return self.heading


class ReportVersionQuerySet(models.QuerySet["ReportVersion"]):
    def out(self) -> Self:
        """What everybody reads, also where a later version has come after it."""
        return self.filter(report__state__in=OUT)


class ReportVersion(models.Model):
    """A report as it was handed over or published: with every figure, its source and its text. It stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="version")
    name = models.SlugField(_("name"), max_length=20, unique=True)  # in its address: territory, year, number
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)  # of the content, as `queries.report_digest` writes it
    written_down_at = models.DateTimeField(_("written down at"))

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="versions_of_a_report_begin_with_one")]

    class Privacy(privacy.Fields):
        open = {"id", "report", "name", "number", "content", "digest", "written_down_at"}

    def __str__(self) -> str:
        return self.name


class ReportTemplate(models.Model):
    """How an organisation's reports look as letters (DOCX), in its own words and styles."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="report_template")
    file = models.BinaryField(_("file"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    taken_in_at = models.DateTimeField(_("taken in at"))

    class Privacy(privacy.Fields):
        work = {"organisation", "file", "by", "taken_in_at"}

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.taken_in_at:%Y-%m-%d}"

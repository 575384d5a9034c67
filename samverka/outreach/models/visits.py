"""Visits and servings at a front desk: a service's day as numbers, and the taps that made it while they are fresh."""

from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.directory.models import Category, Service
from samverka.outreach.models.tallies import KINDS


DESK_ROLES = (  # who stand at a front desk, and count
    Role.ADVISER,
    Role.OUTREACH_WORKER,
    Role.SHELTER_LEAD,
    Role.SHELTER_STAFF,
    Role.VOLUNTEER,
)
ADVICE_ROLES = (Role.ADVISER, Role.OUTREACH_WORKER, Role.SHELTER_LEAD)  # who advise, lead groups and put a day right
REPORT_ROLES = (Role.PROJECT_LEADER, Role.ORGANISATION_ADMIN)  # who read what it came to, for funders
SERVED = (Category.Group.FOOD, Category.Group.HYGIENE, Category.Group.GOODS, Category.Group.LEARNING)
MOST_A_DAY = 9999


def desks(viewer: User) -> frozenset[UUID]:
    """The organisations at whose front desks the viewer counts, or whose counts they report."""
    return frozenset(one.organisation_id for one in viewer.standing if one.role in (*DESK_ROLES, *REPORT_ROLES))


class VisitTallyQuerySet(models.QuerySet["VisitTally"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the viewer's own organisations; others are told sums."""
        return self.filter(organisation__in=desks(viewer))


class VisitTally(CountyRecord):
    """How many visits and servings a service had on a day. Visits are counted, not people."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="visit_tallies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="visit_tallies")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="visit_tallies")
    date = models.DateField(_("date"))
    women = models.PositiveSmallIntegerField(_("women"), default=0)
    men = models.PositiveSmallIntegerField(_("men"), default=0)
    other = models.PositiveSmallIntegerField(_("other adults"), default=0)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    servings = models.JSONField(_("servings"), default=dict, blank=True)  # by code of the directory's categories
    revision = models.PositiveIntegerField(_("how often it has changed"), default=0)  # which of two copies is newer

    objects = VisitTallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "service", "date"], name="one_visit_tally_per_service_and_day"),
        ]
        indexes = [
            models.Index(fields=["county", "organisation", "date"], name="visits_by_organisation"),
            models.Index(fields=["county", "municipality", "date"], name="visits_by_municipality"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "service", "organisation", "municipality", "date", "revision"}
        guarded = dict.fromkeys((*KINDS, "servings"), "purge")

    def __str__(self) -> str:
        return f"{self.date} {self.service_id}"

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind, and of each serving."""
        return {**{kind: getattr(self, kind) for kind in KINDS}, **self.servings}


class VisitTap(CountyRecord):
    """One tap on a big button: one more of a kind. Kept while it can come twice or be undone, then only its day is.

    Its id tells when it was made, so it goes soon: when somebody came is nobody's matter.
    """

    tally = CountyForeignKey(VisitTally, models.CASCADE, related_name="taps")
    kind = models.CharField(_("of what"), max_length=30)  # women, men, other, children, or a category's code
    noted_at = models.DateTimeField(_("noted at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["county", "noted_at"], name="taps_by_time")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "tally", "undone_at"}
        guarded = {"kind": "purge", "noted_at": "purge", "by": "purge"}

    def __str__(self) -> str:
        return f"{self.tally_id} {self.kind}"

    @property
    def service_id(self) -> UUID:
        return self.tally.service_id

    @property
    def municipality_id(self) -> str:
        return self.tally.municipality_id


class VisitCorrection(CountyRecord):
    """A counter-entry to a day: by how much it was wrong, or what was counted on paper."""

    class Reason(models.TextChoices):
        PAPER = "paper", _("counted on paper")
        MISCOUNTED = "miscounted", _("counted wrongly")
        TWICE = "twice", _("noted twice")
        MISTAKE = "mistake", _("noted by mistake")

    tally = CountyForeignKey(VisitTally, models.CASCADE, related_name="corrections")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    changes = models.JSONField(_("changes"), default=dict)  # by how much, of each kind or category
    at = models.DateTimeField(_("at"))

    class Privacy(privacy.Fields):
        work = {"id", "county", "tally", "reason", "at"}
        guarded = {"changes": "purge"}

    def __str__(self) -> str:
        return f"{self.tally_id} {self.reason}"

    @property
    def service_id(self) -> UUID:
        return self.tally.service_id

    @property
    def date(self) -> date:
        return self.tally.date


class VisitSum(CountyRecord):
    """What a month at a service came to. Stays when its days, talks and groups are deleted."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="visit_sums")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="visit_sums")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="visit_sums")
    month = models.DateField(_("month"))  # its first day
    women = models.PositiveIntegerField(_("women"), default=0)
    men = models.PositiveIntegerField(_("men"), default=0)
    other = models.PositiveIntegerField(_("other adults"), default=0)
    children = models.PositiveIntegerField(_("children"), default=0)
    servings = models.JSONField(_("servings"), default=dict, blank=True)
    topics = models.JSONField(_("talks by topic"), default=dict, blank=True)
    activities = models.PositiveIntegerField(_("group activities"), default=0)
    participants = models.PositiveIntegerField(_("participants"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "service", "month"], name="one_visit_sum_per_service_and_month"),
        ]

    class Privacy(privacy.Fields):
        work = {
            "id", "county", "service", "organisation", "municipality", "month", *KINDS, "servings", "topics",
            "activities", "participants",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.service_id}"

"""Figures by indicator, territory and month, kept up to date as nights are frozen and tallies noted (ADR 0035)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core import privacy


class Contribution(models.Model):
    """What one organisation's work in a territory and month adds to an indicator. Stays when its rows are purged."""

    indicator = models.CharField(_("indicator"), max_length=30)
    part = models.CharField(_("part"), max_length=30, blank=True)  # one kind of it; empty: all of it
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("month"))  # its first day
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, db_index=False)
    numerator = models.BigIntegerField(_("numerator"), default=0)
    denominator = models.BigIntegerField(_("denominator"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "month", "indicator", "part", "organisation"],
                name="one_contribution_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["territory", "month", "indicator", "part"],
                condition=Q(organisation=None),
                name="one_contribution_of_the_territory_itself",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "month"], name="contributions_by_month")]

    class Privacy(privacy.Fields):
        work = {"id", "indicator", "part", "territory", "month", "organisation", "numerator", "denominator"}

    def __str__(self) -> str:
        return f"{self.indicator} {self.territory_id} {self.month:%Y-%m}"


class IndicatorFigure(models.Model):
    """An indicator in a month of a municipality, a county or the country: the sums of its contributions.

    A month without a row is missing, which is not zero.
    """

    indicator = models.CharField(_("indicator"), max_length=30)
    part = models.CharField(_("part"), max_length=30, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("month"))  # its first day
    numerator = models.BigIntegerField(_("numerator"))
    denominator = models.BigIntegerField(_("denominator"))
    organisations = models.PositiveIntegerField(_("contributing organisations"))  # 0: the authority's own word
    largest = models.BigIntegerField(_("of the largest contributor"))  # of the numerator
    computed_at = models.DateTimeField(_("computed at"))
    revision = models.BigIntegerField(_("last change"))  # the number of the last audit entry that was taken in

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["territory", "month", "indicator", "part"], name="one_figure_per_month"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "indicator", "part", "territory", "month", "numerator", "denominator", "organisations"}
        work |= {"largest", "computed_at", "revision"}

    def __str__(self) -> str:
        return f"{self.indicator} {self.territory_id} {self.month:%Y-%m}: {self.numerator}"

    @property
    def dominance(self) -> float | None:
        """The largest contributor's share of it."""
        return self.largest / self.numerator if self.organisations and self.numerator else None


class FigureMark(models.Model):
    """How far a county's figures have come along its audit trail."""

    county = models.CharField(_("county"), max_length=2, primary_key=True)
    entry = models.BigIntegerField(_("last entry taken in"), default=0)
    daily_on = models.DateField(_("counted for the day"), null=True)  # what is counted once a day

    class Privacy(privacy.Fields):
        work = {"county", "entry", "daily_on"}

    def __str__(self) -> str:
        return f"{self.county}/{self.entry}"

"""Statements of a team for a month, which hang on no contact: languages needed, and how many people it may have met."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.outreach.models.areas import Team


class LanguageCounter(CountyRecord):
    """How often a language was needed in a team's month. It knows no place, no day and no contact.

    Its id is random: one made as others are would tell when the language was first needed.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="languages")
    month = models.DateField(_("month"))  # its first day
    language = models.CharField(_("language"), max_length=12)  # BCP 47
    count = models.PositiveIntegerField(_("times needed"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "team", "month", "language"], name="one_counter_per_language"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "team", "month", "language", "count"}

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.language}: {self.count}"


class LanguageTap(CountyRecord):
    """That a tap was counted, so that it is counted once. Of which language it was is not kept.

    Its id is random as well, and only the day is known on which it goes.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="language_taps")
    date = models.DateField(_("date"))

    class Privacy(privacy.Fields):
        work = {"id", "county", "team", "date"}

    def __str__(self) -> str:
        return f"{self.date} {self.team_id}"


class UniqueStatement(CountyRecord):
    """How many different people a team believes to have met in a month, and how it knows. Never derived."""

    class Method(models.TextChoices):
        HEAD_COUNT = "head_count", _("counted everywhere within a few hours")
        SLIPS = "slips", _("slips or tickets given out")
        JUDGEMENT = "judgement", _("the team's joint judgement")

    team = models.ForeignKey(Team, models.PROTECT, related_name="unique_statements")
    month = models.DateField(_("month"))  # its first day
    least = models.PositiveIntegerField(_("at least"))
    most = models.PositiveIntegerField(_("at most"))
    method = models.CharField(_("how it is known"), max_length=12, choices=Method)
    stated_at = models.DateTimeField(_("stated at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "team", "month"], name="one_unique_statement_per_month"),
            models.CheckConstraint(condition=Q(most__gte=F("least")), name="a_unique_statement_is_a_range"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "team", "month", "least", "most", "method", "stated_at"}

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.least}-{self.most}"

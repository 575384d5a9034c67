"""What is held against an agreement: deviations with both parties' words, and each year's follow-up."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import User
from samverka.core import privacy
from samverka.programmes.models.agreements import Agreement, Party, Volume


class Stated(models.Model):
    """What was delivered in a month of something that no counter counts: hours, reports."""

    volume = models.ForeignKey(Volume, models.CASCADE, related_name="stated")
    month = models.DateField(_("month"))  # its first day
    amount = models.PositiveIntegerField(_("how many"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(_("stated at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volume", "month"], name="one_statement_per_volume_and_month")]

    class Privacy(privacy.Fields):
        work = {"id", "volume", "month", "amount", "by", "at"}

    def __str__(self) -> str:
        return f"{self.volume_id} {self.month:%Y-%m}: {self.amount}"


class Deviation(models.Model):
    """That a period brought much less or more than was agreed. Both parties are asked why."""

    volume = models.ForeignKey(Volume, models.CASCADE, related_name="deviations")
    year = models.PositiveSmallIntegerField(_("year"))
    period = models.CharField(_("period"), max_length=7)  # 2026, 2026-Q1, 2026-01
    is_less = models.BooleanField(_("less than agreed"))
    found_on = models.DateField(_("found on"))
    told_on = models.DateField(_("told on"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volume", "period"], name="one_deviation_per_volume_and_period")]
        indexes = [models.Index(fields=["told_on"], condition=Q(told_on=None), name="deviations_to_tell")]

    class Privacy(privacy.Fields):
        work = {"id", "volume", "year", "period", "is_less", "found_on", "told_on"}

    def __str__(self) -> str:
        return f"{self.volume_id} {self.period}"


class DeviationComment(models.Model):
    """What a party says of a deviation."""

    deviation = models.ForeignKey(Deviation, models.CASCADE, related_name="comments")
    party = models.ForeignKey(Party, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"), max_length=2000)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(_("said at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deviation", "party"], name="each_party_comments_a_deviation_once")
        ]

    class Privacy(privacy.Fields):
        work = {"id", "deviation", "party", "text", "by", "at"}

    def __str__(self) -> str:
        return f"{self.deviation_id} {self.party_id}"


class FollowUp(models.Model):
    """An agreement's year: what is delivered is frozen when those who run it have settled it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="follow_ups")
    year = models.PositiveSmallIntegerField(_("year"))
    delivered = models.JSONField(_("delivered"), null=True, blank=True)  # by kind of volume, as those who run it see it
    agreed = models.JSONField(pgettext_lazy("volumes", "agreed"), null=True, blank=True)  # the same, as it stood then
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    objection = models.TextField(_("what must be looked at again"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year"], name="one_follow_up_per_year"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(frozen_at__isnull=False), name="what_is_settled_is_frozen"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "agreement", "year", "delivered", "agreed", "frozen_at", "settled_at", "objection"}

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.year}"


class Settling(models.Model):
    """That a party finds an agreement's year right."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="settlings")
    party = models.ForeignKey(Party, models.CASCADE, related_name="settlings")
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    at = models.DateTimeField(_("settled at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "party"], name="each_party_settles_a_year_once")]

    class Privacy(privacy.Fields):
        work = {"id", "follow_up", "party", "by", "at"}

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.party_id}"

"""Where a settlement is. Kept apart from everything else, for those who were named, until a day that is set."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.outreach.models.settlements import Settlement


MOMENT = timedelta(microseconds=1)
POSITION_ROLES = (Role.OUTREACH_WORKER, Role.MUNICIPALITY_COORDINATOR, Role.SAFEGUARDING_LEAD)  # who can be named


class PositionQuerySet(models.QuerySet["Position"]):
    def lasting(self, on: date) -> Self:
        """Those whose end has not come."""
        return self.filter(ends_on__gte=on)


class Position(CountyRecord):
    """The exact position of a settlement, until its end. It stands in no other table."""

    settlement = CountyForeignKey(Settlement, models.CASCADE, related_name="positions")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=6)
    ends_on = models.DateField(_("kept until"))
    noted_at = models.DateTimeField(_("noted at"))

    objects = PositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "settlement"], name="one_position_per_settlement"),
            models.CheckConstraint(
                condition=Q(latitude__range=(55, 70), longitude__range=(10, 25)), name="a_position_lies_in_sweden"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "settlement", "ends_on", "noted_at"}
        guarded = {"latitude": "purge", "longitude": "purge"}

    def __str__(self) -> str:
        return f"{self.settlement_id} until {self.ends_on}"


class GrantQuerySet(models.QuerySet["PositionGrant"]):
    def at(self, moment: datetime) -> Self:
        """Those that hold at a moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class PositionGrant(CountyRecord):
    """That somebody, by name, may see where a settlement is, what for, and until when."""

    class Need(models.TextChoices):
        VISIT = "visit", _("to visit those who live there")
        CHILD = "child", _("for the safety of a child")
        REMOVAL = "removal", _("to be there at a removal")
        DANGER = "danger", _("fire or another danger to life")

    settlement = CountyForeignKey(Settlement, models.CASCADE, related_name="grants")
    user = models.ForeignKey(User, models.CASCADE, related_name="position_grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="position_grants")  # which named them
    need = models.CharField(_("what for"), max_length=10, choices=Need)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="a_grant_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="position_grants_by_user")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "settlement", "user", "organisation", "need", "starts_at", "ends_at"}

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.need} until {self.last_day}"

    @property
    def last_day(self) -> date:
        """The last day on which it holds; one that ends at midnight holds the whole day before."""
        return localdate(self.ends_at - MOMENT)

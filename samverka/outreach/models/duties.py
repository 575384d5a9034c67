"""Who speaks what and is on duty now. Everybody says so of themselves; nobody guesses."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import ContactLine, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyRecord


DUTY_ROLES = (  # who may be rung for a language, and who may ring
    Role.OUTREACH_WORKER,
    Role.SHELTER_LEAD,
    Role.SHELTER_STAFF,
    Role.VOLUNTEER,
    Role.ADVISER,
    Role.TRANSLATOR,
    Role.SAFEGUARDING_LEAD,
    Role.PROJECT_LEADER,
    Role.MUNICIPALITY_COORDINATOR,
)


class Speaker(models.Model):
    """The languages that somebody who logs in says to speak at work."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="speaker")
    languages = models.JSONField(_("languages"), default=list)  # BCP 47
    stated_at = models.DateTimeField(_("stated at"))

    class Privacy(privacy.Fields):
        work = {"user", "stated_at"}
        guarded = {"languages": "purge"}

    def __str__(self) -> str:
        return str(self.user_id)


class DutyQuerySet(models.QuerySet["Duty"]):
    def now(self, at: datetime) -> Self:
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def of(self, viewer: User) -> Self:
        return self.filter(user=viewer.pk)


class Duty(CountyRecord):
    """From when until when somebody can be rung for help with a language, and on which line."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("staff")
        VOLUNTEER = "volunteer", _("volunteer")
        INTERPRETER = "interpreter", _("interpreter on call")

    user = models.ForeignKey(User, models.CASCADE, related_name="duties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="duties")
    kind = models.CharField(_("as"), max_length=12, choices=Kind)
    line = models.ForeignKey(ContactLine, models.CASCADE, related_name="duties")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="a_duty_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["county", "municipality", "ends_at"], name="duties_by_municipality")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "organisation", "municipality", "kind", "line"}
        guarded = {"user": "purge", "starts_at": "purge", "ends_at": "purge"}

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts_at:%Y-%m-%d %H:%M}"

"""Referrals: that a team sent somebody to a service or to a bed, and that it was received. Never who."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.directory.models import Service
from samverka.outreach.models.areas import Team, fielding
from samverka.outreach.models.tallies import Tally


RECEIVERS = (  # who meet those that were sent
    Role.SHELTER_LEAD,
    Role.SHELTER_STAFF,
    Role.VOLUNTEER,
    Role.ADVISER,
    Role.OUTREACH_WORKER,
    Role.PROJECT_LEADER,
    Role.MUNICIPALITY_COORDINATOR,
)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that the viewer's teams sent, and those that were sent to where the viewer works."""
        receiving = [one.organisation_id for one in viewer.standing if one.role in RECEIVERS]
        return self.filter(Q(team__organisation__in=fielding(viewer)) | Q(receiver__in=receiving))

    def received_by(self, viewer: User) -> Self:
        receiving = [one.organisation_id for one in viewer.standing if one.role in RECEIVERS]
        return self.filter(receiver__in=receiving)

    def sent_by(self, viewer: User) -> Self:
        return self.filter(team__organisation__in=fielding(viewer))

    def open(self) -> Self:
        """Those that wait for somebody to say that they came."""
        return self.filter(received_at=None, withdrawn_at=None, receiver__isnull=False)


class Referral(CountyRecord):
    """That a team sent some people on. One that is made with a tally has that tally's id."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("service")
        NIGHT = "night", _("a bed for the night")

    team = models.ForeignKey(Team, models.PROTECT, related_name="referrals")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="referrals")
    tally = CountyForeignKey(Tally, models.SET_NULL, related_name="referrals", null=True, blank=True)
    kind = models.CharField(_("to what"), max_length=10, choices=Kind)
    service = models.ForeignKey(Service, models.SET_NULL, related_name="referrals", null=True, blank=True)
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals", null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("people"), default=1)
    sent_at = models.DateTimeField(_("sent at"))
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_as = models.CharField(_("received by, as"), max_length=30, choices=Role, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="service") | Q(receiver__isnull=False), name="a_bed_is_asked_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, received_as="")
                | Q(received_at__isnull=False, received_as__gt="", withdrawn_at=None, receiver__isnull=False),
                name="a_referral_is_received_as_somebody",
            ),
            models.CheckConstraint(condition=Q(people__range=(1, 20)), name="a_referral_is_of_a_few"),
        ]
        indexes = [
            models.Index(fields=["county", "team", "sent_at"], name="referrals_by_team"),
            models.Index(fields=["receiver", "sent_at"], name="referrals_by_receiver"),
        ]

    class Privacy(privacy.Fields):
        work = {
            "id", "county", "team", "municipality", "kind", "service", "receiver", "received_at", "received_as",
            "withdrawn_at",
        }  # fmt: skip
        guarded = {"tally": "erase", "people": "purge", "sent_at": "purge"}

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d} {self.kind}"

    @property
    def to(self) -> str:
        """Where they were sent: the service, or whoever gives the bed."""
        return str(self.service or self.receiver or self.get_kind_display())

    @property
    def is_open(self) -> bool:
        return bool(self.receiver_id) and self.received_at is None and self.withdrawn_at is None


class LineReferral(CountyRecord):
    """That somebody was led to a line for those who are exploited. A count for a month: no team, no area, no hour."""

    class Line(models.TextChoices):
        TRAFFICKING = "trafficking", _("the regional coordinator against trafficking")
        WORK = "work", _("the work environment authority")

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="line_referrals")
    month = models.DateField(_("month"))  # its first day
    line = models.CharField(_("line"), max_length=12, choices=Line)

    class Privacy(privacy.Fields):
        work = {"id", "county", "municipality", "month", "line"}

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.line}"

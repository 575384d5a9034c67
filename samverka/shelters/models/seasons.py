"""The rotating calendar: a season, whose turn it is on which night, and a host's way in without a log-in."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import ContactLine, Role, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.core.ids import new_id
from samverka.core.sealed import unseal
from samverka.shelters.models.nights import Night
from samverka.shelters.models.sites import SITE_ROLES, Pool, Shelter, sight


KEY_FOR = "the key of a host's link"  # what it is sealed for


class SeasonQuerySet(models.QuerySet["Season"]):
    def seen_by(self, viewer: User) -> Self:
        """The seasons of the pools and hosts that the viewer works for, and those around that the board reaches."""
        own, codes = sight(viewer)
        hosts = Shelter.objects.filter(organisation__in=own)
        mine = models.Q(pool__organisation__in=own) | models.Q(pool__in=hosts.values("pool"))
        turns = models.Q(pk__in=HostSlot.objects.filter(host__in=hosts).values("season"))
        near = models.Q(pool__territory__in=codes) | models.Q(county__in=[code for code in codes if len(code) == 2])
        return self.filter(mine | turns | near)


class Season(models.Model):
    """The nights from one day to another on which the hosts of a pool take turns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="seasons")
    county = models.CharField(_("county"), max_length=2)
    name = models.CharField(_("season"), max_length=50)  # "2026/27"
    first = models.DateField(_("first night"))
    last = models.DateField(_("last night"))
    wanted = models.PositiveSmallIntegerField(_("places wanted each night"), default=0)
    revision = models.BigIntegerField(_("last change"), default=0)  # the number of its last audit entry in the county

    objects = SeasonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "name"], name="one_season_per_pool_and_name"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="a_season_ends_after_it_begins"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "pool", "county", "name", "first", "last", "wanted", "revision"}

    def __str__(self) -> str:
        return f"{self.pool} {self.name}"


class HostSlotQuerySet(models.QuerySet["HostSlot"]):
    def live(self) -> Self:
        """Those that were not withdrawn, nor cancelled with their night."""
        return self.filter(withdrawn_at=None).exclude(night__state=Night.State.CANCELLED)


class HostSlot(CountyRecord):
    """A host's turn on one night of a season: offered, then scheduled, and from then on as its night stands."""

    class State(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("turn", "offered")
        SCHEDULED = "scheduled", pgettext_lazy("turn", "scheduled")
        CONFIRMED = "confirmed", pgettext_lazy("turn", "confirmed")
        STAFFED = "staffed", pgettext_lazy("turn", "staffed")
        OPENED = "opened", pgettext_lazy("turn", "opened")
        REPORTED = "reported", pgettext_lazy("turn", "reported")
        WITHDRAWN = "withdrawn", pgettext_lazy("turn", "withdrawn")
        CANCELLED = "cancelled", pgettext_lazy("turn", "cancelled")

    class Kit(models.TextChoices):
        MATTRESSES = "mattresses", _("mattresses")
        BEDDING = "bedding", _("bedding")
        SUPPER = "supper", _("supper")
        BREAKFAST = "breakfast", _("breakfast")
        HYGIENE = "hygiene", _("soap and towels")

    season = models.ForeignKey(Season, models.PROTECT, related_name="slots")
    host = models.ForeignKey(Shelter, models.PROTECT, related_name="slots")
    date = models.DateField(_("night"))
    night = CountyForeignKey(Night, models.SET_NULL, related_name="slots", null=True, blank=True)
    places = models.JSONField(_("places in each group"), default=dict)  # by the group's id
    beds = models.PositiveSmallIntegerField(_("places"))  # their sum, so that a whole season is soon added up
    volunteers_needed = models.PositiveSmallIntegerField(_("volunteers needed"), default=0)
    volunteers_found = models.PositiveSmallIntegerField(_("volunteers found"), default=0)
    line = models.ForeignKey(ContactLine, models.SET_NULL, related_name="+", null=True, blank=True)
    kit = models.JSONField(_("to be brought"), default=list, blank=True)
    fire_notice_on = models.DateField(_("fire notice sent on"), null=True, blank=True)
    moved_from = models.DateField(_("moved from"), null=True, blank=True)
    offered_at = models.DateTimeField(_("offered at"))
    scheduled_at = models.DateTimeField(_("scheduled at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=20, choices=Night.Reason, blank=True)

    objects = HostSlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "host", "date"],
                condition=models.Q(withdrawn_at=None),
                name="one_turn_per_host_and_night",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_because="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_because__gt="", night=None),
                name="a_withdrawn_turn_has_a_reason_and_no_night",
            ),
            models.CheckConstraint(
                condition=models.Q(night=None) | models.Q(scheduled_at__isnull=False),
                name="a_turn_with_a_night_is_scheduled",
            ),
        ]
        indexes = [models.Index(fields=["season", "date"], name="turns_by_season_and_night")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "season", "host", "date", "night", "places", "beds", "volunteers_needed"}
        work |= {"volunteers_found", "line", "kit", "fire_notice_on", "moved_from", "offered_at", "scheduled_at"}
        work |= {"withdrawn_at", "withdrawn_because"}

    def __str__(self) -> str:
        return f"{self.host.told_outside}, {self.date}"

    @property
    def state(self) -> "HostSlot.State":
        """What its own marks and its night say together; nothing of it is stored twice."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return state_of(self.night.state if self.night else "", staffed=not self.missing)

    @property
    def missing(self) -> int:
        """Volunteers that are still to be found."""
        return max(self.volunteers_needed - self.volunteers_found, 0)

    @property
    def needs(self) -> list[str]:
        """What is to be brought, in words."""
        return [str(self.Kit(code).label) for code in self.kit]


def state_of(night: str, *, staffed: bool) -> HostSlot.State:
    """How a turn stands whose night is in the state `night`; without a night it is offered."""
    if night == Night.State.CONFIRMED:
        return HostSlot.State.STAFFED if staffed else HostSlot.State.CONFIRMED
    return {
        "": HostSlot.State.OFFERED,
        Night.State.PLANNED: HostSlot.State.SCHEDULED,
        Night.State.OPEN: HostSlot.State.OPENED,
        Night.State.CLOSED: HostSlot.State.REPORTED,
        Night.State.CANCELLED: HostSlot.State.CANCELLED,
    }[night]


class HostLinkQuerySet(models.QuerySet["HostLink"]):
    def lasting(self, at: datetime) -> Self:
        """Those that have not ended at `at`."""
        return self.filter(ended_at=None, expires_at__gt=at)


class HostLink(models.Model):
    """A host's way to its own days of a season without a log-in: tonight's sentence, and a calendar to subscribe to.

    It is found by a digest of its key. The key itself lies sealed, so that mails and colleagues can be told it again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    season = models.ForeignKey(Season, models.CASCADE, related_name="links")
    host = models.ForeignKey(Shelter, models.CASCADE, related_name="links")
    digest = models.CharField(_("digest of the key"), max_length=64, unique=True)
    sealed_key = models.CharField(_("sealed key"), max_length=200)
    by_mail = models.BooleanField(_("also by mail"), default=False)
    mailed_on = models.DateField(_("last mailed on"), null=True, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("good until"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = HostLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["season", "host"], condition=models.Q(ended_at=None), name="one_link_per_host_and_season"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "season", "host", "by_mail", "mailed_on", "made_by", "made_at", "expires_at", "ended_at"}
        guarded = {"digest": "purge", "sealed_key": "purge"}

    def __str__(self) -> str:
        return f"{self.host.told_outside}, {self.season.name}"

    @property
    def key(self) -> str:
        """The key; empty when it can no longer be unsealed."""
        return unseal(self.sealed_key, purpose=KEY_FOR)


def scheduling(viewer: User) -> models.Q:
    """The pools whose seasons the viewer schedules: of the own organisations, and of the municipality coordinated."""
    own = [one.organisation_id for one in viewer.standing if one.role in SITE_ROLES]
    near = [one.territory_id for one in viewer.standing if one.role == Role.MUNICIPALITY_COORDINATOR]
    return models.Q(organisation__in=own) | models.Q(territory__in=near)

"""Networks: organisations of one or several places that meet for a purpose, and which of them convenes."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from samverka.actors.models.organisations import Organisation, Territory
from samverka.actors.models.people import ADMINISTRATORS, Role, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.core.sealed import unseal


KEY_FOR = "the key of a network's calendar"  # what it is sealed for
BOARD = (Role.COUNTY_COORDINATOR, Role.NATIONAL_COORDINATOR)
MOST_WEEKS = 52  # between two meetings
MISSED = 2  # intervals without a meeting after which a network is called sleeping


class NetworkQuerySet(models.QuerySet["Network"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that the viewer's organisations belong to, and those of the county whose board the viewer is."""
        own = [one.organisation_id for one in viewer.standing if one.role != Role.VOLUNTEER]
        seen = Q(pk__in=NetworkMember.objects.current().filter(organisation__in=own).values("network"))
        for code in {one.territory_id for one in viewer.standing if one.role in BOARD}:
            there = Network.places.through._default_manager.filter(territory__code__startswith=code)
            seen |= Q(pk__in=there.values("network"))
        return self.filter(seen)

    def lasting(self) -> Self:
        return self.filter(wound_up_at=None)

    def asleep(self, on: date) -> Self:
        """Those that sleep, as `is_asleep` says; the intervals are listed, as databases count days differently."""
        missed = Q()
        for weeks in range(1, MOST_WEEKS + 1):
            missed |= Q(weeks=weeks, met_on__lt=on - timedelta(weeks=MISSED * weeks))
        return self.lasting().filter(missed)

    def convened_by(self, viewer: User) -> Self:
        """Those that the viewer convenes, as `is_convened_by` says."""
        own = {one.organisation_id for one in viewer.standing}
        keep = {one.organisation_id for one in viewer.standing if one.role in ADMINISTRATORS}
        rows = self.annotate(named=Cast("acting", models.TextField()))  # "[3, 14]"
        is_named = Q(named__regex=rf"[\[ ]{viewer.pk}[],]") & (Q(convenor__in=own) | Q(deputy__in=own))
        return rows.filter(Q(convenor__in=keep) | Q(deputy__in=keep) | is_named)


class Network(CountyRecord):
    """Organisations that meet regularly: where, what for, and how often. It survives whoever keeps it."""

    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=1000)
    places = models.ManyToManyField(Territory, related_name="networks")
    convenor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True, blank=True)
    acting = models.JSONField(_("who convenes"), default=list)  # ids of users, beside the administrators there
    weeks = models.PositiveSmallIntegerField(_("weeks between meetings"))
    met_on = models.DateField(_("last met on"))  # from the beginning, the day of its founding
    founded_at = models.DateTimeField(_("founded at"))
    told_asleep_at = models.DateTimeField(_("told that it sleeps at"), null=True, blank=True)
    is_heir_told = models.BooleanField(_("the new convenor is told"), default=True)  # false from a handover to its mail
    wound_up_at = models.DateTimeField(_("wound up at"), null=True, blank=True)
    wound_up_because = models.CharField(_("why it was wound up"), max_length=300, blank=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=models.F("convenor")),
                name="a_network_has_a_deputy_beside_its_convenor",
            ),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=52), name="a_network_meets_within_a_year"),
            models.CheckConstraint(
                condition=Q(wound_up_at=None, wound_up_because="")
                | Q(wound_up_at__isnull=False, wound_up_because__gt=""),
                name="a_network_is_wound_up_for_a_reason",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "name", "purpose", "weeks", "met_on", "founded_at", "told_asleep_at", "is_heir_told"}
        work |= {"convenor", "deputy", "acting", "wound_up_at", "wound_up_because"}

    def __str__(self) -> str:
        return self.name

    @property
    def sleeps_from(self) -> date:
        """The day from which it sleeps unless it meets: two intervals after it met last."""
        return self.met_on + timedelta(weeks=MISSED * self.weeks)

    def is_convened_by(self, user: User) -> bool:
        """Is the user named to convene, or an administrator of the convenor or the deputy, and still works there?"""
        here = [one for one in user.standing if one.organisation_id in (self.convenor_id, self.deputy_id)]
        return any(one.role in ADMINISTRATORS or user.pk in self.acting for one in here)

    def is_asleep(self, on: date) -> bool:
        return self.wound_up_at is None and self.sleeps_from < on


class NetworkMemberQuerySet(models.QuerySet["NetworkMember"]):
    def current(self) -> Self:
        return self.filter(left_on=None)


class NetworkMember(CountyRecord):
    """An organisation in a network: in which function, and at which role mailbox it is reached."""

    network = CountyForeignKey(Network, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="networks")
    function = models.CharField(_("function"), max_length=120)
    mailbox = models.EmailField(_("role mailbox"), blank=True)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    digest = models.CharField(_("digest of the calendar's key"), max_length=64, blank=True)
    sealed_key = models.CharField(_("sealed key of the calendar"), max_length=200, blank=True)

    objects = NetworkMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "network", "organisation", "function"],
                condition=Q(left_on=None),
                name="one_member_per_organisation_and_function",
            ),
            models.UniqueConstraint(
                fields=["county", "digest"], condition=Q(digest__gt=""), name="one_key_per_calendar_of_a_network"
            ),
        ]
        indexes = [models.Index(fields=["digest"], condition=Q(digest__gt=""), name="calendars_of_networks")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "network", "organisation", "function", "mailbox", "joined_on", "left_on"}
        guarded = {"digest": "erase", "sealed_key": "erase"}

    def __str__(self) -> str:
        return f"{self.organisation}, {self.function}" if self.function else str(self.organisation)

    @property
    def part(self) -> str:
        """What it is in the network, in words; nothing for most."""
        if self.organisation_id == self.network.convenor_id:
            return pgettext("network", "convenor")
        return pgettext("network", "deputy convenor") if self.organisation_id == self.network.deputy_id else ""

    @property
    def key(self) -> str:
        """The key of its calendar; empty when there is none."""
        return unseal(self.sealed_key, purpose=KEY_FOR) if self.sealed_key else ""

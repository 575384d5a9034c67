"""Needs: what an organisation asks others for, so that its work can go on. Never what somebody who is helped needs."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import ADMINISTRATORS, COORDINATORS, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import SWEDEN, CountyRecord
from samverka.directory.models import Place, Service
from samverka.exchange.models.words import Help, Timed


ASK = (*ADMINISTRATORS, Role.SHELTER_LEAD, Role.PROJECT_LEADER, Role.ADVISER, Role.OUTREACH_WORKER)


class NeedState(models.TextChoices):
    OPEN = "open", pgettext_lazy("need", "open")
    MET = "met", pgettext_lazy("need", "met")
    CLOSED = "closed", pgettext_lazy("need", "closed")


def around(viewer: User) -> Q:
    """The municipalities where the viewer works with it; nothing for the police and landowners."""
    near = Q(pk=None)
    for one in viewer.standing:
        if one.role == Role.LIAISON:
            continue
        near |= Q(municipality__code__startswith=one.territory_id.removeprefix(SWEDEN))
    return near


def coordinated(viewer: User, prefix: str = "") -> Q:
    """The municipalities that the viewer coordinates."""
    found = Q(pk=None)
    for one in viewer.standing:
        if one.role in COORDINATORS:
            found |= Q(**{f"{prefix}municipality__code__startswith": one.territory_id.removeprefix(SWEDEN)})
    return found


def is_secret() -> Exists:
    """Is it for a service of which only the area may be known?"""
    return Exists(Place.objects.filter(services=OuterRef("service"), address_class=Place.AddressClass.AREA_ONLY))


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of one's organisations, where one coordinates, and around; there, none without a name: to find it
        among those of a municipality would tell where it is."""
        named = Q(around(viewer), ~is_secret(), is_unnamed=False)
        return self.filter(named | coordinated(viewer) | Q(organisation__in=viewer.organisations()))

    def current(self, on: date) -> Self:
        return self.filter(state=NeedState.OPEN, ends_on__gte=on)

    def public(self, on: date) -> Self:
        """What everybody reads."""
        return self.current(on).filter(is_public=True)

    def told(self) -> Self:
        """Each with whether those who ask stay `unnamed` outside: because they say so, or their service is secret."""
        rows = self.select_related("organisation", "municipality", "service")
        return rows.annotate(is_secret=is_secret())


class Need(Timed, CountyRecord):
    """Premises, volunteers, goods or interpreters that an organisation asks for, from one day to another."""

    State = NeedState

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="needs")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="needs")
    service = models.ForeignKey(Service, models.SET_NULL, related_name="needs", null=True, blank=True)
    kind = models.CharField(_("what is needed"), max_length=12, choices=Help)
    title = models.CharField(_("in one line"), max_length=120)
    text = models.TextField(_("more about it"), max_length=3000, blank=True)
    amount = models.PositiveSmallIntegerField(_("how many"), default=1)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)  # numbers, Monday is 0; empty: any
    languages = models.JSONField(_("languages"), default=list, blank=True)  # BCP 47 tags, that interpreters speak
    is_public = models.BooleanField(_("everybody may read it"), default=True)
    is_unnamed = models.BooleanField(_("without our name"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=NeedState, default=NeedState.OPEN)
    is_enough = models.BooleanField(_("those who asked say that they have enough"), default=False)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Help.values), name="a_need_is_of_a_kind"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_need_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=9999), name="a_need_is_of_something"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state__in=("open", "met"), closed_at=None),
                name="a_closed_need_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["county", "state", "kind"], name="needs_by_state")]

    class Privacy(privacy.Fields):
        open = {
            *("id", "county", "municipality", "kind", "title", "text", "amount", "starts_on", "ends_on", "weekdays"),
            *("languages", "is_public", "is_unnamed", "state", "is_enough", "opened_at", "closed_at"),
        }
        work = {"organisation", "service"}  # which are told where they need not stay secret

    is_secret = False  # told by `told()`

    def __str__(self) -> str:
        return self.title

    @property
    def unnamed(self) -> bool:
        """Must nobody outside read who asks, and in which municipality?"""
        return self.is_unnamed or self.is_secret

    @property
    def who(self) -> str:
        """Who asks, as those outside are told."""
        return str(_("a protected accommodation")) if self.unnamed else self.organisation.name

    @property
    def is_open(self) -> bool:
        return self.state == NeedState.OPEN

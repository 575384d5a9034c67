"""Nights, what they hold, and the figures they leave."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.shelters.models.sites import Group, Pool, Shelter, keeping


class NightQuerySet(models.QuerySet["Night"]):
    def worked_by(self, viewer: User) -> Self:
        """The nights of the shelters that the viewer keeps."""
        return self.filter(shelter__organisation__in=keeping(viewer), shelter__is_active=True)


class Night(CountyRecord):
    """A shelter's night, named by the date of its evening."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CONFIRMED = "confirmed", _("confirmed")
        OPEN = "open", _("open")
        CLOSED = "closed", pgettext_lazy("night", "closed")
        CANCELLED = "cancelled", _("cancelled")

    class Reason(models.TextChoices):
        DAMAGE = "damage", _("damage to the building")
        STAFF = "staff", _("too few staff")
        FIRE_SAFETY = "fire_safety", _("fire safety")
        NO_NEED = "no_need", _("not needed")
        OTHER = "other", _("other")

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="nights")
    date = models.DateField(_("night"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    cancelled_because = models.CharField(_("cancelled because"), max_length=20, choices=Reason, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    released_at = models.DateTimeField(_("unclaimed places released at"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    policy_version = models.CharField(_("rules used"), max_length=64, blank=True)
    revision = models.BigIntegerField(_("last change"), default=0)  # the number of its last audit entry in the county
    changed_at = models.DateTimeField(_("last changed"), null=True, blank=True)

    objects = NightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "shelter", "date"], name="one_night_per_shelter_and_date"),
            models.CheckConstraint(
                condition=models.Q(state="cancelled", cancelled_because__gt="")
                | (~models.Q(state="cancelled") & models.Q(cancelled_because="")),
                name="a_cancelled_night_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["date", "shelter", "county"], name="nights_by_date"),
            models.Index(fields=["date"], condition=models.Q(closed_at=None), name="nights_not_closed"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "shelter", "date", "state", "cancelled_because", "policy_version", "revision"}
        work |= {"confirmed_at", "opened_at", "released_at", "frozen_at", "closed_at", "changed_at"}

    def __str__(self) -> str:
        return f"{self.shelter}, {self.date}"

    @property
    def is_running(self) -> bool:
        """May places be given on it? From the morning's confirmation until it closes."""
        return self.state in (self.State.CONFIRMED, self.State.OPEN)


class Capacity(CountyRecord):
    """What one group holds on one night. `taken` is a counter that the database guards (ADR 0006)."""

    night = CountyForeignKey(Night, models.CASCADE, related_name="capacities")
    group = models.ForeignKey(Group, models.PROTECT, related_name="capacities")
    nominal = models.PositiveSmallIntegerField(_("beds"))
    blocked = models.PositiveSmallIntegerField(_("blocked"), default=0)
    blocked_because = models.CharField(_("because"), max_length=100, blank=True)
    blocked_rooms = models.JSONField(_("blocked rooms"), default=list, blank=True)  # numbers, from 1
    overflow = models.PositiveSmallIntegerField(_("extra"), default=0)
    reserved = models.PositiveSmallIntegerField(_("kept for referral"), default=0)
    taken = models.PositiveSmallIntegerField(_("taken"), default=0)  # beds of live places
    referred = models.PositiveSmallIntegerField(_("of these by referral"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "night", "group"], name="one_capacity_per_night_and_group"),
            models.CheckConstraint(condition=models.Q(blocked__lte=models.F("nominal")), name="blocked_beds_exist"),
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("nominal") - models.F("blocked") + models.F("overflow")),
                name="no_bed_is_given_twice",
            ),
            models.CheckConstraint(condition=models.Q(referred__lte=models.F("taken")), name="referred_beds_are_taken"),
            models.CheckConstraint(
                condition=models.Q(blocked=0) | ~models.Q(blocked_because=""), name="blocked_beds_have_a_reason"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "night", "group", "nominal", "blocked", "blocked_because", "blocked_rooms"}
        work |= {"overflow", "reserved", "taken", "referred"}

    def __str__(self) -> str:
        return f"{self.group}, {self.night}"

    @property
    def allocable(self) -> int:
        """Beds that can be given out."""
        return self.nominal - self.blocked + self.overflow

    @property
    def free(self) -> int:
        """Beds that nobody has."""
        return self.allocable - self.taken

    @property
    def kept(self) -> int:
        """Free beds that are kept for referral."""
        return min(self.free, max(self.reserved - self.referred, 0))

    @property
    def drawable(self) -> int:
        """Free beds that the draw and the door may give out."""
        return self.free - self.kept


class NightFigure(CountyRecord):
    """One group's night as it stood when it was frozen. Never changed: corrections are rows of their own."""

    night = CountyForeignKey(Night, models.PROTECT, related_name="figures")
    group = models.ForeignKey(Group, models.PROTECT, related_name="figures")
    date = models.DateField(_("night"))
    nominal = models.PositiveSmallIntegerField(_("beds"))
    blocked = models.PositiveSmallIntegerField(_("blocked"))
    overflow = models.PositiveSmallIntegerField(_("extra"))
    allocable = models.PositiveSmallIntegerField(_("could be given out"))
    allocated = models.PositiveSmallIntegerField(_("given out, not yet arrived"))
    bed_nights = models.PositiveSmallIntegerField(_("bed nights"))
    rooms = models.PositiveSmallIntegerField(_("private rooms used"), default=0)
    released = models.PositiveSmallIntegerField(_("released, not claimed"))
    left_early = models.PositiveSmallIntegerField(_("left early"))
    absent = models.PositiveSmallIntegerField(_("away with notice"))
    frozen_at = models.DateTimeField(_("frozen at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "night", "group"], name="one_figure_per_night_and_group"),
        ]
        indexes = [models.Index(fields=["county", "date"], name="night_figures_by_date")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "night", "group", "date", "nominal", "blocked", "overflow", "allocable", "allocated"}
        work |= {"bed_nights", "rooms", "released", "left_early", "absent", "frozen_at"}

    def __str__(self) -> str:
        return f"{self.group}, {self.date}: {self.bed_nights}"


class TurnAwayFigure(CountyRecord):
    """How many were turned away on one night, by reason, as it stood when the night was frozen. Never changed."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="turn_away_figures", null=True)
    night = CountyForeignKey(Night, models.PROTECT, related_name="turn_away_figures", null=True)
    date = models.DateField(_("night"))
    reason = models.CharField(_("reason"), max_length=30)
    at_door = models.BooleanField(_("at the door, may overlap"))
    outcome = models.CharField(_("outcome"), max_length=20)
    parties = models.PositiveSmallIntegerField(_("parties"))
    people = models.PositiveSmallIntegerField(_("people"))
    frozen_at = models.DateTimeField(_("frozen at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "pool", "date", "reason", "at_door", "outcome"],
                condition=models.Q(night=None),
                name="one_intake_turn_away_figure_per_kind",
            ),
            models.UniqueConstraint(
                fields=["county", "night", "reason", "at_door", "outcome"],
                condition=models.Q(night__isnull=False),
                name="one_door_turn_away_figure_per_kind",
            ),
        ]
        indexes = [models.Index(fields=["county", "date"], name="turn_away_figures_by_date")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "pool", "night", "date", "reason", "at_door", "outcome", "parties", "people"}
        work |= {"frozen_at"}

    def __str__(self) -> str:
        return f"{self.date} {self.reason}: {self.people}"


class Correction(CountyRecord):
    """A change to a frozen figure: what, by how much, why and by whom."""

    class Field(models.TextChoices):
        BED_NIGHTS = "bed_nights", _("bed nights")
        RELEASED = "released", _("released, not claimed")
        BLOCKED = "blocked", _("blocked")
        OVERFLOW = "overflow", _("extra")

    figure = CountyForeignKey(NightFigure, models.PROTECT, related_name="corrections")
    field = models.CharField(_("figure"), max_length=20, choices=Field)
    change = models.SmallIntegerField(_("change"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(_("at"))

    class Privacy(privacy.Fields):
        work = {"id", "county", "figure", "field", "change", "by", "at"}
        guarded = {"reason": "erase"}

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.change:+}"


class HandoverNote(CountyRecord):
    """Something about the building and the night for those who come next; never about guests."""

    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="handover_notes")
    date = models.DateField(_("night"))
    text = models.TextField(_("note"), max_length=1000)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        indexes = [models.Index(fields=["county", "shelter", "date"], name="handover_notes_by_night")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "shelter", "date", "by", "at"}
        guarded = {"text": "purge"}

    def __str__(self) -> str:
        return f"{self.shelter}, {self.date}"

"""Settlements, as a municipality knows of them: what kind of place, how many, how they live. Never who, never where."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Role, Territory, User
from samverka.core import privacy
from samverka.core.county import SWEDEN, CountyForeignKey, CountyRecord
from samverka.outreach.conditions import Condition, conditions
from samverka.outreach.models.areas import Area
from samverka.outreach.models.tallies import Range, Tally


SETTLEMENT_ROLES = (Role.OUTREACH_WORKER, Role.MUNICIPALITY_COORDINATOR)  # who work with settlements and removals
MANY = 999
CONDITIONS: dict[str, Any] = {
    "water": _("water"),
    "toilet": _("toilet"),
    "waste": _("waste"),
    "electricity": _("electricity"),
    "fire": _("fire safety"),
}
STATUSES: dict[str, Any] = {"good": _("good"), "poor": _("poor"), "unknown": _("not known")}
REASONS: dict[str, Any] = {
    "tap_near": _("drinking water nearby"),
    "no_water": _("no water"),
    "water_far": _("water is far away"),
    "water_unsafe": _("the water is not fit to drink"),
    "toilets": _("toilets in use"),
    "no_toilet": _("no toilet"),
    "too_few_toilets": _("too few toilets"),
    "toilets_not_cleaned": _("toilets are not cleaned"),
    "waste_collected": _("waste is collected"),
    "waste_lies": _("waste lies about"),
    "rats": _("rats"),
    "power_safe": _("safe electricity"),
    "no_power": _("no electricity"),
    "wiring_unsafe": _("wiring that may kill"),
    "way_free": _("the fire brigade gets through"),
    "open_fire": _("open fire in or beside where people sleep"),
    "gas_indoors": _("gas bottles where people sleep"),
    "way_blocked": _("the fire brigade does not get through"),
}


def near(viewer: User, roles: Sequence[Role] = SETTLEMENT_ROLES) -> Q:
    """The municipalities in which the viewer has one of `roles`, as a condition on a county record."""
    codes = {one.territory_id for one in viewer.standing if one.role in roles}
    if SWEDEN in codes:
        return ~Q(pk=None)
    return Q(municipality__in=sorted(codes)) | Q(county__in=sorted(code for code in codes if len(code) == 2))


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the municipalities where the viewer works with them; others are told counts."""
        return self.filter(near(viewer))

    def there(self) -> Self:
        """Those that are not closed."""
        return self.exclude(state=Settlement.State.CLOSED)


class Settlement(CountyRecord):
    """Where people live without leave: in which area, on whose land, of what kind. Its position is kept apart."""

    class State(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("settlement", "reported")
        SEEN = "seen", pgettext_lazy("settlement", "seen")
        EMPTY = "empty", pgettext_lazy("settlement", "empty")
        CLOSED = "closed", pgettext_lazy("settlement", "closed")

    class Owner(models.TextChoices):
        MUNICIPAL = "municipal", _("the municipality")
        STATE = "state", _("the state")
        PRIVATE = "private", _("private")
        UNKNOWN = "unknown", _("not known")

    class Kind(models.TextChoices):
        TENTS = "tents", _("tents")
        CARAVANS = "caravans", _("caravans")
        CARS = "cars", _("cars")
        BUILDING = "building", _("a building")
        OTHER = "other", _("other")

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="settlements")
    area = models.ForeignKey(Area, models.PROTECT, related_name="settlements")
    owner = models.CharField(_("whose land"), max_length=10, choices=Owner, default=Owner.UNKNOWN)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REPORTED)
    comes_from = CountyForeignKey(
        "outreach.RemovalCase", models.SET_NULL, related_name="came_to", null=True, blank=True
    )  # people here come from an earlier removal
    reported_at = models.DateTimeField(_("reported at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state__in=("reported", "seen", "empty"), closed_at=None),
                name="a_closed_settlement_says_when",
            ),
        ]
        indexes = [models.Index(fields=["county", "municipality", "state"], name="settlements_by_municipality")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "municipality", "state", "reported_at", "closed_at"}
        guarded = {"area": "purge", "owner": "purge", "kind": "purge", "comes_from": "erase"}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.area}"


class SettlementTally(CountyRecord):
    """What was seen of a settlement in one half hour: how many there were, and how they live."""

    Children = Tally.Children

    settlement = CountyForeignKey(Settlement, models.CASCADE, related_name="tallies")
    seen_at = models.DateTimeField(_("half hour"))
    adults_least = models.PositiveSmallIntegerField(_("adults, at least"))
    adults_most = models.PositiveSmallIntegerField(_("adults, at most"))
    children = models.CharField(_("children seen"), max_length=10, choices=Tally.Children)
    children_least = models.PositiveSmallIntegerField(_("children, at least"), default=0)
    children_most = models.PositiveSmallIntegerField(_("children, at most"), default=0)
    seen = models.JSONField(_("how they live"), default=list, blank=True)  # codes of `conditions.SEEN`
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(adults_most__gte=F("adults_least"), adults_most__lte=MANY)
                & Q(children_most__gte=F("children_least"), children_most__lte=MANY),
                name="a_settlement_is_counted_in_ranges",
            ),
            models.CheckConstraint(
                condition=Q(children="yes", children_least__gte=1) | (~Q(children="yes") & Q(children_most=0)),
                name="children_of_a_settlement_are_counted",
            ),
        ]
        indexes = [models.Index(fields=["county", "settlement", "seen_at"], name="settlement_tallies_by_time")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "settlement", "noted_at"}
        guarded = dict.fromkeys(
            (
                *("seen_at", "adults_least", "adults_most", "children", "children_least", "children_most"),
                "seen",
            ),
            "purge",
        )

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.seen_at:%Y-%m-%d %H:%M}"

    @property
    def adults(self) -> Range:
        return Range(self.adults_least, self.adults_most)

    @property
    def range_of_children(self) -> Range:
        return Range(self.children_least, self.children_most)

    @property
    def children_seen(self) -> str:
        """How many, or that none were seen, or that it is not known."""
        return str(self.range_of_children) if self.children_most else self.get_children_display()

    @property
    def conditions(self) -> list[Condition]:
        """How they live, each condition with its reasons."""
        return conditions(self.seen)

"""Tallies: contacts counted by half hour, area and kind of place. Never who, and never what anybody looks like."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.outreach.models.areas import Area, Team, fielding


KINDS = ("women", "men", "other", "children")
MOST = 99
AGES = (_("under 18"), _("18 to 29"), _("30 to 54"), _("55 and older"))


class Range(NamedTuple):
    """A count, or what it lies between."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"  # noqa: RUF001 (a range)

    def plus(self, least: int, most: int) -> "Range":
        return Range(self.least + least, self.most + most)


NOBODY = Range(0, 0)


class PlaceType(models.TextChoices):
    STREET = "street", _("street")
    STATION = "station", _("station")
    SETTLEMENT = "settlement", _("settlement")
    VEHICLE = "vehicle", _("vehicle")
    DAY_CENTRE = "day_centre", _("day centre")
    OTHER = "other", _("other")


class TallyQuerySet(models.QuerySet["Tally"]):
    def visible_to(self, viewer: User) -> Self:
        """The rows of the teams of the viewer's own organisations; others are told sums."""
        return self.filter(team__organisation__in=fielding(viewer))

    def counted(self) -> Self:
        return self.filter(undone_at=None)


class Tally(CountyRecord):
    """What a team met at one place in one half hour, as numbers."""

    class Children(models.TextChoices):
        NO = "no", _("no")
        YES = "yes", _("yes")
        UNKNOWN = "unknown", _("do not know")

    team = models.ForeignKey(Team, models.PROTECT, related_name="tallies")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="tallies")
    area = models.ForeignKey(Area, models.PROTECT, related_name="tallies")
    place_type = models.CharField(_("kind of place"), max_length=10, choices=PlaceType)
    seen_at = models.DateTimeField(_("half hour"))
    women_least = models.PositiveSmallIntegerField(_("women, at least"), default=0)
    women_most = models.PositiveSmallIntegerField(_("women, at most"), default=0)
    men_least = models.PositiveSmallIntegerField(_("men, at least"), default=0)
    men_most = models.PositiveSmallIntegerField(_("men, at most"), default=0)
    other_least = models.PositiveSmallIntegerField(_("other adults, at least"), default=0)
    other_most = models.PositiveSmallIntegerField(_("other adults, at most"), default=0)
    children = models.CharField(_("children seen"), max_length=10, choices=Children)
    children_least = models.PositiveSmallIntegerField(_("children, at least"), default=0)
    children_most = models.PositiveSmallIntegerField(_("children, at most"), default=0)
    ages = models.JSONField(_("age bands"), default=list, blank=True)  # four counts, where a funder needs them
    needs = models.JSONField(_("needs"), default=list, blank=True)  # codes of the directory's categories
    helped_with = models.JSONField(_("help given"), default=list, blank=True)
    follow_up = models.BooleanField(_("wishes to be met again"), default=False)
    as_before = CountyForeignKey("self", models.SET_NULL, related_name="later", null=True, blank=True)
    is_unchanged = models.BooleanField(_("nothing changed"), default=False)  # outlives the tally before it
    noted_at = models.DateTimeField(_("noted at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)  # until it can no longer be undone
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{kind}_most__gte": F(f"{kind}_least"), f"{kind}_most__lte": MOST}),
                    name=f"a_tally_of_{kind}_is_a_range",
                )
                for kind in KINDS
            ),
            models.CheckConstraint(
                condition=Q(children="yes", children_least__gte=1) | (~Q(children="yes") & Q(children_most=0)),
                name="children_are_counted_when_seen",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "team", "seen_at"], name="tallies_by_team"),
            models.Index(fields=["county", "municipality", "seen_at"], name="tallies_by_municipality"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "team", "municipality", "is_unchanged", "undone_at", "noted_at"}
        guarded = {
            "by": "erase", "as_before": "erase",
            **dict.fromkeys(("area", "place_type", "seen_at", "children", "ages", "needs", "helped_with"), "purge"),
            **dict.fromkeys((f"{kind}_{end}" for kind in KINDS for end in ("least", "most")), "purge"),
            "follow_up": "purge",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M} {self.place_type}"

    @property
    def counts(self) -> dict[str, Range]:
        """How many of each kind, as counted then."""
        return {kind: Range(getattr(self, f"{kind}_least"), getattr(self, f"{kind}_most")) for kind in KINDS}

    @property
    def adults(self) -> Range:
        return adults(self.counts)


def as_fields(counts: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Ranges as the columns that keep them; a kind that is not told is none."""
    told = {kind: Range(*counts.get(kind, (0, 0))) for kind in KINDS}
    ends = {f"{kind}_least": one.least for kind, one in told.items()}
    return ends | {f"{kind}_most": one.most for kind, one in told.items()}


def as_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """How many of each kind; a kind that is not told is none."""
    return {kind: counts.get(kind, 0) for kind in KINDS}


def adults(counts: Mapping[str, Range]) -> Range:
    """How many adults there are of all kinds."""
    return counts["women"].plus(*counts["men"]).plus(*counts["other"])


def half_hour(at: datetime) -> datetime:
    """The half hour in which a moment lies."""
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


class TallyCorrection(CountyRecord):
    """A counter-entry to a tally that can no longer be undone: by how much it was wrong, and of which kind."""

    class Reason(models.TextChoices):
        MISCOUNTED = "miscounted", _("counted wrongly")
        TWICE = "twice", _("noted twice")
        ELSEWHERE = "elsewhere", _("another area or place")
        MISTAKE = "mistake", _("noted by mistake")

    tally = CountyForeignKey(Tally, models.CASCADE, related_name="corrections")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    women = models.SmallIntegerField(_("women"), default=0)
    men = models.SmallIntegerField(_("men"), default=0)
    other = models.SmallIntegerField(_("other adults"), default=0)
    children = models.SmallIntegerField(_("children"), default=0)
    at = models.DateTimeField(_("at"))

    class Privacy(privacy.Fields):
        work = {"id", "county", "tally", "reason", "at"}
        guarded = dict.fromkeys(KINDS, "purge")

    def __str__(self) -> str:
        return f"{self.tally_id} {self.reason}"


class TallySum(CountyRecord):
    """What a month's tallies of a team in an area came to. Stays when they are deleted."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="sums")
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="tally_sums")
    area = models.ForeignKey(Area, models.PROTECT, related_name="sums")
    month = models.DateField(_("month"))  # its first day
    visits = models.PositiveIntegerField(_("visits"), default=0)
    unchanged = models.PositiveIntegerField(_("of which nothing changed"), default=0)
    adults_least = models.PositiveIntegerField(_("contacts with adults, at least"), default=0)
    adults_most = models.PositiveIntegerField(_("contacts with adults, at most"), default=0)
    children_least = models.PositiveIntegerField(_("children seen, at least"), default=0)
    children_most = models.PositiveIntegerField(_("children seen, at most"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "team", "area", "month"], name="one_tally_sum_per_area_and_month")
        ]

    class Privacy(privacy.Fields):
        work = {
            "id", "county", "team", "municipality", "area", "month", "visits", "unchanged", "adults_least",
            "adults_most", "children_least", "children_most",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.area_id}"

"""That children were seen, and what became of it. A count: no word about any child."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.safeguarding.models.channels import Kind


MANDATED = (  # who must report by law, and may write their own reminder of it
    Role.OUTREACH_WORKER,
    Role.SHELTER_LEAD,
    Role.SHELTER_STAFF,
    Role.ADVISER,
    Role.SAFEGUARDING_LEAD,
)

TOLD_BY_PUBLIC = (Role.MUNICIPALITY_COORDINATOR, Role.TIP_TRIAGE)  # who see to what is nobody's organisation's


class Setting(models.TextChoices):
    """Where children were seen, as a kind of place."""

    SETTLEMENT = "settlement", _("settlement")
    SHELTER_DOOR = "shelter_door", _("at a shelter's door")
    STREET = "street", _("in the street")
    DAY_CENTRE = "day_centre", _("at a day centre")
    TIP = "tip", _("told by the public")


class NotNeeded(models.TextChoices):
    """Why no channel was used."""

    KNOWN = "known", _("it is reported already")
    ADVISED = "advised", _("the social services were asked, and need no report")
    SAFE = "safe", _("no worry: the children have their family and somewhere to sleep")
    MISTAKE = "mistake", _("noted by mistake: no child was seen")


class SightingQuerySet(models.QuerySet["Sighting"]):
    def worked_by(self, viewer: User) -> Self:
        """Those of the organisations where the viewer is mandated; of nobody's, those of the viewer's municipality."""
        own = [one.organisation_id for one in viewer.standing if one.role in MANDATED]
        return self.filter(Q(organisation__in=own) | Q(organisation=None, municipality__in=told_in(viewer)))

    def counted_for(self, viewer: User) -> Self:
        """Those that the viewer's figures tell of: one's own, and all of the municipality one coordinates."""
        own = [one.organisation_id for one in viewer.standing if one.role in MANDATED]
        told = Q(organisation=None, municipality__in=told_in(viewer))
        return self.filter(Q(organisation__in=own) | Q(municipality__in=coordinated(viewer)) | told)

    def open(self) -> Self:
        return self.filter(outcome=Sighting.Outcome.OPEN)


def coordinated(viewer: User) -> list[str]:
    """The municipalities for whose children the viewer closes the loop."""
    return [one.territory_id for one in viewer.standing if one.role == Role.MUNICIPALITY_COORDINATOR]


def told_in(viewer: User) -> list[str]:
    """The municipalities in which the viewer sees to what the public tells."""
    return [one.territory_id for one in viewer.standing if one.role in TOLD_BY_PUBLIC]


class Sighting(CountyRecord):
    """Once that children were seen: when, in which kind of place, how many, and what became of it."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("still open")
        CHANNEL_USED = "channel_used", _("channel used")
        NONE_NEEDED = "none_needed", _("none needed")

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="sightings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sightings", null=True, blank=True)
    night = models.DateField(_("night"))  # named by its evening; it lasts until the morning
    seen_at = models.DateTimeField(_("seen at"))  # to the hour
    setting = models.CharField(_("where"), max_length=20, choices=Setting)
    least = models.PositiveSmallIntegerField(_("children, at least"))
    most = models.PositiveSmallIntegerField(_("children, at most"))
    source_kind = models.CharField(_("noted with"), max_length=40, blank=True)  # "outreach.tally"
    source_id = models.UUIDField(_("id of what it was noted with"), null=True, blank=True)
    outcome = models.CharField(_("what became of it"), max_length=20, choices=Outcome, default=Outcome.OPEN)
    channel = models.CharField(_("channel"), max_length=10, choices=Kind, blank=True)
    used_at = models.DateTimeField(_("channel used at"), null=True, blank=True)
    because = models.CharField(_("none needed because"), max_length=10, choices=NotNeeded, blank=True)

    objects = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(least__gte=1, most__gte=F("least"), most__lte=99), name="children_seen_are_a_range"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", channel="", used_at=None, because="")
                | Q(outcome="channel_used", channel__gt="", used_at__isnull=False, because="")
                | Q(outcome="none_needed", channel="", used_at=None, because__gt=""),
                name="what_became_of_a_sighting_is_told",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "night"], name="sightings_by_night"),
            models.Index(fields=["source_id"], name="sightings_by_source"),
            models.Index(fields=["organisation"], condition=Q(outcome="open"), name="sightings_still_open"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "municipality", "organisation", "night", "outcome", "channel", "used_at", "because"}
        guarded = {
            "seen_at": "purge", "setting": "purge", "least": "purge", "most": "purge", "source_kind": "purge",
            "source_id": "purge",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.night} {self.get_setting_display()}"

    @property
    def range(self) -> str:
        """One number, or two with a dash between them."""
        return told(self.least, self.most)


def told(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"  # noqa: RUF001 (a range)

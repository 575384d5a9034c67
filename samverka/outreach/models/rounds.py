"""An evening's round: where a team means to go, and what those who come next should know."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.core.ids import new_id
from samverka.outreach.models.areas import Area, Team, fielding


class PlannedRound(models.Model):
    """That a team means to be in an area on an evening. Who of the team, nobody writes down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="planned")
    area = models.ForeignKey(Area, models.PROTECT, related_name="planned")
    date = models.DateField(_("evening"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "date", "area"], name="a_team_goes_to_an_area_once")]
        indexes = [models.Index(fields=["area", "date"], name="planned_rounds_by_area")]

    class Privacy(privacy.Fields):
        work = {"id", "team", "area", "date"}

    def __str__(self) -> str:
        return f"{self.date} {self.team_id}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, viewer: User) -> Self:
        return self.filter(team__organisation__in=fielding(viewer))


class Handover(CountyRecord):
    """A few lines from those who were out to those who go next: about places and work, never about anybody met."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="handovers")
    text = models.CharField(_("text"), max_length=500)
    at = models.DateTimeField(_("at"))

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "team", "at"], name="handovers_by_team")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "team", "at"}
        guarded = {"text": "purge"}

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.team_id}"

"""Who goes out, and where: areas as large as a town district, and teams."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import COORDINATORS, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id


FIELD_ROLES = (Role.OUTREACH_WORKER,)
TEAM_ROLES = (Role.ORGANISATION_ADMIN, Role.PROJECT_LEADER, Role.MUNICIPALITY_COORDINATOR)  # who look after teams


class Area(models.Model):
    """A part of a municipality, as large as a town district or larger. It is retired, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="areas")
    name = models.CharField(_("name"), max_length=60)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_area_per_name"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "municipality", "name", "retired_on"}

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    def worked_by(self, viewer: User) -> Self:
        """The teams that the viewer goes out with."""
        return self.filter(organisation__in=fielding(viewer), is_active=True)

    def kept_by(self, viewer: User) -> Self:
        """The teams that the viewer goes out with or looks after."""
        homes = [one.organisation_id for one in viewer.standing if one.role in (*FIELD_ROLES, *TEAM_ROLES)]
        return self.filter(organisation__in=homes)


def fielding(viewer: User) -> frozenset[UUID]:
    """The organisations for which the viewer works in the field."""
    return frozenset(one.organisation_id for one in viewer.standing if one.role in FIELD_ROLES)


def overseen(viewer: User) -> Q:
    """The municipalities whose totals the viewer follows, as a condition on `municipality`."""
    return viewer.covered(*COORDINATORS, code="municipality__code")


class Team(models.Model):
    """Those of an organisation who go out together, in one municipality or several."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=60)
    municipalities = models.ManyToManyField(Territory, related_name="teams")
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_team_per_name"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "organisation", "name", "is_active"}

    def __str__(self) -> str:
        return self.name

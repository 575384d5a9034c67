"""Shelters that are opened for a removal, with their staffing in numbers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.shelters.models.sites import Shelter


class Opening(CountyRecord):
    """That a shelter is open for those of a removal, from one night to another, and how many work there.

    The removal is told by its id alone, since it belongs to work in the field.
    """

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="openings")
    removal = models.UUIDField(_("removal"))
    first_night = models.DateField(_("first night"))
    last_night = models.DateField(_("last night"))
    staff = models.PositiveSmallIntegerField(_("staff each night"))
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_night__gte=F("first_night")), name="an_opening_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["removal"], name="openings_by_removal")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "shelter", "first_night", "last_night", "staff", "opened_at"}
        guarded = {"removal": "purge"}

    def __str__(self) -> str:
        return f"{self.shelter_id} {self.first_night} to {self.last_night}"

"""Screens on a wall that show the board."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id


class ScreenQuerySet(models.QuerySet["Screen"]):
    def of(self, viewer: User) -> Self:
        """The screens of the municipalities that the viewer coordinates."""
        near = [one.territory_id for one in viewer.standing if one.role == Role.MUNICIPALITY_COORDINATOR]
        return self.filter(territory__in=near)

    def lasting(self, at: datetime) -> Self:
        """Those that have not ended at `at`."""
        return self.filter(ended_at=None, expires_at__gt=at)


class Screen(models.Model):
    """A screen on a wall: it shows a municipality's board, and nobody is logged in on it.

    A code that is typed on it once makes it known; from then on its browser shows a key. Only digests are kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="screens")
    name = models.CharField(_("where it hangs"), max_length=100)
    code = models.CharField(_("digest of the code"), max_length=64, blank=True)
    code_until = models.DateTimeField(_("code good until"))
    key = models.CharField(_("digest of the key"), max_length=64, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    made_at = models.DateTimeField(_("made at"))
    paired_at = models.DateTimeField(_("known since"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(key__gt=""), name="one_screen_per_key"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "territory", "name", "code_until", "made_by", "made_at", "paired_at", "expires_at", "ended_at"}
        guarded = {"code": "purge", "key": "purge"}

    def __str__(self) -> str:
        return self.name

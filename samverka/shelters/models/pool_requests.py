"""How a shelter comes into a pool of others: it asks, and the pool's lead answers."""

from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.shelters.models.sites import SITE_ROLES, Pool, Shelter


class PoolRequestQuerySet(models.QuerySet["PoolRequest"]):
    def waiting_for(self, viewer: User) -> Self:
        """The open requests that the viewer may answer."""
        return self.filter(state=PoolRequest.State.ASKED, pool__organisation__in=_looked_after(viewer))

    def seen_by(self, viewer: User) -> Self:
        """The requests of the shelters, and to the pools, that the viewer looks after."""
        mine = _looked_after(viewer)
        return self.filter(models.Q(shelter__organisation__in=mine) | models.Q(pool__organisation__in=mine))


class PoolRequest(models.Model):
    """A shelter's wish to join a pool, and the answer."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request", "asked")
        ADMITTED = "admitted", pgettext_lazy("request", "admitted")
        DECLINED = "declined", pgettext_lazy("request", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shelter = models.ForeignKey(Shelter, models.CASCADE, related_name="pool_requests")
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="requests")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField(_("asked at"))
    answered_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)  # or withdrawn
    reason = models.CharField(_("why not"), max_length=200, blank=True)

    objects = PoolRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shelter"], condition=models.Q(state="asked"), name="one_open_request_per_shelter"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_at=None)
                | (~models.Q(state="asked") & models.Q(answered_at__isnull=False)),
                name="a_request_is_open_until_it_is_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(state="declined", reason__gt="")
                | (~models.Q(state="declined") & models.Q(reason="")),
                name="a_declined_request_has_a_reason",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "shelter", "pool", "state", "asked_by", "asked_at", "answered_by", "answered_at"}
        guarded = {"reason": "purge"}

    def __str__(self) -> str:
        return f"{self.pool}, {self.get_state_display()}"


def _looked_after(viewer: User) -> list[UUID]:
    return [one.organisation_id for one in viewer.standing if one.role in SITE_ROLES]

"""What somebody is about to publish: worked out, looked at, and then published or thrown away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id


class Preview(models.Model):
    """What would be told of a measure in some quarters: exactly what the public would see, and nothing else."""

    class Stage(models.TextChoices):
        WORKING = "working", _("being worked out")
        READY = "ready", _("to be looked through")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("cannot be published")

    class Step(models.TextChoices):
        COUNTING = "counting", _("Adding up what was counted")
        PROTECTING = "protecting", _("Protecting small numbers")
        ATTACKING = "attacking", _("Trying to work out what is hidden, from everything that was ever published")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    measure = models.CharField(_("measure"), max_length=50)
    quarters = models.JSONField(_("quarters"))  # "2027-Q1", the oldest first
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField(_("asked for at"))
    worked_at = models.DateTimeField(_("last sign of work"), null=True, blank=True)
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.COUNTING)
    problem = models.TextField(_("why it cannot be published"), blank=True)
    width = models.PositiveSmallIntegerField(_("base of rounding, or width"), default=0)
    mark = models.CharField(_("what was published before"), max_length=60, blank=True)
    dimensions = models.JSONField(_("hierarchies"), default=list)
    cells = models.JSONField(_("cells"), default=list)  # area, period, category, and a number or null: hidden
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Privacy(privacy.Fields):
        work = {"id", "territory", "measure", "quarters", "by", "asked_at", "worked_at", "step", "problem", "mark"}
        work |= {"width", "dimensions", "cells", "ready_at", "published_at"}

    def __str__(self) -> str:
        return f"{self.measure} {self.territory_id} {', '.join(self.quarters)}"

    @property
    def stage(self) -> Stage:
        if self.published_at:
            return self.Stage.PUBLISHED
        if self.problem:
            return self.Stage.REFUSED
        return self.Stage.READY if self.ready_at else self.Stage.WORKING

    @property
    def is_at_work(self) -> bool:
        return self.stage == self.Stage.WORKING

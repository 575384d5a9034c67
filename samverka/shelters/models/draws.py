"""The draw and its slips."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.core.ids import new_code, pictures
from samverka.core.sealed import unseal
from samverka.shelters.models.party import Party
from samverka.shelters.models.sites import Pool, Shelter


SEALED_FOR = "the secret of a draw"


class DrawQuerySet(models.QuerySet["Draw"]):
    def worked_by(self, viewer: User) -> Self:
        """The draws of the pools whose intake the viewer runs."""
        return self.filter(pool__in=Pool.objects.worked_by(viewer))

    def sealed(self, seal: str) -> Self:
        """The draw whose commitment begins so: its address for everybody."""
        return self.filter(commitment__range=(seal.ljust(64, "0"), seal.ljust(64, "f")))


class Draw(CountyRecord):
    """One drawing of lots for the places of a pool on one night."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        COLLECTING = "collecting", _("slips are handed out")
        LOCKED = "locked", _("list locked")
        PUBLISHED = "published", _("drawn and published")

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="draws")
    date = models.DateField(_("night"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    nights = models.PositiveSmallIntegerField(_("nights granted"), default=1)
    sealed_secret = models.CharField(_("sealed secret"), max_length=200)  # told with the result, not before
    commitment = models.CharField(_("commitment"), max_length=64)
    policy = models.JSONField(_("rules used"), default=dict)
    policy_version = models.CharField(_("version of the rules"), max_length=64)
    list_hash = models.CharField(_("hash of the list"), max_length=64, blank=True)
    locked_list = models.JSONField(_("locked list"), null=True, blank=True)
    witness = models.CharField(_("word of the witness"), max_length=100, blank=True)
    record = models.JSONField(_("open record"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced at"))
    opened_at = models.DateTimeField(_("first slip at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "pool", "date", "round"], name="one_draw_per_pool_and_round"),
        ]
        indexes = [
            models.Index(fields=["commitment"], name="draws_by_commitment"),
            models.Index(fields=["date"], name="draws_by_date"),
        ]

    class Privacy(privacy.Fields):
        open = {
            "id", "county", "pool", "date", "round", "nights", "commitment", "policy", "policy_version",
            "list_hash", "announced_at", "opened_at", "locked_at", "published_at",
        }  # fmt: skip
        guarded = {"sealed_secret": "erase", "locked_list": "erase", "witness": "erase", "record": "erase"}

    def __str__(self) -> str:
        return f"{self.pool}, {self.date}"

    @property
    def secret(self) -> str:
        """The secret in hex; an empty string when it was erased, or when no key of ours opens it."""
        return unseal(self.sealed_secret, purpose=SEALED_FOR)

    @property
    def seal(self) -> str:
        """The beginning of the commitment: enough to find the draw by, and short enough to type."""
        return self.commitment[:16]

    @property
    def state(self) -> State:
        if self.published_at:
            return self.State.PUBLISHED
        if self.locked_at:
            return self.State.LOCKED
        return self.State.COLLECTING if self.opened_at else self.State.ANNOUNCED


class Slip(Party, CountyRecord):
    """One party's part in a draw."""

    draw = CountyForeignKey(Draw, models.CASCADE, related_name="slips")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=10, default=new_code)
    wish = models.ForeignKey(Shelter, models.SET_NULL, related_name="+", null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("extra lots"), default=0)
    handed_at = models.DateTimeField(_("handed out at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), null=True, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)  # {"code": …, …}: why or why not
    tickets = models.JSONField(_("tickets"), default=list, blank=True)  # ids of those it gave, until they are purged
    was_placed = models.BooleanField(_("got places"), null=True)
    is_used = models.BooleanField(_("shown for extra weight"), default=False)
    lost_slip = CountyForeignKey("self", models.SET_NULL, related_name="+", null=True, blank=True)  # until the draw

    class Meta(Party.Meta):
        constraints = [
            *Party.Meta.constraints,
            models.UniqueConstraint(fields=["county", "draw", "number"], name="one_slip_per_number"),
            models.UniqueConstraint(fields=["county", "code"], name="one_slip_per_code"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "draw", "number", "weight", "handed_at", "withdrawn_at", "position", "was_placed"}
        work |= {"is_used"}
        guarded = {"code": "purge", "women": "purge", "men": "purge", "other": "purge", "children": "purge"}
        guarded |= {"dog": "purge", "step_free": "purge", "together": "purge", "wish": "erase", "result": "purge"}
        guarded |= {"tickets": "purge", "lost_slip": "erase"}

    def __str__(self) -> str:
        return str(self.number)

    @property
    def pictures(self) -> tuple[str, str]:
        return pictures(self.code)

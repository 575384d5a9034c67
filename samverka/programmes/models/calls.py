"""Calls for grants: what is given for, to whom, how much, until when, and by what it is judged."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.programmes.models.agreements import SPEAK


ISSUERS = (Organisation.Kind.MUNICIPALITY, Organisation.Kind.COUNTY_BOARD, Organisation.Kind.REGION)
MOST_MARK = 5


class CallState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("call", "drafted")
    OPEN = "open", pgettext_lazy("call", "open")
    CLOSED = "closed", pgettext_lazy("call", "closed, being judged")
    DECIDED = "decided", pgettext_lazy("call", "decided")


NEXT: dict[str, tuple[CallState, ...]] = {  # where a call goes from each state
    CallState.DRAFTED: (CallState.OPEN,),
    CallState.OPEN: (CallState.CLOSED,),
    CallState.CLOSED: (CallState.DECIDED,),
    CallState.DECIDED: (),
}


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> Self:
        """What everybody reads: those to all, and of those to some what was decided."""
        return self.filter(Q(is_invited=False) & ~Q(state="drafted") | Q(state="decided"))

    def visible_to(self, viewer: User) -> Self:
        """Those that everybody reads, those one keeps, and those to which one is invited."""
        homes = [one.organisation_id for one in viewer.standing if one.role in SPEAK]
        asked = Exists(Invited.objects.filter(call=OuterRef("pk"), organisation__in=homes))
        seen = Q(is_invited=False) & ~Q(state="drafted") | Q(state="decided")
        return self.filter(seen | Q(organisation__in=homes) | ~Q(state="drafted") & asked)


class Call(models.Model):
    """That an authority gives grants for something, and who may apply for them until when."""

    State = CallState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls")  # who gives
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="calls")
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(_("purpose"), max_length=8000)
    eligible = models.TextField(_("who may apply"), max_length=2000)
    amount = models.PositiveBigIntegerField(_("to share out, kronor"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day to apply"))
    first_day = models.DateField(_("for what is done from"))
    last_day = models.DateField(_("until"))
    is_invited = models.BooleanField(_("only for those who are invited"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=CallState, default=CallState.DRAFTED)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)  # a body, never a person
    decision_number = models.CharField(_("number of the decision"), max_length=40, blank=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_call_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="what_is_granted_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_call_shares_out_something"),
            models.CheckConstraint(
                condition=Q(state="decided", decided_on__isnull=False, decided_by__gt="", decision_number__gt="")
                | ~Q(state="decided") & Q(decided_on=None),
                name="a_decided_call_says_when_by_whom_and_under_which_number",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_on"], name="calls_by_end")]

    class Privacy(privacy.Fields):
        open = {
            *("id", "organisation", "territory", "title", "purpose", "eligible", "amount", "opens_on", "closes_on"),
            *("first_day", "last_day", "is_invited", "state", "decided_on", "decided_by", "decision_number"),
        }
        work = {"begun_by", "begun_at", "changed_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_drafted(self) -> bool:
        return self.state == CallState.DRAFTED

    @property
    def is_decided(self) -> bool:
        return self.state == CallState.DECIDED

    @property
    def years(self) -> range:
        """Those for which money is applied for."""
        return range(self.first_day.year, self.last_day.year + 1)

    def takes_applications(self, on: date) -> bool:
        """By its own days, also when the clock has not closed it yet."""
        return self.state == CallState.OPEN and self.opens_on <= on <= self.closes_on

    def is_over(self, on: date) -> bool:
        return self.state in (CallState.CLOSED, CallState.DECIDED) or (not self.is_drafted and on > self.closes_on)

    def days_left(self, on: date) -> int:
        return (self.closes_on - on) // timedelta(days=1)


class Criterion(models.Model):
    """Something by which applications are judged, and how heavily it weighs."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    name = models.CharField(_("criterion"), max_length=120)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="a_criterion_stands_once_in_a_call"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="a_criterion_weighs_one_to_five"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "call", "name", "weight"}

    def __str__(self) -> str:
        return self.name


class Invited(models.Model):
    """That an organisation may apply where only some may."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="invited")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "organisation"], name="an_organisation_is_invited_once")]

    class Privacy(privacy.Fields):
        work = {"id", "call", "organisation", "told_at"}

    def __str__(self) -> str:
        return f"{self.call_id} {self.organisation_id}"

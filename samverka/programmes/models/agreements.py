"""Agreements: who pays and who runs, for how long, for how much money, and for which volumes."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id


SPEAK = (*COORDINATORS, Role.ORGANISATION_ADMIN, Role.PROJECT_LEADER)  # for their organisation, of what it promised


class AgreementState(models.TextChoices):
    DIALOGUE = "dialogue", pgettext_lazy("agreement", "in dialogue")
    DRAFTED = "drafted", pgettext_lazy("agreement", "drafted")
    SIGNED = "signed", pgettext_lazy("agreement", "signed")
    ACTIVE = "active", pgettext_lazy("agreement", "running")
    EXTENDED = "extended", pgettext_lazy("agreement", "running, extended")
    RENEWAL_DUE = "renewal_due", pgettext_lazy("agreement", "running, ends soon")
    ENDED = "ended", pgettext_lazy("agreement", "ended")


YEAR = timedelta(days=366)
UNSIGNED = (AgreementState.DIALOGUE, AgreementState.DRAFTED)
STILL_OPEN = ("followed_up", "public_text")  # fields that change when it is signed
RUNNING = (AgreementState.ACTIVE, AgreementState.EXTENDED, AgreementState.RENEWAL_DUE)
NEXT: dict[str, tuple[AgreementState, ...]] = {  # where an agreement goes from each state
    AgreementState.DIALOGUE: (AgreementState.DRAFTED, AgreementState.ENDED),
    AgreementState.DRAFTED: (AgreementState.SIGNED, AgreementState.DIALOGUE, AgreementState.ENDED),
    AgreementState.SIGNED: (AgreementState.ACTIVE, AgreementState.ENDED),
    AgreementState.ACTIVE: (AgreementState.EXTENDED, AgreementState.RENEWAL_DUE, AgreementState.ENDED),
    AgreementState.EXTENDED: (AgreementState.EXTENDED, AgreementState.RENEWAL_DUE, AgreementState.ENDED),
    AgreementState.RENEWAL_DUE: (AgreementState.EXTENDED, AgreementState.ENDED),
    AgreementState.ENDED: (),
}


def _own(viewer: User) -> Q:
    return Q(Exists(Party.objects.filter(agreement=OuterRef("pk"), organisation__in=viewer.organisations())))


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that are published, and those to which one of the viewer's organisations is a party."""
        return self.filter(_own(viewer) | Q(published_at__isnull=False))

    def worked_with_by(self, viewer: User) -> Self:
        """Those to which one of the viewer's organisations is a party."""
        return self.filter(_own(viewer))

    def published(self) -> Self:
        return self.filter(published_at__isnull=False).exclude(state__in=UNSIGNED)

    def undecided(self) -> Self:
        """Nobody has said what comes after it, or that came to nothing or is over before it."""
        nothing = Q(successor__signed_on=None) | Q(successor__last_day__lte=F("last_day"))
        return self.filter(Q(successor=None) | Q(nothing, successor__state=AgreementState.ENDED), why_not_renewed="")


class Agreement(models.Model):
    """What some pay for and others run, from one day to another."""

    class Kind(models.TextChoices):
        IOP = "iop", pgettext_lazy("agreement", "partnership (IOP)")
        GRANT = "grant", pgettext_lazy("agreement", "grant")
        PROCUREMENT = "procurement", pgettext_lazy("agreement", "procurement")

    class FollowedUp(models.TextChoices):
        MONTH = "month", pgettext_lazy("agreement", "every month")
        QUARTER = "quarter", pgettext_lazy("agreement", "every quarter")
        YEAR = "year", pgettext_lazy("agreement", "every year")

    State = AgreementState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="agreements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="kept_agreements")  # who keeps it
    state = models.CharField(_("state"), max_length=12, choices=AgreementState, default=AgreementState.DIALOGUE)
    purpose = models.TextField(_("purpose"), max_length=4000)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    may_extend_until = models.DateField(_("may be extended until"), null=True, blank=True)
    extended_from = models.DateField(_("extended from"), null=True, blank=True)  # the last extension's first day
    signed_until = models.DateField(_("signed until"), null=True, blank=True)  # as it stood then, however it ends
    reference = models.CharField(_("reference number"), max_length=40, blank=True)  # of a decision, or a procurement
    options = models.TextField(
        _("options"), max_length=1000, blank=True
    )  # what more may be called for, and on which terms
    followed_up = models.CharField(_("followed up"), max_length=8, choices=FollowedUp, default=FollowedUp.QUARTER)
    public_text = models.TextField(_("text for the public"), max_length=4000, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))
    reminded_on = models.DateField(_("reminded of its end on"), null=True, blank=True)
    successor = models.ForeignKey("self", models.SET_NULL, related_name="predecessors", null=True, blank=True)
    why_not_renewed = models.CharField(_("why it is not renewed"), max_length=500, blank=True)
    compared_on = models.DateField(_("volumes last compared on"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="an_agreement_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(may_extend_until=None) | Q(may_extend_until__gte=F("last_day")),
                name="an_agreement_is_extended_beyond_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("dialogue", "drafted", "ended")) | Q(signed_on__isnull=False),
                name="an_agreement_that_runs_is_signed",
            ),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="no_agreement_follows_itself"),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(why_not_renewed=""), name="an_agreement_is_followed_or_not_renewed"
            ),
        ]
        indexes = [models.Index(fields=["state", "last_day"], name="agreements_by_end")]

    class Privacy(privacy.Fields):
        open = {
            *(
                "id",
                "kind",
                "title",
                "territory",
                "organisation",
                "state",
                "purpose",
                "first_day",
                "last_day",
                "may_extend_until",
                "extended_from",
                "signed_until",
            ),
            *("reference", "options", "followed_up", "public_text", "signed_on", "published_at", "successor"),
        }
        work = {"begun_by", "begun_at", "changed_at", "reminded_on", "compared_on", "why_not_renewed"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_unsigned(self) -> bool:
        return self.state in UNSIGNED

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_extended(self) -> bool:
        """Does it run on beyond what was signed? Then volumes are agreed anew."""
        return self.is_running and self.extended_from is not None

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last in which it may run, with the extension that is agreed."""
        return self.first_day.year, (self.may_extend_until or self.last_day).year

    @property
    def near(self) -> tuple[date, date]:
        """The first and the last day within a year of it: when its parties pay and meet."""
        return self.first_day - YEAR, self.last_day + YEAR

    def days_left(self, on: date) -> int:
        return (self.last_day - on).days


class Party(models.Model):
    """What an organisation is in an agreement."""

    class Part(models.TextChoices):
        PAYER = "payer", pgettext_lazy("agreement", "pays")
        PROVIDER = "provider", pgettext_lazy("agreement", "runs it")
        PARTNER = "partner", pgettext_lazy("agreement", "takes part")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    part = models.CharField(_("role"), max_length=8, choices=Part)
    added_at = models.DateTimeField(_("added at"), null=True, blank=True)  # in this role; empty: from the beginning

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="a_party_stands_once_in_an_agreement")
        ]

    class Privacy(privacy.Fields):
        open = {"id", "agreement", "organisation", "part"}
        work = {"added_at"}

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_part_display()}"


class Money(models.Model):
    """What a source pays in a year: planned, and when it is known, spent. In kronor."""

    class Source(models.TextChoices):
        MUNICIPALITY = "municipality", pgettext_lazy("money", "municipality")
        REGION = "region", pgettext_lazy("money", "region")
        STATE = "state", pgettext_lazy("money", "state")
        EU = "eu", pgettext_lazy("money", "EU")
        FOUNDATION = "foundation", pgettext_lazy("money", "foundation")
        OWN = "own", pgettext_lazy("money", "own money and gifts")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="money")
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=12, choices=Source)
    planned = models.PositiveBigIntegerField(_("planned"))
    spent = models.PositiveBigIntegerField(_("spent"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year", "source"], name="one_sum_per_year_and_source")
        ]

    class Privacy(privacy.Fields):
        open = {"id", "agreement", "year", "source", "planned", "spent"}

    def __str__(self) -> str:
        return f"{self.year} {self.source}: {self.planned}"


class Volume(models.Model):
    """How much of something is agreed: places a night, nights, hours, reports. Nothing, when an extension brings it."""

    class Kind(models.TextChoices):
        PLACES = "places", pgettext_lazy("volume", "places per night")
        NIGHTS = "nights", pgettext_lazy("volume", "nights open")
        BED_NIGHTS = "bed_nights", pgettext_lazy("volume", "bed nights")
        VISITS = "visits", pgettext_lazy("volume", "visits at the day centre")
        OUTREACH = "outreach", pgettext_lazy("volume", "outreach visits")
        OPENING_HOURS = "opening_hours", pgettext_lazy("volume", "opening hours")
        ADVICE_HOURS = "advice_hours", pgettext_lazy("volume", "hours of advice")
        REPORTS = "reports", pgettext_lazy("volume", "knowledge reports")

    class Per(models.TextChoices):
        NIGHT = "night", pgettext_lazy("volume", "at any time")
        MONTH = "month", pgettext_lazy("volume", "a month")
        YEAR = "year", pgettext_lazy("volume", "a year")
        WHOLE = "whole", pgettext_lazy("volume", "in all")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="volumes")
    kind = models.CharField(_("what"), max_length=14, choices=Kind)
    amount = models.PositiveIntegerField(_("how many"))
    per = models.CharField(_("per"), max_length=6, choices=Per)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind"], name="one_volume_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind="places", per="night") | ~Q(kind="places") & ~Q(per="night"),
                name="places_are_agreed_by_night",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "agreement", "kind", "amount", "per"}

    def __str__(self) -> str:
        return f"{self.amount} {self.get_kind_display()}"


class Amended(models.Model):
    """How much of it is agreed for an extension, from its first day on that is not settled."""

    volume = models.ForeignKey(Volume, models.CASCADE, related_name="amended")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))  # the extension's last day, as it was agreed
    amount = models.PositiveIntegerField(_("how many"))
    per = models.CharField(_("per"), max_length=6, choices=Volume.Per)

    class Meta:
        ordering = ("since",)
        constraints = [models.UniqueConstraint(fields=["volume", "since"], name="one_amount_per_extension")]

    class Privacy(privacy.Fields):
        open = {"id", "volume", "since", "until", "amount", "per"}

    def __str__(self) -> str:
        return f"{self.volume_id} {self.since}: {self.amount}"

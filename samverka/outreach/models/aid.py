"""What a municipality decided of emergency aid in a month, and care that was refused: numbers and kinds alone."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyRecord
from samverka.outreach.models.areas import overseen


AID_COUNTS = ("applied", "granted", "refused", "kronor", "adults", "children")
REFUSAL_ROLES = (Role.ADVISER, Role.OUTREACH_WORKER, Role.PROJECT_LEADER)  # who hear of care that was refused


class EmergencyAidTallyQuerySet(models.QuerySet["EmergencyAidTally"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the municipalities that the viewer coordinates, or whose totals they follow."""
        return self.filter(overseen(viewer))


class EmergencyAidTally(CountyRecord):
    """One kind of emergency aid in a municipality's month. No name, no case number, no destination."""

    class Kind(models.TextChoices):
        FOOD = "food", _("food")
        LODGING = "lodging", _("somewhere to sleep")
        MEDICINE = "medicine", _("medicine")
        TICKET_HOME = "ticket_home", _("journey home")
        OTHER = "other", _("other")

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="emergency_aid")
    month = models.DateField(_("month"))  # its first day
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    applied = models.PositiveIntegerField(_("applied"), default=0)
    granted = models.PositiveIntegerField(_("granted"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    kronor = models.PositiveIntegerField(_("kronor in all"), default=0)
    adults = models.PositiveIntegerField(_("adults"), default=0)
    children = models.PositiveIntegerField(_("children"), default=0)
    stated_at = models.DateTimeField(_("stated at"))

    objects = EmergencyAidTallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "municipality", "month", "kind"], name="one_aid_tally_per_kind"),
            models.CheckConstraint(
                condition=Q(applied__gte=F("granted") + F("refused")), name="aid_is_decided_when_it_was_applied_for"
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "municipality", "month", "kind", "stated_at"}
        guarded = dict.fromkeys(AID_COUNTS, "purge")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.municipality_id} {self.kind}"


class CareRefusalQuerySet(models.QuerySet["CareRefusal"]):
    def visible_to(self, viewer: User) -> Self:
        """Those that the viewer's own organisations have logged; others are told sums."""
        own = [one.organisation_id for one in viewer.standing if one.role in REFUSAL_ROLES]
        return self.filter(organisation__in=own)


class CareRefusal(CountyRecord):
    """Once that care was refused or billed although it should not have been. Nobody's age, day, or diagnosis.

    Its id is random: one made as others are would tell the day on which it was logged.
    """

    class Setting(models.TextChoices):
        EMERGENCY = "emergency", _("emergency department")
        HOSPITAL = "hospital", _("hospital")
        CENTRE = "centre", _("health centre")
        MATERNITY = "maternity", _("maternity care")
        DENTAL = "dental", _("dentist")
        PHARMACY = "pharmacy", _("pharmacy")
        OTHER = "other", _("other")

    class Care(models.TextChoices):
        ACUTE = "acute", _("acute")
        UNDEFERRABLE = "undeferrable", _("that cannot wait")
        MATERNITY = "maternity", _("pregnancy and birth")
        CHILD = "child", _("care of a child")
        DENTAL = "dental", _("teeth")
        MEDICINE = "medicine", _("medicine")
        OTHER = "other", _("other")

    class Event(models.TextChoices):
        REFUSED = "refused", _("refused")
        PREPAYMENT = "prepayment", _("payment demanded first")
        FULL_INVOICE = "full_invoice", _("billed in full")
        NORMAL_FEE = "normal_fee", _("normal fee")

    class Amount(models.TextChoices):
        NONE = "none", _("nothing")
        UP_TO_500 = "500", _("up to 500 kronor")
        UP_TO_2000 = "2000", _("501 to 2,000 kronor")
        UP_TO_10000 = "10000", _("2,001 to 10,000 kronor")
        UP_TO_50000 = "50000", _("10,001 to 50,000 kronor")
        MORE = "more", _("more than 50,000 kronor")
        UNKNOWN = "unknown", _("do not know")

    class Card(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("do not know")

    class Outcome(models.TextChoices):
        OPEN = "open", _("not known yet")
        GIVEN = "given", _("care was given")
        REDUCED = "reduced", _("the bill was taken back or lowered")
        UNCHANGED = "unchanged", _("nothing changed")
        UNKNOWN = "unknown", _("will not be known")

    region = models.ForeignKey(Territory, models.PROTECT, related_name="care_refusals")  # a county
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="care_refusals")
    month = models.DateField(_("month"))  # its first day
    setting = models.CharField(_("where"), max_length=10, choices=Setting)
    care = models.CharField(_("what care"), max_length=12, choices=Care)
    event = models.CharField(_("what happened"), max_length=12, choices=Event)
    amount = models.CharField(_("amount"), max_length=8, choices=Amount)
    card = models.CharField(_("European card shown"), max_length=7, choices=Card)
    outcome = models.CharField(_("outcome after advice"), max_length=10, choices=Outcome, default=Outcome.OPEN)

    objects = CareRefusalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "month"], name="care_refusals_by_month")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "region", "organisation", "month"}
        guarded = dict.fromkeys(("setting", "care", "event", "amount", "card", "outcome"), "purge")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.region_id} {self.event}"

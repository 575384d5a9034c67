"""Places, the organisations of each, and the functions at which these are reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.core import privacy
from samverka.core.county import SWEDEN
from samverka.core.guard import luhn
from samverka.core.ids import new_id


REGION_AND_MUNICIPALITY = {"0980": "09"}  # Gotland: the municipality is its county's region too


class Territory(models.Model):
    """Sweden, a county or a municipality, by Statistics Sweden's code: "00", "01", "0180"."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=100)

    class Privacy(privacy.Fields):
        open = {"code", "name"}

    def __str__(self) -> str:
        return self.name

    @property
    def county(self) -> str:
        """The two digits that a municipality shares with its county."""
        return self.code[:2]

    @property
    def own_region(self) -> str:
        """The county whose region the municipality itself is; empty for all others."""
        return REGION_AND_MUNICIPALITY.get(self.code, "")

    def covers(self, code: str) -> bool:
        return self.code in (SWEDEN, code, code[:2])


def read_number(typed: str) -> str:
    """An organisation number as ten digits; an empty string when it cannot be one.

    A legal person's third digit is at least 2, which tells its number from a personal number (SFS 1974:174).
    """
    digits = "".join(typed.split()).replace("-", "")
    if len(digits) == 12 and digits.startswith("16"):  # as the tax authority writes it
        digits = digits[2:]
    whole = len(digits) == 10 and digits.isascii() and digits.isdigit() and digits[2] >= "2" and luhn(digits) == 0
    return digits if whole else ""


class Organisation(models.Model):
    """An authority, association, congregation or company that takes part."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        COUNTY_BOARD = "county_board", _("county administrative board")
        REGION = "region", _("region (health care)")
        STATE = "state", _("state authority")
        ENFORCEMENT = "enforcement", _("police or enforcement")
        NGO = "ngo", _("non-profit organisation")
        CONGREGATION = "congregation", _("congregation")
        COMPANY = "company", _("company")

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        VERIFIED = "verified", _("verified")
        ACTIVE = "active", _("active")
        DORMANT = "dormant", _("dormant")
        LEFT = "left", _("left")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    number = models.CharField(_("organisation number"), max_length=10, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="organisations")

    class Privacy(privacy.Fields):
        open = {"id", "name", "number", "kind", "state", "territory"}

    def __str__(self) -> str:
        return self.name


class ContactLine(models.Model):
    """A function that answers, never a person: the duty line, the intake, the social emergency service."""

    class Function(models.TextChoices):
        INTAKE = "intake", _("intake")
        DUTY = "duty", _("on duty tonight")
        SOCIAL_OFFICE = "social_office", _("social services, office hours")
        SOCIAL_EMERGENCY = "social_emergency", _("social services, out of hours")
        COORDINATION = "coordination", _("coordination")
        COLD = "cold", _("to be told of extra-cold nights")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contact_lines")
    function = models.CharField(_("function"), max_length=30, choices=Function)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("role mailbox"), blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    revision = models.BigIntegerField(_("last change"), default=0)  # the number of its last audit entry in the county

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "function"], name="one_contact_line_per_function"),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "organisation", "function", "phone", "email", "hours", "verified_on"}
        work = {"revision"}

    def __str__(self) -> str:
        return f"{self.get_function_display()}, {self.organisation}"

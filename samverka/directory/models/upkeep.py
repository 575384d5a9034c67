"""How the directory is kept right: who found an entry right, who was asked to, and what the public says is wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.directory.models.entries import Provider, Service


class Campaign(models.Model):
    """Before winter or summer all who offer something are asked whether it is still right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="campaigns")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns")
    name = models.CharField(_("name"), max_length=100)
    begins_on = models.DateField(_("begins on"))
    remind_on = models.DateField(_("those who have not answered are reminded on"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")), name="a_campaign_ends_after_it_begins"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "territory", "organisation", "name", "begins_on", "remind_on", "ends_on"}

    def __str__(self) -> str:
        return self.name


class CampaignLink(models.Model):
    """A mailed way in for one provider, without a login. Only its digest is kept.

    Without a campaign it came with the clock's reminder.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="links", null=True, blank=True)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="links")
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("good until"))
    sent_at = models.DateTimeField(_("sent at"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "provider"], name="one_link_per_provider_and_campaign"),
            models.UniqueConstraint(
                fields=["provider"], condition=models.Q(campaign=None), name="one_link_of_the_clock_per_provider"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "campaign", "provider"}
        work = {"expires_at", "sent_at", "reminded_at", "answered_at"}
        guarded = {"digest": "purge"}

    def __str__(self) -> str:
        return str(self.pk)


class Verification(models.Model):
    """Somebody has found a service right, or has put it right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="verifications")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, related_name="+", null=True, blank=True)
    link = models.ForeignKey(CampaignLink, models.SET_NULL, related_name="verifications", null=True, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["service", "at"], name="verifications_by_service")]

    class Privacy(privacy.Fields):
        open = {"id", "service", "organisation", "at"}
        work = {"link", "by"}

    def __str__(self) -> str:
        return f"{self.service_id} {self.at:%Y-%m-%d}"


class ErrorReport(models.Model):
    """Somebody without a name says that an entry is wrong."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("It is closed for good")
        HOURS = "hours", _("The hours are wrong")
        PLACE = "place", _("It is somewhere else")
        PHONE = "phone", _("The phone number is wrong")
        REFUSED = "refused", _("I was not let in")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("to look at")
        MENDED = "mended", _("mended")
        RIGHT = "right", _("the entry was right")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="error_reports")
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    text = models.CharField(_("in your own words"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", handled_at__isnull=True)
                | (~models.Q(state="open") & models.Q(handled_at__isnull=False)),
                name="a_handled_report_says_when",
            ),
        ]
        indexes = [models.Index(fields=["service", "at"], name="error_reports_by_service")]

    class Privacy(privacy.Fields):
        open = {"id", "service"}
        work = {"kind", "at", "state", "handled_at", "handled_by"}
        guarded = {"text": "purge"}

    def __str__(self) -> str:
        return self.kind

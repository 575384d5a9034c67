"""Whom to call about a child in a municipality, and when that number answers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.directory.models import DateException, Holiday


class Kind(models.TextChoices):
    """Ways to reach the social services, the first that answers first."""

    OFFICE = "office", _("social services, office hours")
    DUTY = "duty", _("social emergency service")
    EMERGENCY = "emergency", _("112")
    E_SERVICE = "e_service", _("e-service")


class ReportingChannel(models.Model):
    """One way to report a worry about a child in a municipality, with the hours at which somebody answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="channels")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.URLField(_("address of the e-service"), max_length=300, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)  # BCP 47
    holidays = models.CharField(_("on holidays"), max_length=10, choices=Holiday, default="closed")
    eves = models.CharField(_("on eves"), max_length=10, choices=Holiday, default="closed")
    verified_on = models.DateField(_("verified on"))
    changed_at = models.DateTimeField(_("last changed"))

    has_one_kind: ClassVar = True  # of hours: at all of them somebody answers

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="emergency"), name="nobody_keeps_112"),
            models.CheckConstraint(
                condition=Q(kind="e_service", address__gt="", phone="")
                | (~Q(kind="e_service") & Q(phone__gt="", address="")),
                name="a_channel_is_a_number_or_an_address",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            "id", "municipality", "kind", "phone", "address", "languages", "holidays", "eves", "verified_on",
            "changed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.municipality}"

    @property
    def service(self) -> None:
        """Its hours stand on their own: there is no service or place under them."""

    @property
    def is_called(self) -> bool:
        return self.kind != Kind.E_SERVICE


class ChannelRule(models.Model):
    """Some days of the week on which a channel answers, from one hour to another, as `directory.OpeningRule`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(ReportingChannel, models.CASCADE, related_name="rules")
    kind = models.CharField(_("kind"), max_length=4, choices=[("open", _("answers"))], default="open")
    weekdays = models.CharField(_("days of the week"), max_length=7)  # ISO digits in order: "12345"
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    nth = models.SmallIntegerField(_("which of the month"), null=True, blank=True)  # 1 to 5; -1 is the last
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__regex="^1?2?3?4?5?6?7?$") & ~Q(weekdays=""),
                name="a_channel_answers_on_iso_days",
            ),
            models.CheckConstraint(
                condition=Q(nth__isnull=True) | Q(nth__range=(1, 5)) | Q(nth=-1),
                name="a_channels_nth_is_a_week_of_the_month",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_channels_rule_ends_after_it_begins",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "channel", "kind", "weekdays", "opens", "closes", "nth", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return f"{self.weekdays} {self.opens:%H:%M}-{self.closes:%H:%M}"


class ChannelException(models.Model):
    """Days on which a channel answers otherwise than in an ordinary week. It holds no text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.ForeignKey(ReportingChannel, models.CASCADE, related_name="exceptions")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    kind = models.CharField(_("kind"), max_length=10, choices=DateException.Kind.choices[:2])
    opens = models.TimeField(_("from"), null=True, blank=True)
    closes = models.TimeField(_("to"), null=True, blank=True)

    message: ClassVar = ""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="a_channels_exception_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(kind="other", opens__isnull=False, closes__isnull=False)
                | Q(kind="closed", opens__isnull=True, closes__isnull=True),
                name="a_channels_other_hours_are_told",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "channel", "first_day", "last_day", "kind", "opens", "closes"}

    def __str__(self) -> str:
        return f"{self.first_day} {self.kind}"

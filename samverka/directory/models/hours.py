"""When something is open: rules of the week, exceptions for days, notices. What they come to is computed when asked."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.directory.models.entries import Place, Provider, Service, ServicePlace


OWNERS = ("place", "service", "at_place")


def _one_of(*names: str) -> Q:
    """Exactly one of these links is set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


class OpeningRule(models.Model):
    """Some days of the week, from one hour to another.

    Hours of a stop go before those of the service, and these before those of the place.

    `closes` at or before `opens` is after midnight; 00:00 to 00:00 is round the clock.
    """

    class Kind(models.TextChoices):
        OPEN = "open", pgettext_lazy("hours", "open")
        APPOINTMENT = "appointment", _("by appointment")
        INTAKE = "intake", pgettext_lazy("hours", "intake")
        PHONE = "phone", pgettext_lazy("hours", "by phone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="rules", null=True, blank=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="rules", null=True, blank=True)
    at_place = models.ForeignKey(ServicePlace, models.CASCADE, related_name="rules", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OPEN)
    weekdays = models.CharField(_("days of the week"), max_length=7)  # ISO digits in order: "12345"
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    nth = models.SmallIntegerField(_("which of the month"), null=True, blank=True)  # 1 to 5; -1 is the last
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_of(*OWNERS), name="a_rule_of_hours_has_one_owner"),
            models.CheckConstraint(
                condition=Q(weekdays__regex="^1?2?3?4?5?6?7?$") & ~Q(weekdays=""), name="weekdays_are_iso_digits"
            ),
            models.CheckConstraint(
                condition=Q(nth__isnull=True) | Q(nth__range=(1, 5)) | Q(nth=-1), name="nth_is_a_week_of_the_month"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_rule_of_hours_ends_after_it_begins",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            "id", "place", "service", "at_place", "kind", "weekdays", "opens", "closes", "nth", "valid_from",
            "valid_to",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.weekdays} {self.opens:%H:%M}-{self.closes:%H:%M}"


class DateException(models.Model):
    """Days on which the rules of the week do not hold, or on which there is something to say."""

    class Kind(models.TextChoices):
        CLOSED = "closed", pgettext_lazy("on a day", "closed")
        OTHER = "other", _("other hours")
        MESSAGE = "message", _("only a message")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="exceptions", null=True, blank=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="exceptions", null=True, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CLOSED)
    opens = models.TimeField(_("from"), null=True, blank=True)
    closes = models.TimeField(_("to"), null=True, blank=True)
    message = models.CharField(_("message"), max_length=200, blank=True)
    language = models.CharField(_("language of its message"), max_length=12, default="sv")

    TEXTS: ClassVar = ("message",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_of("place", "service"), name="an_exception_has_one_owner"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="an_exception_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(kind="other", opens__isnull=False, closes__isnull=False)
                | (~Q(kind="other") & Q(opens__isnull=True, closes__isnull=True)),
                name="other_hours_are_told",
            ),
            models.CheckConstraint(condition=~Q(kind="message") | ~Q(message=""), name="a_message_says_something"),
        ]

    class Privacy(privacy.Fields):
        open = {
            "id", "place", "service", "first_day", "last_day", "kind", "opens", "closes", "message", "language",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.first_day} {self.kind}"


class Notice(models.Model):
    """Something to know for a while: the stairs are mended, the soup is out. It changes no hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="notices", null=True, blank=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="notices", null=True, blank=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="notices", null=True, blank=True)
    text = models.CharField(_("text"), max_length=500)
    language = models.CharField(_("language"), max_length=12, default="sv")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    TEXTS: ClassVar = ("text",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_one_of("provider", "place", "service"), name="a_notice_has_one_owner"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_notice_ends_after_it_begins",
            ),
        ]

    class Privacy(privacy.Fields):
        open = {"id", "provider", "place", "service", "text", "language", "first_day", "last_day"}

    def __str__(self) -> str:
        return self.text

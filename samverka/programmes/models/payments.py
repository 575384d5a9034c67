"""What follows an agreement through its time: when money is paid, and when its parties meet."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.programmes.models.agreements import Agreement


class Payment(models.Model):
    """A sum that whoever pays owes on a day, and what it waits for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="payments")
    due_on = models.DateField(_("to be paid on"))
    amount = models.PositiveBigIntegerField(_("kronor"))
    condition = models.CharField(_("waits for"), max_length=200, blank=True)  # "after the half-year report"
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_is_more_than_nothing")]
        indexes = [models.Index(fields=["due_on"], condition=Q(paid_on=None), name="payments_to_make")]

    class Privacy(privacy.Fields):
        work = {"id", "agreement", "due_on", "amount", "condition", "paid_on"}

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount}"

    def is_late(self, on: date) -> bool:
        return self.paid_on is None and self.due_on < on


class AgreementMeeting(models.Model):
    """That the parties of an agreement meet about it, and what they decided."""

    class Form(models.TextChoices):
        ROOM = "room", pgettext_lazy("meeting", "in a room")
        VISIT = "visit", pgettext_lazy("meeting", "a visit where the work is done")
        VIDEO = "video", pgettext_lazy("meeting", "by video")
        PHONE = "phone", pgettext_lazy("meeting", "by phone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="meetings")
    planned_on = models.DateField(_("date"))
    form = models.CharField(_("how"), max_length=5, choices=Form, default=Form.ROOM)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    decisions = models.TextField(_("what was said and decided"), max_length=6000, blank=True)
    told_on = models.DateField(_("parties reminded on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "planned_on"], name="one_meeting_of_an_agreement_a_day"),
            models.CheckConstraint(
                condition=Q(held_on=None, decisions="") | Q(held_on__isnull=False, decisions__gt=""),
                name="a_meeting_that_was_held_says_what_was_decided",
            ),
        ]
        indexes = [models.Index(fields=["planned_on"], condition=Q(told_on=None), name="meetings_to_tell")]

    class Privacy(privacy.Fields):
        work = {"id", "agreement", "planned_on", "form", "held_on", "decisions", "told_on"}

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.planned_on}"

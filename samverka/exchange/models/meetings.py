"""Meetings of networks: an agenda, decisions, actions with an owner and a day, and minutes that the next approves."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Network, NetworkMember, Organisation, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord


class MeetingState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "planned")
    CALLED = "called", pgettext_lazy("meeting", "called")
    HELD = "held", pgettext_lazy("meeting", "held, minutes sent")
    APPROVED = "approved", pgettext_lazy("meeting", "held, minutes approved")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "called off")


OPEN = (MeetingState.PLANNED, MeetingState.CALLED)  # minutes may be taken
OVER = (MeetingState.HELD, MeetingState.APPROVED)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of the networks whose minutes the viewer reads."""
        return self.filter(network__in=Network.objects.visible_to(viewer))

    def over(self) -> Self:
        return self.filter(state__in=OVER)


class Meeting(CountyRecord):
    """A network's meeting: when, where, about what, and what was written down."""

    State = MeetingState

    network = CountyForeignKey(Network, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to take part from afar"), max_length=500, blank=True)
    agenda = models.TextField(_("agenda"), max_length=4000, blank=True)  # an item a line
    minutes = models.TextField(pgettext_lazy("meeting", "minutes"), max_length=20_000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    sequence = models.PositiveSmallIntegerField(_("number of the invitation"), default=0)  # as calendars count
    reason = models.CharField(_("why it was called off"), max_length=300, blank=True)
    held_at = models.DateTimeField(_("minutes sent at"), null=True, blank=True)
    approved_by = CountyForeignKey("self", models.SET_NULL, related_name="approves", null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="a_meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(reason__gt=""), name="a_meeting_is_called_off_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("held", "approved"), held_at__isnull=False)
                | ~Q(state__in=("held", "approved")) & Q(held_at=None),
                name="a_held_meeting_says_when",
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="meetings_by_network")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "network", "starts_at", "ends_at", "place", "link", "agenda", "state", "sequence"}
        work |= {"reason", "held_at", "approved_by"}
        guarded = {"minutes": "erase"}

    def __str__(self) -> str:
        return f"{self.network}, {self.starts_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """May its minutes be taken?"""
        return self.state in OPEN

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def items(self) -> list[str]:
        """The agenda, item by item."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]


class Decision(CountyRecord):
    """What a meeting decided, in one sentence, under its number."""

    meeting = CountyForeignKey(Meeting, models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("decision"), max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "meeting", "number"], name="one_decision_per_number"),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "meeting", "number", "text"}

    def __str__(self) -> str:
        return self.text


class ActionPointQuerySet(models.QuerySet["ActionPoint"]):
    def visible_to(self, viewer: User) -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(viewer))

    def waiting(self) -> Self:
        return self.filter(state=ActionPoint.State.OPEN)


class ActionPoint(CountyRecord):
    """What an organisation took upon itself at a meeting, and by which day."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("action", "open")
        DONE = "done", pgettext_lazy("action", "done")
        DROPPED = "dropped", pgettext_lazy("action", "dropped")

    meeting = CountyForeignKey(Meeting, models.CASCADE, related_name="action_points")
    text = models.CharField(_("action"), max_length=300)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="action_points")
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("why it was dropped"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)

    objects = ActionPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="dropped", reason__gt="") | ~Q(state="dropped") & Q(reason=""),
                name="an_action_is_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | ~Q(state="open") & Q(closed_on__isnull=False),
                name="a_closed_action_says_when",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="open"), name="actions_due")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "meeting", "text", "organisation", "due_on", "state", "reason", "closed_on"}
        work |= {"reminded_on"}

    def __str__(self) -> str:
        return self.text

    def is_late(self, on: date) -> bool:
        return self.state == self.State.OPEN and self.due_on < on


class MeetingMail(CountyRecord):
    """A mail to a member's role mailbox that is to be sent, or has been."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", pgettext_lazy("meeting", "invitation")
        CANCELLATION = "cancellation", _("cancellation")
        MINUTES = "minutes", pgettext_lazy("meeting", "minutes")

    meeting = CountyForeignKey(Meeting, models.CASCADE, related_name="mails")
    member = CountyForeignKey(NetworkMember, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    sequence = models.PositiveSmallIntegerField(_("number of the invitation"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "meeting", "member", "kind", "sequence"], name="one_mail_per_member_and_invitation"
            ),
        ]
        indexes = [models.Index(fields=["meeting"], condition=Q(sent_at=None), name="meeting_mails_waiting")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "meeting", "member", "kind", "sequence", "sent_at"}

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting}"

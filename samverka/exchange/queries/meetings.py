"""Meetings: what is next, what was decided, which actions wait, and what the clock is to mail."""

from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localtime

from samverka.actors.models import Network, NetworkMember, User
from samverka.actors.queries import network_members
from samverka.exchange.models import ActionPoint, Meeting, MeetingMail
from samverka.exchange.models.meetings import OPEN, MeetingQuerySet, MeetingState


SOON = timedelta(days=7)
CALL_BEFORE = timedelta(weeks=2)  # when a planned meeting is to be called at the latest


def meetings(viewer: User) -> MeetingQuerySet:
    """Those that the viewer may read."""
    return Meeting.objects.visible_to(viewer).select_related("network__convenor__territory", "approved_by")


def meetings_of(network: Network) -> MeetingQuerySet:
    """All of a network, the latest first."""
    return Meeting.objects.filter(county=network.county, network=network).order_by("-starts_at", "pk")


def action_points(viewer: User) -> QuerySet[ActionPoint]:
    rows = ActionPoint.objects.visible_to(viewer)
    return rows.select_related("organisation", "meeting__network__convenor__territory").order_by("due_on", "pk")


def my_actions(viewer: User, *, on: date) -> QuerySet[ActionPoint]:
    """What the viewer's organisations took on and that is due within a week or late, of minutes that are out."""
    own = [one.organisation_id for one in viewer.standing if not one.is_volunteer]
    rows = action_points(viewer).filter(state=ActionPoint.State.OPEN, organisation__in=own, due_on__lte=on + SOON)
    return rows.filter(meeting__held_at__isnull=False, meeting__network__wound_up_at=None)


def open_actions(network: Network, *, before: datetime | None = None) -> QuerySet[ActionPoint]:
    """What a network still waits for, what is due first; `before` a meeting, what comes up there by itself."""
    rows = ActionPoint.objects.waiting().filter(county=network.county, meeting__network=network)
    rows = rows.filter(meeting__starts_at__lt=before) if before else rows
    return rows.select_related("organisation", "meeting").order_by("due_on", "pk")


def to_approve(meeting: Meeting) -> Meeting | None:
    """The meeting before, whose minutes this one may approve."""
    return meetings_of(meeting.network).filter(state=Meeting.State.HELD, starts_at__lt=meeting.starts_at).first()


def next_meetings(networks: list[Network]) -> dict[object, Meeting]:
    """The next meeting of each network, by its id."""
    rows = Meeting.objects.filter(network__in=networks, state__in=OPEN).order_by("-starts_at")
    return {one.network_id: one for one in rows}


def coming(viewer: User, *, at: datetime) -> MeetingQuerySet:
    """Meetings within a week to which the viewer's organisations are called."""
    own = [one.organisation_id for one in viewer.standing if not one.is_volunteer]
    mine = NetworkMember.objects.current().filter(organisation__in=own)
    rows = _lasting().filter(network__in=mine.values("network"), state=MeetingState.CALLED)
    return rows.filter(starts_at__gte=at, starts_at__lt=at + SOON)


def to_call(viewer: User, *, at: datetime) -> MeetingQuerySet:
    """Meetings that the viewer convenes, two weeks away or less, and to which nobody is called yet."""
    rows = _lasting().filter(network__in=Network.objects.convened_by(viewer).values("pk"), state=MeetingState.PLANNED)
    return rows.filter(starts_at__gte=at, starts_at__lt=at + CALL_BEFORE)


def to_minute(viewer: User, *, at: datetime) -> MeetingQuerySet:
    """Meetings that the viewer convenes, whose day is past, and whose minutes were never sent."""
    rows = _lasting().filter(network__in=Network.objects.convened_by(viewer).values("pk"), state__in=OPEN)
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return rows.filter(starts_at__lt=midnight)


def _lasting() -> MeetingQuerySet:
    """Those of networks that are not wound up, each with its day, the first day first."""
    rows = Meeting.objects.filter(network__wound_up_at=None).annotate(day=TruncDate("starts_at"))
    return rows.select_related("network__convenor__territory").order_by("starts_at", "pk")


def mails_to_send() -> QuerySet[MeetingMail]:
    """What is to be mailed to role mailboxes, the oldest first, and nothing that is outdated."""
    newest = MeetingMail.objects.filter(sequence=F("meeting__sequence"))
    rows = newest.filter(sent_at=None, member__left_on=None).exclude(member__mailbox="")
    return rows.select_related("member__organisation", "meeting__network__convenor").order_by("pk")


def actions_to_remind(*, on: date) -> QuerySet[ActionPoint]:
    """Open actions whose day has come, of meetings whose minutes are out, that nobody was reminded of."""
    rows = ActionPoint.objects.waiting().filter(
        due_on__lte=on, reminded_on=None, meeting__held_at__isnull=False, meeting__network__wound_up_at=None
    )
    return rows.select_related("organisation", "meeting__network").order_by("due_on", "pk")


def owners_mailbox(action: ActionPoint) -> str:
    """Where the owner of an action is reminded."""
    rows = network_members(action.meeting.network).filter(organisation=action.organisation_id)
    return rows.exclude(mailbox="").values_list("mailbox", flat=True).first() or ""


def organiser(meeting: Meeting) -> str:
    """The mailbox from which a meeting is called; empty when the convenor has none."""
    rows = network_members(meeting.network).filter(organisation=meeting.network.convenor_id).exclude(mailbox="")
    return rows.values_list("mailbox", flat=True).first() or ""


def followed_meetings(member: NetworkMember) -> MeetingQuerySet:
    """What a calendar that follows a network shows: meetings that members were called to."""
    return meetings_of(member.network).exclude(state=Meeting.State.PLANNED).order_by("starts_at", "pk")

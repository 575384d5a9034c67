"""Meetings: planned, called, called off, held, and their minutes approved at the next."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors import rules as networks
from samverka.actors.actions import note_met
from samverka.actors.models import Network, User
from samverka.actors.queries import network_members
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import ReadThrough, accept
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.exchange import rules
from samverka.exchange.models import Meeting, MeetingMail
from samverka.exchange.models.meetings import MeetingState


State, Kind = MeetingState, MeetingMail.Kind
LONGEST = timedelta(hours=12)


@transaction.atomic
def plan_meeting(
    *, id: UUID, network: Network, starts_at: datetime, ends_at: datetime, place: str, link: str, agenda: str, by: User,
    at: datetime,
) -> Meeting:  # fmt: skip
    """A day for a network to meet. Nobody is told until it is called."""
    facts = {"network_id": network.pk, "starts_at": starts_at}
    if there := already(Meeting, id, **facts):
        return there
    networks.convene(by, network)
    held = lock(network)
    if held.wound_up_at:
        raise Refused(_("This network is wound up. Take it up again first."))
    made = Meeting(id=id, county=held.county, network=held)
    _settle(made, starts_at, ends_at, place, link, agenda)
    made.save(force_insert=True)
    audit.record(by=by, verb="exchange.meeting_planned", subject=made, at=at)
    return made


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str, link: str, agenda: str, by: User,
    at: datetime, seen: str = "",
) -> Meeting:  # fmt: skip
    """Another day, place or agenda. Whoever was called gets the new invitation, which takes the old one's place."""
    held = _hold(meeting, by)
    check_seen(held, seen)
    if not held.is_open:
        raise Refused(_("This meeting is over, or called off."))
    before = (held.starts_at, held.ends_at, held.place, held.link, held.agenda)
    _settle(held, starts_at, ends_at, place, link, agenda)
    if before == (held.starts_at, held.ends_at, held.place, held.link, held.agenda):
        return held
    if held.state == State.CALLED:
        held.sequence += 1
        _send(held, Kind.INVITATION)
    held.save()
    audit.record(by=by, verb="exchange.meeting_edited", subject=held, at=at)
    return held


@transaction.atomic
def call_meeting(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Invite the members, each at its role mailbox. Said again, it changes nothing."""
    held = _hold(meeting, by)
    if held.state == State.CALLED:
        return held
    if held.state != State.PLANNED:
        raise Refused(_("This meeting is over, or called off."))
    if held.ends_at <= at:
        raise Refused(_("Nobody is called to a meeting that has passed."))
    held.state = State.CALLED
    held.save(update_fields=["state"])
    _send(held, Kind.INVITATION)
    audit.record(by=by, verb="exchange.meeting_called", subject=held, at=at)
    return held


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime) -> Meeting:
    """It is not held. Whoever was called is told, and their calendars take it away."""
    held = _hold(meeting, by)
    if held.state == State.CANCELLED:
        return held
    if not held.is_open:
        raise Refused(_("This meeting is over. Open its minutes again instead."))
    if not reason.strip():
        raise Unfit(_("Say why."), field="reason")
    was_called, held.state, held.reason = held.state == State.CALLED, State.CANCELLED, accept(reason, field="reason")
    held.sequence += 1
    held.save(update_fields=["state", "reason", "sequence"])
    if was_called:
        _send(held, Kind.CANCELLATION)
    audit.record(by=by, verb="exchange.meeting_called_off", subject=held, at=at)
    return held


@transaction.atomic
def plan_again(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """What was called off is planned after all; the members are called anew."""
    held = _hold(meeting, by)
    if held.state != State.CANCELLED:
        return held
    held.state, held.reason, held.sequence = State.PLANNED, "", held.sequence + 1
    held.save(update_fields=["state", "reason", "sequence"])
    audit.record(by=by, verb="exchange.meeting_planned_again", subject=held, at=at)
    return held


@transaction.atomic
def hold_meeting(
    *, meeting: Meeting, by: User, at: datetime, minutes: str | None = None, seen: str = "",
    next_id: UUID | None = None, next_starts_at: datetime | None = None,
) -> Meeting:  # fmt: skip
    """The meeting is over: its minutes go to the members, and the next is planned if its day was set.

    What else stands in the `minutes` by now is written first.
    """
    held = _hold(meeting, by)
    if held.is_over and minutes in (None, held.minutes):
        return held
    if minutes is not None:
        held = write_minutes(meeting=held, minutes=minutes, seen=seen, by=by, at=at)
    if not held.is_open or held.starts_at > at:
        raise Refused(_("Minutes are sent when the meeting has been held."))
    if next_starts_at and next_starts_at <= held.starts_at:
        raise Unfit(_("The next meeting comes after this one."), field="next_starts_at")
    held.state, held.held_at = State.HELD, at
    held.save(update_fields=["state", "held_at"])
    note_met(held.network, on=localdate(held.starts_at))
    _send(held, Kind.MINUTES)
    audit.record(by=by, verb="exchange.meeting_held", subject=held, at=at)
    if next_starts_at:
        plan_meeting(
            id=next_id or new_id(), network=held.network, starts_at=next_starts_at, link=held.link,
            place=ReadThrough(held.place), ends_at=next_starts_at + (held.ends_at - held.starts_at), agenda="",
            by=by, at=at,
        )  # fmt: skip
    return held


@transaction.atomic
def reopen_minutes(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """Something is to be mended before the minutes are approved; they are sent again afterwards."""
    held = _hold(meeting, by)
    if held.is_open:
        return held
    if held.state != State.HELD:
        raise Refused(_("Approved minutes stay as they are. Say at the next meeting what was wrong."))
    held.state, held.held_at, held.sequence = State.CALLED, None, held.sequence + 1
    held.save(update_fields=["state", "held_at", "sequence"])
    audit.record(by=by, verb="exchange.minutes_reopened", subject=held, at=at)
    return held


@transaction.atomic
def approve_minutes(*, meeting: Meeting, at_meeting: Meeting, by: User, at: datetime) -> Meeting:
    """A later meeting of the network finds the minutes right."""
    held = _hold(meeting, by)
    if held.state == State.APPROVED:
        return held
    later = at_meeting.network_id == held.network_id and at_meeting.starts_at > held.starts_at
    if held.state != State.HELD or not later or at_meeting.starts_at > at:
        raise Refused(_("Minutes are approved at a later meeting of the network."))
    held.state, held.approved_by = State.APPROVED, at_meeting
    held.save(update_fields=["state", "approved_by"])
    audit.record(by=by, verb="exchange.minutes_approved", subject=held, at=at)
    return held


@transaction.atomic
def write_minutes(*, meeting: Meeting, minutes: str, by: User, at: datetime, seen: str = "") -> Meeting:
    """What was said, in plain text. Kept as often as one likes while the meeting runs."""
    held = hold_open(meeting, by)
    check_seen(held, seen)
    text = accept(minutes, field="minutes")
    if held.minutes != text:
        held.minutes = text
        held.save(update_fields=["minutes"])
        audit.record(by=by, verb="exchange.minutes_written", subject=held, at=at)
    return held


@transaction.atomic
def note_sent(*, mail: MeetingMail, at: datetime) -> bool:
    """Take a mail: whoever takes it sends it. By the clock."""
    held = lock(mail)
    if held.sent_at:
        return False
    held.sent_at = at
    held.save(update_fields=["sent_at"])
    return True


def hold_open(meeting: Meeting, by: User) -> Meeting:
    """The meeting, held, while its minutes may be taken. Part of other actions."""
    held = _hold(meeting, by)
    if not held.is_open:
        raise Refused(_("These minutes are closed."))
    return held


def _hold(meeting: Meeting, by: User) -> Meeting:
    rules.keep_meeting(by, meeting)
    return lock(meeting)


def _settle(meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str, link: str, agenda: str) -> None:
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise Unfit(_("It ends after it begins, and on the same day."), field="ends_at")
    if not (place or link):
        raise Unfit(_("Say where: a place, a link, or both."), field="place")
    meeting.starts_at, meeting.ends_at, meeting.link = starts_at, ends_at, link
    meeting.place, meeting.agenda = accept(place, field="place"), accept(agenda, field="agenda")


def _send(meeting: Meeting, kind: str) -> None:
    """Let the clock mail every member that has a role mailbox."""
    for member in network_members(meeting.network).exclude(mailbox=""):
        MeetingMail.objects.get_or_create(
            county=meeting.county, meeting=meeting, member=member, kind=kind, sequence=meeting.sequence
        )

"""Decisions and actions, noted while a meeting runs; actions are done, or dropped for a reason."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.actors.queries import network_members
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.free_text import accept
from samverka.exchange import rules
from samverka.exchange.actions.meetings import hold_open
from samverka.exchange.models import ActionPoint, Decision, Meeting


State = ActionPoint.State


@transaction.atomic
def note_decision(*, id: UUID, meeting: Meeting, text: str, by: User, at: datetime) -> Decision:
    """What was decided gets the next number of the meeting."""
    facts = {"meeting_id": meeting.pk, "text": accept(text)}
    if there := already(Decision, id, **facts):
        return there
    held = hold_open(meeting, by)
    last = Decision.objects.filter(county=held.county, meeting=held).aggregate(last=Max("number"))["last"] or 0
    made = Decision.objects.create(id=id, county=held.county, number=last + 1, **facts)
    audit.record(by=by, verb="exchange.decision_noted", subject=made, at=at)
    return made


@transaction.atomic
def take_back_decision(*, decision: Decision, by: User, at: datetime) -> None:
    """It was not decided after all; only while the minutes are open."""
    held = hold_open(decision.meeting, by)
    Decision.objects.filter(county=held.county, pk=decision.pk).delete()
    audit.record(by=by, verb="exchange.decision_taken_back", subject=held, at=at, number=decision.number)


@transaction.atomic
def note_action(
    *, id: UUID, meeting: Meeting, text: str, organisation: Organisation, due_on: date, by: User, at: datetime
) -> ActionPoint:
    """What a member takes upon itself, and by when."""
    facts = {
        "meeting_id": meeting.pk, "text": accept(text), "organisation_id": organisation.pk, "due_on": due_on
    }  # fmt: skip
    if there := already(ActionPoint, id, **facts):
        return there
    held = hold_open(meeting, by)
    if not network_members(held.network).filter(organisation=organisation).exists():
        raise Unfit(_("Choose a member of the network."), field="organisation")
    made = ActionPoint.objects.create(id=id, county=held.county, **facts)
    audit.record(by=by, verb="exchange.action_noted", subject=made, at=at)
    return made


@transaction.atomic
def take_back_action(*, action: ActionPoint, by: User, at: datetime) -> None:
    """It was noted by mistake; only while the minutes are open. Later it is dropped for a reason."""
    held = hold_open(action.meeting, by)
    ActionPoint.objects.filter(county=held.county, pk=action.pk).delete()
    audit.record(by=by, verb="exchange.action_taken_back", subject=held, at=at)


@transaction.atomic
def finish_action(*, action: ActionPoint, by: User, at: datetime) -> ActionPoint:
    """It is done. Said again, it changes nothing."""
    held = _hold(action, by)
    return held if held.state == State.DONE else _close(held, State.DONE, "", by=by, at=at)


@transaction.atomic
def drop_action(*, action: ActionPoint, reason: str, by: User, at: datetime) -> ActionPoint:
    """It will not be done, and it is said why."""
    held = _hold(action, by)
    if held.state == State.DROPPED:
        return held
    if not reason.strip():
        raise Unfit(_("Say why."), field="reason")
    return _close(held, State.DROPPED, accept(reason, field="reason"), by=by, at=at)


@transaction.atomic
def reopen_action(*, action: ActionPoint, by: User, at: datetime) -> ActionPoint:
    """It is open after all."""
    held = _hold(action, by)
    if held.state == State.OPEN:
        return held
    held.state, held.reason, held.closed_on = State.OPEN, "", None
    held.save(update_fields=["state", "reason", "closed_on"])
    audit.record(by=by, verb="exchange.action_reopened", subject=held, at=at)
    return held


@transaction.atomic
def note_reminded(*, action: ActionPoint, on: date) -> bool:
    """Take the mail that reminds an owner of an action that is due: whoever takes it sends it. By the clock."""
    held = lock(action)
    if held.reminded_on or held.state != State.OPEN:
        return False
    held.reminded_on = on
    held.save(update_fields=["reminded_on"])
    return True


def _hold(action: ActionPoint, by: User) -> ActionPoint:
    rules.close_action(by, action)
    return lock(action)


def _close(held: ActionPoint, state: str, reason: str, *, by: User, at: datetime) -> ActionPoint:
    if held.state != State.OPEN:
        raise Refused(_("This action is closed. Open it again first."))
    held.state, held.reason, held.closed_on = state, reason, localdate(at)
    held.save(update_fields=["state", "reason", "closed_on"])
    audit.record(by=by, verb=f"exchange.action_{state}", subject=held, at=at)
    return held

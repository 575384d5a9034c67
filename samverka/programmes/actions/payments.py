"""What follows an agreement: its plan of payments, kept by whoever pays; and the meetings of its parties."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.models import Agreement, AgreementMeeting, Party, Payment


MOST = 120  # rows of one agreement


@transaction.atomic
def plan_payment(
    *, id: UUID, agreement: Agreement, due_on: date, amount: int, by: User, at: datetime, condition: str = ""
) -> Payment:
    """A sum is to be paid on a day near it, of what those who pay have planned. Planned again, it changes nothing."""
    if there := already(Payment, id, agreement_id=agreement.pk):
        return there
    held = _hold(agreement, by)
    if held.payments.count() >= MOST or amount < 1:
        raise Refused(_("That is enough of payments."))
    _refuse_far(held, due_on, field="due_on")
    if queries.planned_payments(held) + amount > queries.payable(held):
        raise Unfit(_("The payments would come to more than the money that is planned."), field="amount")
    said = accept(condition, field="condition").strip()
    made = Payment.objects.create(id=id, agreement=held, due_on=due_on, amount=amount, condition=said)
    _note(held, by, "payment_planned", at)
    return made


@transaction.atomic
def remove_payment(*, payment: Payment, by: User, at: datetime) -> Agreement:
    """It is not to be paid after all. Removed again, it changes nothing."""
    held = _hold(payment.agreement, by)
    if held.payments.filter(pk=payment.pk, paid_on__isnull=False).exists():
        raise Refused(_("It is paid."))
    if held.payments.filter(pk=payment.pk).delete()[0]:
        _note(held, by, "payment_removed", at)
    return held


@transaction.atomic
def note_paid(*, payment: Payment, paid_on: date, by: User, at: datetime) -> Agreement:
    """It was paid on a day. Said again, the last word holds."""
    held = _hold(payment.agreement, by)
    if held.signed_on is None:
        raise Refused(_("It is paid when the agreement is signed."))
    if paid_on > localdate(at):
        raise Unfit(_("Choose a day that has been."), field="paid_on")
    if held.payments.filter(pk=payment.pk).exclude(paid_on=paid_on).update(paid_on=paid_on):
        _note(held, by, "payment_made", at)
    return held


@transaction.atomic
def undo_paid(*, payment: Payment, by: User, at: datetime) -> Agreement:
    """It was noted by mistake: it is still to be paid."""
    held = _hold(payment.agreement, by)
    if held.payments.filter(pk=payment.pk, paid_on__isnull=False).update(paid_on=None):
        _note(held, by, "payment_undone", at)
    return held


@transaction.atomic
def plan_agreement_meeting(
    *, id: UUID, agreement: Agreement, party: Party, planned_on: date, form: str, by: User, at: datetime
) -> AgreementMeeting:
    """The parties are to meet on a day. Planned again, it changes nothing."""
    if there := already(AgreementMeeting, id, agreement_id=agreement.pk):
        return there
    held = _hold_with(agreement, party, by)
    return _plan(held, id, planned_on, form, by, at)


@transaction.atomic
def drop_agreement_meeting(*, meeting: AgreementMeeting, party: Party, by: User, at: datetime) -> Agreement:
    """It comes to nothing. Said again, it changes nothing."""
    held = _hold_with(meeting.agreement, party, by)
    if held.meetings.filter(pk=meeting.pk, held_on__isnull=False).exists():
        raise Refused(_("It was held: what was decided stands."))
    if held.meetings.filter(pk=meeting.pk).delete()[0]:
        _note(held, by, "meeting_dropped", at)
    return held


@transaction.atomic
def hold_agreement_meeting(
    *, meeting: AgreementMeeting, party: Party, held_on: date, decisions: str, by: User, at: datetime,
    next_id: UUID | None = None, next_on: date | None = None, seen: str = "",
) -> AgreementMeeting:  # fmt: skip
    """Note that they met, what was decided, and when they meet next. It can be mended until the year is settled."""
    agreement = _hold_with(meeting.agreement, party, by)
    held = agreement.meetings.select_for_update(no_key=True).filter(pk=meeting.pk).first()
    if held is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    check_seen(held, seen)
    if held_on > localdate(at):
        raise Unfit(_("Choose a day that has been."), field="held_on")
    years = {held_on.year, held.held_on.year if held.held_on else held_on.year}
    if agreement.follow_ups.filter(year__in=years, settled_at__isnull=False).exists():
        raise Refused(_("The year is settled."))
    if not decisions.strip():
        raise Unfit(_("Say in a few words what was decided."), field="decisions")
    held.held_on, held.decisions = held_on, accept(decisions, field="decisions")
    held.save(update_fields=["held_on", "decisions"])
    _note(agreement, by, "meeting_held", at)
    if next_on and next_id:
        if next_on <= held_on:
            raise Unfit(_("Choose a later day."), field="next_on")
        if not agreement.meetings.filter(planned_on=next_on).exists():
            _plan(agreement, next_id, next_on, held.form, by, at)
    return held


@transaction.atomic
def note_meeting_told(*, meeting: AgreementMeeting, at: datetime) -> AgreementMeeting:
    """The parties are reminded; refused when they were already."""
    if not AgreementMeeting.objects.filter(pk=meeting.pk, told_on=None).update(told_on=localdate(at)):
        raise Refused(_("It is mailed already."))
    _note(meeting.agreement, None, "meeting_told", at)
    return meeting


def _plan(held: Agreement, id: UUID, day: date, form: str, by: User, at: datetime) -> AgreementMeeting:
    _refuse_far(held, day, field="planned_on")
    if held.meetings.filter(planned_on=day).exists():
        raise Unfit(_("They meet on that day already."), field="planned_on")
    if held.meetings.count() >= MOST:
        raise Refused(_("That is enough of meetings."))
    made = AgreementMeeting.objects.create(id=id, agreement=held, planned_on=day, form=AgreementMeeting.Form(form))
    _note(held, by, "meeting_planned", at)
    return made


def _refuse_far(held: Agreement, day: date, *, field: str) -> None:
    first, last = held.near
    if not first <= day <= last:
        raise Unfit(_("Choose a day while the agreement runs, or within a year of it."), field=field)


def _hold(agreement: Agreement, by: User) -> Agreement:
    rules.keep_agreement(by, agreement)
    return _held(agreement)


def _hold_with(agreement: Agreement, party: Party, by: User) -> Agreement:
    """For whoever speaks for one of its parties."""
    rules.speak_for_party(by, party)
    held = _held(agreement)
    if party.agreement_id != held.pk:
        raise Refused(_("Only the parties of an agreement meet about it."))
    return held


def _held(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True).select_related("territory")
    return rows.get(pk=agreement.pk)


def _note(agreement: Agreement, by: User | None, what: str, at: datetime) -> None:
    verb = f"programmes.agreement_{what}"
    audit.record(by=by, verb=verb, subject=agreement, at=at, county=agreement.territory.county)

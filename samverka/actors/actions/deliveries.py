"""What comes from phones that had no network: each note once, with its effect, or kept for its author."""

from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from samverka.actors import rules
from samverka.actors.models import Delivery, User
from samverka.core import audit
from samverka.core.access import Denied, Refused
from samverka.core.county import ELSE
from samverka.core.outbox import KINDS, Note


State = Delivery.State


def deliver(*, note: Note, by: User, at: datetime) -> Delivery:
    """Take a note in: its receipt, its effect and the line in the audit trail, all of them or none.

    Sent again, it changes nothing. What cannot be taken in as things stand is kept for its author, with the reason.
    """
    rules.deliver(by, Delivery(by_id=note.author))
    try:
        with transaction.atomic():
            receipt, is_new = _receipt(note, by, at)
            if is_new:
                _take(note, by=by, at=at)
            return receipt
    except (Refused, Denied) as refusal:
        return _keep(note, str(refusal), by=by, at=at)
    except (IntegrityError, DataError):  # nothing that a phone sends may stop what waits behind it
        return _keep(note, _("This could not be kept as it was written."), by=by, at=at)


@transaction.atomic
def retry_delivery(*, delivery: Delivery, by: User, at: datetime) -> Delivery:
    """Take in what was kept, now that things may stand otherwise. Refused while they do not."""
    held = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    rules.deliver(by, held)
    if held.state == State.KEPT:
        _take(note_of(held), by=by, at=at)
        _settle(held, State.TAKEN)
    return held


@transaction.atomic
def drop_delivery(*, delivery: Delivery, by: User, at: datetime) -> Delivery:
    """Throw away what was kept: it is not needed, or was written down in another way."""
    held = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    rules.deliver(by, held)
    if held.state == State.KEPT:
        _settle(held, State.DROPPED)
        audit.record(by=by, verb="actors.delivery_dropped", subject=held, at=at)
    return held


def purge_deliveries(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete receipts, and what was kept and nobody asked for."""
    found = list(Delivery.objects.filter(at__lte=before).values_list("pk", flat=True)[:limit])
    return Delivery.objects.filter(pk__in=found).delete()[0]


@transaction.atomic
def _keep(note: Note, reason: str, *, by: User, at: datetime) -> Delivery:
    kept, is_new = _receipt(note, by, at, state=State.KEPT, told=note.fields, reason=reason[:300])
    if is_new:
        audit.record(by=by, verb="actors.delivery_kept", subject=kept, at=at)
    return kept


def _receipt(note: Note, by: User, at: datetime, **more: object) -> tuple[Delivery, bool]:
    """The receipt, and whether it is new. Of two at once, the second waits for the first."""
    match = note.match
    page = match.view_name if match else ""
    told = {"by": by, "page": page[:100], "path": note.path[:300], "noticed_at": note.noticed_at, "at": at} | more
    receipt, is_new = Delivery.objects.get_or_create(pk=note.id, defaults=told)
    if receipt.by_id != by.pk:
        raise Refused(ELSE)
    return receipt, is_new


def _take(note: Note, *, by: User, at: datetime) -> None:
    match = note.match
    kind = KINDS.get(match.view_name) if match else None
    if kind is None or match is None:
        raise Refused(_("Nothing takes this in any more. Write it down on its page instead."))
    kind.take(note=note, by=by, at=at, **match.kwargs)


def note_of(held: Delivery) -> Note:
    """What was kept, as it was written."""
    return Note(
        held.pk, str(held.by_id), held.path, [(name, value) for name, value in held.told or ()], held.noticed_at
    )


def _settle(held: Delivery, state: str) -> None:
    held.state, held.told, held.reason = state, None, ""
    held.save(update_fields=["state", "told", "reason"])

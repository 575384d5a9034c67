"""A shelter joins a pool when both sides say yes, and may leave it again; never in a running night."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused, why_not
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.shelters import clock, rules
from samverka.shelters.actions.sites import on_boards, tell_boards
from samverka.shelters.models import Night, Pool, PoolRequest, Shelter
from samverka.shelters.policy import MORNING_CLOSE


State = PoolRequest.State


@transaction.atomic
def ask_to_join(*, id: UUID, shelter: Shelter, pool: Pool, by: User, at: datetime) -> PoolRequest:
    """Ask a pool's lead to let the shelter in. Whoever looks after the pool too has said yes by asking.

    Refused when the shelter waits for an answer, or for a move, already.
    """
    shelter = _hold(shelter)
    if asked := already(PoolRequest, id, shelter_id=shelter.pk, pool_id=pool.pk):
        return asked
    rules.ask_to_join(by, shelter)
    _check_near(shelter, pool)
    _check_free(shelter)
    request = PoolRequest(id=id, shelter=shelter, pool=pool, asked_by=by, asked_at=at)
    if not why_not(rules.admit_shelter, by, pool):
        return _admit(request, by=by, at=at)
    request.save(force_insert=True)
    audit.record(by=by, verb="shelters.asked_to_join", subject=request, at=at, county=shelter.county)
    return request


@transaction.atomic
def withdraw_request(*, request: PoolRequest, by: User, at: datetime) -> PoolRequest:
    """The shelter does not want to join any more. Withdrawing again changes nothing."""
    request = _hold_request(request)
    rules.withdraw_request(by, request)
    return _answer(request, State.WITHDRAWN, "shelters.request_withdrawn", by=by, at=at)


@transaction.atomic
def decline_shelter(*, request: PoolRequest, reason: str, by: User, at: datetime) -> PoolRequest:
    """Say no, with a reason that the shelter's lead reads. Declining again changes nothing."""
    request = _hold_request(request)
    rules.decline_shelter(by, request.pool)
    request.reason = request.reason or accept(reason, field="reason")
    return _answer(request, State.DECLINED, "shelters.shelter_declined", by=by, at=at)


@transaction.atomic
def admit_shelter(*, request: PoolRequest, by: User, at: datetime) -> PoolRequest:
    """Let the shelter in: at once when it is in no pool and its night does not run, else from the next night on.

    Admitting again changes nothing.
    """
    request = _hold_request(request)
    rules.admit_shelter(by, request.pool)
    if request.state == State.ADMITTED:
        return request
    _check_open(request)
    _check_near(request.shelter, request.pool)
    return _admit(request, by=by, at=at)


@transaction.atomic
def leave_pool(*, shelter: Shelter, by: User, at: datetime) -> Shelter:
    """Leave the pool from the next night on: tonight's guests keep their beds and rules. Again changes nothing."""
    shelter = _hold(shelter)
    rules.leave_pool(by, shelter)
    if shelter.pool_id is None:
        raise Refused(_("The shelter is in no pool."))
    if shelter.moves_on and shelter.moves_to_id is None:
        return shelter
    _move_later(shelter, None, at=at)
    audit.record(by=by, verb="shelters.pool_left", subject=shelter, at=at)
    return shelter


@transaction.atomic
def undo_move(*, shelter: Shelter, by: User, at: datetime) -> Shelter:
    """Let the shelter stay as it is, before the night of its move has come. Again changes nothing."""
    shelter = _hold(shelter)
    rules.undo_move(by, shelter)
    if shelter.moves_on:
        shelter.moves_on, shelter.moves_to = None, None
        shelter.save(update_fields=["moves_on", "moves_to"])
        audit.record(by=by, verb="shelters.move_undone", subject=shelter, at=at)
    return shelter


@transaction.atomic
def move_shelter(*, shelter: Shelter, at: datetime) -> Shelter:
    """Its night has come: the shelter changes pool. Done by the clock; doing it again changes nothing."""
    shelter = _hold(shelter)
    if shelter.moves_on and shelter.moves_on <= _tonight(at):
        nights = _shown(shelter, at=at)
        _move(shelter, shelter.moves_to)
        tell_boards(nights, audit.record(by=None, verb="shelters.shelter_moved", subject=shelter, at=at))
    return shelter


def _hold(shelter: Shelter) -> Shelter:
    """The shelter, read again and held: whoever changes where it belongs holds it first."""
    held = Shelter.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    return held.get(pk=shelter.pk)


def _hold_request(request: PoolRequest) -> PoolRequest:
    """The request and its shelter, read again and held."""
    shelter = _hold(request.shelter)
    held = (
        PoolRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pool__organisation")
        .get(pk=request.pk)
    )
    held.shelter = shelter
    return held


def _check_near(shelter: Shelter, pool: Pool) -> None:
    """Refused when this shelter can never be of this pool."""
    if not Pool.objects.open_to(shelter).filter(pk=pool.pk).exists():
        raise Refused(_("Choose another pool in use in the shelter's own county."))


def _check_free(shelter: Shelter) -> None:
    """Refused when the shelter waits for something already."""
    if shelter.moves_on:
        raise Refused(_("The shelter is to change pool already. Undo that first."))
    if PoolRequest.objects.filter(shelter=shelter, state=State.ASKED).exists():
        raise Refused(_("The shelter has asked already. Withdraw that request first."))


def _check_open(request: PoolRequest) -> None:
    if request.state != State.ASKED:
        raise Refused(_("This request is already answered or withdrawn."))


def _answer(request: PoolRequest, state: str, verb: str, *, by: User, at: datetime) -> PoolRequest:
    """End a request that brings the shelter nowhere."""
    if request.state == state:
        return request
    _check_open(request)
    request.state, request.answered_by, request.answered_at = state, by, at
    request.save(update_fields=["state", "answered_by", "answered_at", "reason"])
    audit.record(by=by, verb=verb, subject=request, at=at, county=request.shelter.county)
    return request


def _admit(request: PoolRequest, *, by: User, at: datetime) -> PoolRequest:
    """Write down that the shelter is let in, and bring it there."""
    request.state, request.answered_by, request.answered_at = State.ADMITTED, by, at
    request.save()
    shelter, nights = request.shelter, _shown(request.shelter, at=at)
    if shelter.pool_id or any(night.is_running and night.date == _tonight(at) for night in nights):
        _move_later(shelter, request.pool, at=at)
    else:
        _move(shelter, request.pool)
    entry = audit.record(by=by, verb="shelters.shelter_admitted", subject=request, at=at, county=shelter.county)
    tell_boards(nights, entry)
    return request


def _shown(shelter: Shelter, *, at: datetime) -> list[Night]:
    """The shelter's nights that boards show, held."""
    return on_boards(Night.objects.filter(county=shelter.county, shelter=shelter), at=at)


def _move(shelter: Shelter, pool: Pool | None) -> None:
    shelter.pool, shelter.moves_on, shelter.moves_to = pool, None, None
    shelter.save(update_fields=["pool", "moves_on", "moves_to"])


def _move_later(shelter: Shelter, pool: Pool | None, *, at: datetime) -> None:
    """Let the shelter belong to `pool`, or to none, from the night after tonight's."""
    shelter.moves_on, shelter.moves_to = _tonight(at) + timedelta(days=1), pool
    shelter.save(update_fields=["moves_on", "moves_to"])


def _tonight(at: datetime) -> date:
    return clock.tonight(at, closes=MORNING_CLOSE)

"""The draw: announced, slips handed out, locked, drawn and published. The lot is law."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.county import ELSE, already, lock, lock_all
from samverka.core.free_text import ReadThrough, accept
from samverka.core.ids import new_id, read_code
from samverka.core.policy import Policies
from samverka.core.sealed import seal
from samverka.shelters import draw as arithmetic
from samverka.shelters import queries, record, rules
from samverka.shelters.actions import places
from samverka.shelters.draw import Party, Result, parts
from samverka.shelters.models import Draw, Night, Pool, Shelter, Slip, TurnAway
from samverka.shelters.models.draws import SEALED_FOR
from samverka.shelters.models.party import PARTY
from samverka.shelters.queries.beds import Bed, as_party


@transaction.atomic
def announce_draw(
    *, id: UUID, pool: Pool, date: date, policies: Policies, by: User, at: datetime, round: int = 1
) -> Draw:
    """Publish the commitment to a secret that nobody has seen. From now on slips can be handed out.

    The rules of the night are fixed here. Announcing the same draw again gives the one that is there.
    """
    if announced := already(Draw, id, pool_id=pool.pk, date=date, round=round):
        return announced
    rules.announce_draw(by, pool)
    Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)  # two may announce at once
    if there := Draw.objects.filter(county=pool.county, pool=pool, date=date, round=round).first():
        return there
    secret = secrets.token_hex(32)
    draw = Draw.objects.create(
        id=id, county=pool.county, pool=pool, date=date, round=round,
        sealed_secret=seal(secret, purpose=SEALED_FOR),
        commitment=arithmetic.commitment(bytes.fromhex(secret)), nights=policies.value("nights_per_ticket"),
        policy=policies.as_record(), policy_version=policies.version, announced_at=at,
    )  # fmt: skip
    audit.record(by=by, verb="shelters.draw_announced", subject=draw, at=at, commitment=draw.commitment)
    return draw


@transaction.atomic
def hand_out_slip(
    *,
    id: UUID,
    draw: Draw,
    party: dict[str, Any],
    by: User,
    at: datetime,
    wish: Shelter | None = None,
    lost_slip: str = "",
) -> Slip:
    """Hand out the next slip. `lost_slip` is the code of one that lost before, shown for an extra lot.

    Refused when the list is locked, or when the shown slip gives no extra lot.
    """
    draw = lock(draw)
    if handed := already(Slip, id, draw_id=draw.pk, weight=int(bool(lost_slip)), **party):
        if handed.position is None and handed.wish_id != (wish.pk if wish else None):  # forgotten after the draw
            raise Refused(ELSE)
        return handed
    rules.hand_out_slip(by, draw)
    if draw.locked_at:
        raise Refused(_("The list is locked. No more slips can be handed out."))
    shown = _show_lost_slip(lost_slip, draw) if lost_slip else None
    if draw.opened_at is None:
        draw.opened_at = at
        draw.save(update_fields=["opened_at"])
    last = draw.slips.filter(county=draw.county).aggregate(last=Max("number"))["last"] or 0
    slip = Slip.objects.create(
        id=id, county=draw.county, draw=draw, number=last + 1, wish=wish, weight=int(shown is not None),
        lost_slip=shown, handed_at=at, **party,
    )  # fmt: skip
    audit.record(by=by, verb="shelters.slip_handed_out", subject=slip, at=at, number=slip.number, people=slip.people)
    return slip


@transaction.atomic
def withdraw_slip(*, slip: Slip, by: User, at: datetime) -> Slip:
    """The slip was given back, or was a mistake. Its number is not used again; a lost slip shown for it is.

    Withdrawing again changes nothing.
    """
    draw = lock(slip.draw)
    slip = lock(slip)
    rules.withdraw_slip(by, draw)
    if draw.locked_at:
        raise Refused(_("The list is locked. Open it again before you take back a slip."))
    if slip.withdrawn_at is None:
        slip.withdrawn_at = at
        slip.save(update_fields=["withdrawn_at"])
        _use_lost_slip(slip, is_used=False)
        audit.record(by=by, verb="shelters.slip_withdrawn", subject=slip, at=at, number=slip.number)
    return slip


@transaction.atomic
def undo_withdraw_slip(*, slip: Slip, by: User, at: datetime) -> Slip:
    """The slip was taken back by mistake: it takes part again, under its number. Undoing again changes nothing.

    Refused when the list is locked, or when the lost slip that was shown for it has been shown for another.
    """
    draw = lock(slip.draw)
    slip = lock(slip)
    rules.undo_withdraw_slip(by, draw)
    if draw.locked_at:
        raise Refused(_("The list is locked. Open it again before you give a slip back."))
    if slip.withdrawn_at:
        slip.withdrawn_at = None
        slip.save(update_fields=["withdrawn_at"])
        _use_lost_slip(slip, is_used=True)
        audit.record(by=by, verb="shelters.slip_withdrawal_undone", subject=slip, at=at, number=slip.number)
    return slip


@transaction.atomic
def lock_draw(*, draw: Draw, by: User, at: datetime) -> Draw:
    """Close the list of slips and of free places, and publish its hash. Locking again changes nothing.

    Until the draw is published nothing else gives out the pool's places.
    """
    nights = lock_all(queries.nights_of_draw(draw))
    draw = lock(draw)
    rules.lock_draw(by, draw)
    if draw.locked_at:
        return draw
    if not nights:
        raise Refused(_("No shelter of this pool has confirmed its places yet."))
    for night in nights:
        places.lapse_holds(night, at=at)
    draw.locked_list = queries.list_of_draw(draw, nights)
    draw.list_hash = record.list_hash(draw.locked_list)
    draw.locked_at = at
    draw.save(update_fields=["locked_list", "list_hash", "locked_at"])
    entry = audit.record(by=by, verb="shelters.draw_locked", subject=draw, at=at, list_hash=draw.list_hash)
    for night in nights:
        places.touch(night, entry, at=at)
    return draw


@transaction.atomic
def unlock_draw(*, draw: Draw, by: User, at: datetime) -> Draw:
    """Open the list again, before the lots are drawn: a slip was forgotten or a shelter dropped out."""
    draw = lock(draw)
    rules.unlock_draw(by, draw)
    if draw.published_at:
        raise Refused(_("The lots are drawn. The list cannot be opened again."))
    if draw.locked_at:
        draw.locked_at, draw.locked_list, draw.list_hash = None, None, ""
        draw.save(update_fields=["locked_list", "list_hash", "locked_at"])
        audit.record(by=by, verb="shelters.draw_unlocked", subject=draw, at=at)
    return draw


@transaction.atomic
def draw_lots(*, draw: Draw, witness: str, by: User, at: datetime) -> Draw:
    """Draw with the word of a witness, give those who won their places, and publish everything.

    Who lost is turned away, unless a place is found later; of several rounds the last is counted (ADR 23). Drawing
    again gives the same result.
    """
    nights = {night.pk: night for night in lock_all(queries.nights_of_draw(draw))}
    draw = lock(draw)
    rules.draw_lots(by, draw)
    if draw.published_at:
        return draw
    if draw.locked_at is None or draw.locked_list is None:
        raise Refused(_("Lock the list before you draw."))
    if queries.list_of_draw(draw, list(nights.values())) != draw.locked_list:
        raise Refused(_("The places have changed since the list was locked. Open the list and lock it again."))
    word = arithmetic.tidy_word(witness)
    if not 1 <= len(word) <= 100:
        raise Refused(_("Ask somebody in the room for a word or a number."))
    if not draw.secret:
        raise Refused(_("The sealed secret cannot be opened: the server has got another key. Call whoever runs it."))
    draw.witness, draw.published_at = accept(ReadThrough(word), field="witness"), at
    beds = queries.beds_of_draw(nights.values())
    wishes = queries.wishes(draw, beds)
    draw.record, outcomes = record.build(draw.locked_list, secret=draw.secret, witness=draw.witness, wishes=wishes)
    draw.save(update_fields=["witness", "published_at", "record"])
    draw.slips.filter(county=draw.county).update(lost_slip=None)  # no slip knows another for longer than it must
    won = _give_places(draw, nights, beds, outcomes, by=by, at=at)
    entry = audit.record(by=by, verb="shelters.lots_drawn", subject=draw, at=at, slips=len(outcomes), placed=won)
    for night in nights.values():
        places.touch(night, entry, at=at)
    return draw


def _show_lost_slip(code: str, draw: Draw) -> Slip:
    """A slip that lost within the days of the policy gives one extra lot; it can be shown once."""
    days = draw.policy.get("carry_over_days", 0)
    slip = (
        Slip.objects.select_for_update(no_key=True)
        .filter(county=draw.county, code=read_code(code), was_placed=False)
        .first()
    )
    fresh = slip and draw.date - timedelta(days=days) <= slip.draw.date < draw.date
    if not slip or not fresh or slip.is_used or slip.draw.pool_id != draw.pool_id:
        raise Refused(_("This slip gives no extra lot: it is unknown, too old, or was shown before."))
    slip.is_used = True
    slip.save(update_fields=["is_used"])
    return slip


def _use_lost_slip(slip: Slip, *, is_used: bool) -> None:
    """The lost slip that was shown for this one is used with it, and good again when it is taken back."""
    shown = Slip.objects.filter(county=slip.county, pk__in=[slip.lost_slip_id], is_used=not is_used)
    if slip.weight and not shown.update(is_used=is_used) and is_used:
        raise Refused(_("The lost slip that was shown for it has been shown again. Hand out a new slip."))


def _give_places(
    draw: Draw, nights: dict[UUID, Night], beds: list[Any], outcomes: list[Result], *, by: User, at: datetime
) -> int:
    """Tickets and places for those who won, a turn-away for those who lost; the number of slips that won."""
    slips = {slip.number: slip for slip in draw.slips.filter(county=draw.county, withdrawn_at=None)}
    by_label = {bin.id: (bin, capacity, room) for bin, capacity, room in beds}
    lost = []
    for outcome in outcomes:
        slip = slips[outcome.number]
        slip.position, slip.was_placed, slip.wish = outcome.position, outcome.is_placed, None
        slip.result = {"reason": outcome.reason, "bins": [list(part) for part in outcome.bins]}
        party = as_party(slip.party)
        for piece, (label, people) in zip(_pieces(party, outcome), outcome.bins, strict=True):
            bin, capacity, room = by_label[label]
            night = nights[capacity.night_id]
            bed = Bed(capacity, bin.beds if bin.exclusive else people, room)
            ticket = places.issue_ticket(
                piece, capacity, nights=draw.nights, first=night, issued_by=draw.pool.organisation_id, at=at
            )
            places.take(new_id(), bed, night=night, ticket=ticket, origin="draw", state="allocated", by=by, at=at)
            slip.tickets.append(str(ticket.pk))
        if not outcome.is_placed:
            lost.append(_turned_away(draw, slip, outcome.reason, by=by, at=at))
    Slip.objects.bulk_update(slips.values(), ["position", "was_placed", "wish", "result", "tickets"])
    if outcomes:  # slips were collected anew: who lost in a round before, and has no place yet, may be among them
        before = TurnAway.objects.counted().filter(county=draw.county, pool=draw.pool, date=draw.date, night=None)
        before.filter(outcome=TurnAway.Outcome.NOT_PLACED).update(uncounted_at=at)
    TurnAway.objects.bulk_create(lost)
    return len(outcomes) - len(lost)


def _pieces(party: Party, outcome: Result) -> list[dict[str, Any]]:
    """The party as it is placed: whole, or person by person, each with a ticket of its own; nobody when it lost."""
    pieces = parts(party) if outcome.reason == "split" else [party] * len(outcome.bins)
    return [{name: getattr(piece, name) for name in PARTY} for piece in pieces]


def _turned_away(draw: Draw, slip: Slip, reason: str, *, by: User, at: datetime) -> TurnAway:
    reasons = {
        "no_suitable_group": TurnAway.Reason.NO_SUITABLE_GROUP,
        "child_needs_family": TurnAway.Reason.CHILD_IN_ADULT_SHELTER,
    }
    return TurnAway(
        county=draw.county, pool=draw.pool, date=draw.date, slip=slip, reason=reasons.get(reason, TurnAway.Reason.FULL),
        outcome=TurnAway.Outcome.NOT_PLACED, at=at, by=by, **slip.party,
    )  # fmt: skip

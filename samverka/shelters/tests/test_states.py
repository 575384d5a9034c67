"""Every step that `reference.py` tells of can be taken, and no other."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.models import ColdNightEvent, Draw, HostSlot, Night, NightPlace, PoolRequest, TurnAway
from samverka.shelters.reference import COLD_NIGHT, DRAW, NIGHT, PLACE, POOL_REQUEST, SLIP, SLOT, TICKET
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    lead_of,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_request,
    make_season,
    make_shelter,
    offer,
    party,
    schedule,
)


STATES = [state for state in NightPlace.State.values if state != "stayed"]  # frozen
LATER = EVENING + timedelta(hours=3)


def by_id(action):
    return lambda place, keeper: action(id=new_id(), place=place, by=keeper, at=EVENING)


PLACE_ACTIONS = {
    "check_in": by_id(actions.check_in),
    "undo_check_in": by_id(actions.undo_check_in),
    "leave_early": by_id(actions.leave_early),
    "give_notice": by_id(actions.give_notice),
    "give_notice, where the rules free the bed": lambda place, keeper: actions.give_notice(
        id=new_id(), place=place, by=keeper, at=EVENING, frees_bed=True
    ),
    "decline_place": by_id(actions.decline_place),
    "cancel_place": by_id(actions.cancel_place),
    "withdraw_hold": by_id(actions.withdraw_hold),
    "expire_holds": lambda place, keeper: actions.expire_holds(night=place.night, at=LATER),
    "release_unclaimed": lambda place, keeper: actions.release_unclaimed(
        night=place.night, no_show_effect="lose_night", by=keeper, at=EVENING
    ),
    "freeze_night": lambda place, keeper: actions.freeze_night(night=place.night, by=keeper, at=EVENING),
    "cancel_night": lambda place, keeper: actions.cancel_night(
        night=place.night, because="damage", by=keeper, at=EVENING
    ),
    "end_ticket": lambda place, keeper: actions.end_ticket(
        id=new_id(), ticket=place.ticket, because="returned", by=keeper, at=EVENING
    ),
}


def make_place(state, *, keeper, night):
    """A place in a state, with its beds counted."""
    place = actions.give_place(id=new_id(), night=night, party=party(), by=keeper, at=EVENING)
    place.state, place.held_until = state, LATER if state == "held" else None
    place.save()
    if state not in NightPlace.LIVE:
        night.capacities.update(taken=0)
    if state == "waiting":
        Night.objects.update(state="cancelled", cancelled_because="damage")
        place.night.refresh_from_db()
    return place


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PLACE_ACTIONS)
def test_a_place_takes_the_steps_it_is_said_to_take(state, name):
    night = make_night()
    keeper = make_keeper(night)
    place = make_place(state, keeper=keeper, night=night)

    with suppress(Refused):
        PLACE_ACTIONS[name](place, keeper)
    place.refresh_from_db()

    said = [after for before, after, done in PLACE if before == state and done == name]
    assert place.state == (said[0] if said else state)


def test_every_state_that_can_be_reached_is_told():
    assert {state for step in NIGHT for state in step[:2]} - {""} == set(Night.State.values)
    assert {state for step in PLACE for state in step[:2]} - {""} == {*STATES, "stayed"}
    assert {state for step in DRAW for state in step[:2]} - {""} == set(Draw.State.values)
    assert {state for step in POOL_REQUEST for state in step[:2]} - {""} == set(PoolRequest.State.values)
    assert {state for step in COLD_NIGHT for state in step[:2]} - {""} == set(ColdNightEvent.State.values)


def test_every_state_of_a_turn_is_told():
    assert {state for step in SLOT for state in step[:2]} - {""} == set(HostSlot.State.values)


TURN_ACTIONS = {
    "schedule_slots": lambda slot, by: actions.schedule_slots(season=slot.season, slots=[slot], by=by, at=MORNING),
    "undo_schedule": lambda slot, by: actions.undo_schedule(slot=slot, by=by, at=MORNING),
    "withdraw_slot": lambda slot, by: actions.withdraw_slot(slot=slot, because="staff", by=by, at=MORNING),
    "undo_withdraw_slot": lambda slot, by: actions.undo_withdraw_slot(slot=slot, by=by, at=MORNING),
    "move_slot": lambda slot, by: actions.move_slot(slot=slot, date=TONIGHT + timedelta(days=1), by=by, at=MORNING),
}
WAY_TO = {  # what has been done to a night when its turn is in this state
    "scheduled": {"state": "planned"},
    "confirmed": {"state": "confirmed"},
    "opened": {"state": "open"},
    "reported": {"state": "closed", "closed_at": EVENING},
    "cancelled": {"state": "cancelled", "cancelled_because": "damage"},
}


@pytest.mark.parametrize("state", [state for state in HostSlot.State.values if state != "staffed"])
@pytest.mark.parametrize("name", TURN_ACTIONS)
def test_a_turn_takes_the_steps_it_is_said_to_take(state, name):
    season = make_season()
    [slot] = offer(season, volunteers_needed=1)
    by = lead_of(season.pool.organisation)
    if state in WAY_TO:
        schedule(slot)
        Night.objects.update(**WAY_TO[state])
    if state == "withdrawn":
        TURN_ACTIONS["withdraw_slot"](slot, by)

    with suppress(Refused):
        TURN_ACTIONS[name](HostSlot.objects.get(), by)

    said = [after for before, after, done in SLOT if before == state and name in done.split(", ")]
    assert HostSlot.objects.get().state == (said[0] if said else state)


def test_every_step_is_an_action():
    tables = (NIGHT, PLACE, DRAW, POOL_REQUEST, SLIP, SLOT, COLD_NIGHT)
    steps = [step for table in tables for step in table if step[2] != "purge"]
    told = {name for step in steps for name in step[2].split(", ")}

    assert [
        name for name in told if not name.startswith(("where ", "of who ", "while ")) and not hasattr(actions, name)
    ] == []


NIGHT_ACTIONS = {
    "confirm_night": lambda night, keeper: actions.confirm_night(
        night=night, beds={}, policy_version="v", by=keeper, at=EVENING
    ),
    "open_night": lambda night, keeper: actions.open_night(night=night, by=keeper, at=EVENING),
    "close_night": lambda night, keeper: actions.close_night(night=night, by=keeper, at=EVENING),
    "cancel_night": lambda night, keeper: actions.cancel_night(night=night, because="damage", by=keeper, at=EVENING),
}


@pytest.mark.parametrize("state", Night.State.values)
@pytest.mark.parametrize("name", NIGHT_ACTIONS)
def test_a_night_takes_the_steps_it_is_said_to_take(state, name):
    night = make_night()
    keeper = make_keeper(night)
    Night.objects.update(
        state=state,
        cancelled_because="damage" if state == "cancelled" else "",
        frozen_at=EVENING if state == "closed" or (name == "close_night" and state in ("confirmed", "open")) else None,
    )
    night.refresh_from_db()

    with suppress(Refused):
        NIGHT_ACTIONS[name](night, keeper)
    night.refresh_from_db()

    said = [after for before, after, done in NIGHT if before == state and done == name]
    assert night.state == (said[0] if said else state)


def test_a_draw_takes_the_steps_it_is_said_to_take():
    pool = make_pool()
    make_night(shelter=make_shelter(pool=pool))
    draw, by, seen = make_draw(pool), make_intake(pool), []

    def look():
        draw.refresh_from_db()
        seen.append(draw.state.value)

    look()
    actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=MORNING)
    look()
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    look()
    actions.unlock_draw(draw=draw, by=by, at=MORNING)
    look()
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    look()
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    look()

    steps = {(before, after) for before, after, _ in DRAW}
    assert seen == ["announced", "collecting", "locked", "collecting", "locked", "published"]
    assert set(pairwise(seen)) <= steps


def test_a_slip_takes_the_steps_it_is_said_to_take():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=1)
    draw, by, seen = make_draw(pool), make_intake(pool), {1: [""], 2: [""]}

    def look():
        for slip in draw.slips.all():
            won = {None: "handed_out", True: "placed", False: "lost"}[slip.was_placed]
            seen[slip.number].append("withdrawn" if slip.withdrawn_at else won)

    slips = [actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=MORNING) for _ in range(2)]
    look()
    for step in (actions.withdraw_slip, actions.undo_withdraw_slip):
        step(slip=slips[0], by=by, at=MORNING)
        look()
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    for step in (actions.withdraw_slip, actions.undo_withdraw_slip):
        with suppress(Refused):
            step(slip=slips[0], by=by, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    look()
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=by, at=EVENING)
    lost = draw.slips.get(was_placed=False)
    actions.place_slip(id=new_id(), night=night, slip=lost, by=by, at=EVENING)
    look()

    taken = {pair for states in seen.values() for pair in pairwise(states) if pair[0] != pair[1]}
    assert taken == {(before, after) for before, after, _ in SLIP if after}


def test_a_ticket_goes_through_its_states():
    night = make_night()
    place = actions.give_place(id=new_id(), night=night, party=party(), by=make_keeper(night), at=EVENING)
    ticket = place.ticket

    seen = [ticket.state(night.date + timedelta(days=day)) for day in (-1, 0, 1, 2)]

    assert seen == ["issued", "active", "used_up", "expired"]
    assert set(pairwise(seen)) <= {(before, after) for before, after, _ in TICKET}


def test_a_shelter_that_drops_out_late_moves_also_those_who_have_arrived():
    pool = make_pool()
    burning = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=4)
    safe = make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=2)
    keeper = make_keeper(burning)
    arrived, left, away = (
        actions.give_place(id=new_id(), night=burning, party=party(), by=keeper, at=EVENING) for _ in range(3)
    )
    actions.check_in(id=new_id(), place=arrived, by=keeper, at=EVENING)
    actions.check_in(id=new_id(), place=left, by=keeper, at=EVENING)
    actions.leave_early(id=new_id(), place=left, by=keeper, at=EVENING)
    actions.give_notice(id=new_id(), place=away, by=keeper, at=EVENING)

    [moved] = actions.cancel_night(night=burning, because="damage", by=keeper, at=LATER)

    assert (moved.was.pk, moved.now.night) == (arrived.pk, safe)
    assert not burning.places.live().exists()
    assert burning.capacities.get().taken == 0
    assert TurnAway.objects.count() == 0


REQUEST_ACTIONS = {
    "admit_shelter": lambda request, asker, lead: actions.admit_shelter(request=request, by=lead, at=EVENING),
    "decline_shelter": lambda request, asker, lead: actions.decline_shelter(
        request=request, reason="Fullt", by=lead, at=EVENING
    ),
    "withdraw_request": lambda request, asker, lead: actions.withdraw_request(request=request, by=asker, at=EVENING),
}


@pytest.mark.parametrize("state", PoolRequest.State.values)
@pytest.mark.parametrize("name", REQUEST_ACTIONS)
def test_a_request_takes_the_steps_it_is_said_to_take(state, name):
    request = make_request(make_pool())
    asker, lead = (make_user(Role.SHELTER_LEAD, at=one.organisation) for one in (request.shelter, request.pool))
    PoolRequest.objects.update(
        state=state, answered_at=None if state == "asked" else EVENING, reason="Nej" if state == "declined" else ""
    )

    with suppress(Refused):
        REQUEST_ACTIONS[name](request, asker, lead)
    request.refresh_from_db()

    said = [after for before, after, done in POOL_REQUEST if before == state and done == name]
    assert request.state == (said[0] if said else state)

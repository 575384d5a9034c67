"""Two at once at a draw."""

import pytest

from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, clock, integrity, queries  # noqa: F401 (makes the checks known)
from samverka.shelters.models import Draw, NightPlace, TurnAway
from samverka.shelters.tests.factories import (
    MORNING,
    TONIGHT,
    make_draw,
    make_intake,
    make_night,
    make_pool,
    make_shelter,
    party,
    take_slip,
)
from samverka.shelters.tests.races import ROUNDS, got, race


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("whole")]


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_draw_is_announced_once(_round):
    pool = make_pool()
    by, policies = make_intake(pool), effective(pool.scopes, on=TONIGHT)

    outcomes = race(
        *[
            lambda: actions.announce_draw(id=new_id(), pool=pool, date=TONIGHT, policies=policies, by=by, at=MORNING)
            for _ in range(6)
        ]
    )

    assert set(outcomes) == {Draw.objects.get()}


@pytest.mark.parametrize("_round", ROUNDS)
def test_lots_are_drawn_once(_round):
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), beds=2)
    draw, by = make_draw(pool), make_intake(pool)
    for _ in range(5):
        take_slip(draw)
    actions.lock_draw(draw=draw, by=by, at=MORNING)

    outcomes = race(
        *[
            lambda word=word: actions.draw_lots(draw=draw, witness=word, by=by, at=MORNING)
            for word in ("snö", "regn", "hagel", "dimma")
        ]
    )

    assert len({(one.witness, one.record["seed"]) for one in outcomes}) == 1
    assert (night.capacities.get().taken, NightPlace.objects.count(), TurnAway.objects.count()) == (2, 2, 3)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_slip_is_on_the_locked_list_or_not_handed_out(_round):
    pool = make_pool()
    make_night(shelter=make_shelter(pool=pool))
    draw, by = make_draw(pool), make_intake(pool)

    slip, locked = race(
        lambda: actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=MORNING),
        lambda: actions.lock_draw(draw=draw, by=by, at=MORNING),
    )

    assert len(locked.locked_list["slips"]) == draw.slips.count() == len(got([slip]))


@pytest.mark.parametrize("_round", ROUNDS)
def test_slips_handed_out_at_two_tables_have_numbers_of_their_own(_round):
    draw = make_draw(make_pool())
    by = make_intake(draw.pool)

    slips = race(
        *[lambda: actions.hand_out_slip(id=new_id(), draw=draw, party=party(), by=by, at=MORNING) for _ in range(6)]
    )

    assert sorted(slip.number for slip in slips) == [1, 2, 3, 4, 5, 6]

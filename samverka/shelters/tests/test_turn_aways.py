"""Those who got no place: noted once, settled, and in the figures."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions
from samverka.shelters.models import Night, TurnAway, TurnAwayFigure
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
    take_slip,
)


def turn_away(night, *, id=None, reason="full", by=None, **more):
    by = by or make_keeper(night)
    return actions.turn_away(
        id=id or new_id(), night=night, party=party(men=2), reason=reason, by=by, at=EVENING, **more
    )  # fmt: skip


def trail():
    return list(Entry.objects.order_by("number").values_list("verb", "detail"))


def lost(night, pool):
    """A slip that lost the draw of this night, which counts as turned away already."""
    draw, by = make_draw(pool), make_intake(pool)
    slip = take_slip(draw, men=9)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    slip.refresh_from_db()
    return slip


def test_who_gets_no_place_at_the_door_is_counted():
    night, id = make_night(), new_id()

    noted = turn_away(night, id=id, sent_to="värmestugan")

    assert turn_away(night, id=id, sent_to="värmestugan") == noted
    assert (noted.people, noted.outcome, noted.at_door, noted.sent_to) == (2, "unknown", True, "värmestugan")
    assert trail() == [("shelters.turned_away", {"reason": "full", "people": 2})]
    with pytest.raises(Refused, match="already names something else"):
        turn_away(night, id=id, reason="late")


def test_a_slip_is_counted_once_a_night_over_all_doors():
    pool = make_pool()
    here, there = (make_night(shelter=make_shelter(pool=pool)) for _ in range(2))
    slip = lost(here, pool)

    counted = [turn_away(night, slip=slip) for night in (here, there, here)]

    assert counted == [TurnAway.objects.get()] * 3
    assert (counted[0].at_door, counted[0].slip) == (False, slip)


def test_a_slip_of_another_pool_is_not_counted_here():
    pool = make_pool()
    slip = lost(make_night(shelter=make_shelter(pool=pool)), pool)

    with pytest.raises(Refused, match="not waiting for a place tonight"):
        turn_away(make_night(), slip=slip)


def test_a_slip_can_be_noted_whose_turn_away_was_purged():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    slip = lost(night, pool)
    TurnAway.objects.all().delete()

    assert (turn_away(night, slip=slip).slip, TurnAway.objects.get().at_door) == (slip, False)


def test_where_they_were_sent_names_nobody():
    with pytest.raises(Unfit, match="personal number"):
        turn_away(make_night(), sent_to="811218-9876")


def test_how_it_ended_is_noted_until_the_night_is_frozen():
    night = make_night()
    noted, keeper = turn_away(night), make_keeper(night)

    settled = actions.settle_turn_away(turn_away=noted, outcome="placed_elsewhere", by=keeper, at=EVENING)

    assert settled.outcome == "placed_elsewhere"
    assert trail()[-1] == ("shelters.turn_away_settled", {"outcome": "placed_elsewhere"})
    actions.freeze_night(night=night, by=keeper, at=EVENING)
    assert TurnAwayFigure.objects.get().outcome == "placed_elsewhere"
    with pytest.raises(Refused, match="This night is frozen"):
        actions.settle_turn_away(turn_away=noted, outcome="unknown", by=keeper, at=EVENING)
    with pytest.raises(Refused, match="This night is frozen"):
        turn_away(night)


def test_who_lost_the_draw_is_settled_by_the_draw():
    pool = make_pool()
    lost(make_night(shelter=make_shelter(pool=pool)), pool)

    with pytest.raises(Refused, match="settled by the draw"):
        actions.settle_turn_away(
            turn_away=TurnAway.objects.get(), outcome="unknown", by=make_intake(pool), at=EVENING
        )  # fmt: skip


def test_strangers_note_nothing():
    night = make_night()
    noted, stranger = turn_away(night), make_user(Role.SHELTER_LEAD)

    with pytest.raises(Denied):
        turn_away(night, by=stranger)
    with pytest.raises(Denied):
        actions.settle_turn_away(turn_away=noted, outcome="not_placed", by=stranger, at=EVENING)

    assert TurnAway.objects.get().outcome == "unknown"


def test_those_of_the_intake_are_written_down_with_the_last_of_the_pools_nights():
    pool = make_pool()
    nights = [make_night(shelter=make_shelter(pool=pool)) for _ in range(2)]
    lost(nights[0], pool)

    actions.freeze_night(night=nights[0], by=None, at=EVENING)
    assert TurnAwayFigure.objects.count() == 0
    actions.freeze_night(night=Night.objects.get(pk=nights[1].pk), by=None, at=EVENING)

    figure = TurnAwayFigure.objects.get()
    assert (figure.pool, figure.night, figure.people, figure.reason) == (pool, None, 9, "full")

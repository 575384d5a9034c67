"""Those who got no place: noted once, settled, and in the figures."""

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused, Unfit
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.safeguarding.models import Sighting
from samverka.shelters import actions, integrity, queries
from samverka.shelters.models import Capacity, Night, TurnAway, TurnAwayFigure
from samverka.shelters.queries import reports
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


def drawn(draw, *, at=MORNING):
    by = make_intake(draw.pool)
    actions.lock_draw(draw=draw, by=by, at=at)
    return actions.draw_lots(draw=draw, witness="snö", by=by, at=at)


def lost(night, pool, *, round=1, at=MORNING):
    """A slip that lost the draw of this night, which counts as turned away already."""
    slip = take_slip(make_draw(pool, round=round), men=9)
    drawn(slip.draw, at=at)
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


def test_children_whose_slip_lost_the_draw_are_noted_at_the_first_door():
    pool = make_pool()
    here, there = (make_night(shelter=make_shelter(pool=pool)) for _ in range(2))
    slip = take_slip(make_draw(pool), women=1, children=8)
    drawn(slip.draw)
    slip.refresh_from_db()
    assert not Sighting.objects.exists()  # a draw sees nobody

    for night in (here, there, here):
        turn_away(night, slip=slip)

    sighting = Sighting.objects.get()
    assert (sighting.least, sighting.setting, sighting.source_id) == (8, "shelter_door", TurnAway.objects.get().pk)
    assert sighting.organisation == here.shelter.organisation


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


def test_what_was_noted_by_mistake_is_undone_and_counts_nowhere():
    night, id = make_night(), new_id()
    noted, keeper = turn_away(night, id=id), make_keeper(night)
    turn_away(night, reason="late")

    undone = [actions.undo_turn_away(turn_away=noted, by=keeper, at=EVENING) for _ in range(2)]

    assert undone == [noted, noted]
    assert trail()[-1] == ("shelters.turn_away_undone", {"people": 2})
    assert [verb for verb, _ in trail()].count("shelters.turn_away_undone") == 1
    assert [one.reason for one in queries.turned_away(night)] == ["late"]
    assert turn_away(night, id=id).uncounted_at == EVENING  # the same tap once more is not another party
    with pytest.raises(Refused, match="nobody is counted"):
        actions.settle_turn_away(turn_away=noted, outcome="not_placed", by=keeper, at=EVENING)
    actions.freeze_night(night=night, by=keeper, at=EVENING)
    assert TurnAwayFigure.objects.get().reason == "late"
    assert list(integrity.turn_aways(EVENING)) == []


def test_an_undone_slip_can_be_noted_again():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    slip = lost(night, pool)
    TurnAway.objects.all().delete()  # purged
    actions.undo_turn_away(turn_away=turn_away(night, slip=slip), by=make_keeper(night), at=EVENING)

    again = turn_away(night, slip=slip)

    assert (again.uncounted_at, TurnAway.objects.count()) == (None, 2)


def test_only_what_was_noted_at_the_door_can_be_undone_and_only_until_the_night_is_frozen():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    lost(night, pool)
    drawn, keeper = TurnAway.objects.get(), make_keeper(night)
    declined = TurnAway.objects.create(
        county=night.county, night=night, date=night.date, reason="declined_offer", at=EVENING, men=1
    )
    noted = turn_away(night)

    for one in (drawn, declined):
        with pytest.raises(Refused, match="noted at the door"):
            actions.undo_turn_away(turn_away=one, by=keeper, at=EVENING)
    actions.freeze_night(night=night, by=keeper, at=EVENING)
    with pytest.raises(Refused, match="This night is frozen"):
        actions.undo_turn_away(turn_away=noted, by=keeper, at=EVENING)

    assert TurnAway.objects.counted().count() == 3


def test_of_several_rounds_the_last_is_counted():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    first, second = lost(night, pool), lost(night, pool, round=2, at=EVENING)

    assert [one.slip for one in TurnAway.objects.counted()] == [second]
    assert turn_away(night, slip=second).at_door is False
    came = turn_away(night, slip=first)  # did not take part again, or lost twice: nobody can know
    assert (came.slip, came.at_door, turn_away(night, slip=first)) == (first, True, came)
    actions.freeze_night(night=night, by=None, at=EVENING)
    figures = TurnAwayFigure.objects.values_list("at_door", "people")
    assert sorted(figures) == [(False, 9), (True, 2)]
    assert list(integrity.turn_aways(EVENING)) == []


def test_who_lost_the_first_draw_and_got_a_place_before_the_second_stays_counted_as_placed():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    first = lost(night, pool)
    Capacity.objects.update(overflow=9)
    actions.place_slip(id=new_id(), night=night, slip=first, by=make_keeper(night), at=EVENING)

    second = lost(night, pool, round=2, at=EVENING)

    counted = TurnAway.objects.counted().values_list("slip", "outcome")
    assert set(counted) == {(first.pk, "placed_elsewhere"), (second.pk, "not_placed")}


def test_a_round_for_which_nobody_took_a_slip_counts_nobody_anew():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    first = lost(night, pool)

    drawn(make_draw(pool, round=2))

    assert TurnAway.objects.counted().get().slip == first


def correct(night, *, id=None, by=None, **told):
    told = {"reason": "full", "parties": 1, "people": 2, "because": "glömdes"} | told
    by = by or make_keeper(night, Role.SHELTER_LEAD)
    return actions.correct_turn_aways(id=id or new_id(), night=night, by=by, at=EVENING, **told)


def report(night):
    told = reports.turned_away({night.pk: night.shelter.name}, night.date, night.date)
    return [(one.reason, one.outcome, one.at_door, one.parties, one.people) for one in told]


def test_who_was_turned_away_is_corrected_by_a_row_of_its_own():
    night, id = make_night(), new_id()
    turn_away(night)
    actions.freeze_night(night=night, by=None, at=EVENING)

    made = correct(night, id=id)
    correct(night, reason="late", people=1, outcome="not_placed", at_door=False)

    assert correct(night, id=id) == made
    assert TurnAwayFigure.objects.get().people == 2
    assert report(night) == [("full", "unknown", True, 2, 4), ("late", "not_placed", False, 1, 1)]
    kind = {"reason": "full", "at_door": True, "outcome": "unknown", "parties": 1, "people": 2}
    assert trail()[-2] == ("shelters.turn_aways_corrected", kind)
    with pytest.raises(Refused, match="already names something else"):
        correct(night, id=id, people=3)
    with pytest.raises(Refused, match="already names something else"):
        correct(night, id=id, because="annat")
    with pytest.raises(Unfit, match="personal number"):
        correct(night, because="811218-9876")


def test_what_is_corrected_away_is_told_no_more():
    night = make_night()
    turn_away(night)
    actions.freeze_night(night=night, by=None, at=EVENING)

    correct(night, parties=-1, people=-2)

    assert report(night) == []
    assert list(integrity.turn_aways(EVENING)) == []


@pytest.mark.parametrize(("parties", "people"), [(-2, 0), (0, -2), (-1, -1), (1, 0), (-1, -3)])
def test_corrections_of_who_was_turned_away_keep_to_what_can_be(parties, people):
    night = make_night()
    turn_away(night)
    actions.freeze_night(night=night, by=None, at=EVENING)

    if (parties, people) == (1, 0):
        assert correct(night, parties=parties, people=people).parties == 1  # two parties of one each
        return
    with pytest.raises(Refused, match="which cannot be"):
        correct(night, parties=parties, people=people)


def test_a_night_that_is_not_frozen_is_not_corrected_and_only_its_lead_does_it():
    night = make_night()

    with pytest.raises(Refused, match="not frozen yet"):
        correct(night)
    with pytest.raises(Denied):
        correct(night, by=make_keeper(night))


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

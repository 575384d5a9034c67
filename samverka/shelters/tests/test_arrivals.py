"""Arrivals: checked in, left, stayed away, declined; and what becomes of places that nobody claimed."""

from datetime import timedelta

import pytest

from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.shelters import actions
from samverka.shelters.integrity import counters
from samverka.shelters.models import NightPlace, PlaceTicket, TurnAway
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    give,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    set_rule,
    take_slip,
)
from samverka.shelters.tests.trails import trail


LATER = EVENING + timedelta(hours=2)


def test_who_arrives_is_checked_in_once():
    night = make_night()
    place, keeper, id = give(night), make_keeper(night), new_id()

    first = actions.check_in(id=id, place=place, by=keeper, at=EVENING)

    assert actions.check_in(id=id, place=place, by=keeper, at=LATER) == first
    place.refresh_from_db()
    assert (place.state, place.arrived_at) == ("arrived", EVENING)
    assert trail() == ["shelters.place_given", "shelters.place_arrived"]
    with pytest.raises(Refused, match="Already checked in, at 20:30"):
        actions.check_in(id=new_id(), place=place, by=keeper, at=LATER)
    with pytest.raises(Refused, match="already names something else"):
        actions.undo_check_in(id=id, place=place, by=keeper, at=LATER)


def test_an_arrival_by_mistake_is_undone():
    night = make_night()
    place, keeper = give(night), make_keeper(night)
    actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)

    actions.undo_check_in(id=new_id(), place=place, by=keeper, at=EVENING)

    place.refresh_from_db()
    assert (place.state, place.arrived_at) == ("allocated", None)
    assert [one.kind for one in place.events.order_by("at", "pk")][-1] == "arrival_undone"


def test_who_left_can_come_back():
    night = make_night()
    place, keeper = give(night), make_keeper(night)
    actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING)
    actions.leave_early(id=new_id(), place=place, by=keeper, at=EVENING)

    actions.check_in(id=new_id(), place=place, by=keeper, at=LATER)

    place.refresh_from_db()
    assert (place.state, place.arrived_at) == ("arrived", LATER)


def test_the_bed_of_who_stays_away_is_kept():
    night = make_night(beds=1)
    place, keeper = give(night), make_keeper(night)

    actions.give_notice(id=new_id(), place=place, by=keeper, at=EVENING)

    place.refresh_from_db()
    assert (place.state, night.capacities.get().free) == ("absent", 0)


def test_the_bed_of_who_stays_away_is_free_where_the_rules_say_so():
    night = make_night(beds=1)
    place, keeper = give(night), make_keeper(night)

    actions.give_notice(id=new_id(), place=place, by=keeper, at=EVENING, frees_bed=True)

    place.refresh_from_db()
    assert (place.state, night.capacities.get().free) == ("away", 1)
    actions.check_in(id=new_id(), place=give(night, men=1), by=keeper, at=EVENING)
    [figure] = actions.freeze_night(night=night, by=keeper, at=LATER)
    assert (figure.absent, figure.bed_nights, figure.allocable) == (1, 1, 1)


def test_who_declines_the_offer_is_counted_as_turned_away():
    night = make_night(beds=2)
    place, keeper, id = give(night, men=2), make_keeper(night), new_id()

    event = actions.decline_place(id=id, place=place, by=keeper, at=EVENING)

    assert actions.decline_place(id=id, place=place, by=keeper, at=LATER) == event
    place.refresh_from_db()
    away = TurnAway.objects.get()
    assert (place.state, night.capacities.get().taken, place.ticket.state(TONIGHT)) == ("declined", 0, "returned")
    assert (away.reason, away.people, away.night, away.at_door) == ("declined_offer", 2, night, False)
    assert trail()[-1] == "shelters.place_declined"


def test_a_place_that_was_given_by_mistake_is_taken_back():
    night = make_night(beds=1)
    place, keeper = give(night), make_keeper(night)

    actions.cancel_place(id=new_id(), place=place, by=keeper, at=EVENING)

    place.refresh_from_db()
    assert (place.state, night.capacities.get().taken) == ("cancelled", 0)


@pytest.mark.parametrize(
    ("effect", "state", "ended", "free"),
    [
        ("lose_night", "released", "", 2),
        ("lose_remaining", "released", "no_show", 2),
        ("none", "allocated", "", 1),
    ],
)
def test_what_nobody_claimed_is_released_as_the_rules_say(effect, state, ended, free):
    night = make_night(beds=2, reserved=1)
    place, keeper = give(night), make_keeper(night)

    people = actions.release_unclaimed(night=night, no_show_effect=effect, by=keeper, at=EVENING)

    place.refresh_from_db()
    night.refresh_from_db()
    assert (place.state, place.ticket.ended_because, night.released_at) == (state, ended, EVENING)
    assert (people, night.capacities.get().drawable) == (int(state == "released"), free)
    assert trail()[-1] == "shelters.unclaimed_released"


def release(night):
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=make_keeper(night), at=EVENING)


def test_who_comes_after_the_release_gets_a_bed_while_there_is_one():
    night = make_night(beds=2)
    place, keeper, id = give(night, men=2), make_keeper(night), new_id()
    release(night)

    came = actions.check_in(id=id, place=place, by=keeper, at=LATER)

    assert actions.check_in(id=id, place=place, by=keeper, at=LATER) == came
    place.refresh_from_db()
    assert (place.state, place.arrived_at, night.capacities.get().taken) == ("arrived", LATER, 2)
    assert trail()[-1] == "shelters.place_arrived"
    assert list(counters(LATER)) == []


def test_who_comes_after_the_release_when_others_have_the_bed_is_refused():
    night = make_night(beds=1)
    place = give(night)
    release(night)
    give(night)

    with pytest.raises(Refused, match="not enough places"):
        actions.check_in(id=new_id(), place=place, by=make_keeper(night), at=LATER)

    place.refresh_from_db()
    assert (place.state, night.capacities.get().taken) == ("released", 1)


def test_a_ticket_that_was_ended_at_the_shelter_gets_no_bed_again():
    night = make_night()
    place, lead = give(night), make_keeper(night)
    release(night)
    actions.end_ticket(id=new_id(), ticket=place.ticket, because="house_rule", by=lead, at=EVENING)

    with pytest.raises(Refused, match="This ticket has ended: house rule"):
        actions.check_in(id=new_id(), place=NightPlace.objects.get(), by=lead, at=LATER)


def test_who_comes_after_the_release_may_get_another_room():
    night = make_night(kind="family", rooms=[4, 4])
    place = give(night, women=1, children=1)
    release(night)
    give(night, women=1, children=2)

    actions.check_in(id=new_id(), place=place, by=make_keeper(night), at=LATER)

    place.refresh_from_db()
    assert (place.room, place.beds, night.capacities.get().taken) == (2, 4, 8)


def test_whose_bed_was_freed_by_notice_may_come_after_all():
    night = make_night(beds=1)
    place, keeper = give(night), make_keeper(night)
    actions.give_notice(id=new_id(), place=place, by=keeper, at=EVENING, frees_bed=True)

    actions.check_in(id=new_id(), place=place, by=keeper, at=LATER)

    place.refresh_from_db()
    assert (place.state, night.capacities.get().taken) == ("arrived", 1)


def test_what_is_released_goes_to_a_slip_that_waits():
    night, slip = lost_slip()

    place = actions.place_slip(id=(id := new_id()), night=night, slip=slip, by=make_keeper(night), at=EVENING)

    slip.refresh_from_db()
    assert actions.place_slip(id=id, night=night, slip=slip, by=make_keeper(night), at=EVENING) == place
    assert (place.state, place.origin, slip.was_placed, slip.tickets) == (
        "allocated", "draw", True, [str(place.ticket_id)],
    )  # fmt: skip
    assert TurnAway.objects.get().outcome == "placed_elsewhere"
    with pytest.raises(Refused, match="not waiting"):
        actions.place_slip(id=new_id(), night=night, slip=slip, by=make_keeper(night), at=EVENING)


def test_a_slip_that_was_not_drawn_yet_waits_for_no_place():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    slip = take_slip(make_draw(pool))

    with pytest.raises(Refused, match="not waiting"):
        actions.place_slip(id=new_id(), night=night, slip=slip, by=make_keeper(night), at=EVENING)


def test_a_slip_of_another_pool_waits_for_no_place_here():
    _, slip = lost_slip()
    elsewhere = make_night(shelter=make_shelter(pool=make_pool()))

    with pytest.raises(Refused, match="not waiting"):
        actions.place_slip(id=new_id(), night=elsewhere, slip=slip, by=make_keeper(elsewhere), at=EVENING)


def test_who_never_came_loses_the_other_nights_where_the_rules_say_so_though_nobody_pressed_release():
    night = make_night()
    set_rule(f"site:{night.shelter_id}", "no_show_effect", "lose_remaining")
    place = give(night)

    actions.freeze_night(night=night, by=None, at=LATER)

    assert PlaceTicket.objects.get(pk=place.ticket_id).ended_because == "no_show"


def lost_slip():
    """A night that was drawn full, then emptied, and the slip that lost."""
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), beds=1)
    draw, by = make_draw(pool), make_intake(pool)
    for _ in range(2):
        take_slip(draw)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=make_keeper(night), at=EVENING)
    return night, draw.slips.get(was_placed=False)

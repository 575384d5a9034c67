"""Two at once for the same place, or for the same guest."""

import pytest

from samverka.core.ids import new_id
from samverka.shelters import actions, clock, integrity, queries  # noqa: F401 (makes the checks known)
from samverka.shelters.models import NightFigure, NightPlace, PlaceEvent, PlaceTicket, TurnAway
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    give,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
    take_slip,
)
from samverka.shelters.tests.races import ROUNDS, giving, got, race


pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("whole")]


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_bed_of_a_group_is_given_once(_round):
    night = make_night(beds=1)
    keeper = make_keeper(night)

    outcomes = race(*[giving(night, keeper) for _ in range(8)])

    assert got(outcomes) == list(NightPlace.objects.all())
    assert outcomes.count("There are not enough places left tonight.") == 7
    assert night.capacities.get().taken == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_room_goes_to_one_party(_round):
    night = make_night(kind="family", rooms=[2, 2])
    keeper = make_keeper(night)

    outcomes = race(*[giving(night, keeper, women=1, children=1) for _ in range(4)])

    assert sorted(place.room for place in got(outcomes)) == [1, 2]


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_slip_gets_a_bed_at_one_of_two_shelters(_round):
    pool = make_pool()
    nights = [make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=1) for _ in range(2)]
    draw, by = make_draw(pool), make_intake(pool)
    slip = take_slip(draw, men=2)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    for night in nights:
        night.capacities.update(overflow=1)

    outcomes = race(
        *[
            lambda night=night: actions.place_slip(id=new_id(), night=night, slip=slip, by=by, at=EVENING)
            for night in nights * 2
        ]
    )

    assert len(got(outcomes)) == NightPlace.objects.count() == PlaceTicket.objects.count() == 1
    assert set(outcomes) - set(got(outcomes)) == {"This slip is not waiting for a place tonight."}


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_ticket_has_a_bed_at_one_of_two_shelters(_round):
    """Its shelter drops out while another gives out its last bed: the ticket moves, or the party at the door sleeps."""
    pool = make_pool()
    here, there = (make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=1) for _ in "12")
    place, by = give(here), make_intake(pool)

    [displaced], given = race(
        lambda: actions.cancel_night(night=here, because="damage", by=by, at=EVENING), giving(there, by)
    )

    assert (displaced.now is None) == (given != "There are not enough places left tonight.")
    assert there.places.live().count() == 1
    assert NightPlace.objects.live().filter(ticket=place.ticket).count() == (displaced.now is not None)
    assert TurnAway.objects.count() == (displaced.now is None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_place_of_the_reserve_is_held_once(_round):
    night = make_night(beds=3, reserved=1)
    keeper = make_keeper(night)

    outcomes = race(
        *[
            lambda: actions.hold_place(id=new_id(), night=night, party=party(), minutes=9, by=keeper, at=EVENING)
            for _ in range(6)
        ]
    )

    capacity = night.capacities.get()
    assert (len(got(outcomes)), capacity.referred, capacity.taken) == (1, 1, 1)


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("_round", ROUNDS)
def test_who_arrives_is_checked_in_once(_round, same):
    night = make_night()
    place, keeper, id = give(night), make_keeper(night), new_id()

    outcomes = race(
        *[
            lambda event=event: actions.check_in(id=event, place=place, by=keeper, at=EVENING)
            for event in ([id] * 6 if same else [new_id() for _ in range(6)])
        ]
    )

    assert PlaceEvent.objects.filter(kind="arrived").count() == 1
    assert len(got(outcomes)) == (6 if same else 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_no_place_is_given_on_a_cancelled_night(_round):
    night = make_night(beds=4)
    keeper = make_keeper(night)

    cancelled, *given = race(
        lambda: actions.cancel_night(night=night, because="damage", by=keeper, at=EVENING),
        *[giving(night, keeper) for _ in range(3)],
    )

    assert len(cancelled) == len(got(given)) == TurnAway.objects.count()
    assert (night.places.live().count(), night.capacities.get().taken) == (0, 0)


@pytest.mark.parametrize("_round", ROUNDS)
def test_who_arrives_while_places_are_released_has_one_bed(_round):
    night = make_night(beds=1)
    place, keeper = give(night), make_keeper(night)

    arrived, people = race(
        lambda: actions.check_in(id=new_id(), place=place, by=keeper, at=EVENING),
        lambda: actions.release_unclaimed(night=night, no_show_effect="lose_night", by=keeper, at=EVENING),
    )

    place.refresh_from_db()
    released = place.events.filter(kind="released").count()
    assert (place.state, people, night.capacities.get().taken) == ("arrived", released, 1)
    assert arrived == place.events.get(kind="arrived")


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_bed_goes_to_who_comes_late_or_to_who_comes_without_a_ticket(_round):
    night = make_night(beds=1)
    late, keeper = give(night), make_keeper(night)
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=keeper, at=EVENING)

    came = race(
        lambda: actions.check_in(id=new_id(), place=late, by=keeper, at=EVENING),
        lambda: actions.give_place(id=new_id(), night=night, party=party(), by=keeper, at=EVENING),
    )

    assert [one for one in came if isinstance(one, str)] == ["There are not enough places left tonight."]
    assert (night.places.live().count(), night.capacities.get().taken) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_ticket_that_ends_while_its_night_is_frozen_leaves_the_figures_whole(_round):
    night = make_night()
    place, keeper = give(night), make_keeper(night)

    race(
        lambda: actions.end_ticket(id=new_id(), ticket=place.ticket, because="returned", by=keeper, at=EVENING),
        lambda: actions.freeze_night(night=night, by=None, at=EVENING),
    )

    place.refresh_from_db()
    assert NightFigure.objects.get().allocated == (place.state == "allocated") == night.capacities.get().taken


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_place_declined_twice_at_once_is_one_turn_away(_round):
    night = make_night(beds=2)
    keeper, place, id = make_keeper(night), give(night), new_id()

    race(*[lambda: actions.decline_place(id=id, place=place, by=keeper, at=EVENING)] * 2)

    assert TurnAway.objects.count() == 1

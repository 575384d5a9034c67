"""Places: given and held. State after, line in the trail, refusals, and the same id again."""

from datetime import time, timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, clock
from samverka.shelters.models import NightPlace, PlaceEvent
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    give,
    make_draw,
    make_group,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    party,
    set_rule,
)
from samverka.shelters.tests.trails import trail


LATER = EVENING + timedelta(hours=2)


def test_a_party_at_the_door_gets_its_places():
    night = make_night(beds=3)

    place = actions.give_place(id=new_id(), night=night, party=party(men=2), by=make_keeper(night), at=EVENING)

    assert (place.state, place.origin, place.people, place.beds) == ("allocated", "door", 2, 2)
    assert (place.ticket.nights, place.ticket.first_night, place.ticket.last_night) == (1, TONIGHT, TONIGHT)
    assert night.capacities.get().taken == 2
    assert trail() == ["shelters.place_given"]
    night.refresh_from_db()
    assert night.revision == Entry.objects.get().number


def test_the_same_id_gives_one_place():
    night = make_night(beds=3)
    asked = {"id": new_id(), "night": night, "by": make_keeper(night), "at": EVENING}

    first = actions.give_place(**asked, party=party(men=2))

    assert actions.give_place(**asked, party=party(men=2)) == first
    with pytest.raises(Refused, match="already names something else"):
        actions.give_place(**asked, party=party(men=1))
    assert NightPlace.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (party(men=3), "not enough places"),
        (party(men=1, dog=True), "No group here suits"),
        (party(men=1, step_free=True), "No group here suits"),
        (party(women=1, children=1), "A child never sleeps in a shelter for adults"),
    ],
)
def test_a_party_that_finds_nothing_is_told_why(asked, reason):
    night = make_night(beds=2)

    with pytest.raises(Refused, match=reason):
        give(night, **asked)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "planned"}, "not confirmed yet"),
        ({"state": "closed"}, "This night is closed"),
        ({"state": "cancelled", "cancelled_because": "damage"}, "This night is closed"),
        ({"frozen_at": EVENING}, "This night is frozen"),
    ],
)
def test_places_are_given_only_while_the_night_runs(changes, reason):
    night = make_night()
    type(night).objects.filter(pk=night.pk).update(**changes)

    with pytest.raises(Refused, match=reason):
        give(night)


def test_while_the_list_is_locked_nobody_else_gives_out_the_places_of_the_draw():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool))
    draw = make_draw(pool)
    actions.lock_draw(draw=draw, by=make_intake(pool), at=MORNING)

    with pytest.raises(Refused, match="The draw is being made"):
        give(night)


def test_a_party_goes_where_it_takes_the_least_from_others():
    shelter = make_shelter()
    night = make_night(shelter=shelter, kind="mixed", beds=2)
    for more in ({"kind": "women"}, {"kind": "mixed", "pets": True}, {"kind": "mixed", "step_free": True}):
        group = make_group(shelter, beds=1, **more)
        night.capacities.create(county=night.county, group=group, nominal=1)

    given = [give(night, women=1) for _ in range(4)]

    assert [(one.capacity.group.kind, one.capacity.group.step_free) for one in given] == [
        ("women", False), ("mixed", False), ("mixed", False), ("mixed", True),
    ]  # fmt: skip


def test_a_private_room_goes_whole_to_the_party_that_fills_it_best():
    night = make_night(kind="family", rooms=[4, 2, 3])

    small = give(night, women=1, children=1)
    large = give(night, women=1, children=2)

    assert [(one.room, one.beds, one.people) for one in (small, large)] == [(2, 2, 2), (3, 3, 3)]
    assert night.capacities.get().taken == 5


def test_a_place_is_held_from_the_reserve_while_the_guest_is_on_the_way():
    night = make_night(beds=2, reserved=1)
    outreach = make_user(Role.OUTREACH_WORKER)

    place = actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=outreach, at=EVENING)

    assert (place.state, place.origin, place.held_until) == ("held", "referral", EVENING + timedelta(minutes=30))
    assert place.ticket.issued_by == outreach.standing[0].organisation
    capacity = night.capacities.get()
    assert (capacity.taken, capacity.referred, capacity.kept, capacity.drawable) == (1, 1, 0, 1)
    assert trail() == ["shelters.place_held"]


def test_what_is_kept_for_referral_is_not_given_at_the_door_nor_more_of_it_held():
    night = make_night(beds=2, reserved=1)
    asked = {"night": night, "party": party(), "minutes": 30, "by": make_keeper(night), "at": EVENING}
    first, again = new_id(), actions.hold_place
    give(night)

    held = again(id=first, **asked)

    assert again(id=first, **asked) == held
    with pytest.raises(Refused, match="not enough places"):
        again(id=new_id(), **asked)
    with pytest.raises(Refused, match="not enough places"):
        give(night)


def test_a_hold_does_not_outlast_the_doors():
    night = make_night(beds=2, reserved=2)
    set_rule(f"site:{night.shelter_id}", "doors_close", "21:00")
    asked = {"night": night, "party": party(), "minutes": 90, "by": make_keeper(night)}
    closes = EVENING + timedelta(minutes=30)

    held = actions.hold_place(id=new_id(), at=EVENING, **asked)

    assert held.held_until == closes
    assert f"{held.held_until}" == f"{NightPlace.objects.get().held_until}"  # told at once as it is told later
    with pytest.raises(Refused, match="The doors have closed"):
        actions.hold_place(id=new_id(), at=closes, **asked)


def test_a_hold_after_midnight_ends_when_the_doors_close_that_morning():
    night = make_night(beds=1, reserved=1)
    set_rule(f"site:{night.shelter_id}", "doors_close", "01:00")

    held = actions.hold_place(
        id=new_id(), night=night, party=party(), minutes=240, by=make_keeper(night), at=EVENING + timedelta(hours=4)
    )  # fmt: skip

    assert held.held_until == clock.by_night(night.date, time(1))


def test_a_hold_can_be_given_back_by_who_has_it():
    night = make_night(beds=2, reserved=1)
    outreach, other = make_user(Role.OUTREACH_WORKER), make_user(Role.OUTREACH_WORKER)
    place = actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=outreach, at=EVENING)

    with pytest.raises(Denied, match="Only those who hold the place"):
        actions.withdraw_hold(id=new_id(), place=place, by=other, at=EVENING)
    actions.withdraw_hold(id=new_id(), place=place, by=outreach, at=EVENING)

    place.refresh_from_db()
    assert place.state == "cancelled"
    assert (night.capacities.get().taken, night.capacities.get().referred) == (0, 0)


def test_a_hold_runs_out_by_the_clock():
    night = make_night(beds=2, reserved=1)
    held = actions.hold_place(
        id=new_id(), night=night, party=party(), minutes=30, by=make_keeper(night), at=EVENING
    )  # fmt: skip

    early = actions.expire_holds(night=night, at=EVENING + timedelta(minutes=29))
    due = actions.expire_holds(night=night, at=EVENING + timedelta(minutes=30))

    held.refresh_from_db()
    assert (early, due, held.state) == (0, 1, "expired")
    assert night.capacities.get().taken == 0
    assert trail() == ["shelters.place_held", "shelters.holds_expired"]


def test_a_hold_that_has_run_out_is_no_place_even_before_the_clock_comes():
    night = make_night(beds=1, reserved=1)
    keeper = make_keeper(night)
    held = actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=keeper, at=EVENING)

    with pytest.raises(Refused, match="This place is held"):
        actions.check_in(id=new_id(), place=held, by=keeper, at=LATER)

    assert actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=keeper, at=LATER).people == 1


def test_a_frozen_night_keeps_its_holds_as_they_were():
    night = make_night(beds=2, reserved=1)
    keeper = make_keeper(night)
    held = actions.hold_place(id=new_id(), night=night, party=party(), minutes=30, by=keeper, at=EVENING)
    actions.freeze_night(night=night, by=keeper, at=EVENING)

    assert actions.expire_holds(night=night, at=LATER) == 0

    held.refresh_from_db()
    assert held.state == "held"


STRANGERS = {
    "give_place": lambda night, place, by: actions.give_place(
        id=new_id(), night=night, party=party(), by=by, at=EVENING
    ),
    "hold_place": lambda night, place, by: actions.hold_place(
        id=new_id(), night=night, party=party(), minutes=9, by=by, at=EVENING
    ),
    "release_unclaimed": lambda night, place, by: actions.release_unclaimed(
        night=night, no_show_effect="none", by=by, at=EVENING
    ),
    **{
        name: lambda night, place, by, name=name: getattr(actions, name)(id=new_id(), place=place, by=by, at=EVENING)
        for name in (
            "check_in", "undo_check_in", "leave_early", "give_notice", "decline_place", "cancel_place", "withdraw_hold",
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_change_nothing(name):
    night = make_night(beds=3, reserved=1)
    place, events = give(night), PlaceEvent.objects.count()

    with pytest.raises(Denied):
        STRANGERS[name](night, place, make_user(Role.SHELTER_LEAD))

    place.refresh_from_db()
    assert (place.state, PlaceEvent.objects.count(), len(trail())) == ("allocated", events, 1)

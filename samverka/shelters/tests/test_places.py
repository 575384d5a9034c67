"""Places: given, held, arrived, declined, released. State after, line in the trail, refusals, and the same id again."""

from datetime import time, timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, clock
from samverka.shelters.integrity import counters
from samverka.shelters.models import NightPlace, PlaceEvent, PlaceTicket, TurnAway
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
    take_slip,
)


LATER = EVENING + timedelta(hours=2)


def trail():
    """What the audit trail says was done, in order, without what preparing it left."""
    return list(Entry.objects.order_by("number").values_list("verb", flat=True))


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

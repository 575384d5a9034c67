"""A shelter that drops out: who is moved, who waits, and who is turned away."""

from datetime import timedelta

import pytest

from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.shelters import actions, queries
from samverka.shelters.actions import Beds
from samverka.shelters.models import Night, NightFigure, NightPlace, TurnAway, TurnAwayFigure
from samverka.shelters.tests.factories import (
    EVENING,
    FOUR,
    MORNING,
    TONIGHT,
    give,
    make_draw,
    make_intake,
    make_keeper,
    make_night,
    make_pool,
    make_shelter,
    running_ticket,
    take_slip,
    two_shelters,
)
from samverka.shelters.tests.trails import trail


NOON = MORNING + timedelta(hours=3)


def cancel(night, *, because="damage", at=MORNING):
    return actions.cancel_night(night=night, because=because, by=make_keeper(night), at=at)


def confirm(night, *, at=NOON, **beds):
    said = {one.group_id: Beds(**beds) for one in night.capacities.all()}
    return actions.confirm_night(night=night, beds=said, policy_version="v", by=make_keeper(night), at=at)


def change(night, **beds):
    said = {one.group_id: Beds(**beds) for one in night.capacities.all()}
    return actions.change_capacity(night=night, beds=said, by=make_keeper(night), at=EVENING)


def a_pool(*beds, state="planned"):
    """Nights of one pool that are only planned, but the first."""
    pool = make_pool()
    here, *there = (
        make_night(shelter=make_shelter(pool=pool, organisation=pool.organisation), beds=count, state=state)
        for count in beds
    )
    return [here, *there]


def sheet(night):
    """Where everybody sleeps whose shelter dropped out; "waits" for who has no bed yet."""
    return ["waits" if one.waits else one.shelter for one in queries.displaced(Night.objects.get(pk=night.pk))]


def test_a_shelter_drops_out_and_its_parties_move_in_the_order_drawn():
    burning, safe = two_shelters(beds=(12, 5))
    pool = burning.shelter.pool
    Night.objects.filter(pk=safe.pk).update(state="planned")
    draw, by = make_draw(pool), make_intake(pool)
    for _ in range(12):
        take_slip(draw)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    Night.objects.filter(pk=safe.pk).update(state="confirmed")

    parties = actions.cancel_night(night=burning, because="damage", by=make_keeper(burning), at=EVENING)

    order = {ticket: slip.position for slip in draw.slips.all() for ticket in slip.tickets}
    positions = [order[str(one.ticket.pk)] for one in parties]
    assert positions == list(range(1, 13))
    assert [one.now is not None for one in parties] == [True] * 5 + [False] * 7
    assert {one.now.night for one in parties[:5]} == {safe}
    assert list(TurnAway.objects.values_list("reason", "outcome", "at_door").distinct()) == [
        ("full", "not_placed", False)
    ]
    assert NightPlace.objects.filter(night=burning, state="moved").count() == 12
    assert [one.shelter for one in queries.displaced(burning)].count("") == 7


def test_cancelling_twice_changes_nothing_and_frees_everything():
    night, _ = two_shelters()
    keeper = make_keeper(night)
    left, away = give(night), give(night)
    actions.check_in(id=new_id(), place=left, by=keeper, at=EVENING)
    actions.leave_early(id=new_id(), place=left, by=keeper, at=EVENING)
    actions.give_notice(id=new_id(), place=away, by=keeper, at=EVENING)

    first = actions.cancel_night(night=night, because="staff", by=keeper, at=EVENING)
    again = actions.cancel_night(night=night, because="damage", by=keeper, at=EVENING)

    night.refresh_from_db()
    capacity = night.capacities.get()
    assert (first, again, night.cancelled_because) == ([], [], "staff")
    assert (capacity.taken, capacity.allocable, capacity.overflow, capacity.reserved) == (0, 0, 0, 0)
    assert trail().count("shelters.night_cancelled") == 1


def test_a_night_that_is_cancelled_in_the_morning_moves_those_with_running_tickets():
    planned, other = two_shelters(beds=(4, 1))
    Night.objects.filter(pk=planned.pk).update(state="planned")
    tickets = [running_ticket(planned.shelter)]
    planned.refresh_from_db()

    [moved] = actions.cancel_night(night=planned, because="damage", by=make_keeper(planned), at=MORNING)

    tickets[0].refresh_from_db()
    assert (moved.ticket, moved.now.night, tickets[0].group.shelter) == (tickets[0], other, other.shelter)
    assert [one.shelter for one in queries.displaced(planned)] == [other.shelter.name]
    assert actions.cancel_night(night=planned, because="damage", by=make_keeper(planned), at=MORNING) == []


def test_a_promised_night_for_which_there_is_no_room_is_a_turn_away():
    night = make_night(state="planned")
    running_ticket(night.shelter, men=2)

    [told] = actions.cancel_night(night=night, because="damage", by=make_keeper(night), at=MORNING)

    assert told.now is None
    assert TurnAway.objects.get().people == 2


def test_a_night_without_groups_can_be_cancelled():
    night = make_night(state="planned")
    running_ticket(night.shelter)
    night.capacities.all().delete()

    assert actions.cancel_night(night=night, because="no_need", by=make_keeper(night), at=MORNING) == []


@pytest.mark.parametrize("changes", [{"frozen_at": EVENING}, {"state": "closed"}])
def test_a_night_that_is_over_cannot_be_cancelled(changes):
    night = make_night()
    Night.objects.update(**changes)

    with pytest.raises(Refused, match="This night is over"):
        actions.cancel_night(night=night, because="damage", by=make_keeper(night), at=EVENING)


def test_nobody_is_moved_to_a_night_that_is_frozen():
    burning, frozen = two_shelters()
    give(burning)
    others = list(queries.nights_beside(burning))
    actions.freeze_night(night=frozen, by=None, at=EVENING)

    [told] = actions.cancel_night(night=burning, because="damage", by=make_keeper(burning), at=EVENING)

    assert others == [frozen]
    assert told.now is None


def test_who_is_promised_a_night_waits_while_another_shelter_is_only_planned():
    gone, other = a_pool(4, 2)
    ticket = running_ticket(gone.shelter)

    [told] = cancel(gone)

    assert (told.ticket, told.now, told.waits) == (ticket, None, True)
    assert (TurnAway.objects.count(), sheet(gone)) == (0, ["waits"])

    [place] = confirm(other)

    ticket.refresh_from_db()
    assert (place.ticket, place.night, place.state, place.origin) == (ticket, other, "allocated", "move")
    assert (ticket.group.shelter, sheet(gone)) == (other.shelter, [other.shelter.name])
    assert TurnAway.objects.count() == 0
    assert trail()[-3:] == ["shelters.night_cancelled", "shelters.displaced_settled", "shelters.night_confirmed"]


def test_who_waits_is_moved_in_draw_order_after_the_shelters_own():
    gone, small, large = a_pool(9, 2, 3)
    tickets = [running_ticket(gone.shelter) for _ in range(3)]
    own = running_ticket(small.shelter)
    cancel(gone)

    first, second = confirm(small), confirm(large)

    assert [place.ticket for place in first] == [own, tickets[0]]
    assert [place.ticket for place in second] == tickets[1:]


def test_who_waits_is_turned_away_when_the_last_shelter_has_said_what_it_holds():
    gone, small, last = a_pool(4, 1, 1)
    running_ticket(gone.shelter, men=2)
    cancel(gone)

    confirm(small)
    assert (TurnAway.objects.count(), sheet(gone)) == (0, ["waits"])
    confirm(last)

    away = TurnAway.objects.get()
    assert (away.night, away.reason, away.outcome, away.at_door, away.people) == (gone, "full", "not_placed", False, 2)
    assert sheet(gone) == [""]
    gone.refresh_from_db()
    assert gone.revision == Entry.objects.get(verb="shelters.displaced_settled").number


def test_who_waits_is_turned_away_when_the_last_shelter_drops_out_too():
    gone, other = a_pool(4, 4)
    running_ticket(gone.shelter)
    cancel(gone)

    assert cancel(other, at=NOON) == []

    assert (TurnAway.objects.get().night, sheet(gone)) == (gone, [""])


def test_who_still_waits_at_four_is_turned_away():
    gone, other = a_pool(4, 4)
    running_ticket(gone.shelter)
    cancel(gone)

    actions.freeze_night(night=gone, by=None, at=FOUR)

    assert (TurnAway.objects.get().at, sheet(gone)) == (FOUR, [""])
    assert TurnAwayFigure.objects.get().people == 1
    assert confirm(other, at=FOUR) == []


def test_also_those_of_the_draw_wait_when_their_shelter_drops_out_before_another_has_said_what_it_holds():
    gone, other = a_pool(2, 2, state="confirmed")
    places = [give(gone), give(gone)]
    Night.objects.filter(pk=other.pk).update(state="planned")

    parties = cancel(gone, at=NOON)

    assert [(one.was.pk, one.waits) for one in parties] == [(place.pk, True) for place in places]
    assert gone.capacities.get().taken == 0
    assert [place.ticket for place in confirm(other)] == [place.ticket for place in places]
    assert gone.capacities.get().taken == 0
    kinds = places[0].events.order_by("at", "pk").values_list("kind", flat=True)
    assert sorted(kinds) == ["given", "moved", "waiting"]


def test_more_beds_take_in_those_who_wait():
    gone, full, planned = a_pool(4, 1, 1)
    ticket = running_ticket(gone.shelter, men=2)
    cancel(gone)
    confirm(full)

    [place] = change(full, overflow=1)

    assert (place.ticket, sheet(gone)) == (ticket, [full.shelter.name])
    assert planned.places.count() == 0


def test_days_ahead_everybody_waits_though_no_other_night_is_planned_yet():
    [gone] = a_pool(4)
    ticket = running_ticket(gone.shelter)
    days_before = MORNING - timedelta(days=1)

    [told] = cancel(gone, at=days_before)
    other = make_night(shelter=make_shelter(pool=gone.shelter.pool), state="planned")

    assert told.waits
    assert [place.ticket for place in confirm(other)] == [ticket]


def test_a_ticket_that_is_given_after_its_night_was_cancelled_waits_too():
    gone, other = a_pool(4, 4)
    cancel(gone)
    ticket = running_ticket(gone.shelter)

    assert sheet(gone) == ["waits"]
    assert [place.ticket for place in confirm(other)] == [ticket]
    assert sheet(gone) == [other.shelter.name]


def test_who_gives_the_ticket_back_waits_no_more():
    gone, other = a_pool(4, 4)
    ticket = running_ticket(gone.shelter)
    cancel(gone)

    actions.end_ticket(id=new_id(), ticket=ticket, because="returned", by=make_keeper(gone), at=NOON)

    assert (sheet(gone), confirm(other), TurnAway.objects.count()) == ([], [], 0)
    assert gone.capacities.get().taken == 0


def test_who_waits_and_is_moved_to_a_shelter_that_drops_out_waits_again():
    gone, other, last = a_pool(4, 4, 4)
    running_ticket(gone.shelter)
    cancel(gone)
    confirm(other)

    [told] = cancel(other, at=NOON)

    assert (told.waits, sheet(gone), sheet(other)) == (True, ["waits"], ["waits"])
    confirm(last)
    assert sheet(gone) == sheet(other) == [last.shelter.name]


def test_reading_the_sheet_writes_nothing():
    gone, _other = a_pool(4, 4)
    cancel(gone)
    running_ticket(gone.shelter)
    before = NightPlace.objects.count(), Entry.objects.count()

    sheet(gone)

    assert (NightPlace.objects.count(), Entry.objects.count()) == before


def test_who_was_turned_away_when_a_shelter_dropped_out_is_in_the_figures():
    burning, other = two_shelters(beds=(2, 1))
    give(burning, men=2)
    actions.cancel_night(night=burning, because="damage", by=make_keeper(burning), at=EVENING)
    TurnAway.objects.create(county="01", pool=burning.shelter.pool, date=TONIGHT, reason="full", at=EVENING, women=1)

    assert set(queries.nights_to_freeze(at=FOUR)) == {burning, other}
    actions.freeze_night(night=other, by=None, at=FOUR)
    assert TurnAwayFigure.objects.count() == 0
    assert actions.freeze_night(night=burning, by=None, at=FOUR) == []

    assert set(TurnAwayFigure.objects.values_list("night", "pool", "people")) == {
        (burning.pk, None, 2),
        (None, burning.shelter.pool_id, 1),
    }
    assert queries.nights_to_freeze(at=FOUR) == []
    assert NightFigure.objects.filter(night=burning).count() == 0

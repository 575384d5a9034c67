"""The draw as it is done at the table: announced, slips, list, lots."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Denied, Refused
from samverka.core.ids import new_id
from samverka.core.policy import effective
from samverka.shelters import actions, queries, record
from samverka.shelters import draw as arithmetic
from samverka.shelters.models import Draw, NightPlace, PlaceTicket, Slip, TurnAway
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
from samverka.shelters.tests.trails import trail


def make_drawn(draw, *, witness="snö"):
    """The list locked and the lots drawn."""
    by = make_intake(draw.pool)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    return actions.draw_lots(draw=draw, witness=witness, by=by, at=MORNING)


@pytest.fixture
def pool():
    """A pool with one confirmed night of two beds."""
    pool = make_pool()
    make_night(shelter=make_shelter(pool=pool), beds=2)
    return pool


def test_the_commitment_is_told_before_the_first_slip(pool):
    set_rule(f"pool:{pool.pk}", "nights_per_ticket", 3)

    draw = make_draw(pool)

    assert make_draw(pool) == draw
    assert draw.commitment == arithmetic.commitment(bytes.fromhex(draw.secret))
    assert (draw.nights, draw.policy_version) == (3, effective(pool.scopes, on=TONIGHT).version)
    assert trail() == ["shelters.draw_announced"]


def test_slips_are_numbered_in_the_order_handed_out(pool):
    draw, id = make_draw(pool), new_id()
    take_slip(draw)

    slip = actions.hand_out_slip(id=id, draw=draw, party=party(men=2), by=make_intake(pool), at=EVENING)

    again = actions.hand_out_slip(id=id, draw=draw, party=party(men=2), by=make_intake(pool), at=EVENING)
    draw.refresh_from_db()
    assert (again, slip.number, slip.people, draw.opened_at) == (slip, 2, 2, MORNING)
    assert trail()[1:] == ["shelters.slip_handed_out"] * 2
    with pytest.raises(Refused, match="already names something else"):
        actions.hand_out_slip(id=id, draw=draw, party=party(men=1), by=make_intake(pool), at=EVENING)


def test_a_slip_that_is_given_back_is_not_drawn_and_its_number_not_used_again(pool):
    draw, by = make_draw(pool), make_intake(pool)
    slip = take_slip(draw)

    for _ in range(2):
        actions.withdraw_slip(slip=slip, by=by, at=EVENING)

    assert take_slip(draw).number == 2
    assert trail().count("shelters.slip_withdrawn") == 1
    drawn = make_drawn(draw)
    assert [one["number"] for one in drawn.locked_list["slips"]] == [2]
    slip.refresh_from_db()
    assert (slip.was_placed, queries.slips(drawn)[0].sentence) == (None, "Withdrawn.")


def test_when_the_list_is_locked_no_slip_comes_or_goes(pool):
    draw, by = make_draw(pool), make_intake(pool)
    slip = take_slip(draw)

    locked = actions.lock_draw(draw=draw, by=by, at=MORNING)

    assert actions.lock_draw(draw=draw, by=by, at=EVENING).locked_at == MORNING
    assert locked.list_hash == record.list_hash(locked.locked_list)
    with pytest.raises(Refused, match="list is locked"):
        take_slip(draw)
    with pytest.raises(Refused, match="list is locked"):
        actions.withdraw_slip(slip=slip, by=by, at=EVENING)
    actions.unlock_draw(draw=draw, by=by, at=EVENING)
    assert take_slip(draw).number == 2


def test_locking_frees_the_holds_that_have_run_out_and_tells_the_board():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), beds=2, reserved=1)
    actions.hold_place(id=new_id(), night=night, party=party(), minutes=5, by=make_keeper(night), at=MORNING)
    night.refresh_from_db()
    before = night.revision

    actions.lock_draw(draw=make_draw(pool), by=make_intake(pool), at=EVENING)

    night.refresh_from_db()
    assert (night.revision > before, night.capacities.get().taken) == (True, 0)


def test_a_list_without_places_is_not_locked():
    pool = make_pool()

    with pytest.raises(Refused, match="No shelter of this pool has confirmed"):
        actions.lock_draw(draw=make_draw(pool), by=make_intake(pool), at=MORNING)


def test_unlocking_an_open_list_changes_nothing_and_a_drawn_one_stays(pool):
    draw, by = make_draw(pool), make_intake(pool)
    actions.unlock_draw(draw=draw, by=by, at=MORNING)
    assert trail() == ["shelters.draw_announced"]

    make_drawn(draw)

    with pytest.raises(Refused, match="The lots are drawn"):
        actions.unlock_draw(draw=draw, by=by, at=EVENING)


def test_those_who_win_have_tickets_and_places_and_the_others_are_turned_away(pool):
    set_rule(f"pool:{pool.pk}", "nights_per_ticket", 5)
    draw = make_draw(pool)
    for people in ({"men": 2}, {"men": 2}, {"women": 1, "children": 1}, {"men": 1, "dog": True}):
        take_slip(draw, **people)

    drawn = make_drawn(draw)

    assert record.problems(drawn.record) == []
    [place] = NightPlace.objects.all()
    ticket = PlaceTicket.objects.get()
    assert (place.state, place.origin, place.people, ticket.nights) == ("allocated", "draw", 2, 5)
    assert ticket.last_night == TONIGHT + timedelta(days=4)
    assert sorted(TurnAway.objects.values_list("reason", flat=True)) == [
        "child_in_adult_shelter", "full", "no_suitable_group",
    ]  # fmt: skip
    assert drawn.slips.filter(wish__isnull=False).count() == 0
    assert trail()[-1] == "shelters.lots_drawn"


def test_drawing_again_gives_the_same(pool):
    draw = make_draw(pool)
    take_slip(draw)
    first = make_drawn(draw)

    again = actions.draw_lots(draw=draw, witness="regn", by=make_intake(pool), at=EVENING)

    assert (again.witness, again.record, NightPlace.objects.count()) == ("snö", first.record, 1)


def test_lots_are_drawn_from_a_locked_list_with_a_word_and_places_as_they_were(pool):
    draw, by = make_draw(pool), make_intake(pool)
    with pytest.raises(Refused, match="Lock the list"):
        actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)
    actions.lock_draw(draw=draw, by=by, at=MORNING)
    with pytest.raises(Refused, match="word or a number"):
        actions.draw_lots(draw=draw, witness="  ", by=by, at=MORNING)
    night = queries.nights_of_draw(draw).get()
    night.capacities.update(overflow=1)

    with pytest.raises(Refused, match="The places have changed"):
        actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING)

    assert Draw.objects.get().published_at is None


def test_a_party_that_would_rather_stay_together_may_be_split():
    pool = make_pool()
    for _ in range(2):
        make_night(shelter=make_shelter(pool=pool), beds=1)
    draw = make_draw(pool)
    slip = take_slip(draw, men=2, together="prefer")

    make_drawn(draw)

    slip.refresh_from_db()
    assert (slip.result["reason"], len(slip.tickets)) == ("split", 2)
    assert sorted(PlaceTicket.objects.values_list("men", flat=True)) == [1, 1]
    [line] = queries.slips(draw)
    assert "not all in one room" in line.sentence
    assert line.pictures


def test_a_wish_is_met_where_that_costs_nobody_and_then_forgotten():
    pool = make_pool()
    nights = [make_night(shelter=make_shelter(pool=pool), beds=5) for _ in range(3)]
    draw = make_draw(pool)
    wished = nights[2].shelter
    slip = actions.hand_out_slip(
        id=new_id(), draw=draw, party=party(), by=make_intake(pool), at=MORNING, wish=wished
    )  # fmt: skip

    make_drawn(draw)

    slip.refresh_from_db()
    assert (NightPlace.objects.get().night.shelter, slip.wish) == (wished, None)


def test_a_private_room_that_is_drawn_counts_whole():
    pool = make_pool()
    night = make_night(shelter=make_shelter(pool=pool), kind="family", rooms=[4, 2, 3], reserved=2)
    draw = make_draw(pool)
    take_slip(draw, women=1, children=2)

    make_drawn(draw)

    place = NightPlace.objects.get()
    assert (place.room, place.beds, place.people) == (3, 3, 3)
    assert night.capacities.get().taken == 3


def drawn_before(pool, *, days, rule=14):
    """A slip that lost in a draw some days ago."""
    set_rule(f"pool:{pool.pk}", "carry_over_days", rule)
    day = TONIGHT - timedelta(days=days)
    full = make_night(shelter=make_shelter(pool=pool), beds=1, date=day)
    give(full)
    draw = make_draw(pool, date=day)
    slip = take_slip(draw)
    make_drawn(draw)
    return slip


def show(draw, code):
    return actions.hand_out_slip(
        id=new_id(), draw=draw, party=party(), by=make_intake(draw.pool), at=MORNING, lost_slip=code
    )  # fmt: skip


def test_a_slip_that_lost_before_gives_one_extra_lot_once(pool):
    lost = drawn_before(pool, days=14)
    draw = make_draw(pool)

    assert show(draw, lost.code.lower()).weight == 1

    for code in (lost.code, "NONSENSE"):
        with pytest.raises(Refused, match="gives no extra lot"):
            show(draw, code)
    assert Slip.objects.filter(draw=draw).count() == 1


def test_withdrawing_a_slip_gives_the_lost_slip_back(pool):
    lost, by = drawn_before(pool, days=1), make_intake(pool)
    draw = make_draw(pool)
    slip = show(draw, lost.code)

    for _ in range(2):
        actions.withdraw_slip(slip=slip, by=by, at=MORNING)

    assert show(draw, lost.code).weight == 1
    with pytest.raises(Refused, match="has been shown again"):
        actions.undo_withdraw_slip(slip=slip, by=by, at=MORNING)
    slip.refresh_from_db()
    assert slip.withdrawn_at == MORNING


def test_a_slip_that_was_withdrawn_by_mistake_takes_part_again_with_its_extra_lot(pool):
    lost, by = drawn_before(pool, days=1), make_intake(pool)
    draw = make_draw(pool)
    slip = show(draw, lost.code)
    actions.withdraw_slip(slip=slip, by=by, at=MORNING)

    for _ in range(2):
        back = actions.undo_withdraw_slip(slip=slip, by=by, at=MORNING)

    assert (back.withdrawn_at, back.number, trail().count("shelters.slip_withdrawal_undone")) == (None, 1, 1)
    with pytest.raises(Refused, match="gives no extra lot"):
        show(draw, lost.code)
    drawn = make_drawn(draw)
    assert [(one["number"], one["weight"]) for one in drawn.locked_list["slips"]] == [(1, 1)]
    assert list(Slip.objects.exclude(lost_slip=None)) == []  # after the draw no slip knows another


def test_when_the_list_is_locked_a_withdrawn_slip_stays_away(pool):
    draw, by = make_draw(pool), make_intake(pool)
    slip = take_slip(draw)
    actions.withdraw_slip(slip=slip, by=by, at=MORNING)
    actions.lock_draw(draw=draw, by=by, at=MORNING)

    with pytest.raises(Refused, match="list is locked"):
        actions.undo_withdraw_slip(slip=slip, by=by, at=MORNING)


@pytest.mark.parametrize(("days", "rule"), [(15, 14), (1, 0)])
def test_a_slip_that_is_too_old_gives_no_extra_lot(pool, days, rule):
    lost = drawn_before(pool, days=days, rule=rule)

    with pytest.raises(Refused, match="gives no extra lot"):
        show(make_draw(pool), lost.code)


def test_a_slip_of_another_pool_gives_no_extra_lot(pool):
    lost = drawn_before(make_pool(), days=1)
    set_rule(f"pool:{pool.pk}", "carry_over_days", 14)

    with pytest.raises(Refused, match="gives no extra lot"):
        show(make_draw(pool), lost.code)


def test_what_was_released_can_be_drawn_in_a_second_round(pool):
    first = make_draw(pool)
    take_slip(first, men=2)
    make_drawn(first)
    night = queries.nights_of_draw(first).get()
    actions.release_unclaimed(night=night, no_show_effect="lose_night", by=make_keeper(night), at=EVENING)
    second = make_draw(pool, round=2)
    slip = take_slip(second)

    make_drawn(second)

    slip.refresh_from_db()
    assert (second.round, slip.was_placed, slip.number) == (2, True, 1)


STRANGERS = {
    "announce_draw": lambda draw, slip, by: actions.announce_draw(
        id=new_id(), pool=draw.pool, date=TONIGHT, policies=effective(draw.pool.scopes, on=TONIGHT), by=by, at=MORNING
    ),
    "hand_out_slip": lambda draw, slip, by: actions.hand_out_slip(
        id=new_id(), draw=draw, party=party(), by=by, at=MORNING
    ),
    "withdraw_slip": lambda draw, slip, by: actions.withdraw_slip(slip=slip, by=by, at=MORNING),
    "undo_withdraw_slip": lambda draw, slip, by: actions.undo_withdraw_slip(slip=slip, by=by, at=MORNING),
    "lock_draw": lambda draw, slip, by: actions.lock_draw(draw=draw, by=by, at=MORNING),
    "unlock_draw": lambda draw, slip, by: actions.unlock_draw(draw=draw, by=by, at=MORNING),
    "draw_lots": lambda draw, slip, by: actions.draw_lots(draw=draw, witness="snö", by=by, at=MORNING),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_strangers_change_nothing(pool, name):
    draw = make_draw(pool)
    slip, before = take_slip(draw), trail()

    with pytest.raises(Denied):
        STRANGERS[name](draw, slip, make_user(Role.SHELTER_LEAD))

    assert (trail(), Draw.objects.get().state) == (before, "collecting")


def test_the_list_costs_the_same_number_of_queries(pool, django_assert_num_queries):
    draw = make_draw(pool)
    take_slip(draw)
    make_drawn(draw)
    with django_assert_num_queries(2):
        queries.slips(draw)
    other = make_pool()
    make_night(shelter=make_shelter(pool=other), beds=4)
    make_group(make_shelter(pool=other))
    many = make_draw(other)
    for _ in range(3):
        take_slip(many)
    make_drawn(many)

    with django_assert_num_queries(2):
        assert len(queries.slips(many)) == 3

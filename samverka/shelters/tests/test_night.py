"""One whole night through the actions, from the morning's places to the frozen figures."""

from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.core import audit
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.shelters import actions, record
from samverka.shelters.models import Capacity, NightPlace, TurnAway
from samverka.shelters.tests.factories import (
    EVENING,
    MORNING,
    TONIGHT,
    make_draw,
    make_group,
    make_intake,
    make_keeper,
    make_pool,
    make_shelter,
    party,
)


def test_a_whole_night_is_lived():
    pool = make_pool()
    north, south = (make_shelter(name=name, pool=pool, organisation=pool.organisation) for name in ("Norr", "Söder"))
    women, mixed = make_group(north, kind="women", beds=2), make_group(south, kind="mixed", beds=4)
    lead = make_intake(pool)
    [at_north] = actions.plan_nights(shelter=north, dates=[TONIGHT], by=lead, at=MORNING)
    [at_south] = actions.plan_nights(shelter=south, dates=[TONIGHT], by=lead, at=MORNING)
    actions.confirm_night(night=at_north, beds={women.pk: actions.Beds()}, policy_version="v", by=lead, at=MORNING)
    blocked = actions.Beds(blocked=1, blocked_because="a burst pipe", reserved=1)
    actions.confirm_night(night=at_south, beds={mixed.pk: blocked}, policy_version="v", by=lead, at=MORNING)

    draw = make_draw(pool)
    for asked in (party(women=2), party(men=2), party(women=1, men=1), party(women=1, children=1)):
        actions.hand_out_slip(id=new_id(), draw=draw, party=asked, by=lead, at=MORNING)
    actions.lock_draw(draw=draw, by=lead, at=MORNING)
    drawn = actions.draw_lots(draw=draw, witness="Snö", by=lead, at=MORNING)

    assert record.problems(drawn.record) == []
    assert NightPlace.objects.live().count() == 2
    assert TurnAway.objects.count() == 2
    assert TurnAway.objects.filter(reason="child_in_adult_shelter").count() == 1

    actions.open_night(night=at_south, by=lead, at=EVENING)
    place = NightPlace.objects.get(night=at_south)
    event_id = new_id()
    first = actions.check_in(id=event_id, place=place, by=lead, at=EVENING)
    assert actions.check_in(id=event_id, place=place, by=lead, at=EVENING) == first
    actions.undo_check_in(id=new_id(), place=place, by=lead, at=EVENING)
    actions.check_in(id=new_id(), place=place, by=lead, at=EVENING)
    held = actions.hold_place(id=new_id(), night=at_south, party=party(men=1), minutes=30, by=lead, at=EVENING)
    assert actions.expire_holds(night=at_south, at=EVENING + timedelta(minutes=31)) == 1
    with pytest.raises(Refused, match="is hold expired"):
        actions.check_in(id=new_id(), place=held, by=lead, at=EVENING)
    actions.turn_away(id=new_id(), night=at_south, party=party(men=3), reason="full", by=lead, at=EVENING)

    [figure] = actions.freeze_night(night=at_south, by=lead, at=EVENING)
    actions.freeze_night(night=at_north, by=lead, at=EVENING)
    assert (figure.allocable, figure.bed_nights) == (3, 2)
    with pytest.raises(Refused, match="frozen"):
        actions.undo_check_in(id=new_id(), place=place, by=lead, at=EVENING)
    assert Capacity.objects.get(night=at_south).taken == 2
    assert list(audit.faults("01")) == []


def test_a_shelter_that_drops_out_moves_its_guests_within_the_pool():
    pool = make_pool()
    north, south = (make_shelter(name=name, pool=pool, organisation=pool.organisation) for name in ("Norr", "Söder"))
    make_group(north, kind="mixed", beds=3), make_group(south, kind="mixed", beds=2)
    lead = make_intake(pool)
    nights = [actions.plan_nights(shelter=one, dates=[TONIGHT], by=lead, at=MORNING)[0] for one in (north, south)]
    for night in nights:
        beds = {night.shelter.groups.get().pk: actions.Beds()}
        actions.confirm_night(night=night, beds=beds, policy_version="v", by=lead, at=MORNING)
    for asked in (party(men=2), party(men=1)):
        actions.give_place(id=new_id(), night=nights[0], party=asked, by=lead, at=EVENING)

    displaced = actions.cancel_night(night=nights[0], because="damage", by=lead, at=EVENING)

    assert [one.now.night.shelter.name if one.now else None for one in displaced] == ["Söder", None]
    assert TurnAway.objects.get().people == 1
    assert Capacity.objects.get(night=nights[0]).allocable == 0


def test_a_stranger_gives_no_place():
    pool = make_pool()
    assert make_keeper is not None
    assert pool.scopes[-1] == f"pool:{pool.pk}"
    assert Role.LIAISON not in {one.role for one in make_intake(pool).standing}

"""P11: nights of 23 and 25 hours. The clocks of Stockholm change at two and three, never at four."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Refused
from samverka.core.ids import new_id
from samverka.core.models import Entry
from samverka.core.policy import read
from samverka.shelters import actions, clock, queries
from samverka.shelters.models import NightFigure, NightPlace, Shelter
from samverka.shelters.tests.factories import leave_open, make_keeper, make_night, make_pool, make_shelter, party
from samverka.web.tasks import tick


CHANGES = {  # the night, and how many hours it has from 20:30 to 07:30
    date(2026, 3, 28): 10,
    date(2026, 10, 24): 12,
    date(2027, 3, 27): 10,
    date(2027, 10, 30): 12,
    date(2027, 1, 15): 11,
}
DAYS = some.dates(date(2025, 1, 1), date(2040, 12, 31))
each_night = pytest.mark.parametrize("night", CHANGES)


@pytest.mark.parametrize(("night", "hours"), CHANGES.items())
def test_a_night_has_as_many_hours_as_the_clocks_give_it(night, hours):
    doors, morning = clock.by_night(night, time(20, 30)), clock.by_night(night, time(7, 30))

    assert morning.astimezone(UTC) - doors.astimezone(UTC) == timedelta(hours=hours)


@given(night=DAYS)
@settings(max_examples=200)
def test_four_o_clock_comes_once_every_night(night):
    freezes = clock.freezes(night).astimezone(UTC)

    assert freezes.astimezone(clock.HERE).time() == clock.FREEZE
    assert {(freezes + timedelta(hours=step)).astimezone(clock.HERE).time() for step in (-1, 1)}.isdisjoint(
        {clock.FREEZE}
    )
    assert timedelta(hours=23) <= clock.freezes(night + timedelta(days=1)).astimezone(UTC) - freezes
    assert clock.freezes(night + timedelta(days=1)).astimezone(UTC) - freezes <= timedelta(hours=25)


@given(at=some.datetimes(datetime(2025, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC)))  # noqa: DTZ001
@settings(max_examples=200)
def test_every_moment_belongs_to_one_night_and_nights_never_run_backwards(at):
    closes = time(9)
    night, later = (clock.tonight(moment, closes=closes) for moment in (at, at + timedelta(minutes=1)))

    assert night <= later <= night + timedelta(days=1)
    here = at.astimezone(clock.HERE)
    assert night == (here.date() if here.time() >= closes else here.date() - timedelta(days=1))


@given(night=DAYS, wall=some.times().filter(lambda wall: wall.hour != 2))
@settings(max_examples=200)
def test_an_hour_that_a_rule_may_name_is_that_hour_on_the_wall(night, wall):
    wall = wall.replace(tzinfo=None)

    assert clock.by_night(night, wall).astimezone(UTC).astimezone(clock.HERE).time() == wall


@pytest.mark.parametrize("written", ["02:00", "02:30", "02:59"])
@pytest.mark.parametrize("key", ["doors_open", "release_at", "doors_close", "close_at"])
def test_an_hour_that_the_change_skips_or_repeats_is_refused(key, written):
    with pytest.raises(Refused, match="does not exist, or comes twice"):
        read(key, written)


@each_night
def test_the_clock_freezes_once_at_four_whatever_two_and_three_do(night):
    one = make_night(date=night)
    four = clock.freezes(night).astimezone(UTC)
    frozen = []

    for minutes in range(-180, 61, 15):
        tick(at=four + timedelta(minutes=minutes))
        one.refresh_from_db()
        frozen.append(one.frozen_at)

    assert frozen == [None] * 12 + [four] * 5
    assert NightFigure.objects.count() == 1
    assert Entry.objects.filter(verb="shelters.night_frozen").count() == 1


@each_night
def test_a_hold_lasts_its_minutes_across_the_change(night):
    one = make_night(date=night, beds=2, reserved=1)
    leave_open(one)
    half_past_one = clock.by_night(night, time(1, 30)).astimezone(UTC)
    held = actions.hold_place(
        id=new_id(), night=one, party=party(), minutes=90, by=make_keeper(one), at=half_past_one
    )  # fmt: skip

    tick(at=half_past_one + timedelta(minutes=89))
    early = NightPlace.objects.get().state
    tick(at=half_past_one + timedelta(minutes=90))

    held.refresh_from_db()
    assert (early, held.state) == ("held", "expired")


@each_night
def test_arrivals_stand_in_the_order_in_which_they_came(night):
    one = make_night(date=night, beds=9)
    keeper, two = make_keeper(one), clock.by_night(night, time(1, 45)).astimezone(UTC)
    came = []
    for minutes in (0, 30, 60, 90):  # 01:45, then 02:15 once, twice or never
        at = two + timedelta(minutes=minutes)
        place = actions.give_place(id=new_id(), night=one, party=party(), by=keeper, at=at)
        actions.check_in(id=new_id(), place=place, by=keeper, at=at)
        came.append(place)

    assert list(one.places.order_by("arrived_at")) == came
    assert queries.in_draw_order(one, states=queries.AT_THE_SHELTER) == came


@each_night
def test_a_night_is_closed_the_morning_after(night):
    one = make_night(date=night)
    tick(at=clock.freezes(night))
    tick(at=clock.by_night(night, time(8, 59)))
    one.refresh_from_db()
    before = one.state
    tick(at=clock.by_night(night, time(9)))

    one.refresh_from_db()
    assert (before, one.state) == ("confirmed", "closed")


def test_a_clock_that_comes_twice_freezes_nothing_twice():
    night = make_night()
    four = clock.freezes(night.date)
    for _ in range(2):
        tick(at=four)

    assert NightFigure.objects.count() == 1


@each_night
def test_a_shelter_changes_pool_at_nine_however_long_the_night_was(night):
    shelter = make_shelter(pool=make_pool())
    doors, nine = clock.by_night(night, time(20, 30)), clock.by_night(night, time(9))
    lead = make_user(Role.SHELTER_LEAD, at=shelter.organisation)
    actions.leave_pool(shelter=shelter, by=lead, at=doors + timedelta(hours=5))

    kept = []
    for at in (nine - timedelta(minutes=1), nine, nine):
        tick(at=at)
        shelter.refresh_from_db()
        kept.append(shelter.pool_id is not None)

    assert kept == [True, False, False]
    assert Entry.objects.filter(verb="shelters.shelter_moved").count() == 1


def test_a_night_that_was_never_closed_keeps_its_pool():
    """A server that was down all night freezes and closes first, and only then moves."""
    night = make_night(shelter=make_shelter(pool=make_pool()))
    morning = clock.by_night(night.date, time(9))
    Shelter.objects.update(moves_on=night.date + timedelta(days=1))
    assert not queries.shelters_to_move(at=morning)

    tick(at=morning + timedelta(hours=3))

    assert Shelter.objects.get().pool is None
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["shelters.night_frozen", "shelters.night_closed", "shelters.shelter_moved"]

"""The law's clock and the support plan are arithmetic with days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from samverka.outreach.conditions import CODES, conditions
from samverka.outreach.plan import Clock, Dates, is_short, objections_until, support_plan


pytestmark = pytest.mark.on_sqlite


SERVED, DAY = date(2027, 1, 4), date(2027, 1, 20)
NEEDS = {"places", "interpreter", "storage", "transport", "ticket_home"}


def plan(dates, needs=NEEDS):
    steps = support_plan(dates, needs=needs, clock=Clock())
    return [(step.code, step.role, (step.due - DAY).days) for step in steps]


def test_the_plan_follows_from_the_dates():
    assert plan(Dates(SERVED, DAY)) == [
        ("information", "outreach_worker", -16),
        ("places", "municipality_coordinator", -3),
        ("interpreter", "outreach_worker", -3),
        ("storage", "municipality_coordinator", -3),
        ("transport", "municipality_coordinator", -3),
        ("ticket_home", "outreach_worker", -3),
        ("on_site", "outreach_worker", 0),
        ("open_places", "outreach_worker", 1),
        ("next_step", "outreach_worker", 2),
        ("close", "municipality_coordinator", 14),
    ]


def test_what_nobody_needs_is_not_planned():
    codes = [code for code, _role, _day in plan(Dates(SERVED, DAY), needs={"interpreter"})]

    assert codes == ["information", "interpreter", "on_site", "open_places", "next_step", "close"]


def test_at_an_order_of_the_police_the_information_comes_the_day_before():
    assert plan(Dates(None, DAY), needs=())[0] == ("information", "outreach_worker", -1)


def test_a_removal_that_did_not_happen_is_only_closed():
    assert plan(Dates(None, None, DAY)) == [("close", "municipality_coordinator", 14)]
    assert plan(Dates()) == []


def test_ten_days_to_object_are_the_ten_days_after_service():
    assert objections_until(SERVED, Clock()) == date(2027, 1, 14)
    assert is_short(Dates(SERVED, date(2027, 1, 14)), Clock())
    assert not is_short(Dates(SERVED, date(2027, 1, 15)), Clock())
    assert not is_short(Dates(None, DAY), Clock())


@given(some.sets(some.sampled_from(sorted(NEEDS))), some.integers(0, 30), some.integers(0, 30))
def test_no_step_is_asked_for_twice_and_none_before_its_time(needs, prepare, open):
    steps = support_plan(Dates(None, DAY), needs=needs, clock=Clock(prepare=prepare, open=open))

    assert len({step.code for step in steps}) == len(steps)
    assert [step.due for step in steps] == sorted(step.due for step in steps)
    assert all(step.is_overdue(step.due + timedelta(days=1)) and not step.is_overdue(step.due) for step in steps)


def test_one_poor_thing_makes_a_condition_poor_and_nothing_seen_leaves_it_unknown():
    found = {one.name: one for one in conditions(["tap_near", "water_unsafe", "toilets"])}

    assert (found["water"].status, found["water"].reasons) == ("poor", ("water_unsafe",))
    assert (found["toilet"].status, found["toilet"].reasons) == ("good", ("toilets",))
    assert (found["waste"].status, found["waste"].reasons) == ("unknown", ())


@given(some.sets(some.sampled_from(sorted(CODES))))
def test_every_status_has_its_reasons(seen):
    for one in conditions(seen):
        assert (one.status == "unknown") == (not one.reasons)
        assert set(one.reasons) <= seen

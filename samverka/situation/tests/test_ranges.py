"""Sums of ranges are no surer than their parts, and name what they lack."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverka.situation.ranges import LEVELS, Range, add, breaks, compare, coverage, surest, trend


pytestmark = pytest.mark.on_sqlite


TODAY, YEAR = date(2026, 3, 1), timedelta(days=365)
AREAS = [f"{number:04}" for number in range(180, 190)]


def ranged(area="0180", low=10, high=20, *, days=0, confidence="medium", **told):
    return Range(area, low, high, TODAY - timedelta(days=days), confidence, **told)


@st.composite
def pictures(draw, areas=AREAS):
    """Ranges for some of the areas, each once."""
    found = []
    for area in draw(st.lists(st.sampled_from(areas), unique=True)):
        low = draw(st.integers(0, 1000))
        days, level = draw(st.integers(0, 900)), draw(st.sampled_from(LEVELS))
        found.append(ranged(area, low, low + draw(st.integers(0, 500)), days=days, confidence=level))
    return found


def total(ranges, areas=AREAS):
    return add(ranges, areas=areas, on=TODAY, good_for=YEAR)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(pictures(), st.randoms())
def test_ends_are_added_in_any_order(ranges, random):
    turned = random.sample(ranges, len(ranges))

    assert total(turned) == total(ranges)
    if ranges:
        assert total(ranges).low == sum(one.low for one in ranges)
        assert total(ranges).high == sum(one.high for one in ranges)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(pictures())
def test_a_sum_is_as_sure_as_its_least_sure_part(ranges):
    if ranges:
        sure = LEVELS.index(total(ranges).confidence)
        assert all(sure <= LEVELS.index(one.confidence) for one in ranges)
        assert total(ranges).confidence in [one.confidence for one in ranges]
        assert total(ranges).since == min(one.as_of for one in ranges)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(pictures())
def test_every_area_is_known_or_missing(ranges):
    told = total(ranges).coverage

    assert {*told.missing, *(one.area for one in ranges)} == set(AREAS)
    assert told.known + len(told.missing) == told.areas == len(AREAS)
    assert told.is_whole == (len(ranges) == len(AREAS))
    assert set(told.outdated) == {one.area for one in ranges if TODAY - one.as_of > YEAR}


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(pictures(AREAS[:5]), pictures(AREAS[5:]))
def test_a_sum_of_sums_is_the_sum(some, others):
    both, one, other = total([*some, *others]), total(some, AREAS[:5]), total(others, AREAS[5:])

    if some and others:
        assert (both.low, both.high) == (one.low + other.low, one.high + other.high)
    assert both.coverage.missing == (*one.coverage.missing, *other.coverage.missing)


def test_where_nothing_is_known_there_is_no_zero():
    nothing = total([])

    assert (nothing.low, nothing.high, nothing.confidence) == (None, None, None)
    assert nothing.coverage.missing == tuple(AREAS)
    assert nothing.coverage.outdated_share is None


def test_nobody_seen_is_a_zero():
    assert total([ranged(low=0, high=0)]).high == 0


def test_coverage_says_how_many_and_what_is_old():
    told = coverage([ranged("0180"), ranged("0181", days=366)], areas=AREAS[:3], on=TODAY, good_for=YEAR)

    assert (told.known, told.areas, told.missing) == (2, 3, ("0182",))
    assert (told.outdated, told.outdated_share) == (("0181",), 0.5)


@pytest.mark.parametrize(
    ("ranges", "areas", "why"),
    [
        ([ranged(), ranged()], AREAS, "counted twice: 0180"),
        ([ranged("01"), ranged("0180")], ["01", "0180"], "counted twice: 0180"),
        ([ranged("1480")], AREAS, "not asked for: 1480"),
        ([ranged(), ranged("0181", definition="by night")], AREAS, "different definitions"),
    ],
)
def test_what_cannot_be_added_is_not(ranges, areas, why):
    with pytest.raises(ValueError, match=why):
        total(ranges, areas)


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-1, 4)])
def test_ends_that_are_no_range(low, high):
    with pytest.raises(ValueError, match="no range"):
        ranged(low=low, high=high)


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(pictures(), pictures())
def test_a_comparison_the_other_way_round_is_its_mirror(before, after):
    there, back = compare(before, after), compare(after, before)

    assert (there.only_before, there.areas) == (back.only_after, back.areas)
    if there.low is not None:
        assert (there.low, there.high) == (-back.high, -back.low)
        assert there.low <= there.high
    assert {there.direction, back.direction} in ({"more", "fewer"}, {"cannot_tell"})


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(pictures())
def test_nothing_changes_against_itself(picture):
    same = compare(picture, picture)

    assert same.direction == "cannot_tell"
    assert same.is_like_with_like
    assert not picture or same.low <= 0 <= same.high


def test_only_like_is_compared_with_like():
    before = [ranged("0180", 10, 20), ranged("0181", 500, 900), ranged("0183", 1, 2)]
    after = [ranged("0180", 30, 40), ranged("0182", 700, 800), ranged("0183", 1, 2, definition="by night")]

    change = compare(before, after)

    assert (change.low, change.high, change.direction, change.areas) == (10, 30, "more", 1)
    assert (change.only_before, change.only_after, change.differently) == (("0181",), ("0182",), ("0183",))
    assert not change.is_like_with_like


def test_ranges_that_touch_tell_no_change():
    assert compare([ranged(low=10, high=20)], [ranged(low=20, high=30)]).direction == "cannot_tell"
    assert compare([ranged(low=21, high=30)], [ranged(low=10, high=20)]).direction == "fewer"


def test_a_trend_begins_after_the_last_break():
    line = [
        ranged(low=1, high=2, days=900, method="survey"),
        ranged(low=50, high=60, days=600),
        ranged(low=40, high=65, days=300),
        ranged(low=30, high=45, days=0),
    ]

    assert breaks(line) == [False, True, False, False]
    found = trend(reversed(line))
    assert (found.direction, found.ranges, found.is_broken) == ("fewer", 3, True)
    assert found.since == line[1].as_of


def test_one_range_is_no_trend():
    assert trend([ranged()]).direction == "cannot_tell"
    assert trend([]).since is None
    assert breaks([]) == []


def test_a_series_is_of_one_area():
    with pytest.raises(ValueError, match="one area"):
        trend([ranged("0180"), ranged("0181", days=5)])


@pytest.mark.parametrize(
    ("method", "days", "sure"),
    [
        ("count_night", 14, "high"),
        ("count_night", 15, "medium"),
        ("outreach_based", 92, "medium"),
        ("tally_based", 93, "low"),
        ("expert_judgement", 0, "low"),
        ("survey", 0, "low"),
    ],
)
def test_how_sure_an_estimate_may_call_itself(method, days, sure):
    assert surest(method, as_of=TODAY - timedelta(days=days), on=TODAY) == sure

"""The whole answer: what is said, what is refused, what warns; and that it says the same tomorrow."""

import json
import time
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverka.situation.estimates import Hidden, NotATableError, Refused, estimate, read
from samverka.situation.estimates.bootstrap import Bootstrap, bootstrap
from samverka.situation.estimates.bounds import chao
from samverka.situation.estimates.linkage import without_false, without_missed
from samverka.situation.estimates.selection import downhill
from samverka.situation.estimates.two_lists import chapman, lincoln_petersen
from samverka.situation.estimates.unequal import unequal
from samverka.situation.tests.published import (
    FRANCE,
    HARES,
    KAMPALA,
    KOSOVO,
    ROME,
    TAIWAN,
    UNITED_KINGDOM,
    overlaps,
)


pytestmark = pytest.mark.on_sqlite


def codes(answer):
    return {reason.code for reason in answer.reasons}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        (TAIWAN, "unstable"),
        (UNITED_KINGDOM, "unstable"),
        (KOSOVO, "wavering"),
        (ROME, "steady"),
        (HARES, "steady"),
        (KAMPALA, "wavering"),
        (FRANCE, "wavering"),
    ],
)
def test_how_far_a_number_can_be_relied_on(table, verdict):
    assert estimate(table, seed=1, times=200).verdict == verdict


@pytest.mark.slow
def test_taiwan_is_unstable_and_says_why():
    """545 people in truth: the best model says 1,313, independence 388."""
    answer = estimate(TAIWAN, seed=1, times=200)

    assert answer.verdict == "unstable"
    assert codes(answer) >= {"saturated", "other_models", "wide_interval", "low_coverage"}
    assert answer.band == pytest.approx((388.5, 1312.8), rel=0.001)
    assert answer.interval[0] < 545 < answer.interval[1]
    assert answer.band[0] < 545 < answer.band[1]


def test_few_overlaps_are_refused():
    nine = overlaps("a b c", "100 300, 010 200, 001 400, 110 5, 011 4")
    ten = overlaps("a b c", "100 300, 010 200, 001 400, 110 5, 011 5")

    refused = estimate(nine, seed=1)

    assert isinstance(refused, Refused)
    assert (refused.seen, refused.reasons[0].code, refused.reasons[0].told["overlapping"]) == (909, "few_overlaps", 9)
    assert isinstance(estimate(ten, seed=1, times=50), Hidden)


def test_what_has_no_estimate_is_refused():
    """Three lists of the very same people."""
    refused = estimate(overlaps("a b c", "111 20"), seed=1, times=50)

    assert isinstance(refused, Refused)
    assert codes(refused) == {"no_estimate"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lists", "rows", "apart"),
    [
        ("a b c", "100 90, 010 80, 110 40, 001 30", ("c",)),
        ("a b c d", "1100 12, 0011 15", ("a", "b")),
        ("a b c d", "1100 12, 0110 15, 0011 1", ()),
    ],
)
def test_lists_that_share_nobody_with_the_rest_are_named_and_nothing_is_sure(lists, rows, apart):
    table = overlaps(lists, rows)

    answer = estimate(table, seed=1, times=100)

    assert table.apart == apart
    assert ({"lists": apart} in [reason.told for reason in answer.reasons]) == bool(apart)
    assert answer.verdict == "unstable" or not apart


def test_two_lists_are_never_steady():
    answer = estimate(overlaps("a b", "10 100, 01 100, 11 900"), seed=1)

    assert answer.verdict == "wavering"
    assert "two_lists" in codes(answer)
    assert answer.drawn == 0


@pytest.mark.slow
def test_the_same_table_and_seed_give_the_same_answer():
    assert estimate(KOSOVO, seed=7, times=60) == estimate(KOSOVO, seed=7, times=60)
    assert estimate(KOSOVO, seed=7, times=60).interval != estimate(KOSOVO, seed=8, times=60).interval


@pytest.mark.slow
def test_an_answer_can_be_kept_as_json():
    for table in (TAIWAN, KAMPALA, overlaps("a b", "10 5, 01 5")):
        answer = asdict(estimate(table, seed=7, times=20))

        assert json.loads(json.dumps(answer, allow_nan=False))["seen"] == table.seen


@pytest.mark.slow
def test_what_other_rules_would_say_is_told():
    alike = unequal(UNITED_KINGDOM, shape="alike").total
    told = {one.rule: one.total for one in estimate(UNITED_KINGDOM, seed=1, times=5).rules}

    assert told == pytest.approx({"independent": alike, "forward": 11_313, "downhill": 12_262, "aic": 5_552}, rel=0.001)


def test_the_order_of_lists_does_not_matter():
    turned = overlaps(
        " ".join(reversed(TAIWAN.lists)),
        ", ".join(f"{pattern:03b} {people}" for pattern, people in enumerate(TAIWAN.counts) if pattern),
    )

    assert estimate(turned, seed=1, times=50).total == pytest.approx(estimate(TAIWAN, seed=1, times=50).total)


@pytest.mark.slow
def test_six_lists_are_answered_by_the_models_on_the_way_down():
    answer = estimate(HARES, seed=1, times=100)

    assert answer.interval[0] <= answer.total <= answer.interval[1]
    assert answer.models > 5


@pytest.mark.slow
def test_a_thousand_tables_with_the_choice_made_anew_take_less_than_twenty_seconds():
    start = time.process_time()

    drawn = bootstrap(UNITED_KINGDOM.array(), downhill(order=2), times=1000, seed=1)

    assert time.process_time() - start < 20
    assert len(drawn.drawn) + drawn.failed == 1000


@pytest.mark.slow
def test_the_interval_that_knows_of_the_choice_is_the_wider():
    answer = estimate(KOSOVO, seed=1, times=300)

    assert answer.interval[0] < answer.alone[0]
    assert answer.alone[1] < answer.interval[1]


def test_ends_are_put_right_for_bias_and_skewness():
    """Efron 1987, by hand: drawn 1 to 999 and 60 % below the total, so z0 = 0.2533; without either, plain quantiles."""
    drawn = np.arange(1.0, 1000.0)

    assert Bootstrap(500.5, drawn, 0, 0.0).interval() == pytest.approx((25.95, 974.05), rel=1e-2)
    assert Bootstrap(600, drawn, 0, 0.0).interval() == pytest.approx((73.64, 992.16), rel=1e-4)
    assert Bootstrap(600, drawn, 0, 0.1).interval() == pytest.approx((114.63, 998.01), rel=1e-4)


two_lists = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(1, 200)).map(
    lambda counts: read(["a", "b"], [[1, 0, counts[0]], [0, 1, counts[1]], [1, 1, counts[2]]])
)


@settings(deadline=None)
@given(two_lists)
def test_chao_s_bound_of_two_lists_is_chapman_s_estimate(table):
    assert chao(table).total == pytest.approx(chapman(table).total)


@settings(deadline=None)
@given(two_lists)
def test_chapman_is_below_lincoln_and_petersen_and_never_below_those_seen(table):
    low, high = chapman(table).interval()

    assert table.seen - 1e-9 <= chapman(table).total <= lincoln_petersen(table).total + 1e-9
    assert table.seen <= low + 1e-9
    assert low <= chapman(table).total + 1e-9
    assert chapman(table).total <= high + 1e-9


def test_without_anybody_on_both_lists_there_is_no_end():
    table = overlaps("a b", "10 5, 01 5")

    assert lincoln_petersen(table).total == float("inf")
    assert lincoln_petersen(table).interval()[1] == float("inf")


counts_of_four = st.lists(st.integers(5, 300), min_size=15, max_size=15).map(lambda told: np.array([0.0, *told]))


@settings(deadline=None)
@given(counts_of_four, st.floats(0.001, 0.02))
def test_missed_links_are_false_links_backwards(counts, share):
    apart = without_false(counts, share=share)

    assert apart.sum() > counts.sum()
    assert np.allclose(without_missed(apart, share=share), counts)
    assert apart[0] == 0


@settings(deadline=None)
@given(counts_of_four, st.floats(0.001, 0.5))
def test_a_wrong_link_leaves_each_list_as_long_as_it_was(counts, share):
    apart = without_false(counts, share=share)
    patterns = np.arange(16)

    for one in (1, 2, 4, 8):
        assert np.isclose(apart[patterns & one > 0].sum(), counts[patterns & one > 0].sum())


@pytest.mark.slow
@pytest.mark.parametrize("table", [ROME, KAMPALA, KOSOVO], ids=["Rome", "Kampala", "Kosovo"])
def test_missed_links_raise_an_estimate_and_false_ones_lower_it(table):
    """So without the missed ones there are fewer, and without the false ones more."""
    answer = estimate(table, seed=1, times=20)
    missed = [one.total for one in answer.links if one.missed]
    false = [one.total for one in answer.links if not one.missed]

    assert [answer.total, *missed] == sorted([answer.total, *missed], reverse=True)
    assert [answer.total, *false] == sorted([answer.total, *false])


GOOD = [[1, 0, 12], [0, 1, 15], [1, 1, 20]]


@pytest.mark.parametrize(
    ("lists", "rows", "code"),
    [
        (["a"], [[1, 5]], "number_of_lists"),
        ([*"abcdefghi"], [], "number_of_lists"),
        (["a", "A "], GOOD, "names_of_lists"),
        (["a", " "], GOOD, "names_of_lists"),
        (["a", "b"], [[1, 0]], "length_of_row"),
        (["a", "b"], [[2, 0, 5]], "neither_0_nor_1"),
        (["a", "b"], [[1, 0, -5]], "no_whole_number"),
        (["a", "b"], [[1, 0, 5.5]], "no_whole_number"),
        (["a", "b"], [*GOOD, [0, 0, 1]], "on_no_list"),
        (["a", "b"], [*GOOD, [1, 1, 1]], "pattern_twice"),
        (["a", "b"], [[1, 0, 12], [0, 1, 0]], "empty_list"),
    ],
)
def test_what_is_no_table_is_told_plainly(lists, rows, code):
    with pytest.raises(NotATableError) as found:
        read(lists, rows)

    assert found.value.reason.code == code


def test_patterns_that_are_not_told_are_nobody():
    table = read(["a", "b", "c"], [[1, 1, 0, 7], [0, 0, 1, 2]])

    assert (table.seen, table.overlapping, table.apart) == (9, 7, ("c",))
    assert table.pair(0, 2).counts == (0, 7, 2, 0)
    assert replace(table, lists=("x", "y", "z")).counts == table.counts

"""Suppression: nothing that is hidden can be worked out, and as little is hidden as can be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from samverka.situation.disclosure.attack import attack, known_to, narrow
from samverka.situation.disclosure.primary import SENSITIVE, USUAL, Rule, Why
from samverka.situation.disclosure.problem import Unprotectable
from samverka.situation.disclosure.suppression import Effort, Protected, size, suppress
from samverka.situation.disclosure.tables import Dimension, Table, tabulate
from samverka.situation.management.bench import NEAR
from samverka.situation.management.yardsticks import country, z3
from samverka.situation.tests.disclosure_tables import fischetti_salazar, invented, microdata1, square


pytestmark = pytest.mark.on_sqlite


class TwentyTwo(Rule):
    """Hides one count of the example."""

    def why(self, value, shares):
        return Why.SMALL if value == 22 else None


@pytest.mark.parametrize(
    ("value", "shares", "why"),
    [
        (0, {}, None),
        (1, {}, Why.SMALL),
        (4, {}, Why.SMALL),
        (5, {}, None),
        (9, {"a": 3, "b": 3, "c": 3}, None),
        (9, {"a": 4, "b": 5}, Why.FEW),
        (100, {"a": 76, "b": 12, "c": 12}, Why.DOMINATED),
        (100, {"a": 75, "b": 12, "c": 13}, None),
    ],
)
def test_what_is_hidden_for_its_own_sake(value, shares, why):
    assert USUAL.why(value, shares) is why


def test_who_agrees_may_be_seen():
    rule = Rule(agreed=frozenset({"a"}))

    assert rule.why(100, {"a": 90, "b": 5, "c": 5}) is None
    assert rule.why(100, {"a": 100}) is None
    assert rule.why(100, {"b": 90, "a": 5, "c": 5}) is Why.DOMINATED


def test_sensitive_crossings_hide_more():
    assert SENSITIVE.why(9, {}) is Why.SMALL
    assert SENSITIVE.room(3, Why.SMALL) == (3, 7)


def test_the_example_of_fischetti_and_salazar():
    table = fischetti_salazar()

    found = suppress(table, rule=TwentyTwo(near=5), weigh=size)

    assert found.hidden == {table.key(row, column) for row in ("II", "III") for column in "AC"}
    assert sum(table.values[cell] for cell in found.hidden) == 59
    range_ = attack(found.releases)[table.key("II", "C")]
    assert (range_.least, range_.most) == (5, 30)


def test_the_example_of_sdctable():
    table = microdata1()

    found = suppress(table, rule=NEAR, weigh=size)

    assert found.hidden == {table.key(region, gender) for region in "AC" for gender in ("male", "female")}


@pytest.mark.slow
def test_z3_hides_as_few_cells_as_can_be():
    """sdcTable hides 65, GaussSuppression 72."""
    table = z3()

    found = suppress(table, rule=NEAR)

    ranges = attack(found.releases)
    assert len(found.why) == 230
    assert len(found.secondary) == found.bound == 63
    assert [cell for cell in found.why if not ranges[cell].least < table.values[cell] < ranges[cell].most] == []


@pytest.mark.slow
def test_by_our_own_rule_nothing_in_z3_is_narrow():
    found = suppress(z3(), effort=Effort(exact=0))  # at best 103 further cells, in 4 seconds

    assert narrow(found.releases) == {}
    assert found.bound <= len(found.secondary) <= 130


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(some.integers(0, 1_000), some.sampled_from([Effort(), Effort(exact=0), Effort(rounds=1)]))
def test_nothing_that_is_hidden_can_be_worked_out(seed, effort):
    table = invented(seed, most=20)

    found = suppress(table, effort=effort)

    assert narrow(found.releases) == {}
    assert {cell for cell, value in table.values.items() if 0 < value < 5} == found.why.keys()
    assert found.why.keys() <= found.hidden
    assert 0 not in {table.values[cell] for cell in found.hidden}
    assert len(found.secondary) >= found.bound - 1e-6


@pytest.mark.slow
def test_a_large_table_is_protected_too():
    table, effort = country(municipalities=24, months=4), Effort(exact=0)

    found = suppress(table, effort=effort)

    assert narrow(found.releases, truth=table.values) == {}
    assert found == suppress(table, effort=effort)


def test_a_contributor_who_knows_its_own_cell_learns_no_other():
    counts = {
        ("a0", "b0"): {"one": 9},
        ("a0", "b1"): {"one": 9, "two": 9, "three": 9, "four": 2},
        ("a0", "b2"): {"two": 9, "three": 9, "four": 9},
        ("a1", "b0"): {"five": 9},
        ("a1", "b1"): {"two": 9, "three": 9, "five": 9},
        ("a1", "b2"): {"two": 9, "three": 9, "four": 9, "five": 9},
        ("a2", "b0"): {"two": 9, "three": 9, "four": 9},
        ("a2", "b1"): {"two": 9, "three": 9, "four": 9},
        ("a2", "b2"): {"two": 9, "three": 9, "four": 9},
    }
    dimensions = (Dimension.flat("a", ["a0", "a1", "a2"]), Dimension.flat("b", ["b0", "b1", "b2"]))
    table = tabulate("visits", dimensions, counts)

    found = suppress(table)

    for name in ("one", "five"):
        assert narrow(found.releases, insider=known_to(name, table.shares, table.values)) == {}
    assert {table.key("a0", "b0"), table.key("a1", "b0")} <= found.hidden


def test_linked_tables_are_protected_together():
    first = square([[2, 9, 30], [8, 9, 30], [20, 30, 40]])
    dimensions = (Dimension.flat("a", ["a0", "a1", "a2"]), Dimension.flat("c", ["c0", "c1"]))
    counts = {("a0", "c0"): 21, ("a0", "c1"): 20, ("a1", "c0"): 44, ("a1", "c1"): 3, ("a2", "c0"): 45, ("a2", "c1"): 45}
    second = tabulate("visits", dimensions, counts)

    found = suppress(first, second)

    assert narrow(found.releases) == {}
    shared = first.values.keys() & second.values.keys()
    assert len(shared) == 4
    assert {first.key("a0", "b0"), second.key("a1", "c1")} <= found.hidden


def test_what_was_shown_stays_shown_and_what_was_hidden_stays_hidden():
    table = square([[2, 9, 30], [8, 9, 30], [20, 30, 40]])
    cells = [table.key("a1", "b0"), table.key("a1", "b1"), table.key("a1", "b2"), table.key("a1", "*")]
    before = Table("visits", table.dimensions, table.values, frozenset(cells))

    found = suppress(table, earlier=[Protected((before,), frozenset())])

    assert found.hidden.isdisjoint(cells)
    assert narrow([*found.releases, *Protected((before,), frozenset()).releases]) == {}


def test_what_was_told_before_may_be_too_much():
    table = square([[2, 9], [8, 9]])
    before = Table("visits", table.dimensions, table.values, frozenset(table.values) - {table.key("a0", "b0")})

    with pytest.raises(Unprotectable):
        suppress(table, earlier=[Protected((before,), frozenset({table.key("a0", "b0")}))])


def test_a_cell_that_nobody_sees_must_not_be_worked_out_either():
    table = square([[2, 9, 30], [8, 9, 30], [20, 30, 40]])
    part = Table("visits", table.dimensions, table.values, frozenset(table.values) - {table.key("a0", "b0")})

    found = suppress(part)

    assert table.key("a0", "b0") in found.hidden
    assert len(found.secondary) == 3
    assert narrow(found.releases) == {}

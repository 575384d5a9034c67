"""The attack: it finds what can be worked out, and says so of nothing else."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.optimize import linprog

from samverka.situation.disclosure import attack as module
from samverka.situation.disclosure.attack import Said, attack, known_to, narrow, suppressed
from samverka.situation.disclosure.tables import Contradiction, Dimension, Table, tabulate
from samverka.situation.tests.disclosure_tables import fischetti_salazar, invented, square


pytestmark = pytest.mark.on_sqlite


def ends(ranges, cell):
    return ranges[cell].least, ranges[cell].most


def test_a_cell_that_is_hidden_alone_is_worked_out():
    table = square([[2, 9], [8, 9]])
    cell = table.key("a0", "b0")

    found = narrow([suppressed(table, {cell})])

    assert ends(found, cell) == (2, 2)


def test_what_the_paper_says_of_its_example():
    table = fischetti_salazar()
    hidden = {table.key(row, column) for row in ("II", "III") for column in "AC"}

    found = attack([suppressed(table, hidden)])

    assert ends(found, table.key("II", "C")) == (5, 30)
    assert ends(found, table.key("II", "A")) == (0, 25)


def test_every_whole_number_within_a_range_of_a_square_is_possible():
    table = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]])
    hidden = [table.key(f"a{row}", f"b{column}") for row, column in product((0, 1), (0, 1))]

    found = attack([suppressed(table, hidden)])

    possible = [(a, 5 - a, 6 - a, a - 1) for a in range(7) if min(5 - a, 6 - a, a - 1) >= 0]
    assert [ends(found, cell) for cell in hidden] == [(min(one), max(one)) for one in zip(*possible, strict=True)]


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(some.integers(0, 1_000))
def test_another_solver_finds_the_same_ranges(seed):
    table = invented(seed, areas=4, categories=3)
    hidden = sorted(cell for cell, value in table.values.items() if 0 < value < 7)
    cells = sorted(table.values)
    rows = [
        [(one == cell) * -1 + (cell in margin.parts) for cell in cells]
        for margin in table.equations
        for one in [margin.total]
    ]
    bounds = [(0, None) if cell in hidden else (table.values[cell], table.values[cell]) for cell in cells]

    found = attack([suppressed(table, hidden)])

    for cell in hidden:
        for sign, end in ((1, found[cell].least), (-1, found[cell].most)):
            wish = [sign * (one == cell) for one in cells]
            other = linprog(wish, A_eq=rows, b_eq=[0] * len(rows), bounds=bounds)
            assert abs(sign * other.fun - end) < 1


def test_two_releases_tell_more_than_one():
    table = square([[2, 3, 9], [4, 1, 9], [9, 9, 9]])
    hidden = {table.key(f"a{row}", f"b{column}") for row, column in product((0, 1), (0, 1))}
    again = Table("visits", table.dimensions, table.values, frozenset({table.key("a0", "b0")}))
    late = suppressed(again, [])

    assert narrow([suppressed(table, hidden, width=4)]) == {}
    assert len(narrow([suppressed(table, hidden, width=4), late])) == 4


def test_months_that_add_up_to_a_published_quarter_are_attacked_together():
    """Each month alone tells nothing; with the quarter, and two months, the third is known."""
    period = Dimension("period", {"m1": "q1", "m2": "q1", "m3": "q1", "q1": ""})
    table = tabulate("visits", [period], {("m1",): 3, ("m2",): 7, ("m3",): 9})

    found = attack([suppressed(table, {table.key("m1")})])

    assert ends(found, table.key("m1")) == (3, 3)


def test_whole_numbers_narrow_a_range():
    """Two halves of an odd number: 0 to 3.5 is 0 to 3."""
    said = {"x": Said(width=4), "y": Said(width=4)}
    rows = [module.Row((("x", 2.0), ("y", 1.0)), 7, 7)]

    found = attack([module.Release(said, rows)])

    assert ends(found, "x") == (0, 3)
    assert found["x"].is_narrow


def test_a_contributor_knows_its_own_part():
    dimensions = (Dimension.flat("a", ["a0", "a1"]), Dimension.flat("b", ["b0", "b1"]))
    cells = {("a0", "b0"): {"one": 9}, ("a0", "b1"): {"two": 9}, ("a1", "b0"): {"two": 9}, ("a1", "b1"): {"three": 9}}
    table = tabulate("visits", dimensions, cells)
    release = suppressed(table, [table.key(*codes) for codes in cells])

    assert narrow([release]) == {}
    known = known_to("one", table.shares, table.values)
    assert set(narrow([release], insider=known)) == {table.key(*codes) for codes in list(cells)[1:]}


@pytest.mark.slow
def test_the_truth_makes_it_quicker_and_says_the_same(monkeypatch):
    monkeypatch.setattr(module, "FEW", 0)
    table = invented(4, areas=12, categories=6, most=30)
    hidden = {cell for cell, value in table.values.items() if 0 < value < 9}

    found = narrow([suppressed(table, hidden)], truth=table.values)

    assert found == narrow([suppressed(table, hidden)])
    assert found != {}


def test_releases_that_cannot_all_be_true_are_told(monkeypatch):
    table, other = square([[2, 9], [8, 9]]), square([[2, 9], [8, 8]])
    hidden = {table.key("a0", "b0"), table.key("a0", "b1"), table.key("a1", "b0")}
    shown = Table("visits", other.dimensions, other.values, frozenset({other.key("*", "*")}))

    with pytest.raises(Contradiction):
        attack([suppressed(table, []), suppressed(other, [])])
    with pytest.raises(Contradiction):
        attack([suppressed(table, hidden), module.Release({table.key("a0", "b0"): Said(50)})])
    with pytest.raises(Contradiction):
        attack([suppressed(table, {table.key("*", "*")}), suppressed(shown, [])])
    monkeypatch.setattr(module, "FEW", 0)
    with pytest.raises(Contradiction):
        narrow([suppressed(table, {*table.values})], truth=dict.fromkeys(table.values, 1))


def test_what_nothing_ties_down_can_be_anything():
    [found] = attack([module.Release({"x": Said(2, width=5)})]).values()

    assert (found.least, found.most) == (2, float("inf"))
    assert not found.is_narrow

"""Tables of disclosure control: keys, hierarchies, margins and links."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from samverka.situation.disclosure.tables import Contradiction, Dimension, linked, margins, tabulate
from samverka.situation.tests.disclosure_tables import invented, square


pytestmark = pytest.mark.on_sqlite


def test_totals_are_left_out_of_keys():
    table = square([[1, 2], [3, 4]])

    assert table.key("a0", "*") == (("measure", "visits"), ("a", "a0"))
    assert table.values[table.key("*", "*")] == 10
    assert table.values[table.key("*", "b1")] == 6


@settings(deadline=None, max_examples=25)
@given(some.integers(0, 1_000))
def test_every_margin_adds_up(seed):
    table = invented(seed)

    assert {one for one in table.equations if table.values[one.total] != sum(map(table.values.get, one.parts))} == set()
    assert len(table.equations) == 8 + 5 * 3


def test_innermost_cells_know_all_that_they_are_counted_in():
    table = invented(1)

    above = table.innermost[table.key("a0", "k1")]

    assert set(above) == {table.key(area, code) for area in ("a0", "c0", "*") for code in ("k1", "*")}


def test_contributors_add_up_in_margins():
    table = tabulate("beds", [Dimension.flat("a", "xy")], {("x",): {"one": 2, "two": 3}, ("y",): {"one": 4}})

    assert table.values[table.key("*")] == 9
    assert table.shares[table.key("*")] == {"one": 6, "two": 3}


def test_tables_of_the_same_thing_share_cells():
    by_area, by_kind = (tabulate("beds", [Dimension.flat(name, "xy")], {("x",): 2, ("y",): 3}) for name in ("a", "k"))

    assert len(linked([by_area, by_kind])) == 5
    assert len(margins([by_area, by_kind, by_area])) == 2


def test_linked_tables_must_agree():
    with pytest.raises(Contradiction):
        linked([square([[1, 2], [3, 4]]), square([[1, 2], [3, 5]])])


@pytest.mark.parametrize(
    ("counts", "error"), [({("z",): 1}, KeyError), ({("*",): 1}, ValueError), ({("x",): -1}, ValueError)]
)
def test_counts_that_cannot_be_are_refused(counts, error):
    with pytest.raises(error):
        tabulate("beds", [Dimension.flat("a", "xy")], counts)


def test_a_ring_is_no_hierarchy():
    with pytest.raises(ValueError, match="part of itself"):
        list(Dimension("a", {"x": "y", "y": "x"}).up("x"))

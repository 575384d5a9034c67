"""Noise on totals: the same for the same, fair, and as the library of the ONS has it."""

from collections import Counter

import pytest

from samverka.situation.disclosure.cell_key import KEYS, Cell, cell, gentle, perturbed, record_key, ten_five


pytestmark = pytest.mark.on_sqlite


def test_the_same_records_have_the_same_noise_in_whatever_order():
    records = [(record_key(b"secret", bytes([number])), 2) for number in range(30)]

    assert cell(records) == cell(reversed(records))
    assert cell(records).count == 60
    assert perturbed(cell(records), gentle()) == perturbed(cell(records[::-1]), gentle())


def test_another_secret_makes_other_keys():
    keys = [{record_key(secret, bytes([number])) for number in range(100)} for secret in (b"one", b"two")]

    assert keys[0] != keys[1]
    assert all(0 <= key < KEYS for key in keys[0] | keys[1])


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (1, 0), (9, 0), (10, 10), (11, 10), (12, 10), (13, 15), (14, 15), (749, 750), (751, 750), (1_003, 1_005)],
)
def test_the_table_of_the_library_rounds_to_five_and_leaves_nothing_below_ten(count, shown):
    assert {perturbed(Cell(count, key), ten_five()) for key in range(KEYS)} == {shown}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 9, 50, 750, 751, 100_000])
def test_gentle_noise_is_fair_and_shows_nothing_small(count):
    shown = Counter(perturbed(Cell(count, key), gentle()) for key in range(KEYS))

    assert abs(sum(one * often for one, often in shown.items()) / KEYS - count) < 0.02
    assert not {1, 2, 3, 4} & shown.keys()
    assert all(abs(one - count) <= 5 for one in shown)


def test_larger_counts_have_the_variance_asked_for():
    noise = [perturbed(Cell(100, key), gentle(variance=2.0)) - 100 for key in range(KEYS)]

    assert sum(step * step for step in noise) / KEYS == pytest.approx(2.0, abs=0.1)


def test_zero_stays_zero():
    assert {perturbed(Cell(0, key), gentle()) for key in range(KEYS)} == {0}


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="below zero"):
        perturbed(Cell(-1, 0), gentle())
    with pytest.raises(ValueError, match="take what is hidden away"):
        gentle(furthest=4, hide=4)

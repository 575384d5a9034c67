"""Models, their fits and whether they exist: against arithmetic of others, and against what is known."""

import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverka.situation.estimates.existence import exists, supersets
from samverka.situation.estimates.fitting import fit
from samverka.situation.estimates.intervals import profile
from samverka.situation.estimates.lattice import (
    closed,
    generators,
    hierarchical,
    main_effects,
    matrix,
    model_of,
    neighbours,
    terms,
    within,
)
from samverka.situation.estimates.selection import downhill, forward, least, ranked
from samverka.situation.estimates.unequal import unequal
from samverka.situation.tests.published import KOSOVO, UNITED_KINGDOM, overlaps


pytestmark = pytest.mark.on_sqlite


PAIRS = hierarchical(3, order=2)
tables = st.lists(st.integers(0, 40), min_size=7, max_size=7).map(lambda counts: np.array([0, *counts], dtype=float))
models = st.sampled_from(PAIRS)


def one(counts, model):
    return fit(counts[None], matrix([model], lists=len(counts).bit_length() - 1))


def by_statsmodels(counts, model):
    from statsmodels.api import GLM, families

    design = within(3)[terms(model)][:, 1:].T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wonders at a table that a model fits perfectly
        return GLM(counts[1:], design, family=families.Poisson()).fit(tol=1e-12, maxiter=200)


@pytest.mark.parametrize(("lists", "order", "number"), [(2, 1, 1), (3, 2, 8), (4, 3, 113), (5, 2, 1024), (5, 4, 6893)])
def test_all_models_are_counted(lists, order, number):
    """113 and 1,024: Silverman, Chan & Vincent 2024; 6,893 follows from Dedekind's numbers."""
    found = hierarchical(lists, order=order)

    assert len(set(found)) == len(found) == number


@settings(deadline=None)
@given(st.sampled_from(hierarchical(4, order=3)))
def test_a_neighbour_is_one_term_away_and_has_it_for_a_neighbour_too(model):
    around = neighbours(model, lists=4, order=3)

    assert {(other ^ model).bit_count() for other in around} == {1}
    assert all(model in neighbours(other, lists=4, order=3) for other in around)
    assert set(around) == {other for other in hierarchical(4, order=3) if (other ^ model).bit_count() == 1}


@settings(deadline=None)
@given(st.sampled_from(hierarchical(4, order=3)))
def test_a_model_is_known_by_its_largest_terms(model):
    assert closed(generators(model), lists=4) == model
    assert model_of(matrix([model], lists=4)[0]) == model


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 400), min_size=7, max_size=7), models)
def test_a_fit_is_what_statsmodels_fits(counts, model):
    table = np.array([0, *counts], dtype=float)
    other = by_statsmodels(table, model)

    ours = one(table, model)

    assert ours.is_sure[0]
    assert np.allclose(ours.theta[0, terms(model)], other.params, atol=1e-5)
    assert np.isclose(ours.variance(), other.cov_params()[0, 0], rtol=1e-5)
    gap = one(table, PAIRS[0]).deviance[0] - ours.deviance[0]
    assert np.isclose(gap, by_statsmodels(table, PAIRS[0]).deviance - other.deviance, atol=1e-5)


@pytest.mark.slow
@settings(deadline=None)
@given(tables, models)
def test_a_fit_has_the_margins_seen(counts, model):
    fits = one(counts, model)

    if fits.admits(0):
        alive = fits.alive[0]
        assert np.allclose(supersets(fits.fitted())[0, alive], supersets(counts[None])[0, alive], atol=1e-4)
        assert fits.total[0] >= counts.sum()


@pytest.mark.slow
@settings(deadline=None)
@given(tables, models)
def test_what_a_fit_proves_the_linear_programme_says_too(counts, model):
    fits = one(counts, model)

    if fits.is_sure[0]:
        assert exists(counts > 0, fits.alive[0], fits.live[0])


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(tables, models), min_size=2, max_size=6))
def test_many_fits_at_once_are_the_same_as_one_by_one(cases):
    counts, chosen = np.array([counts for counts, _ in cases]), [model for _, model in cases]

    together = fit(counts, matrix(chosen, lists=3))

    for row, (table, model) in enumerate(cases):
        alone = one(table, model)
        assert together.admits(row) == alone.admits(0)
        if alone.is_sure[0]:
            assert np.isclose(together.total[row], alone.total[0], rtol=1e-6)


def test_an_overlap_of_nobody_sends_its_term_to_minus_infinity():
    """Lists 1 and 2 share nobody: the rest are two tables side by side, each with the third list."""
    table = overlaps("a b c", "100 20, 010 30, 001 40, 101 8, 011 6")

    fits = one(table.array(), closed([(0, 1)], lists=3))

    assert not fits.alive[0, 0b011]
    assert not fits.live[0, 0b011]
    assert not fits.live[0, 0b111]
    assert fits.parameters[0] == 5  # it counts all the same
    assert fits.admits(0)
    assert np.isclose(fits.total[0], 104 + 40 * (20 + 30) / (8 + 6))


def test_terms_that_cannot_be_told_apart_give_no_estimate():
    """Without anybody on all three lists, three pairs and a saturated model are one too many."""
    table = overlaps("a b c", "100 20, 010 30, 001 40, 101 8")

    fits = one(table.array(), closed([(0, 1), (0, 2), (1, 2)], lists=3))

    assert not fits.admits(0)
    assert np.isnan(fits.total[0])


def test_an_estimate_that_runs_away_is_found_out():
    """Chan, Silverman & Vincent 2021: everybody of a list on another one as well, and the overlaps not empty."""
    table = overlaps("a b c", "010 5, 001 3, 101 5, 011 1")

    found = {generators(model): one(table.array(), model).admits(0) for model in PAIRS}

    assert True in found.values()
    assert False in found.values()
    for model in PAIRS:
        fits = one(table.array(), model)
        if not np.isnan(fits.total[0]) and not fits.admits(0):
            assert fits.fitted()[0, fits.live[0]].min() < 1e-5


def test_a_table_without_overlaps_has_no_estimate():
    counts = overlaps("a b c", "100 20, 010 30, 001 40").array()

    assert not one(counts, main_effects(3)).admits(0)
    assert np.isnan(least(PAIRS)(counts[None]).total[0])
    assert np.isnan(downhill(order=2)(counts[None]).total[0])
    assert np.isnan(forward()(counts[None]).total[0])


def test_downhill_never_ends_above_where_it_began_nor_above_a_neighbour():
    for table in (UNITED_KINGDOM, KOSOVO):
        counts = table.array()
        end = downhill(order=2)(counts[None])
        around = neighbours(model_of(end.terms[0]), lists=len(table), order=2)
        values = fit(np.tile(counts, (len(around), 1)), matrix(around, lists=len(table))).penalised(criterion="bic")

        assert end.penalised(criterion="bic")[0] <= min(values)


def test_the_best_models_come_in_order():
    fits = fit(np.tile(KOSOVO.array(), (113, 1)), matrix(hierarchical(4, order=3), lists=4))
    values = fits.penalised(criterion="bic")[ranked(fits, most=20)]

    assert len(values) == 20
    assert all(better <= worse for better, worse in pairwise(values))


def test_the_likelihood_has_fallen_as_far_on_both_sides_of_the_profile():
    low_level, high_level = (
        profile(one(KOSOVO.array(), main_effects(4)), level=0.5),
        profile(one(KOSOVO.array(), main_effects(4)), level=0.95),
    )

    assert high_level[1] < low_level[1] < low_level[0] < low_level[2] < high_level[2]


def test_more_difference_between_people_means_more_people():
    alike, some, more = (unequal(KOSOVO, shape=shape).total for shape in ("alike", "poisson", "darroch"))

    assert alike < some
    assert alike < more
    assert np.isclose(alike, one(KOSOVO.array(), main_effects(4)).total[0], rtol=1e-6)


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_independent_lists_of_known_people_give_their_number(seed):
    """5,000 people, lists that hold 10-30 % of them each by chance; within six standard errors, always."""
    random = np.random.default_rng(seed)
    chances = random.uniform(0.1, 0.3, size=4)
    marks = random.random((5000, 4)) < chances
    counts = np.bincount(marks @ [1, 2, 4, 8], minlength=16).astype(float)
    counts[0] = 0

    fits = one(counts, main_effects(4))

    assert abs(fits.total[0] - 5000) < 6 * np.sqrt(fits.dark[0] + fits.dark[0] ** 2 * fits.variance())

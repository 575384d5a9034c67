"""Which model: the choice decides more than chance does, so it is made by rule, and made anew in every bootstrap.

All rules work on many tables at once (rows of counts by pattern) and give the chosen model fitted to each. A row
for which no model has an estimate is not a number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import pdtr, pdtrc

from samverka.situation.estimates.existence import supersets
from samverka.situation.estimates.fitting import Fits, fit
from samverka.situation.estimates.lattice import Bools, Floats, Ints, Model, main_effects, matrix, neighbours, width


Rule = Callable[[Floats], Fits]
AT_ONCE = 65536  # fits


def least(models: Sequence[Model], *, criterion: str = "bic") -> Rule:
    """The rule that takes, of these models, the one with the least criterion whose estimate exists."""

    def choose(counts: Floats) -> Fits:
        terms = matrix(models, lists=width(counts.shape[1]))
        share = max(AT_ONCE // len(models), 1)
        parts = [_least(counts[start : start + share], terms, criterion) for start in range(0, len(counts), share)]
        return fit(counts, np.concatenate(parts))

    return choose


def _least(counts: Floats, terms: Bools, criterion: str) -> Bools:
    """The terms of the model chosen for each row; none at all where no model has an estimate."""
    fits = fit(np.repeat(counts, len(terms), axis=0), np.tile(terms, (len(counts), 1)))
    values = fits.penalised(criterion=criterion).reshape(len(counts), len(terms))
    chosen = np.zeros(counts.shape, dtype=bool)
    for row, place in enumerate(values.argmin(axis=1)):
        if fits.is_sure[row * len(terms) + place]:
            chosen[row] = terms[place]
        else:
            found = first_admitted(fits, values[row], start=row * len(terms))
            chosen[row] = False if found is None else terms[found]
    return chosen


def first_admitted(fits: Fits, values: Floats, *, start: int = 0, below: float = np.inf) -> int | None:
    """Of the fits from `start` on, as many as values, the place of the least below a limit whose estimate exists."""
    for place in np.argsort(values, kind="stable"):
        if not values[place] < below:
            return None
        if fits.admits(start + place):
            return int(place)
    return None


@dataclass(slots=True)
class _Walks:
    """A walk through the models for each table, all beginning at independence."""

    counts: Floats
    models: list[Model]
    begun: list[int]  # the rows where independence has an estimate; the others have nowhere to go from

    @classmethod
    def begin(cls, counts: Floats) -> Self:
        models = [main_effects(width(counts.shape[1]))] * len(counts)
        fits = fit(counts, matrix(models, lists=width(counts.shape[1])))
        return cls(counts, models, [row for row in range(len(counts)) if fits.admits(row)])

    @property
    def lists(self) -> int:
        return width(self.counts.shape[1])

    def fit(self, rows: Sequence[int]) -> Fits:
        """The models that these rows have come to."""
        return fit(self.counts[rows], matrix([self.models[row] for row in rows], lists=self.lists))

    def end(self) -> Fits:
        terms = matrix(self.models, lists=self.lists)
        terms[sorted(set(range(len(terms))) - set(self.begun))] = False
        return fit(self.counts, terms)


def downhill(*, order: int, criterion: str = "bic", tried: set[Model] | None = None) -> Rule:
    """The rule that walks from independence to the best neighbour, as long as that is better.

    Neighbours have one interaction more, of at most `order` lists, or one less (Silverman, Chan & Vincent 2024,
    Stat. Comput. 34:44, section 5.2). All models looked at are noted in `tried`.
    """

    def choose(counts: Floats) -> Fits:
        walks = _Walks.begin(counts)
        walking, noted = walks.begun, tried if tried is not None else set()
        values = dict(zip(walking, walks.fit(walking).penalised(criterion=criterion), strict=True))
        noted.update(walks.models)
        while walking:
            around = [neighbours(walks.models[row], lists=walks.lists, order=order) for row in walking]
            noted.update(*around)
            walking = _step(walks, values, dict(zip(walking, around, strict=True)), criterion)
        return walks.end()

    return choose


def _step(walks: _Walks, values: dict[int, float], around: Mapping[int, Sequence[Model]], criterion: str) -> list[int]:
    """Move each row to the best of the models around it, if that is better; the rows that moved."""
    rows = [row for row, choices in around.items() for _ in choices]
    models = [model for choices in around.values() for model in choices]
    fits = fit(walks.counts[rows], matrix(models, lists=walks.lists))
    found, start, moved = fits.penalised(criterion=criterion), 0, []
    for row, choices in around.items():
        here = found[start : start + len(choices)]
        place = first_admitted(fits, here, start=start, below=values[row])
        if place is not None:
            walks.models[row], values[row] = choices[place], here[place]
            moved.append(row)
        start += len(choices)
    return moved


def forward(*, threshold: float = 0.02) -> Rule:
    """The rule that adds pairs of lists one by one, the most surprising overlap first (Chan, Silverman & Vincent 2021).

    How many are on both lists is, under the model so far, a Poisson count with a known mean; its one-sided
    probability must be below the threshold, and the larger model must have an estimate.
    """

    def choose(counts: Floats) -> Fits:
        walks = _Walks.begin(counts)
        pairs = [term for term in range(2**walks.lists) if term.bit_count() == 2]
        walking = walks.begun
        while walking:
            chances = zip(walking, _chances(walks.fit(walking), pairs), strict=True)
            walking = [row for row, chance in chances if _add(walks, row, pairs, chance, threshold)]
        return walks.end()

    return choose


def _chances(fits: Fits, pairs: Sequence[int]) -> Floats:
    """The one-sided probability of each pair's overlap under the fitted model; 1 for pairs in it."""
    seen, expected = supersets(fits.counts)[:, pairs], supersets(fits.fitted())[:, pairs]
    above = np.where(seen > 0, pdtrc(np.maximum(seen - 1, 0), expected), 1)
    return np.asarray(np.where(fits.terms[:, pairs], 1, np.minimum(pdtr(seen, expected), above)))


def _add(walks: _Walks, row: int, pairs: Sequence[int], chances: Floats, threshold: float) -> bool:
    """Add the most surprising pair that may be added to the row's model; whether there was one."""
    before = walks.models[row]
    for place in np.argsort(chances, kind="stable"):
        if chances[place] >= threshold:
            break
        walks.models[row] = before | 1 << pairs[place]
        if walks.fit([row]).admits(0):
            return True
    walks.models[row] = before
    return False


def ranked(fits: Fits, *, criterion: str = "bic", most: int) -> Ints:
    """The rows whose estimates exist, the best first, so many at most."""
    values = fits.penalised(criterion=criterion)
    found: list[int] = []
    for row in np.argsort(values, kind="stable"):
        if len(found) == most or not np.isfinite(values[row]):
            break
        if fits.admits(row):
            found.append(int(row))
    return np.array(found, dtype=np.int64)

"""Poisson log-linear models, many at once: Newton's method over the lattice of lists, without a design matrix.

The information of two terms is the sum of the fitted counts of all patterns that hold both, so one product with
the lattice's matrix gives it for every pair of terms. A term none of whose patterns was seen goes to minus
infinity: its patterns leave the table, and the rest is fitted (the extended maximum likelihood estimate of Chan,
Silverman & Vincent 2021, J. Am. Stat. Assoc. 116:1297). A fit that is positive everywhere and has the margins seen
proves that the estimate exists; where there is doubt, `existence` decides, but only when the answer is wanted.
"""

from dataclasses import dataclass, fields

import numpy as np

from samverka.situation.estimates.existence import compact, exists, identified, supersets, unions
from samverka.situation.estimates.lattice import Bools, Floats, Ints, Places, width, within


STEPS = 24  # where an estimate exists, a dozen are enough
TOGETHER = 2048  # fits at a time, so that they stay near the processor
CLOSE = 1e-9  # of the margins, relative to the number seen
FIRM = 1e-12  # added to the diagonal, relatively, so that what runs away does so without a stumble
POSITIVE = 1e-5  # a fitted count above this is no zero in disguise


@dataclass(frozen=True, slots=True)
class Fits:
    """Many fitted models, one a row. Where the terms cannot be told apart, `theta` is not a number."""

    counts: Floats  # rows x patterns
    terms: Bools  # rows x patterns: the terms of the model
    alive: Bools  # those of them that are not minus infinity
    live: Bools  # the patterns that may occur
    theta: Floats  # the values of the terms
    deviance: Floats  # minus twice the log-likelihood, less what is the same for all models
    is_sure: Bools  # proved to exist

    @property
    def dark(self) -> Floats:
        """How many are on no list."""
        return np.exp(self.theta[:, 0])

    @property
    def total(self) -> Floats:
        return np.asarray(self.counts.sum(axis=1) + self.dark)

    @property
    def parameters(self) -> Ints:
        """Those at minus infinity are estimated too, so they count."""
        return np.asarray(self.terms.sum(axis=1))

    def penalised(self, *, criterion: str) -> Floats:
        """Akaike's criterion (`aic`) or Schwarz's (`bic`, each person seen an observation): the least is best."""
        each = 2.0 if criterion == "aic" else np.log(self.counts.sum(axis=1))
        return np.asarray(np.where(np.isnan(self.dark), np.inf, self.deviance + each * self.parameters))

    def logs(self) -> Floats:
        """Rows x patterns: the logarithms of the counts that the model expects."""
        return np.asarray(self.theta @ within(width(self.theta.shape[1])))

    def fitted(self) -> Floats:
        """Rows x patterns: the counts that the model expects; 0 for those on no list."""
        return _means(self.theta, self.live)

    def variance(self, row: int = 0) -> float:
        """Of the logarithm of `dark`, by the information at the fit."""
        alive = np.flatnonzero(self.alive[row])  # the intercept first
        held = supersets(_means(self.theta[[row]], self.live[[row]]))[0]
        return float(np.linalg.inv(held[alive[:, None] | alive])[0, 0])

    def rows(self, chosen: Ints) -> "Fits":
        """Some of the rows, in this order."""
        return Fits(**{one.name: getattr(self, one.name)[chosen] for one in fields(self)})

    def admits(self, row: int | np.intp) -> bool:
        """Whether the estimate of this row exists: proved by its fit, or else asked of a linear programme."""
        if np.isnan(self.theta[row, 0]):
            return False
        return bool(self.is_sure[row]) or exists(self.counts[row] > 0, self.alive[row], self.live[row])


def fit(counts: Floats, terms: Bools) -> Fits:
    """Fit to each row of counts (by pattern, the first of them not seen) the model whose terms the same row holds."""
    seen = supersets(counts) > 0
    alive = terms & seen
    live = (terms & ~seen) @ within(width(counts.shape[1])) == 0
    live[:, 0] = False
    return _fit(counts, terms, alive, live)


def fit_with_dark(counts: Floats, like: Fits) -> Fits:
    """The first model of `like` fitted to rows that also tell how many are on no list."""
    shape = counts.shape
    live = np.broadcast_to(like.live[0], shape).copy()
    live[:, 0] = True
    return _fit(counts, np.broadcast_to(like.terms[0], shape), np.broadcast_to(like.alive[0], shape), live)


def _fit(counts: Floats, terms: Bools, alive: Bools, live: Bools) -> Fits:
    theta = np.full(counts.shape, np.nan)
    is_sure = np.zeros(len(counts), dtype=bool)
    sizes = np.where(identified(alive, live), alive.sum(axis=1), 0)
    order = np.argsort(sizes, kind="stable")  # like sizes together, so that little is padded
    order = order[sizes[order] > 0]
    for start in range(0, len(order), TOGETHER):
        rows = order[start : start + TOGETHER]
        theta[rows], is_sure[rows] = _newton(counts[rows], alive[rows], live[rows])
    logs = np.nan_to_num(theta) @ within(width(counts.shape[1]))
    deviance = 2 * (_means(np.nan_to_num(theta), live) - counts * logs).sum(axis=1)
    return Fits(counts, terms, alive, live, theta, deviance, is_sure)


def _means(theta: Floats, live: Bools) -> Floats:
    return np.exp(np.clip(theta @ within(width(theta.shape[1])), -700, 700)) * live


def _newton(counts: Floats, alive: Bools, live: Bools) -> tuple[Floats, Bools]:
    """The values of the terms, and whether the fit is proved to be one.

    The first step is that of least squares from the counts themselves. A step that changes some logarithm by d is
    shortened by log(1 + d) / d: then the likelihood of an exponential model never falls (Sun & Tran-Dinh 2019).
    """
    theta = np.zeros(counts.shape)
    is_sure, left = np.zeros(len(counts), dtype=bool), np.arange(len(counts))
    places, real = compact(alive)
    means = np.where(live, counts + 0.5, 0)
    slope = supersets(counts - means + means * np.log(np.where(live, means, 1)))
    for step in range(STEPS):
        change = _direction(means, slope, places[left], real[left])
        if step:
            most = np.abs(change @ within(width(counts.shape[1])) * live[left]).max(axis=1)
            change *= (np.log1p(most) / np.maximum(most, 1e-300))[:, None]
        theta[left] += change
        means = _means(theta[left], live[left])
        slope = supersets(counts[left] - means)
        done = np.abs(slope * alive[left]).max(axis=1) < CLOSE * (1 + counts[left].sum(axis=1))
        is_sure[left] = done & (np.where(live[left], means, np.inf).min(axis=1) > POSITIVE)
        left, means, slope = left[~done], means[~done], slope[~done]
        if not len(left):
            break
    return theta, is_sure


def _direction(means: Floats, slope: Floats, places: Places, real: Bools) -> Floats:
    """The way to go from these means, by term."""
    most = places.shape[1]
    information = np.take_along_axis(supersets(means), unions(places), 1).reshape(-1, most, most)
    information = np.where(real[:, :, None] & real[:, None, :], information, np.eye(most))
    information += FIRM * information * np.eye(most)
    right = np.where(real, np.take_along_axis(slope, places, 1), 0)
    change: Floats = np.zeros(means.shape)
    np.put_along_axis(change, places, np.linalg.solve(information, right[:, :, None])[:, :, 0], 1)
    return change

"""Intervals of one model, as if it had been known beforehand: too narrow where it was chosen, and told as such."""

from collections.abc import Callable
from math import exp, sqrt

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtri, gammaln, ndtri

from samverka.situation.estimates.fitting import Fits, fit_with_dark


def wald_log(fits: Fits, row: int = 0, *, level: float = 0.95) -> tuple[float, float]:
    """As if the logarithm of the unseen were normal with the variance of the model's intercept."""
    dark, factor = float(fits.dark[row]), exp(float(ndtri(0.5 + level / 2)) * sqrt(fits.variance(row)))
    seen = float(fits.counts[row].sum())
    return seen + dark / factor, seen + dark * factor


def standard_error(fits: Fits, row: int = 0) -> float:
    """Of the total: the chance in the unseen, and that in their expected number (Rivest & Daigle 2004)."""
    dark = float(fits.dark[row])
    return sqrt(dark + dark**2 * fits.variance(row))


def profile(fits: Fits, row: int = 0, *, level: float = 0.95) -> tuple[float, float, float]:
    """The estimate of the total under a multinomial model, and the ends of its profile-likelihood interval.

    Cormack 1992 (Biometrics 48:567), as in Baillargeon & Rivest 2007 (J. Stat. Softw. 19:5). For each total the
    unseen are given, and the model is fitted to all. The high end is infinite where the likelihood never falls.
    """
    seen, likelihood = float(fits.counts[row].sum()), _likelihood(fits, row)
    guess = float(np.log(fits.dark[row]))
    best = minimize_scalar(lambda logs: -likelihood(exp(logs)), bounds=(guess - 8, guess + 8), method="bounded",
                           options={"xatol": 1e-7})  # fmt: skip
    dark, floor = exp(best.x), -best.fun - chdtri(1, 1 - level) / 2
    return seen + dark, seen + _end(likelihood, floor, best.x, -1), seen + _end(likelihood, floor, best.x, 1)


def _end(likelihood: Callable[[float], float], floor: float, start: float, way: int) -> float:
    """The unseen at which the likelihood falls through the floor, going down or up from the best."""
    for reach in (0.5, 1, 2, 4, 8, 16):
        if likelihood(exp(start + way * reach)) < floor:
            return exp(brentq(lambda logs: likelihood(exp(logs)) - floor, start, start + way * reach, xtol=1e-7))
    return 0.0 if way < 0 else np.inf


def _likelihood(fits: Fits, row: int) -> Callable[[float], float]:
    one = fits.rows(np.array([row]))
    seen = float(one.counts.sum())

    def likelihood(dark: float) -> float:
        counts = one.counts.copy()
        counts[0, 0] = dark
        fitted = fit_with_dark(counts, one)
        total, logs = seen + dark, fitted.logs()[0]
        return float(gammaln(total + 1) - gammaln(dark + 1) + (counts[0] * logs).sum() - total * np.log(total))

    return likelihood

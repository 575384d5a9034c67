"""An interval that also holds the choice of the model: the table is drawn anew, and the model chosen anew.

Bias-corrected and accelerated (BCa): Efron 1987 (J. Am. Stat. Assoc. 82:171), for multiple systems estimation
Chan, Silverman & Vincent 2021 and Silverman, Chan & Vincent 2024 (Stat. Comput. 34:44).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from samverka.situation.estimates.lattice import Floats
from samverka.situation.estimates.selection import Rule


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """What came out of so many tables drawn anew, in order; those without an estimate are only counted."""

    total: float
    drawn: Floats
    failed: int
    acceleration: float

    def interval(self, *, level: float = 0.95) -> tuple[float, float]:
        """The ends between which `level` of what the rule might have said lies, put right for bias and skewness."""
        if not len(self.drawn):
            return np.nan, np.nan
        below = np.clip((self.drawn < self.total).mean(), 0.5 / len(self.drawn), 1 - 0.5 / len(self.drawn))
        bias = ndtri(below)
        ends = bias + ndtri([0.5 - level / 2, 0.5 + level / 2])
        low, high = np.quantile(self.drawn, ndtr(bias + ends / (1 - self.acceleration * ends)))
        return float(low), float(high)


def bootstrap(counts: Floats, rule: Rule, *, times: int, seed: int) -> Bootstrap:
    """Draw the people seen so many times anew (with replacement), and choose and fit each time by `rule`."""
    seen = int(counts.sum())
    drawn = np.random.default_rng(seed).multinomial(seen, counts / seen, size=times).astype(np.float64)
    found = rule(drawn).total
    found = np.sort(found[np.isfinite(found)])
    return Bootstrap(float(rule(counts[None]).total[0]), found, times - len(found), _acceleration(counts, rule))


def _acceleration(counts: Floats, rule: Rule) -> float:
    """From leaving out each person once; all with the same pattern give the same."""
    patterns = np.flatnonzero(counts)
    left = np.repeat(counts[None], len(patterns), axis=0)
    left[np.arange(len(patterns)), patterns] -= 1
    totals, people = rule(left).total, counts[patterns]
    told = np.isfinite(totals)
    totals, people = totals[told], people[told]
    if not len(totals):
        return 0.0
    off = (people * totals).sum() / people.sum() - totals
    spread = (people * off**2).sum()
    return float((people * off**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0

"""Two lists: the share of one that is also on the other tells how much of the whole the other holds.

It supposes that being on one list makes it neither likelier nor less likely to be on the other, that everybody has
the same chance on at least one of them, and that nobody came, left or was linked wrongly. Two lists cannot show
whether any of that is so.
"""

from dataclasses import dataclass
from math import exp, inf, log1p, sqrt

from scipy.special import ndtri

from samverka.situation.estimates.overlaps import Overlaps


@dataclass(frozen=True, slots=True)
class Guess:
    """An estimate of all people (those seen too) with its standard error."""

    total: float
    error: float
    seen: int

    def interval(self, *, level: float = 0.95) -> tuple[float, float]:
        """As if the logarithm of the unseen were normal (Chao 1987, Biometrics 43:783): never fewer than were seen."""
        dark = self.total - self.seen
        if dark <= 0 or self.error == inf:
            return float(self.seen), inf if self.error == inf else self.total
        factor = exp(_normal(level) * sqrt(log1p((self.error / dark) ** 2)))
        return self.seen + dark / factor, self.seen + dark * factor

    def plain_interval(self, *, level: float = 0.95) -> tuple[float, float]:
        """As if the estimate were normal; it is told because papers do. The low end may lie below those seen."""
        width = _normal(level) * self.error
        return self.total - width, self.total + width


def _normal(level: float) -> float:
    return float(ndtri(0.5 + level / 2))


def lincoln_petersen(table: Overlaps) -> Guess:
    """Lincoln and Petersen's estimate n1 n2 / m; infinite where the two lists share nobody."""
    first, second, both = _marginals(table)
    if not both:
        return Guess(inf, inf, table.seen)
    variance = first * second * (first - both) * (second - both) / both**3
    return Guess(first * second / both, sqrt(variance), table.seen)


def chapman(table: Overlaps) -> Guess:
    """Chapman's (1951), with nearly no bias and finite always; variance by Seber 1970 (Biometrika 57:313)."""
    first, second, both = _marginals(table)
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Guess((first + 1) * (second + 1) / (both + 1) - 1, sqrt(variance), table.seen)


def _marginals(table: Overlaps) -> tuple[int, int, int]:
    """People on the first list, on the second, on both."""
    if len(table) != 2:
        raise ValueError(f"{len(table)} lists, not two")
    _, first, second, both = table.counts
    return first + both, second + both, both

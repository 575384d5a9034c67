"""What there are at least, if people differ in how easily they are found: Chao's bound, and sample coverage.

Whoever is easily found is found by several lists, so those found once or twice tell most about those never found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import inf, sqrt

import numpy as np

from samverka.situation.estimates.lattice import Floats
from samverka.situation.estimates.overlaps import Overlaps
from samverka.situation.estimates.two_lists import Guess


def chao(table: Overlaps) -> Guess:
    """Chao's lower bound with lists of unequal size (1989, Biometrics 45:427): with two lists, Chapman's estimate.

    Of f1 people found once, z of them by each list, and f2 found twice: (f1^2 - sum of z^2) / (2 f2 + 2) are unseen.
    The variance is that of independent Poisson counts, and of the unseen themselves.
    """
    once = np.array([table.counts[1 << number] for number in range(len(table))], dtype=np.float64)
    twice = sum(count for pattern, count in enumerate(table.counts) if pattern.bit_count() == 2)
    all_once = once.sum()
    dark = float((all_once**2 - (once**2).sum()) / (2 * (twice + 1)))
    slopes = (all_once - once) / (twice + 1)
    variance = (slopes**2 * once).sum() + (dark / (twice + 1)) ** 2 * twice + dark
    return Guess(table.seen + dark, sqrt(variance), table.seen)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the population the lists cover, by chance of being found; and what follows.

    Chao & Tsay 1998 (J. Am. Stat. Assoc. 93:283); Chao, Tsay, Lin, Shau & Chao 2001 (Stat. Med. 20:3123).
    """

    share: float  # the estimated coverage C
    least: Guess  # D / C: right if lists were independent, and a lower bound if they go together
    one_step: Guess | None  # for low coverage; of three lists only


def coverage(table: Overlaps, *, seed: int, times: int = 1000) -> Coverage:
    """Coverage and its estimates; their standard errors by drawing the table so many times anew."""
    draw = np.random.default_rng(seed)
    one_step = _guess(_one_step, table, draw, times) if len(table) == 3 else None
    return Coverage(covered(table), _guess(_least, table, draw, times), one_step)


def covered(table: Overlaps) -> float:
    """The share of the population, by chance of being found, that the lists cover."""
    return float(_share(table.array()[None])[0])


def by_coverage(table: Overlaps) -> float:
    """The people found, less on average those that one list found alone, divided by coverage."""
    return float(_least(table.array()[None])[0])


def _guess(rule: Callable[[Floats], Floats], table: Overlaps, draw: np.random.Generator, times: int) -> Guess:
    """The estimate, and how it scatters when all are drawn anew, the unseen too."""
    total = float(rule(table.array()[None])[0])
    if not np.isfinite(total):
        return Guess(inf, inf, table.seen)
    people = table.array()
    people[0] = max(total - table.seen, 0)
    drawn = draw.multinomial(round(people.sum()), people / people.sum(), size=times).astype(np.float64)
    drawn[:, 0] = 0
    found = rule(drawn)
    found = found[np.isfinite(found)]
    return Guess(total, float(found.std(ddof=1)) if len(found) > 1 else inf, table.seen)


def _on(counts: Floats, *, lists: int, without: int = 0) -> Floats:
    """How many are on all of these lists and on none of those; both told as patterns."""
    patterns = np.arange(counts.shape[1])
    return np.asarray(counts[:, (patterns & lists == lists) & (patterns & without == 0)].sum(axis=1))


def _lists(counts: Floats) -> list[int]:
    return [1 << number for number in range(counts.shape[1].bit_length() - 1)]


def _share(counts: Floats) -> Floats:
    """1 less the share of each list that no other list holds, on average."""
    alone = [counts[:, one] / np.maximum(_on(counts, lists=one), 1) for one in _lists(counts)]
    return np.asarray(1 - np.mean(alone, axis=0))


def _least(counts: Floats) -> Floats:
    found = counts.sum(axis=1) - np.mean([counts[:, one] for one in _lists(counts)], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(found / _share(counts))


def _one_step(counts: Floats) -> Floats:
    """The estimate for low coverage: each pair's dependence, with a first estimate of all, adds to D / C."""
    least, share = _least(counts), _share(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = least + _added(counts, least) / (3 * share)
        return np.asarray(least + _added(counts, first) / (3 * share))


def _added(counts: Floats, total: Floats) -> Floats:
    first, second, third = _lists(counts)
    added = np.zeros(len(counts))
    for one, other in combinations((first, second, third), 2):
        rest = (first | second | third) & ~(one | other)
        sizes = _on(counts, lists=one) * _on(counts, lists=other)
        together = total * _on(counts, lists=one | other) / sizes - 1
        added += (_on(counts, lists=one, without=rest) + _on(counts, lists=other, without=rest)) * together
    return added

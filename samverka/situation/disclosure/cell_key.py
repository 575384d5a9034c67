"""Cell-key perturbation: small noise on a total that is the same whenever, and however, the same total is asked for.

The method of the Australian Bureau of Statistics (Fraser & Wooton, 2005) and the Office for National Statistics, whose
library `cell-key-perturbation` (3.1, MIT) defines the table looked up here: each record has a random key, a cell's key
is the sum of its records' keys, and count and key together choose the noise. Equal sets of records have equal noise,
so asking again averages nothing away; different sets have different noise, so differences tell of nobody.

For dashboards of those who are logged in. Sums of noised counts do not add up, and nothing here is published.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq


KEYS = 256  # record keys and cell keys are 0 to 255, as in the census of 2021
LARGEST = 750  # counts above share the rows of 501 to 750, over and over
REPEATED = 250
TILT = 60.0  # steeper is a certainty

Chances = NDArray[np.float64]
Noise = tuple[tuple[int, ...], ...]  # one row for each count from 0 to LARGEST, one column for each key


@dataclass(frozen=True, slots=True)
class Cell:
    """What is asked for: how many, and the key of the records behind it."""

    count: int
    key: int


def record_key(secret: bytes, record: bytes) -> int:
    """A record's key: random to whoever does not know the secret, and always the same for the record."""
    return hmac.digest(secret, record, "sha256")[0]


def cell(keys: Iterable[tuple[int, int]]) -> Cell:
    """A cell of records, each with its key and how many it counts."""
    together = list(keys)
    return Cell(sum(count for _, count in together), sum(key for key, _ in together) % KEYS)


def perturbed(asked: Cell, noise: Noise) -> int:
    """The count with its noise; zero stays zero. Raises ValueError for a count below zero."""
    if asked.count < 0:
        raise ValueError("A count is never below zero.")
    return asked.count + noise[_row(asked.count)][asked.key % KEYS]


def _row(count: int) -> int:
    """The table's row: the last 250 are used again for whatever is larger."""
    return count if count <= LARGEST else (count - 1) % REPEATED + LARGEST - REPEATED + 1


@cache
def ten_five() -> Noise:
    """The table that the library brings: below 10 nothing is left, and others are rounded to the nearest 5."""
    rows = [(-count if count < 10 else (0, -1, -2, 2, 1)[count % 5]) for count in range(LARGEST + 1)]
    return tuple((row,) * KEYS for row in rows)


@cache
def gentle(*, furthest: int = 5, variance: float = 3.0, hide: int = 4) -> Noise:
    """Noise of mean zero that leaves no count from 1 to `hide`, and is otherwise as random as it can be.

    Of all noise of at most `furthest`, that mean and that variance, it has the most entropy (Marley & Leaver, 2011;
    Giessing, 2016). A small count has whatever variance comes nearest. `furthest` must be larger than `hide`.
    """
    if furthest <= hide:
        raise ValueError("Noise must be able to take what is hidden away.")
    rows = [(0,) * KEYS]
    for count in range(1, furthest + hide + 1):
        steps = [step for step in range(-furthest, furthest + 1) if count + step == 0 or count + step > hide]
        rows.append(_spread(steps, _chances(np.array(steps, dtype=np.float64), variance)))
    return (*rows, *[rows[-1]] * (LARGEST + 1 - len(rows)))


def _chances(steps: Chances, variance: float) -> Chances:
    """The probabilities of most entropy: exp(a step + b step²), with mean 0 and the variance, or the nearest to it."""

    def tilted(a: float, b: float) -> Chances:
        power = a * steps + b * steps**2
        made: Chances = np.exp(power - power.max())
        chances: Chances = made / made.sum()
        return chances

    def level(b: float) -> Chances:
        return tilted(brentq(lambda a: float(tilted(a, b) @ steps), -TILT, TILT), b)

    def excess(b: float) -> float:
        return float(level(b) @ steps**2) - variance

    flat, steep = -3.0, 3.0
    return level(flat if excess(flat) >= 0 else steep if excess(steep) <= 0 else brentq(excess, flat, steep))


def _spread(steps: Sequence[int], chances: Chances) -> tuple[int, ...]:
    """The row of a table: as many keys for each step as its chance says, rounded so that all keys are used."""
    ends = [int(end) for end in np.rint(np.cumsum(chances) * KEYS)]
    return tuple(
        step for step, first, end in zip(steps, [0, *ends[:-1]], ends, strict=True) for _ in range(end - first)
    )

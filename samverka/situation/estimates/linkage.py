"""How wrong links between lists change the answer. Missed links make an estimate too high, false ones too low.

Whoever keeps the lists finds out who is on several of them by names and dates, and errs. Here a person on k lists
has k - 1 links, each wrong with the same chance, and at most one of them is: then the person falls into two, on
one of the lists and on the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from samverka.situation.estimates.lattice import Floats, width


SHARES = (0.02, 0.05, 0.10)


@dataclass(frozen=True, slots=True)
class IfLinks:
    """What the estimate would be, if such a share of the links were missed, or false."""

    missed: bool
    share: float
    total: float


def without_false(counts: Floats, *, share: float) -> Floats:
    """The table had this share of the links joined two people each: they fall apart again."""
    return np.asarray(counts @ _falling_apart(width(len(counts)), share).T)


def without_missed(counts: Floats, *, share: float) -> Floats:
    """The table had nobody fallen into two because a share of the links was missed; none below 0."""
    joined = np.linalg.solve(_falling_apart(width(len(counts)), share), counts)
    return np.asarray(np.maximum(joined, 0))


def sensitivity(
    counts: Floats, total: Callable[[Floats], Floats], *, shares: Sequence[float] = SHARES
) -> tuple[IfLinks, ...]:
    """What the method says about the tables that there would be without such errors."""
    cases = [(missed, share) for missed in (True, False) for share in shares]
    mended = [(without_missed if missed else without_false)(counts, share=share) for missed, share in cases]
    totals = total(np.array(mended))
    return tuple(IfLinks(*case, float(found)) for case, found in zip(cases, totals, strict=True))


@lru_cache
def _falling_apart(lists: int, share: float) -> Floats:
    """At [as told, as was] how many of each pattern there come to be."""
    size = 2**lists
    became = np.eye(size)
    for pattern in range(size):
        if (on := pattern.bit_count()) > 1:
            chance = 1 - (1 - share) ** (on - 1)
            became[pattern, pattern] -= chance
            for one in (1 << number for number in range(lists) if pattern >> number & 1):
                became[pattern & ~one, pattern] += chance / on
                became[one, pattern] += chance / on
    return became

"""Whether an estimate exists and is the only one: no number without it.

Fienberg & Rinaldo 2012 (Ann. Statist. 40:996): the maximum likelihood estimate of a log-linear model exists if and
only if a table that is positive everywhere has the same margins as the one seen. That is a linear programme.
"""

from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from samverka.situation.estimates.lattice import Bools, Floats, Places, width, within


TINY = 1e-7
TOGETHER = 4096


def identified(terms: Bools, live: Bools) -> Bools:
    """Whether the terms of each row can be told apart by the patterns of that row that may occur."""
    answers = np.asarray(terms[:, 0] & (terms.sum(axis=1) <= live.sum(axis=1)))
    doubtful = np.flatnonzero(answers & ~live[:, 1:].all(axis=1))  # with all patterns they always can
    if len(doubtful):
        cases, which = np.unique(np.hstack([terms[doubtful], live[doubtful]]), axis=0, return_inverse=True)
        answers[doubtful] = np.concatenate(
            [_full_rank(cases[start : start + TOGETHER]) for start in range(0, len(cases), TOGETHER)]
        )[which.reshape(-1)]
    return answers


def _full_rank(cases: Bools) -> Bools:
    """Each row holds its terms, then its patterns. Counting patterns that hold two terms gives their cross product."""
    terms, live = np.hsplit(cases, 2)
    places, real = compact(terms)
    shared = np.take_along_axis(supersets(live.astype(np.float64)), unions(places), 1).reshape(*places.shape, -1)
    cross = np.where(real[:, :, None] & real[:, None, :], shared, np.eye(places.shape[1]))
    return np.asarray(np.linalg.eigvalsh(cross)[:, 0] > TINY)


def supersets(counts: Floats) -> Floats:
    """For each term the sum of the counts of all patterns that hold it."""
    return np.asarray(counts @ within(width(counts.shape[-1])).T)


def compact(terms: Bools) -> tuple[Places, Bools]:
    """The terms of each row side by side, padded to the longest row; and which of them are no padding."""
    most = int(terms.sum(axis=1).max())
    places = np.argsort(~terms, axis=1, kind="stable")[:, :most]
    return places, np.take_along_axis(terms, places, 1)


def unions(
    places: Places,
) -> Places:
    """The union of every two terms of each row, one after the other."""
    return (places[:, :, None] | places[:, None, :]).reshape(len(places), -1)


def exists(seen: Bools, terms: Bools, live: Bools) -> bool:
    """Whether a table seen at these patterns has an estimate for these terms over the live patterns."""
    return bool(seen[live].all()) or _exists(seen.tobytes(), terms.tobytes(), live.tobytes())


@lru_cache(maxsize=65536)
def _exists(seen: bytes, terms: bytes, live: bytes) -> bool:
    """The largest least count of a table with the margins of one that is 1 where something was seen."""
    found, chosen, patterns = (np.frombuffer(one, dtype=bool) for one in (seen, terms, live))
    design = within(width(len(found)))[chosen][:, patterns]
    margins = design @ found[patterns].astype(np.float64)
    cells = design.shape[1]
    answer = linprog(
        np.append(np.zeros(cells), -1.0),
        A_ub=np.hstack([-np.eye(cells), np.ones((cells, 1))]), b_ub=np.zeros(cells),
        A_eq=np.hstack([design, np.zeros((len(design), 1))]), b_eq=margins,
        bounds=[(0, None)] * (cells + 1), method="highs",
    )  # fmt: skip
    return answer.fun is not None and answer.fun < -TINY

"""If people differ in how easily they are found: models with one term more, for the number of lists somebody is on.

Rivest & Baillargeon 2007 (Biometrics 63:999), the family M_th; Rcapture (J. Stat. Softw. 19:5) has the same.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

import numpy as np

from samverka.situation.estimates.lattice import Floats
from samverka.situation.estimates.overlaps import Overlaps
from samverka.situation.estimates.two_lists import Guess


SHAPES: Mapping[str, Callable[[Floats], Floats]] = MappingProxyType(
    {
        "alike": np.zeros_like,
        "poisson": lambda lists: 2.0**lists - 1,
        "darroch": lambda lists: lists**2 / 2,
    }
)
STEPS = 100


def unequal(table: Overlaps, *, shape: str, without: Collection[int] = ()) -> Guess | None:
    """The estimate when chances differ in this way (`alike`: not at all), leaving some patterns aside as outliers.

    None where the likelihood has no highest point.
    """
    patterns = np.array([one for one in range(1, 2 ** len(table)) if one not in without])
    on = (patterns[:, None] >> np.arange(len(table)) & 1).astype(np.float64)
    column = SHAPES[shape](on.sum(axis=1))[:, None]
    design = np.hstack([np.ones((len(patterns), 1)), on, column if column.any() else column[:, :0]])
    found = _poisson(design, table.array()[patterns])
    if found is None:
        return None
    logs, variance = found
    dark = float(np.exp(logs))
    return Guess(table.seen + dark, float(np.sqrt(dark + dark**2 * variance)), table.seen)


def _poisson(design: Floats, counts: Floats) -> tuple[float, float] | None:
    """The first coefficient of a Poisson regression and its variance; None if Newton's method does not come to rest."""
    values = np.linalg.lstsq(design, np.log(counts + 0.5), rcond=None)[0]
    for _ in range(STEPS):
        means = np.exp(np.clip(design @ values, -300, 300))
        information = design.T * means @ design
        try:
            inverse = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            return None
        change = inverse @ (design.T @ (counts - means))
        most = np.abs(design @ change).max()
        if most < 1e-9:
            return float(values[0]), float(inverse[0, 0])
        values = values + change * np.log1p(most) / most
    return None

"""How far unknowns can move from a point that is possible: the quick proof that most of them are free enough.

One programme moves many unknowns at once, each as far as it must; a few such sweeps, differently weighed, leave only
those for which it is worth asking one by one. Whatever is found was reached, so it is true of the whole.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samverka.situation.disclosure.hot import Bounds, Numbers, Programme


Mask = NDArray[np.bool_]

SLACK = 1e-7
SWEEPS = 60
SEED = 2016  # the same every time: a proof is a proof whatever the weights
FAR = 1_000.0  # further than anything must move; infinity would leave the solver nowhere to stop


@dataclass(slots=True)
class Reach:
    """The lowest and the highest that each column has been seen, as distances from where it is."""

    down: Numbers  # how far it must be able to move, each way
    up: Numbers
    low: Numbers
    high: Numbers

    @classmethod
    def of(cls, down: Numbers, up: Numbers) -> "Reach":
        return cls(down, up, np.zeros(len(down)), np.zeros(len(up)))

    def see(self, point: Numbers, at: Any = slice(None)) -> None:
        """One more possible point, of all columns or those `at` some places."""
        self.low[at] = np.minimum(self.low[at], point)
        self.high[at] = np.maximum(self.high[at], point)

    @property
    def short_up(self) -> Mask:
        return self.high < self.up - SLACK

    @property
    def short_down(self) -> Mask:
        return -self.low < self.down - SLACK


def sweep(reach: Reach, matrix: Any, *, rows: Bounds, columns: Bounds, sweeps: int = SWEEPS) -> None:
    """Move as many columns as can be as far as they must, until sweeps find little that is new.

    Columns lie between bounds around 0, a possible point; rows too. Bounds must be finite.
    """
    chance = np.random.default_rng(SEED)
    programme, (least, most) = Programme(matrix, rows=rows, columns=columns), columns
    everything = np.arange(len(least), dtype=np.int32)
    left = len(least) * 2 + 1
    for turn in range(sweeps):
        up, down = reach.short_up, reach.short_down
        before, left = left, int(up.sum() + down.sum())
        if not left or (turn > 8 and before - left < before / 50):
            return
        some = chance.random(len(least)) < (1 if turn < 6 else 0.1)
        heads = chance.random(len(least)) < 0.5
        up, down = up & some & (heads | ~down), down & some & (~heads | ~up)
        programme.bound((np.where(down, -reach.down, least), np.where(up, reach.up, most)))
        wish = (chance.random(len(least)) + 0.1) * (up / np.maximum(reach.up, 1) - down / np.maximum(reach.down, 1))
        found = programme.most(everything, wish)
        if found is not None:
            reach.see(found.point)

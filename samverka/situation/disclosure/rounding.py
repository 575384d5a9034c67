"""Additive rounding of small counts, after Langsrud & Heldal (2018) and Heldal (2017), solved as an integer programme.

Each innermost count below the base becomes 0 or the base; larger ones stay. Margins are the sums of what the
innermost cells became, so that the table adds up, and so that nothing that is ever subtracted from anything else
tells a small count. Which become 0 and which the base is chosen so that the shown cells are distorted least in all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, eye_array, hstack

from samverka.situation.disclosure.solving import solve
from samverka.situation.disclosure.tables import Contradiction, Key, Table


BASE = 5
GAP = 0.005  # how far from the best an answer may be
NODES = 20_000  # branches of a programme; counted, never timed, so that every machine answers alike
AT_ONCE = 400  # small counts that are decided together; a table with more is decided part by part, and gone over again
PASSES = 2
ROUGH = 0.02  # how far from the best the answer for a part may be
DEAR = 1_000.0  # what it costs to differ from what was published before

Numbers = NDArray[np.float64]


class Undecided(Exception):
    """The work allowed was not enough."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """The counts of the whole table after rounding, shown or not."""

    values: Mapping[Key, int]
    distortion: int  # the sum of all shown cells' differences
    bound: int  # no rounding distorts less; 0 where that was not asked

    def of(self, table: Table) -> dict[Key, int]:
        """What the table shows."""
        return {cell: value for cell, value in self.values.items() if cell in table.shown}


def round_small(
    table: Table, *, base: int = BASE, earlier: Mapping[Key, int] | None = None, gap: float = GAP, nodes: int = NODES
) -> Rounded:
    """Round so that no shown cell is or hides a small count, and the shown cells are distorted least.

    `earlier` are cells as they were published before: they come out the same. Raises Contradiction when they do not,
    because counts have changed since, and Undecided when `nodes` branches find no answer.
    """
    earlier = earlier or {}
    members = table.innermost
    small = [cell for cell in sorted(members) if 0 < table.values[cell] < base]
    question = _question(table, members, small, earlier, base)
    whole, bound = len(small) <= AT_ONCE, 0
    for _ in range(1 if whole else PASSES):
        for part in question.parts():
            bound = question.decide(part, gap=gap if whole else ROUGH, nodes=nodes)
    values = dict(table.values)
    for cell, change in zip(small, question.changes, strict=True):
        for above in members[cell]:
            values[above] += int(change)
    if wrong := [cell for cell, value in earlier.items() if values.get(cell) != value]:
        raise Contradiction(f"{wrong[0]} was published as {earlier[wrong[0]]}.")
    distortion = sum(abs(values[cell] - table.values[cell]) for cell in table.shown)
    return Rounded(values, distortion, min(bound, distortion) if whole else 0)


@dataclass(slots=True)
class _Question:
    """Small counts and the cells that hold them, and how much each is changed as far as that is decided."""

    counts: Numbers
    holds: csr_array  # cells x small counts
    wanted: Numbers  # how far from the truth each cell should be: not at all, or as far as it was published
    weights: Numbers
    base: int
    changes: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.changes = np.zeros(len(self.counts))

    def parts(self) -> Iterator[NDArray[np.int64]]:
        """Small counts that lie together, so many at once."""
        places = np.arange(len(self.counts))
        yield from (places[start : start + AT_ONCE] for start in range(0, len(places), AT_ONCE))

    def decide(self, part: NDArray[np.int64], *, gap: float, nodes: int) -> int:
        """Which of a part become the base, as things stand elsewhere. Gives a bound on the distortion.

        Columns: one for each small count (1 when it becomes the base), then two for each cell: how far it lies above
        and below what is wanted. Rows: base x those that go up - above + below = what is wanted, less the rest.
        """
        held = self.holds[:, part]
        touched = np.flatnonzero(np.diff(held.indptr))
        held, size = held[touched], len(touched)
        rest = (self.holds[touched] @ self.changes) - held @ self.changes[part]
        sums = self.wanted[touched] - rest + held @ self.counts[part]
        weights = self.weights[touched]
        matrix = hstack([self.base * held, -eye_array(size), eye_array(size)], format="csr")
        answer = solve(
            np.concatenate([np.zeros(len(part)), weights, weights]),
            integrality=np.concatenate([np.ones(len(part)), np.zeros(2 * size)]),
            bounds=Bounds(0, np.concatenate([np.ones(len(part)), np.full(2 * size, np.inf)])),
            constraints=LinearConstraint(matrix, sums, sums),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        if answer.x is None:
            raise Undecided
        self.changes[part] = self.base * (answer.x[: len(part)] > 0.5) - self.counts[part]
        return int(np.ceil((answer.mip_dual_bound or 0.0) - 1e-6))


def _question(
    table: Table, members: Mapping[Key, tuple[Key, ...]], small: list[Key], earlier: Mapping[Key, int], base: int
) -> _Question:
    cells = sorted(table.shown | earlier.keys())
    row = {cell: place for place, cell in enumerate(cells)}
    pairs = [(row[above], place) for place, cell in enumerate(small) for above in members[cell] if above in row]
    at, columns = zip(*pairs, strict=True) if pairs else ((), ())
    holds = csr_array((np.ones(len(pairs)), (at, columns)), shape=(len(cells), len(small)))
    wanted = np.array(
        [float(earlier.get(cell, table.values.get(cell, 0)) - table.values.get(cell, 0)) for cell in cells]
    )
    weights = np.array([DEAR if cell in earlier else 1.0 for cell in cells])
    counts = np.array([float(table.values[cell]) for cell in small])
    return _Question(counts, holds, wanted, weights, base)

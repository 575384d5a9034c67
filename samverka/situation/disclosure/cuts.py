"""Attacks on a choice of hidden cells by those who know the truth: what each tells the master, or mends.

Columns are differences from the true counts. A hidden cell falls to nothing at most, and rises as far as need be;
what is shown stays. An attacker's own part of a cell stays too, and a cell that it is alone in.
"""

from collections.abc import Iterator

import numpy as np

from samverka.situation.disclosure.hot import Bounds, Extreme, Nudges, Numbers, Programme
from samverka.situation.disclosure.master import Cut
from samverka.situation.disclosure.problem import Attacker, Problem, Unprotectable
from samverka.situation.disclosure.reach import FAR, SLACK, Mask, Reach, sweep


GIVE = 1e-3  # how far an attack may move what is shown: so its cuts are sparse; the cuts themselves take it back
SHARP = 1e-4  # by how much a cut must be broken
FREE = 1e-2  # the cost of moving what is hidden already, beside 1 for what is not
SMALL = 1e-9


class Siege:
    """One attacker's programme, kept warm from choice to choice."""

    def __init__(self, problem: Problem, attacker: Attacker) -> None:
        self._problem, self._falls = problem, _falls(problem, attacker)
        self._needs = _needs(problem, attacker)
        self._alone = attacker.alone
        still = np.zeros(problem.matrix.shape[0])
        self._programme = Programme(problem.matrix, rows=(still, still), columns=(-self._falls, self._falls))

    def cuts(self, hidden: Mask) -> list[Cut]:
        """What this choice breaks, if anything."""
        return list(self._cuts(hidden, GIVE)) or list(self._cuts(hidden, 0.0))

    def _cuts(self, hidden: Mask, give: float) -> Iterator[Cut]:
        down, up = (np.where(hidden, need, 0) for need in self._needs)
        most = max(float(need.max(initial=1)) for need in self._needs)
        reach = Reach.of(down, up)
        shown = np.where(self._alone, 0, give)
        low = np.where(hidden, self._falls, shown * np.minimum(self._falls, most))
        self._programme.bound((-low, np.where(hidden & ~self._alone, FAR, shown * most)))
        for cell in np.flatnonzero(down + up):
            for sign, room in ((1, up[cell]), (-1, down[cell])):
                if not (reach.short_up if sign > 0 else reach.short_down)[cell]:
                    continue
                found = self._programme.most_of(int(cell), sign)
                if found is None:
                    continue
                reach.see(found.point)
                columns, factors = self._cut(found, int(cell), room)
                if factors @ hidden[columns] < -SHARP:
                    yield columns, factors

    def _cut(self, found: Extreme, cell: int, room: float) -> Cut:
        """What the shadow prices say: to move the cell, so much must be able to move elsewhere."""
        give = np.where(found.prices > SMALL, room, np.minimum(np.maximum(-found.prices, 0) * self._falls, room))
        give[(np.abs(found.prices) <= SMALL) | self._alone] = 0
        give[cell] -= room
        [columns] = np.nonzero(give)
        return columns, give[columns]


def mend(problem: Problem, hidden: Mask, attacker: Attacker) -> Mask:
    """Hide the cheapest movement for each hidden cell that is not free enough. Raises Unprotectable."""
    hidden, falls, needs = hidden.copy(), _falls(problem, attacker), _needs(problem, attacker)
    reach = _swept(problem, hidden, attacker)
    rises = np.where(attacker.alone, 0, FAR)
    still = np.zeros(problem.matrix.shape[0])
    costs = np.where(hidden, FREE, 1 + problem.weights / (1 + problem.weights.max(initial=0)))
    nudges = Nudges(problem.matrix, rows=(still, still), columns=(-falls, rises), costs=costs)
    ahead = [int(cell) for cell in np.flatnonzero(reach.short_up | reach.short_down)]
    while ahead:
        cell = ahead.pop()
        for way, short in ((reach.up[cell], reach.short_up[cell]), (-reach.down[cell], reach.short_down[cell])):
            if not short:
                continue
            moved = nudges.move(cell, float(way))
            if moved is None:
                raise Unprotectable(problem.keys[cell])
            reach.see(moved)
            new = (np.abs(moved) > SLACK) & ~hidden
            hidden |= new
            nudges.price(np.flatnonzero(new).astype(np.int32), FREE)
            for need, of in zip(needs, (reach.down, reach.up), strict=True):
                of[new] = need[new]
            ahead += [int(one) for one in np.flatnonzero(new)]
    return hidden


def _swept(problem: Problem, hidden: Mask, attacker: Attacker) -> Reach:
    """How far hidden cells move among themselves, as far as sweeps show."""
    down, up = (np.where(hidden, need, 0) for need in _needs(problem, attacker))
    reach, [places] = Reach.of(down, up), np.nonzero(hidden & ~attacker.alone)
    matrix = problem.matrix[:, places]
    matrix = matrix[np.diff(matrix.indptr) > 0]
    part = Reach.of(down[places], up[places])
    bounds: Bounds = -_falls(problem, attacker)[places], np.full(len(places), FAR)
    still = np.zeros(matrix.shape[0])
    sweep(part, matrix, rows=(still, still), columns=bounds)
    reach.low[places], reach.high[places] = part.low, part.high
    return reach


def _falls(problem: Problem, attacker: Attacker) -> Numbers:
    return np.where(attacker.alone, 0, problem.counts - attacker.own)


def _needs(problem: Problem, attacker: Attacker) -> tuple[Numbers, Numbers]:
    """How far below and above the truth each must be able to lie for this attacker, were it hidden."""
    down, up = np.minimum(problem.down, problem.counts - attacker.own), problem.up.copy()
    down[attacker.alone], up[attacker.alone] = 0, 0
    return down, up

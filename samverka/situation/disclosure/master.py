"""The master programme of secondary suppression (Fischetti & Salazar, 2001): which cells to hide, given cuts.

A column is 1 when its cell is hidden. What it must keep to, from the start: a margin with a hidden cell has another,
and what the others can take must be enough for the one to move. All else is learnt from attacks, cut by cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import coo_array

from samverka.situation.disclosure.hot import Numbers, Places
from samverka.situation.disclosure.problem import Problem, Unprotectable
from samverka.situation.disclosure.reach import Mask
from samverka.situation.disclosure.solving import solve


Cut = tuple[Places, Numbers]  # columns and factors of a sum that must not be below 0


@dataclass(slots=True)
class Rows:
    """A sparse matrix as it grows, and the least that each row may sum to."""

    at: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    def add(self, columns: Sequence[int] | Places, factors: Sequence[float] | Numbers, least: float = 0) -> None:
        self.at += [len(self.least)] * len(columns)
        self.columns += [int(column) for column in columns]
        self.factors += [float(factor) for factor in factors]
        self.least.append(least)


class Master:
    """The integer programme; `cut` adds to it, `solve` answers."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._rows = problem, Rows()
        self._columns = len(problem.keys)
        self._pair()
        for columns, factors in _capacities(problem):
            self._rows.add(columns, factors)

    def cut(self, cuts: Sequence[Cut]) -> None:
        for columns, factors in cuts:
            self._rows.add(columns, factors)

    def solve(self, *, gap: float, nodes: int) -> tuple[Mask, float]:
        """The columns to hide, and a bound that no choice is below. Raises Unprotectable when there is none."""
        cells, rows = len(self._problem.keys), self._rows
        if not rows.least:
            return self._problem.must.copy(), 0.0
        least = np.zeros(self._columns)
        least[:cells] = self._problem.must
        matrix = coo_array((rows.factors, (rows.at, rows.columns)), shape=(len(rows.least), self._columns))
        answer = solve(
            np.concatenate([self._problem.weights, np.zeros(self._columns - cells)]),
            integrality=np.concatenate([np.ones(cells), np.zeros(self._columns - cells)]),
            bounds=Bounds(least, np.ones(self._columns)),
            constraints=LinearConstraint(matrix.tocsr(), np.array(rows.least), np.inf),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        if answer.x is None:
            raise Unprotectable
        return answer.x[:cells] > 0.5, float(answer.mip_dual_bound or 0.0)

    def _pair(self) -> None:
        """No margin has exactly one hidden cell, where that would matter."""
        problem = self._problem
        asked = problem.must & (problem.down + problem.up > 0)
        for row in range(problem.matrix.shape[0]):
            columns, _ = _row(problem, row)
            if asked[columns].any():
                self._rows.add(columns, np.ones(len(columns)), 2)
                continue
            any_hidden, self._columns = self._columns, self._columns + 1
            self._rows.add([*columns, any_hidden], [*np.ones(len(columns)), -2.0])
            for column in columns[~problem.must[columns]]:
                self._rows.add([any_hidden, column], [1.0, -1.0])


def _capacities(problem: Problem) -> Iterator[Cut]:
    """In each margin of a cell that must be hidden: what the others can give, where some can give too little."""
    for row in range(problem.matrix.shape[0]):
        columns, signs = _row(problem, row)
        for place in np.flatnonzero(problem.must[columns]):
            cell = columns[place]
            for way, room in ((1.0, problem.up[cell]), (-1.0, problem.down[cell])):
                falls = way * signs[place] * signs > 0
                give = np.where(falls, np.minimum(problem.counts[columns], room), room)
                give[place] = 0
                if room > 0 and give.sum() > 0 and (give < room).sum() > 1:  # itself, and another
                    give[place] = -room
                    yield columns, give


def _row(problem: Problem, row: int) -> tuple[Places, Numbers]:
    matrix = problem.matrix
    inside = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return matrix.indices[inside], matrix.data[inside]

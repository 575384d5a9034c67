"""Linear programmes that are kept warm: one question after another of the same rows (HiGHS, the simplex method).

Thousands of questions differ in one column only. The solver begins each where the last one ended, which is what
makes an attack on a whole table take seconds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, MatrixFormat, ObjSense, kHighsInf
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack


Numbers = NDArray[np.float64]
Places = NDArray[np.signedinteger[Any]]
Bounds = tuple[Numbers, Numbers]  # the least and the most of each
FOREVER = kHighsInf
DUAL, PRIMAL = 1, 4  # the solver's names for its strategies
_ANSWERED = {
    HighsModelStatus.kOptimal,
    HighsModelStatus.kInfeasible,
    HighsModelStatus.kUnbounded,
    HighsModelStatus.kUnboundedOrInfeasible,
}


class Unanswered(Exception):
    """The solver gave up on a programme that has an answer."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """The most that was asked for, where it is reached, and what each column's bounds are worth there."""

    value: float
    point: Numbers
    prices: Numbers


class _Solver(Highs):
    """The solver without its callbacks to Python, and without the banner that it prints for them."""

    def __init__(self) -> None:
        super(Highs, self).__init__()
        self.setOptionValue("output_flag", False)
        self.setOptionValue("threads", 1)
        self.setOptionValue("presolve", "off")
        self.setOptionValue("solver", "simplex")


class Programme:
    """Rows between two bounds each, columns between two bounds each, and questions about them."""

    def __init__(self, matrix: Any, *, rows: Bounds, columns: Bounds) -> None:
        """`matrix` is sparse, rows x columns."""
        self._solver = _solver(csc_array(matrix), rows, columns, np.zeros(matrix.shape[1]))
        self._solver.changeObjectiveSense(ObjSense.kMaximize)
        self._asked = np.zeros(0, dtype=np.int32)

    def bound(self, columns: Bounds) -> None:
        """Other bounds for all columns, from now on."""
        least, most = columns
        self._solver.changeColsBounds(len(least), np.arange(len(least), dtype=np.int32), least, most)

    def most(self, columns: Places, weights: Numbers) -> Extreme | None:
        """The most that the weighted sum of these columns can be, or None when nothing can be at all.

        Where there is no most, it is infinity, and the point and prices mean nothing. Raises Unanswered.
        """
        self._solver.changeColsCost(len(self._asked), self._asked, np.zeros(len(self._asked)))
        self._solver.changeColsCost(len(columns), columns, weights)
        self._asked = columns
        status = _run(self._solver)
        if status == HighsModelStatus.kInfeasible:
            return None
        solution = self._solver.getSolution()
        point, prices = np.array(solution.col_value), np.array(solution.col_dual)
        endless = status in {HighsModelStatus.kUnbounded, HighsModelStatus.kUnboundedOrInfeasible}
        value = np.inf if endless else self._solver.getInfo().objective_function_value
        return Extreme(float(value), point, prices)

    def most_of(self, column: int, sign: int = 1) -> Extreme | None:
        """The most that one column can be; with `sign` -1, the most of its negative."""
        return self.most(np.array([column], dtype=np.int32), np.array([float(sign)]))


class Nudges:
    """From a point that is possible: the cheapest movement that takes one column so far.

    Each question begins at rest, so that it costs as much as its answer is large. A movement up is one column of the
    solver's, a movement down another; bounds and rows are told as distances from the point.
    """

    def __init__(self, matrix: Any, *, rows: Bounds, columns: Bounds, costs: Numbers) -> None:
        low, high = columns
        self._count, self._reach = len(costs), np.concatenate([high, -low])
        both = csc_array(hstack([matrix, -matrix]))
        self._solver = _solver(both, rows, (np.zeros(2 * self._count), self._reach), np.concatenate([costs, costs]))
        _run(self._solver)
        self._rest = self._solver.getBasis()

    def price(self, columns: Places, cost: float) -> None:
        """Another cost for moving some columns, from now on."""
        both = np.concatenate([columns, columns + self._count]).astype(np.int32)
        self._solver.changeColsCost(len(both), both, np.full(len(both), cost))

    def move(self, column: int, by: float) -> Numbers | None:
        """How far every column moves when this one moves `by`, up or (below 0) down; None when it cannot."""
        along, against = (column, column + self._count) if by > 0 else (column + self._count, column)
        if abs(by) > self._reach[along]:
            return None
        self._solver.setBasis(self._rest)
        self._solver.changeColBounds(along, abs(by), abs(by))
        self._solver.changeColBounds(against, 0.0, 0.0)
        status = _run(self._solver)
        value = np.array(self._solver.getSolution().col_value)
        for back in (along, against):
            self._solver.changeColBounds(back, 0.0, float(self._reach[back]))
        return None if status == HighsModelStatus.kInfeasible else value[: self._count] - value[self._count :]


def _solver(matrix: csc_array, rows: Bounds, columns: Bounds, costs: Numbers) -> _Solver:
    lp = HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = costs
    lp.row_lower_, lp.row_upper_ = rows
    lp.col_lower_, lp.col_upper_ = columns
    lp.a_matrix_.format_ = MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data.astype(np.float64)
    solver = _Solver()
    solver.passModel(lp)
    return solver


def _run(solver: _Solver) -> HighsModelStatus:
    """Raises Unanswered unless the programme was solved, or proven to be empty or endless.

    Where a warm start leads the solver astray, it begins anew, then the other way.
    """
    for strategy in (DUAL, DUAL, PRIMAL):
        solver.setOptionValue("simplex_strategy", strategy)
        solver.run()
        if (status := solver.getModelStatus()) in _ANSWERED:
            return status
        solver.clearSolver()
    raise Unanswered(solver.modelStatusToString(status))

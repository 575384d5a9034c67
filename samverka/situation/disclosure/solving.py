"""Integer programmes, solved by HiGHS."""

from typing import Any, cast

from scipy.optimize import OptimizeResult, milp


BROKE_OFF = "HiGHS Status 4:"  # "Solve error": neither answered nor at a limit


def solve(cost: Any, *, options: dict[str, Any], **asked: Any) -> OptimizeResult:
    """What `scipy.optimize.milp` answers. Where the solver breaks off, it is asked once more without its presolve.

    HiGHS 1.12 breaks off at a few small programmes that it simplifies first (at one of a thousand of our tests'
    tables), and answers them as they stand.
    """
    answer = milp(cost, options=cast("Any", {**options}), **asked)  # which takes out of its options what it reads
    if BROKE_OFF in answer.message:
        answer = milp(cost, options=cast("Any", {**options, "presolve": False}), **asked)
    return answer

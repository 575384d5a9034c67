"""What must be true of the data, checked from outside the actions. Each app says so in its `integrity.py`."""

from collections.abc import Callable, Iterable
from datetime import datetime


Check = Callable[[datetime], Iterable[str]]
"""Given the moment, one plain sentence for each thing that is wrong."""

CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Make a check known under the name of what it proves."""

    def known(one: Check) -> Check:
        CHECKS[name] = one
        return one

    return known

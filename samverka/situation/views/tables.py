"""Published tables as people read them: the newest periods beside each other, and in words what has no number."""

from collections.abc import Iterable
from typing import Any

from samverka.situation.queries import Shown
from samverka.situation.views.pictures import words_of_period


MOST = 40  # lines of a table on a page; files hold all


def tables(found: Iterable[Shown]) -> list[dict[str, Any]]:
    return [_table(one) for one in found]


def _table(one: Shown) -> dict[str, Any]:
    lines = list(one.lines())
    return {
        "cube": one.cube,
        "heads": [axis.label for axis in one.cube.axes if axis.name != "period"],
        "periods": [words_of_period(code) for code in one.periods],
        "lines": lines[:MOST],
        "more": max(len(lines) - MOST, 0),
        "missing": one.missing,
        "has_hidden": any(cell and cell.value is None for _names, cells in lines for cell in cells),
        "has_gaps": any(cell is None for _names, cells in lines for cell in cells),
    }

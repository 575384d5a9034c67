"""How well, and how fast, small counts are kept from being told."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TypeVar

from samverka.situation.disclosure.attack import narrow
from samverka.situation.disclosure.primary import Rule
from samverka.situation.disclosure.rounding import round_small
from samverka.situation.disclosure.suppression import suppress
from samverka.situation.management.yardsticks import country, z3


NEAR = Rule(small=3, near=1)  # the rule of the table's own yardstick
T = TypeVar("T")


def bench_disclosure(*, municipalities: int = 290) -> Iterator[tuple[str, float]]:
    """The figures by name: seconds, and how much is distorted or hidden. Raises RuntimeError if anything is told."""
    seconds, rounding = _timed(lambda: round_small(z3()))
    yield from (("rounding", seconds), ("rounding_distortion", rounding.distortion))
    seconds, hidden = _timed(lambda: suppress(z3(), rule=NEAR))
    yield from (("suppression", seconds), ("suppression_cells", len(hidden.secondary)))
    table = country(municipalities=municipalities)
    seconds, whole = _timed(lambda: suppress(table))
    yield "suppression_large", seconds
    seconds, told = _timed(lambda: narrow(whole.releases, truth=table.values))
    if told:
        raise RuntimeError(f"{len(told)} hidden cells can be worked out.")
    yield "attack_large", seconds
    seconds, _ = _timed(lambda: round_small(table))
    yield "rounding_large", seconds


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = perf_counter()
    found = work()
    return round(perf_counter() - start, 2), found

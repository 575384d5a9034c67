"""A hidden number: from five invented lists to the range, with the table drawn and the model chosen anew each time."""

from collections.abc import Callable
from random import Random

from samverka.situation.estimates import Hidden, Overlaps, estimate, read
from samverka.web.management.benching.measures import Figure


LISTS = {"outreach": 0.25, "shelters": 0.3, "day centre": 0.2, "clinic": 0.1, "parish": 0.15}  # and whom they meet
TOGETHER = 0.5  # of those in a shelter are sent on to the day centre
PEOPLE = 5_000


def hidden_number(*, times: int, cpu: Callable[[], float]) -> Figure:
    """Seconds that it takes to say how many there are, when so many tables are drawn."""
    table = _overlaps(Random(5))  # noqa: S311 (the same every time)
    before = cpu()
    answer = estimate(table, seed=5, times=times)
    took = cpu() - before
    if not isinstance(answer, Hidden):
        raise RuntimeError(f"{answer.reasons}")
    return Figure(round(took, 2))


def _overlaps(chance: Random) -> Overlaps:
    """Everybody comes on each list by its chance, apart from two lists that go together."""
    counts: dict[tuple[int, ...], int] = {}
    for _ in range(PEOPLE):
        marks = [int(chance.random() < share) for share in LISTS.values()]
        marks[2] |= int(marks[1] and chance.random() < TOGETHER)
        counts[tuple(marks)] = counts.get(tuple(marks), 0) + 1
    return read(list(LISTS), [[*marks, people] for marks, people in counts.items() if any(marks)])

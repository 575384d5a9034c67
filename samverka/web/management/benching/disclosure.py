"""What is told of small counts: how little is distorted or hidden, and how soon. No database has a part in it."""

from collections.abc import Iterator

from samverka.situation.management.bench import bench_disclosure
from samverka.web.management.benching.measures import Figure


WHOLE, LITTLE = 290, 8  # municipalities of the invented country


def figures(*, municipalities: int = WHOLE) -> Iterator[tuple[str, Figure]]:
    """Seconds by the clock on the wall, and counts."""
    for key, value in bench_disclosure(municipalities=municipalities):
        yield key, Figure(value)

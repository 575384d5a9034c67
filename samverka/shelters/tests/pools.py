"""Invented pools that are hard to draw for: the shapes that real nights have, and some that nobody should."""

from collections.abc import Callable
from random import Random
from time import perf_counter
from typing import NamedTuple

from samverka.shelters.arrange import lots
from samverka.shelters.draw import Bin, Party


class Shape(NamedTuple):
    """How the beds lie and how the parties come: weights of kinds of group, sizes of bins, sizes of parties."""

    kinds: str  # one letter a group: Women, men (H), miXed, Family, Accessible
    halls: tuple[int, ...]
    rooms: tuple[int, ...]  # beds in private rooms; none in most shapes
    people: tuple[int, ...]
    prefer: float = 0.2
    wish: float = 0.3
    needs: float = 0.08


KINDS = {"W": "women", "H": "men", "X": "mixed", "F": "family", "A": "accessible"}
SHAPES = {
    "city": Shape("WXXX", (20, 50), (), (1, 1, 1, 1, 2, 2, 3)),
    "parishes": Shape("WHXXXA", (3, 5, 8, 10, 12), (), (1, 1, 1, 2, 2, 3, 4)),
    "rooms": Shape("WHXXF", (8,), (1, 2, 2, 3, 4), (1, 1, 2, 2, 3, 4)),
    "only rooms": Shape("WHXF", (), (2, 3, 4, 5), (1, 2, 3, 4, 5)),
    "no singles": Shape("WHXXX", (5, 7, 9, 11), (), (2, 2, 3, 4), prefer=0.0),
    "odd halls": Shape("XXXW", (3, 5, 7), (3,), (2, 2, 2, 4), prefer=0.0),
    "threes": Shape("XXHW", (5, 7, 8, 10), (4,), (3, 3, 3, 2), prefer=0.1),
    "wishes": Shape("WHXX", (4, 6, 9), (2,), (1, 1, 2, 3), wish=1.0),
    "needs": Shape("WHXXAF", (4, 7, 10), (2, 3), (1, 1, 2, 2, 3), needs=0.35),
    "large": Shape("XXW", (7, 11, 13), (6, 8), (1, 3, 4, 5, 6), prefer=0.4),
    "nasty": Shape("XXWH", (13, 17, 19, 23), (7, 9), (4, 5, 6, 7, 9), prefer=0.1),
    "families": Shape("FFFXWA", (6,), (3, 4, 5, 6, 8), (2, 3, 4, 5), needs=0.4),
    "sums": Shape("XXWH", (29, 31, 37), (11,), (6, 7, 9, 10, 11), prefer=0.0),
}


def hard_pool(shape: str, *, parties: int, places: int, turn: int = 0) -> tuple[list[Party], list[Bin]]:
    """As many parties for about as many places, in the order drawn. The same turn, the same pool."""
    random, form = Random(f"{shape} {parties} {places} {turn}"), SHAPES[shape]  # noqa: S311 (the same every time)
    bins = _bins(random, form, places)
    sites = sorted({bin.site for bin in bins})
    return [_party(random, form, number, sites) for number in range(1, parties + 1)], bins


def _bins(random: Random, form: Shape, places: int) -> list[Bin]:
    bins: list[Bin] = []
    while (left := places - sum(bin.beds for bin in bins)) > 0:
        site = f"S{len(bins) // 3}"
        exclusive = not form.halls or (bool(form.rooms) and random.random() < 0.7)
        beds = min(left, random.choice(form.rooms if exclusive else form.halls))
        kind = KINDS[random.choice(form.kinds)]
        step_free, pets = kind == "accessible" or random.random() < 0.3, random.random() < 0.3
        bins.append(Bin(f"{site}.{len(bins)}", site, kind, beds, step_free, pets, exclusive))
    return bins


def _party(random: Random, form: Shape, number: int, sites: list[str]) -> Party:
    people = random.choice(form.people)
    sort: Callable[[], str] = lambda: random.choice(("women", "men", "men", "other"))  # noqa: E731
    every = [sort()] * people if random.random() < 0.6 else [sort() for _ in range(people)]
    children = int("F" in form.kinds and people > 1 and random.random() < 0.4)
    counts = {name: every[children:].count(name) for name in ("women", "men", "other")}
    return Party(
        number, **counts, children=children,
        dog=random.random() < form.needs, step_free=random.random() < form.needs,
        together="prefer" if random.random() < form.prefer else "must",
        wish=random.choice(sites) if random.random() < form.wish else None,
    )  # fmt: skip


def measure(*, parties: int, places: int, turns: int = 3) -> dict[str, list[float]]:
    """Seconds that each shape of pool takes, for the bench; no test of ours looks at a clock."""
    took: dict[str, list[float]] = {}
    for shape in SHAPES:
        for turn in range(turns):
            drawn, bins = hard_pool(shape, parties=parties, places=places, turn=turn)
            start = perf_counter()
            lots(drawn, bins)
            took.setdefault(shape, []).append(perf_counter() - start)
    return took

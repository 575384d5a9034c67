"""Can it be done at all? Quick bounds first, then an integer programme over kinds of items (HiGHS)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from samverka.shelters.arrange.house import House
from samverka.shelters.arrange.items import Item, hardness
from samverka.shelters.draw import Bin


class Undecided(Exception):
    """The work allowed was not enough to find an arrangement or to prove that there is none."""


def region(house: House, new: Iterable[Item]) -> set[int]:
    """All bins that a move for the new ones could touch: theirs, those of whoever lies in them, and so on.

    Who lies in the region can only lie in the region. So there is room for all if and only if there is room there.
    """
    reached: set[int] = set()
    ahead = {place for item in new for place in item.bins}
    while ahead:
        reached |= ahead
        ahead = {on for place in ahead for item in house.inside[place] for on in item.bins} - reached
    return reached


def are_too_many(wanted: Mapping[Item, int], bins: Sequence[Bin], places: Iterable[int]) -> bool:
    """Are they more people than could lie in these bins, even if everybody suited each of them?

    A hall holds at most what parties of these sizes add up to. A room holds one party: the largest go there.
    """
    sizes = {item.people for item in wanted}
    halls = sum(usable(bins[place].beds, sizes) for place in places if not bins[place].exclusive)
    rooms = [bins[place].beds for place in places if bins[place].exclusive]
    in_rooms: list[int] = []
    for item in sorted(wanted, key=lambda item: -item.people):
        fitting = sum(beds >= item.people for beds in rooms)
        in_rooms += [item.people] * min(wanted[item], max(0, fitting - len(in_rooms)))
    return sum(item.people * count for item, count in wanted.items()) > halls + sum(in_rooms)


def usable(beds: int, sizes: Iterable[int]) -> int:
    """The most beds of a hall that parties of these sizes can fill."""
    sums = 1  # bit n: n beds can be filled exactly
    for size in sizes:
        for _ in range(beds // size):
            sums |= (sums << size) & ((2 << beds) - 1)
    return sums.bit_length() - 1


def programme(
    wanted: Mapping[Item, int], bins: Sequence[Bin], *, nodes: int, cost: Mapping[tuple[Item, int], float] | None = None
) -> dict[Item, list[int]] | None:
    """Bins for so many items of each kind, of least cost; None when it is proven that there are none."""
    kinds = sorted(wanted, key=hardness)
    pairs = [(row, place) for row, kind in enumerate(kinds) for place in sorted(kind.bins)]
    if len({row for row, _ in pairs}) < len(kinds):
        return None
    if not pairs:
        return {}
    kind_of, place_of = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    is_room = np.array([bin.exclusive for bin in bins])[place_of]
    people = np.array([kind.people for kind in kinds])[kind_of]
    beds = np.array([bin.beds for bin in bins])[place_of]
    counts = np.array([wanted[kind] for kind in kinds], dtype=float)
    caps = np.array([1 if bin.exclusive else bin.beds for bin in bins], dtype=float)
    columns = np.arange(len(pairs))
    rows = coo_array(
        (
            np.concatenate([np.ones(len(pairs)), np.where(is_room, 1, people)]),
            (np.concatenate([kind_of, len(kinds) + place_of]), np.concatenate([columns, columns])),
        ),
        shape=(len(kinds) + len(bins), len(pairs)),
    )
    answer = milp(
        np.array([(cost or {}).get((kinds[row], place), 0.0) for row, place in pairs]),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, np.minimum(np.where(is_room, 1, beds // people), counts[kind_of])),
        constraints=LinearConstraint(
            rows.tocsr(), np.concatenate([counts, np.zeros(len(bins))]), np.concatenate([counts, caps])
        ),
        options={"node_limit": nodes},
    )
    if answer.status == 2:
        return None
    if answer.x is None:
        raise Undecided
    found: dict[Item, list[int]] = defaultdict(list)
    for (row, place), count in zip(pairs, answer.x.round().astype(int), strict=True):
        found[kinds[row]] += [place] * count
    if not _holds(found, wanted, bins):
        raise Undecided
    return found


def _holds(found: Mapping[Item, list[int]], wanted: Mapping[Item, int], bins: Sequence[Bin]) -> bool:
    """Is the answer an arrangement in whole numbers, and not only nearly?"""
    beds: Counter[int] = Counter()
    parties: Counter[int] = Counter()
    for item, places in found.items():
        for place in places:
            beds[place] += item.people
            parties[place] += 1
    fits = all(count <= bins[place].beds for place, count in beds.items())
    alone = all(count == 1 for place, count in parties.items() if bins[place].exclusive)
    return fits and alone and all(len(found.get(item, ())) == count for item, count in wanted.items())

"""Bounds that are quick to look up: which beds are concerned at all, and whether the people outnumber them."""

from collections.abc import Iterable, Mapping, Sequence

from samverka.shelters.arrange.house import House
from samverka.shelters.arrange.items import Item
from samverka.shelters.draw import Bin


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

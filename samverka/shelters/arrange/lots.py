"""What becomes of each slip, under the law of the lot."""

from collections.abc import Iterable, Iterator, Sequence

from samverka.shelters.arrange.arrangement import NODES, Arrangement
from samverka.shelters.arrange.items import Item, ways
from samverka.shelters.arrange.programme import Undecided
from samverka.shelters.draw import Bin, Party, Reason, Result, parts, suits


def lots(parties: Sequence[Party], bins: Sequence[Bin], *, nodes: int = NODES) -> list[Result]:
    """What becomes of each slip, given in the order drawn. See `samverka.shelters.draw` for the law.

    Wishes are met in the order drawn, rooms are filled and particular beds spared, where it costs nobody a place.
    """
    arrangement, shapes, reasons = Arrangement(bins, nodes=nodes), {}, {}
    for party, reason, shape in outcomes(arrangement, parties):
        reasons[party.number] = reason
        if shape:
            shapes[party.number] = shape
    for party in parties:
        if party.wish and party.number in shapes:
            site = frozenset(place for place, bin in enumerate(bins) if bin.site == party.wish)
            for name in shapes[party.number]:
                arrangement.narrow(name, site)
    arrangement.tidy(_costs(arrangement, parties, shapes))
    return [
        Result(
            number=party.number,
            position=position,
            reason=reasons[party.number],
            bins=tuple(
                (bins[arrangement.where[name]].id, arrangement.items[name].people)
                for name in shapes.get(party.number, ())
            ),
        )
        for position, party in enumerate(parties, start=1)
    ]


def outcomes(arrangement: Arrangement, parties: Iterable[Party]) -> Iterator[tuple[Party, Reason, tuple[str, ...]]]:
    """Place one after the other, in the order drawn: each with why or why not, and the items that it became."""
    for party in parties:
        yield party, *_place(arrangement, party)


def _place(arrangement: Arrangement, party: Party) -> tuple[Reason, tuple[str, ...]]:
    """Why or why not, and the names of the items that were placed."""
    if not any(suits(bin, part) for bin in arrangement.bins for part in (party, *parts(party))):
        return ("child_needs_family" if party.children else "no_suitable_group"), ()
    undecided = False
    reasons: tuple[Reason, ...] = ("placed", "split")
    for way, reason in zip(ways(party, arrangement.bins), reasons, strict=False):
        try:
            if arrangement.add(way):
                return reason, tuple(way)
        except Undecided:
            undecided = True
    return ("undecided" if undecided else "no_room"), ()


def _costs(
    arrangement: Arrangement, parties: Sequence[Party], shapes: dict[int, tuple[str, ...]]
) -> dict[tuple[Item, int], float]:
    """What it costs to put an item in a bin: beds left empty in a private room, and needs that are not theirs."""
    needs = {party.number: (party.dog, party.step_free) for party in parties}
    spared: dict[Item, tuple[bool, bool]] = {}
    for number, names in shapes.items():
        for name in names:
            dog, step_free = spared.get(arrangement.items[name], (False, False))
            spared[arrangement.items[name]] = (dog or needs[number][0], step_free or needs[number][1])
    cost = {}
    for item, (dog, step_free) in spared.items():
        for place in item.bins:
            bin = arrangement.bins[place]
            empty = bin.beds - item.people if bin.exclusive else 0
            cost[item, place] = 4.0 * empty + (bin.pets and not dog) + (bin.step_free and not step_free)
    return cost

"""Can these parties sleep in these beds, all at once? The exact answer, and an arrangement.

A packing problem: whole parties into dormitories and private rooms that suit them. Easy cases are answered by
looking; the rest by an integer programme over kinds of parties (HiGHS, with its work limited in nodes).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from samverka.shelters.draw import Bin, Party, Result, parts, suits


NODES = 20_000  # the most branches that one question may cost; a count, so that every machine gives up alike

Item = tuple[int, frozenset[int]]  # people, and the bins (by place in the list) that suit them


class Undecided(Exception):
    """The work allowed was not enough to find an arrangement or to prove that there is none."""


class Arrangement:
    """Items in bins. `add` finds room for more, moving those inside if need be, but never one out."""

    def __init__(self, bins: Sequence[Bin], *, nodes: int = NODES) -> None:
        self.bins = bins
        self.nodes = nodes
        self.items: dict[str, Item] = {}
        self.where: dict[str, int] = {}
        self.refused: list[list[Item]] = []

    def add(self, new: dict[str, Item]) -> bool:
        """Take the new items in, all or none. Raises Undecided when the work limit is reached."""
        asked = sorted(new.values(), key=_hardness)
        if any(_at_least(asked, known) for known in self.refused):
            return False
        if (where := self._look(new)) is None:
            where = self._solve(self.items | new)
        if where is None:
            self.refused.append(asked)
            return False
        self.items |= new
        self.where = where
        return True

    def narrow(self, name: str, bins: frozenset[int]) -> bool:
        """Keep an item to some bins from now on, if all still fit."""
        people, allowed = self.items[name]
        changed = self.items | {name: (people, allowed & bins)}
        where = self.where if self.where[name] in bins else None
        if where is None and allowed & bins:
            rest = {key: place for key, place in self.where.items() if key != name}
            spot = self._spot(changed[name], self._left(rest), self._used(rest))
            where = self._solve(changed) if spot is None else rest | {name: spot}
        if where is None:
            return False
        self.items, self.where = changed, where
        return True

    def tidy(self, cost: dict[tuple[Item, int], float]) -> None:
        """Among all arrangements of the same items take one of least cost, as far as the work limit allows."""
        try:
            self.where = (self.items and self._solve(self.items, cost)) or self.where
        except Undecided:
            return

    def _left(self, where: dict[str, int]) -> list[int]:
        left = [bin.beds for bin in self.bins]
        for name, place in where.items():
            left[place] -= self.items[name][0]
        return left

    def _used(self, where: dict[str, int]) -> set[int]:
        return {place for place in where.values() if self.bins[place].exclusive}

    def _spot(self, item: Item, left: list[int], used: set[int]) -> int | None:
        """The bin that fits most tightly, or None."""
        people, allowed = item
        open_bins = [place for place in allowed if left[place] >= people and place not in used]
        return min(open_bins, key=lambda place: (not self.bins[place].exclusive, left[place], place), default=None)

    def _look(self, new: dict[str, Item]) -> dict[str, int] | None:
        """Room for the new items without moving anybody, or None."""
        left, used, where = self._left(self.where), self._used(self.where), dict(self.where)
        for name, item in sorted(new.items(), key=lambda pair: _hardness(pair[1])):
            place = self._spot(item, left, used)
            if place is None:
                return None
            where[name] = place
            left[place] -= item[0]
            if self.bins[place].exclusive:
                used.add(place)
        return where

    def _solve(
        self, items: dict[str, Item], cost: dict[tuple[Item, int], float] | None = None
    ) -> dict[str, int] | None:
        """An arrangement of all items, or None when it is proven that there is none."""
        wanted = Counter(items.values())
        if any(not allowed for _, allowed in wanted) or not _could_fit(wanted, self.bins):
            return None
        kinds = sorted(wanted, key=_hardness)
        pairs = [(kind, place) for kind in kinds for place in sorted(kind[1])]
        rows = lil_array((len(kinds) + len(self.bins), len(pairs)))
        low, high = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
        for row, kind in enumerate(kinds):
            low[row] = high[row] = wanted[kind]
        for place, bin in enumerate(self.bins):
            high[len(kinds) + place] = 1 if bin.exclusive else bin.beds
        for column, (kind, place) in enumerate(pairs):
            rows[kinds.index(kind), column] = 1
            rows[len(kinds) + place, column] = 1 if self.bins[place].exclusive else kind[0]
        most = [1 if self.bins[place].exclusive else self.bins[place].beds // kind[0] for kind, place in pairs]
        answer = milp(
            np.array([(cost or {}).get(pair, 0.0) for pair in pairs]),
            integrality=np.ones(len(pairs), dtype=np.int64),
            bounds=Bounds(0, np.array(most, dtype=float)),
            constraints=LinearConstraint(rows.tocsr(), low, high),
            options={"node_limit": self.nodes},
        )
        if answer.status == 2:
            return None
        if answer.x is None:
            raise Undecided
        return _by_name(items, pairs, [round(count) for count in answer.x])


def lots(parties: Sequence[Party], bins: Sequence[Bin], *, nodes: int = NODES) -> list[Result]:
    """What becomes of each slip, given in the order drawn. See `samverka.shelters.draw` for the law.

    Wishes are met in the order drawn, rooms are filled and particular beds spared, where it costs nobody a place.
    """
    arrangement, shapes, reasons = Arrangement(bins, nodes=nodes), {}, {}
    for party in parties:
        reasons[party.number], shape = _place(arrangement, party)
        if shape:
            shapes[party.number] = shape
    for party in parties:
        if party.wish and party.number in shapes:
            site = frozenset(place for place, bin in enumerate(bins) if bin.site == party.wish)
            for name in shapes[party.number]:
                _try(arrangement, name, site)
    arrangement.tidy(_costs(arrangement, parties, shapes))
    return [
        Result(
            number=party.number,
            position=position,
            reason=reasons[party.number],  # type: ignore[arg-type]
            bins=tuple(
                (bins[arrangement.where[name]].id, arrangement.items[name][0]) for name in shapes.get(party.number, ())
            ),
        )
        for position, party in enumerate(parties, start=1)
    ]


def items(party: Party, bins: Sequence[Bin]) -> list[dict[str, Item]]:
    """The ways in which a party can be placed, the best first: whole, then as its parts."""
    whole = {str(party.number): _item(party, bins)}
    split = {f"{party.number}.{turn}": _item(one, bins) for turn, one in enumerate(parts(party), start=1)}
    return [whole] if len(split) == 1 else [whole, split]


def _place(arrangement: Arrangement, party: Party) -> tuple[str, tuple[str, ...]]:
    """Why or why not, and the names of the items that were placed."""
    ways = items(party, arrangement.bins)
    if not any(suits(bin, part) for bin in arrangement.bins for part in (party, *parts(party))):
        return ("child_needs_family" if party.children else "no_suitable_group"), ()
    undecided = False
    for way, reason in zip(ways, ("placed", "split"), strict=False):
        try:
            if arrangement.add(way):
                return reason, tuple(way)
        except Undecided:
            undecided = True
    return ("undecided" if undecided else "no_room"), ()


def _try(arrangement: Arrangement, name: str, site: frozenset[int]) -> None:
    try:
        arrangement.narrow(name, site)
    except Undecided:
        return


def _item(party: Party, bins: Sequence[Bin]) -> Item:
    fitting = (place for place, bin in enumerate(bins) if party.people <= bin.beds and suits(bin, party))
    return party.people, frozenset(fitting)


def _hardness(item: Item) -> tuple[int, int, list[int]]:
    """Large parties with few bins come first."""
    return -item[0], len(item[1]), sorted(item[1])


def _at_least(asked: Sequence[Item], known: Sequence[Item]) -> bool:
    """Is `asked` as hard to place as `known`, item by item?"""
    return len(asked) == len(known) and all(
        mine[0] >= theirs[0] and mine[1] <= theirs[1] for mine, theirs in zip(asked, known, strict=True)
    )


def _could_fit(wanted: Counter[Item], bins: Sequence[Bin]) -> bool:
    """A quick look that settles most full nights: are there beds enough for each set of bins that is asked for?"""
    for _, allowed in wanted:
        inside = sum(people * count for (people, suited), count in wanted.items() if suited <= allowed)
        if inside > sum(bins[place].beds for place in allowed):
            return False
    return True


def _by_name(items: dict[str, Item], pairs: Iterable[tuple[Item, int]], counts: Sequence[int]) -> dict[str, int]:
    """Which bin each item has, those of the same kind in turn."""
    room: dict[Item, list[int]] = defaultdict(list)
    for (kind, place), count in zip(pairs, counts, strict=True):
        room[kind] += [place] * count
    return {name: room[item].pop(0) for name, item in items.items()}


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
        for place in item[1]:
            bin = arrangement.bins[place]
            empty = bin.beds - item[0] if bin.exclusive else 0
            cost[item, place] = 4.0 * empty + (bin.pets and not dog) + (bin.step_free and not step_free)
    return cost

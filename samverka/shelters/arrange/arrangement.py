"""An arrangement that grows party by party, and knows for certain when it cannot."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from samverka.shelters.arrange.house import House
from samverka.shelters.arrange.items import Item, at_least, hardness
from samverka.shelters.arrange.proof import Undecided, are_too_many, programme, region
from samverka.shelters.draw import Bin


NODES = 20_000  # the most branches that one question may cost; a count, so that every machine gives up alike


class Arrangement:
    """Items in bins. `add` finds room for more, moving those inside if need be, but never one out."""

    def __init__(self, bins: Sequence[Bin], *, nodes: int = NODES) -> None:
        self.bins = bins
        self.nodes = nodes
        self.house = House(bins)
        self.refused: list[list[Item]] = []
        self.unmet: set[tuple[Item, Item]] = set()

    @property
    def items(self) -> Mapping[str, Item]:
        return self.house.items

    @property
    def where(self) -> Mapping[str, int]:
        return self.house.where

    def add(self, new: dict[str, Item]) -> bool:
        """Take the new items in, all or none. Raises Undecided when the work limit is reached."""
        asked = sorted(new.values(), key=hardness)
        if any(at_least(asked, known) for known in self.refused):
            return False
        if self._is_full_for(asked):
            self.refused.append(asked)
            return False
        if self.house.add(new):
            return True
        if self._solve(new):
            return True
        self.refused.append(asked)
        return False

    def narrow(self, name: str, bins: frozenset[int]) -> bool:
        """Keep an item to some bins from now on, if all still fit."""
        before = self.items[name]
        after = Item(before.people, before.bins & bins)
        if not after.bins or (before, after) in self.unmet:
            return False
        mark, at = len(self.house.trail), self.where[name]
        self.house.take(name)
        if at in bins:
            self.house.put(name, after, at)
            return True
        if self.house.add({name: after}) or (not self._is_full_for([after]) and self._solve({name: after})):
            return True
        self.house.back_to(mark)
        self.unmet.add((before, after))
        return False

    def tidy(self, cost: Mapping[tuple[Item, int], float]) -> None:
        """Among all arrangements of the same items take one of least cost, as far as the work limit allows."""
        try:
            self._solve(dict(self.items), cost)
        except Undecided:
            return

    def _is_full_for(self, asked: Sequence[Item]) -> bool:
        """A quick look that settles most full nights. False when it cannot tell."""
        if any(not item.bins for item in asked):
            return True
        places = region(self.house, asked)
        return are_too_many(self._wanted(places) + Counter(asked), self.bins, places)

    def _wanted(self, places: Iterable[int]) -> Counter[Item]:
        """How many of each kind lie in these bins."""
        wanted: Counter[Item] = Counter()
        for place in places:
            for item, names in self.house.inside[place].items():
                wanted[item] += len(names)
        return wanted

    def _solve(self, new: dict[str, Item], cost: Mapping[tuple[Item, int], float] | None = None) -> bool:
        """Ask the programme for an arrangement of all that the new ones touch, and take it."""
        places = region(self.house, new.values())
        items = {name: item for name, item in self.items.items() if self.where[name] in places} | new
        found = programme(Counter(items.values()), self.bins, nodes=self.nodes, cost=cost)
        if found is None:
            return False
        self.house.move_all({name: found[item].pop(0) for name, item in items.items()}, items)
        return True

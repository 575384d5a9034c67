"""An arrangement that grows party by party, and knows for certain when it cannot."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from samverka.shelters.arrange.bounds import are_too_many, region
from samverka.shelters.arrange.house import House
from samverka.shelters.arrange.items import Item, at_least, hardness
from samverka.shelters.arrange.programme import FILLINGS, Undecided, Work, programme
from samverka.shelters.draw import Bin


NODES = 2_000  # the most branches that one question may cost; a count, so that every machine gives up alike
FEW = 10  # branches that nearly every question is settled with; it is asked with so few first
NICETIES = 500  # the same for wishes, and for a tidier arrangement of those who have their places


class Arrangement:
    """Items in bins. `add` finds room for more, moving those inside if need be, but never one out."""

    def __init__(self, bins: Sequence[Bin], *, nodes: int = NODES) -> None:
        self.bins = bins
        self.nodes = nodes
        self.house = House(bins)
        self.work = Work()
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
        if self.house.add(new, moving=False):
            return True
        if self.work.left < 0:
            raise Undecided
        if not self._is_full_for(asked) and (self._move(new) or self._solve(new, nodes=self.nodes)):
            return True
        self.refused.append(asked)
        return False

    def narrow(self, name: str, bins: frozenset[int]) -> bool:
        """Keep an item to some bins from now on, if all still fit and it takes little work to see."""
        before = self.items[name]
        after = Item(before.people, before.bins & bins)
        if not after.bins or (before, after) in self.unmet:
            return False
        mark, at = len(self.house.trail), self.where[name]
        self.house.take(name)
        if at in bins:
            self.house.put(name, after, at)
            return True
        if self._can_be({name: after}):
            return True
        self.house.back_to(mark)
        self.unmet.add((before, after))
        return False

    def tidy(self, cost: Mapping[tuple[Item, int], float]) -> None:
        """Among all arrangements of the same items take one of least cost, as far as the work limit allows."""
        found = None
        try:
            found = programme(
                Counter(self.items.values()), self.bins, work=self.work, nodes=NICETIES, limit=0, cost=cost
            )
        except Undecided:
            return
        if found:
            self.house.lay({name: found[item].pop(0) for name, item in self.items.items()}, self.items)

    def _can_be(self, new: dict[str, Item]) -> bool:
        try:
            return self._move(new) or (
                not self._is_full_for(list(new.values())) and self._solve(new, nodes=NICETIES, limit=0)
            )
        except Undecided:
            return False

    def _move(self, new: dict[str, Item]) -> bool:
        found = self.house.add(new)
        self.work.look(self.house.steps)
        return found

    def _is_full_for(self, asked: Sequence[Item]) -> bool:
        """A quick look that settles most full nights. False when it cannot tell."""
        places = region(self.house, asked)
        wanted = self._wanted(places) + Counter(asked)
        sets = {frozenset(places), *(kind.bins for kind in wanted if any(item.bins <= kind.bins for item in asked))}
        self.work.look(len(sets) * len(places))
        return any(
            are_too_many({kind: count for kind, count in wanted.items() if kind.bins <= some}, self.bins, some)
            for some in sets
        )

    def _wanted(self, places: Iterable[int]) -> Counter[Item]:
        """How many of each kind lie in these bins."""
        wanted: Counter[Item] = Counter()
        for place in sorted(places):
            for item, names in self.house.inside[place].items():
                wanted[item] += len(names)
        return wanted

    def _solve(self, new: dict[str, Item], *, nodes: int, limit: int = FILLINGS) -> bool:
        """Ask the programme for an arrangement of all whom the new ones touch, and take it."""
        places = region(self.house, new.values())
        items = {name: item for name, item in self.items.items() if self.where[name] in places} | new
        found = self._ask(Counter(items.values()), nodes=nodes, limit=limit)
        if found is None:
            return False
        self.house.lay({name: found[item].pop(0) for name, item in items.items()}, items)
        return True

    def _ask(self, wanted: Counter[Item], *, nodes: int, limit: int) -> dict[Item, list[int]] | None:
        """Ask cheaply first, so that what is hard is all that costs much."""
        try:
            return programme(wanted, self.bins, work=self.work, nodes=min(FEW, nodes), limit=limit)
        except Undecided:
            return programme(wanted, self.bins, work=self.work, nodes=nodes, limit=limit)

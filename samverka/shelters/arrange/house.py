"""Who lies where, and how room is made by moving those who lie there: the quick half of the arithmetic.

What is found here is right; what is not found here may still be possible, and is asked of the programme.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations_with_replacement

from samverka.shelters.arrange.items import Item, hardness
from samverka.shelters.draw import Bin


TRIES = 400  # the most groups of neighbours that are moved out for a try; a count, so that every machine stops alike
STEPS = 200_000  # the same for all that is looked at to make room for one

Step = tuple[Item, int, Item | None]  # this one lies down here, and that one gets up


class House:
    """Items in bins. Everything that is moved can be moved back."""

    def __init__(self, bins: Sequence[Bin]) -> None:
        self.bins = bins
        self.left = [bin.beds for bin in bins]
        self.inside: list[dict[Item, list[str]]] = [{} for _ in bins]
        self.items: dict[str, Item] = {}
        self.where: dict[str, int] = {}
        self.trail: list[tuple[str, Item, int, bool]] = []
        self.steps = 0

    def put(self, name: str, item: Item, place: int) -> None:
        self.left[place] -= item.people
        self.inside[place].setdefault(item, []).append(name)
        self.items[name], self.where[name] = item, place
        self.trail.append((name, item, place, True))

    def take(self, name: str) -> Item:
        item, place = self.items.pop(name), self.where.pop(name)
        self.left[place] += item.people
        self.inside[place][item].remove(name)
        if not self.inside[place][item]:
            del self.inside[place][item]
        self.trail.append((name, item, place, False))
        return item

    def back_to(self, mark: int) -> None:
        """Undo what was done since the trail was `mark` long."""
        while len(self.trail) > mark:
            name, item, place, was_put = self.trail.pop()
            if was_put:
                self.take(name)
            else:
                self.put(name, item, place)
            self.trail.pop()

    def lay(self, where: Mapping[str, int], items: Mapping[str, Item]) -> None:
        """Lay all those in `where` down there, wherever they lay before."""
        kinds = {name: items[name] for name in where}
        for name in kinds:
            if name in self.where:
                self.take(name)
        for name, place in where.items():
            self.put(name, kinds[name], place)

    def add(self, new: Mapping[str, Item], *, moving: bool = True) -> bool:
        """Take the new items in, all or none of them, moving those inside if need be and allowed."""
        mark, self.steps = len(self.trail), 0
        for name, item in sorted(new.items(), key=lambda pair: hardness(pair[1])):
            place = self.spot(item)
            if place is not None:
                self.put(name, item, place)
            elif not moving or not (self._settle(name, item) or self._clear(name, item) or self._exchange(name, item)):
                self.back_to(mark)
                return False
        return True

    def spot(self, item: Item, banned: frozenset[int] = frozenset()) -> int | None:
        """The bin that fits most tightly, private rooms first, or None."""
        left, bins, inside = self.left, self.bins, self.inside
        open_bins = [
            place
            for place in item.bins
            if left[place] >= item.people and not (bins[place].exclusive and inside[place]) and place not in banned
        ]
        return min(open_bins, key=lambda place: (not bins[place].exclusive, left[place], place), default=None)

    def _settle(self, name: str, item: Item, banned: frozenset[int] = frozenset()) -> bool:
        """Lay one down where there is room, or by moving a row of others one step each."""
        place = self.spot(item, banned)
        if place is not None:
            self.put(name, item, place)
            return True
        if steps := self._row(item, banned):
            for mover, place, getting_up in steps:
                bed = self.inside[place][getting_up][0] if getting_up else ""
                if getting_up:
                    self.take(bed)
                self.put(name, mover, place)
                name = bed
            return True
        return False

    def _row(self, first: Item, banned: frozenset[int]) -> list[Step] | None:
        """The shortest row of moves found that ends in a free spot: each takes the bed of one who moves on."""
        rows: deque[tuple[Item, list[Step]]] = deque([(first, [])])
        seen = {first}
        while rows:
            item, steps = rows.popleft()
            used = banned.union(place for _, place, _ in steps)
            for place in sorted(item.bins - used):
                for other in self.inside[place]:
                    if self._is_tired():
                        return None
                    if other in seen or self.left[place] + other.people < item.people:
                        continue
                    row = [*steps, (item, place, other)]
                    spot = self.spot(other, used | {place})
                    if spot is not None:
                        return [*row, (other, spot, None)]
                    seen.add(other)
                    rows.append((other, row))
        return None

    def _clear(self, name: str, item: Item) -> bool:
        """Move several small ones out of one bin to let a large one in."""
        tries, mark = TRIES, len(self.trail)
        for place in sorted(item.bins, key=lambda place: (-self.left[place], place)):
            if self.bins[place].exclusive:
                continue
            for group in self._groups(place, item.people - self.left[place]):
                if (tries := tries - 1) < 0:
                    return False
                moved = {other: self.take(other) for other in group}
                self.put(name, item, place)
                if all(self._settle(other, moved[other], frozenset({place})) for other in group):
                    return True
                self.back_to(mark)
        return False

    def _exchange(self, name: str, item: Item) -> bool:
        """Let one in for a larger one, whose new place is cleared by some who come back for the beds left over."""
        tries, mark = TRIES, len(self.trail)
        for place in sorted(item.bins):
            for large in [kind for kind in self.inside[place] if kind.people > max(item.people - self.left[place], 1)]:
                leaving = self.inside[place][large][0]
                self.take(leaving)
                self.put(name, item, place)
                for on in sorted(large.bins - {place}):
                    for group in self._groups(on, large.people - self.left[on], sizes=(1, 2, 3)):
                        if (tries := tries - 1) < 0:
                            self.back_to(mark)
                            return False
                        if self._swap(leaving, large, on, group):
                            return True
                self.back_to(mark)
        return False

    def _swap(self, name: str, item: Item, place: int, group: list[str]) -> bool:
        """Put one where a group lies, if each of the group finds a free spot elsewhere."""
        mark = len(self.trail)
        moved = {other: self.take(other) for other in group}
        self.put(name, item, place)
        for other, kind in moved.items():
            spot = self.spot(kind, frozenset({place}))
            if spot is None:
                self.back_to(mark)
                return False
            self.put(other, kind, spot)
        return True

    def _groups(self, place: int, missing: int, sizes: tuple[int, ...] = (2, 3)) -> Iterator[list[str]]:
        """Some in a bin who leave just enough beds when they move out, none of them for nothing."""
        if self.bins[place].exclusive:
            return
        inside = self.inside[place]
        small = sorted(
            (kind for kind in inside if kind.people < missing or 1 in sizes),
            key=lambda kind: (kind.people, hardness(kind)),
        )
        for size in sizes:
            for kinds in combinations_with_replacement(small, size):
                if self._is_tired():
                    return
                beds = sum(kind.people for kind in kinds)
                enough = all(kinds.count(kind) <= len(inside[kind]) for kind in kinds)
                if enough and missing <= beds < missing + kinds[0].people:
                    yield [inside[kind][kinds[:turn].count(kind)] for turn, kind in reversed(list(enumerate(kinds)))]

    def _is_tired(self) -> bool:
        """One more thing is looked at; too many by now?"""
        self.steps += 1
        return self.steps > STEPS

"""The integer programme (HiGHS): bins for so many items of each kind, or the proof that there are none.

Bins that the same kinds may use, and that are as large, are one *type*: among them only sizes matter. How a bin
can be filled is listed beforehand (its *fillings*), so that what is left to prove is small, and free of symmetry.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from samverka.shelters.arrange.items import Item, hardness
from samverka.shelters.draw import Bin


FILLINGS = 10  # halls that can be filled in more ways are counted in beds alone
COLUMNS = 20_000  # a larger question is not asked; those of a hard night have about a thousand
WORK = 10_000_000  # what one draw may cost: columns times branches, and steps; hard nights need a fiftieth

Cost = Mapping[tuple[Item, int], float]
Row = dict[int, float]  # columns of the programme and their factors


class Undecided(Exception):
    """The work allowed was not enough to find an arrangement or to prove that there is none."""


@dataclass(slots=True)
class Work:
    """How much work is left. Counted, never timed, so that every machine gives up alike."""

    left: int = WORK

    def look(self, steps: int) -> None:
        """A step of ours is quicker than a branch of the programme."""
        self.left -= steps // 4

    def ask(self, *, columns: int, nodes: int) -> None:
        self.left -= columns * max(nodes, 1)
        if columns > COLUMNS or self.left < 0:
            raise Undecided


@dataclass(frozen=True, slots=True)
class Type:
    """Bins that are alike: who may use them, and in which ways one can be filled (sizes, the largest first)."""

    places: list[int]
    kinds: list[Item]
    fillings: list[tuple[int, ...]]


@dataclass(slots=True)
class Model:
    """Columns with a highest value and a cost each, and rows with a lowest and a highest sum."""

    most: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    rows: list[tuple[Row, float, float]] = field(default_factory=list)

    def column(self, most: float, cost: float = 0.0) -> int:
        self.most.append(most)
        self.cost.append(cost)
        return len(self.most) - 1

    def solve(self, *, nodes: int) -> list[int] | None:
        """The columns' values, or None when there are none. Raises Undecided at the limit."""
        entries = [(row, column, factor) for row, (of, _, _) in enumerate(self.rows) for column, factor in of.items()]
        rows, columns, factors = zip(*entries, strict=True)
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.rows), len(self.most)))
        low, high = np.array([low for _, low, _ in self.rows]), np.array([high for _, _, high in self.rows])
        answer = milp(
            np.array(self.cost),
            integrality=np.ones(len(self.most), dtype=np.int64),
            bounds=Bounds(0, np.array(self.most)),
            constraints=LinearConstraint(matrix.tocsr(), low, high),
            options={"node_limit": nodes},
        )
        if answer.status == 2:
            return None
        if answer.x is None:
            raise Undecided
        return [int(count) for count in answer.x.round()]


def programme(
    wanted: Mapping[Item, int],
    bins: Sequence[Bin],
    *,
    work: Work,
    nodes: int,
    limit: int = FILLINGS,
    cost: Cost | None = None,
) -> dict[Item, list[int]] | None:
    """The bins of each kind of item, of least cost; None when it is proven that they do not all find room.

    Raises Undecided when `nodes` branches, or the work left, are not enough.
    With a `limit` of 0 halls are counted in beds: quicker where there is room, slower where there is none.
    """
    if not all(kind.bins for kind in wanted):
        return None
    if not wanted:
        return {}
    model, types, cells, fills = Model(), _types(wanted, bins, limit, cost), {}, {}
    work.ask(columns=sum(len(type.kinds) + len(type.fillings) for type in types), nodes=nodes)
    supply: dict[Item, Row] = {kind: {} for kind in sorted(wanted, key=hardness)}
    for turn, type in enumerate(types):
        for kind in type.kinds:
            most = min(wanted[kind], len(type.places) * _most(bins[type.places[0]], kind))
            cells[turn, kind] = column = model.column(most, (cost or {}).get((kind, type.places[0]), 0.0))
            supply[kind][column] = 1
        fills[turn] = [model.column(len(type.places)) for _ in type.fillings]
        _limit(model, type, bins[type.places[0]], {kind: cells[turn, kind] for kind in type.kinds}, fills[turn])
    model.rows += [(row, wanted[kind], wanted[kind]) for kind, row in supply.items()]
    counts = model.solve(nodes=nodes)
    if counts is None:
        return None
    found: dict[Item, list[int]] = defaultdict(list)
    for turn, type in enumerate(types):
        lying = {kind: counts[cells[turn, kind]] for kind in type.kinds}
        for kind, place in _spread(type, bins, lying, [counts[column] for column in fills[turn]]):
            found[kind].append(place)
    if not _holds(found, wanted, bins):
        raise Undecided
    return found


def fillings(beds: int, sizes: Sequence[int], *, limit: int) -> list[tuple[int, ...]]:
    """The ways to fill a hall so that nobody more fits; nothing when there are more than `limit` ways."""
    found: list[tuple[int, ...]] = []
    ahead: list[tuple[tuple[int, ...], int]] = [((), beds)]
    smallest = min(sizes)
    while limit and ahead and len(found) <= limit:
        filling, left = ahead.pop()
        if left < smallest:
            found.append(filling)
        ahead += [
            ((*filling, size), left - size) for size in sizes if size <= left and (not filling or size <= filling[-1])
        ]
    return found if len(found) <= limit else []


def _types(wanted: Mapping[Item, int], bins: Sequence[Bin], limit: int, cost: Cost | None) -> list[Type]:
    kinds = sorted(wanted, key=hardness)
    alike: dict[object, list[int]] = defaultdict(list)
    may: dict[int, list[Item]] = defaultdict(list)
    for kind in kinds:
        for place in kind.bins:
            may[place].append(kind)
    for place in sorted(may):
        costs = tuple((cost or {}).get((kind, place), 0.0) for kind in may[place]) if cost else ()
        alike[bins[place].beds, bins[place].exclusive, tuple(may[place]), costs].append(place)
    types = []
    for places in alike.values():
        bin, sizes = bins[places[0]], sorted({kind.people for kind in may[places[0]]}, reverse=True)
        ways: list[tuple[int, ...]] = (
            [(size,) for size in sizes] if bin.exclusive else fillings(bin.beds, sizes, limit=limit)
        )
        types += [Type(some, may[places[0]], ways) for some in ([places] if ways else [[one] for one in places])]
    return types


def _limit(model: Model, type: Type, bin: Bin, cells: Mapping[Item, int], fills: Sequence[int]) -> None:
    """What the bins of a type can hold: of each size as many as the chosen fillings have room for."""
    if not type.fillings:
        model.rows.append(({cells[kind]: kind.people for kind in type.kinds}, 0, bin.beds))
        return
    model.rows.append((dict.fromkeys(fills, 1.0), 0, len(type.places)))
    for size in sorted({kind.people for kind in type.kinds}):
        row: Row = {cells[kind]: 1 for kind in type.kinds if kind.people == size}
        row |= {
            fill: -filling.count(size) for fill, filling in zip(fills, type.fillings, strict=True) if size in filling
        }
        model.rows.append((row, -np.inf, 0))


def _most(bin: Bin, kind: Item) -> int:
    return 1 if bin.exclusive else bin.beds // kind.people


def _spread(
    type: Type, bins: Sequence[Bin], lying: Mapping[Item, int], chosen: Sequence[int]
) -> Iterator[tuple[Item, int]]:
    """Which of a type's bins each item lies in."""
    if not type.fillings:
        yield from ((kind, type.places[0]) for kind, count in lying.items() for _ in range(count))
        return
    by_size: dict[int, list[Item]] = defaultdict(list)
    for kind, count in lying.items():
        by_size[kind.people] += [kind] * count
    filled = [filling for filling, count in zip(type.fillings, chosen, strict=True) for _ in range(count)]
    for place, filling in zip(type.places, filled, strict=False):
        for size in filling:
            if by_size[size]:
                yield by_size[size].pop(), place


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

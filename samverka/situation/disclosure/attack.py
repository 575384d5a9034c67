"""The attack: what a reader of everything that was ever published can work out of what was hidden.

Every cell is an unknown of a linear programme; every margin, and every number that stands somewhere, is a row or a
bound. The least and the most that each hidden cell can be are two questions to it (Fischetti & Salazar, 2001;
Hundepool et al., Statistical Disclosure Control, 2012, section 4.3). Counts are whole numbers, so its answers are
narrowed to them. Nothing here knows how cells were chosen to be hidden: it reads what is to be published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from samverka.situation.disclosure.hot import FOREVER, Bounds, Extreme, Nudges, Numbers, Programme
from samverka.situation.disclosure.reach import FAR, Reach, sweep
from samverka.situation.disclosure.tables import Contradiction, Equation, Key, Shares, Table


WIDTH = 5  # between the least and the most that a hidden cell can be
SLACK = 1e-6
FEW = 400  # so many hidden cells are asked one by one


@dataclass(frozen=True, slots=True)
class Said:
    """What a release says of one cell: the least and the most that it can be, and how wide that must stay."""

    least: float = 0
    most: float = FOREVER
    width: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A sum of cells, each with its factor, that lies between two numbers."""

    terms: tuple[tuple[Key, float], ...]
    least: float = 0
    most: float = 0


@dataclass(frozen=True, slots=True)
class Release:
    """One publication: what it says of cells, and the sums that its reader knows of."""

    said: Mapping[Key, Said]
    rows: Sequence[Row] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Range:
    """All that a hidden cell can be, and how wide that was promised to stay."""

    least: float
    most: float
    width: int

    @property
    def is_narrow(self) -> bool:
        return self.most - self.least < self.width


def suppressed(table: Table, hidden: Iterable[Key], *, width: int = WIDTH) -> Release:
    """The release of a table with some cells hidden; nothing is said of those that are not shown."""
    said = {cell: Said(value, value) if cell in table.shown else Said() for cell, value in table.values.items()}
    said |= {cell: Said(width=width) for cell in hidden if cell in said}
    return Release(said, [_margin(one) for one in table.equations])


def rounded(table: Table, values: Mapping[Key, int], *, base: int) -> Release:
    """The release of a table after additive rounding: `values` are what its cells became, shown or not.

    The reader knows the method. A shown innermost cell that reads 0 or the base may be any small count; another is
    exact. Of the rest there are two unknowns, the count and what it became, less than a base apart; shown sums are of
    what cells became.
    """
    said, rows = {}, [_margin(one) for one in table.equations]
    rows += [_margin(Equation(_rounded(one.total), tuple(map(_rounded, one.parts)))) for one in table.equations]
    inner, far = table.innermost, base - 1
    for cell in sorted(table.values):
        value = values[cell]
        said[_rounded(cell)] = Said(value, value) if cell in table.shown else Said()
        if cell not in inner:
            continue
        if cell not in table.shown:
            rows.append(Row(((cell, 1), (_rounded(cell), -1)), -far, far))
        elif value == 0:
            said[cell] = Said(0, far, far)
        elif value == base:
            said[cell] = Said(1, base, far)
        else:
            said[cell] = Said(value, value)
    return Release(said, rows)


def attack(releases: Sequence[Release], *, insider: Mapping[Key, Said] | None = None) -> dict[Key, Range]:
    """The range of every cell that was to stay hidden, from all releases together.

    `insider` is what one contributor knows besides (see `known_to`). Raises Contradiction when the releases cannot
    all be true.
    """
    return {cell: found for part in _parts_of(releases, insider or {}) for cell, found in part.ranges()}


def narrow(
    releases: Sequence[Release], *, insider: Mapping[Key, Said] | None = None, truth: Mapping[Key, int] | None = None
) -> dict[Key, Range]:
    """The hidden cells that are narrower than was promised: nothing may be published while there are any.

    Says the same as `attack`. Whoever has the true counts may give them, and gets the answer sooner for a large
    table: from a point that is known to be possible most cells are seen to be free without a question of their own.
    """
    return {cell: found for part in _parts_of(releases, insider or {}) for cell, found in part.narrow(truth)}


def known_to(contributor: str, shares: Mapping[Key, Shares], values: Mapping[Key, int]) -> dict[Key, Said]:
    """What a contributor knows: no cell is less than its own share, and where it is alone it knows all.

    Its own cells are no secret to it, so they ask for no width.
    """
    known = {}
    for cell, told in shares.items():
        if own := told.get(contributor, 0):
            known[cell] = Said(own, own, -1) if values[cell] == own else Said(own)
    return known


@dataclass(frozen=True, slots=True)
class _Part:
    """Unknowns that hang together, and their rows."""

    cells: list[Key]
    said: list[Said]
    matrix: csr_array
    rows: Bounds
    columns: Bounds

    def ranges(self) -> Iterator[tuple[Key, Range]]:
        """Each hidden cell's."""
        yield from self._asked([column for column, one in enumerate(self.said) if one.width > 0])

    def narrow(self, truth: Mapping[Key, int] | None) -> Iterator[tuple[Key, Range]]:
        """Those of hidden cells that are narrower than they should be."""
        left = [column for column, one in enumerate(self.said) if one.width > 0]
        if truth is not None and len(left) > FEW:
            left = self._doubtful(np.array([float(truth[cell]) for cell in self.cells]))
        yield from ((cell, found) for cell, found in self._asked(left) if found.is_narrow)

    def _asked(self, columns: Sequence[int]) -> Iterator[tuple[Key, Range]]:
        """Both ends of these, each a question."""
        if not columns:
            return
        programme = Programme(self.matrix, rows=self.rows, columns=self.columns)
        for column in columns:
            low, high = programme.most_of(column, -1), programme.most_of(column)
            yield self.cells[column], Range(*_whole(low, high), self.said[column].width)

    def _doubtful(self, truth: Numbers) -> list[int]:
        """The columns that were not seen to be wide enough when others moved with them, from the true counts."""
        (low, high), (least, most), at = self.rows, self.columns, self.matrix @ truth
        rows, columns = (low - at, high - at), (least - truth, np.minimum(most - truth, FAR))
        if (np.concatenate([rows[0], -rows[1], columns[0], -columns[1]]) > SLACK).any():
            raise Contradiction("The counts are not those that were published.")
        widths = np.array([float(max(one.width, 0)) for one in self.said])
        down = np.where(truth - least < widths, truth - least, widths // 2)
        reach = Reach.of(np.where(widths > 0, down, 0), widths - down * (widths > 0))
        sweep(reach, self.matrix, rows=rows, columns=columns)
        nudges = Nudges(self.matrix, rows=rows, columns=columns, costs=np.ones(len(truth)))
        for column in np.flatnonzero(reach.short_up | reach.short_down):
            for way in (reach.up[column], -reach.down[column]):
                moved = nudges.move(int(column), float(way)) if way else None
                if moved is not None:
                    reach.see(moved)
        seen = np.floor(truth + reach.high + SLACK) - np.ceil(truth + reach.low - SLACK)
        return [int(column) for column in np.flatnonzero(seen < widths)]


def _whole(low: Extreme | None, high: Extreme | None) -> tuple[float, float]:
    if low is None or high is None:
        raise Contradiction("What was published cannot all be true.")
    least, most = np.ceil(-low.value - SLACK), np.floor(high.value + SLACK)
    if least > most:
        raise Contradiction("What was published leaves a cell no whole number.")
    return float(least), float(most)


def _together(told: Iterable[Mapping[Key, Said]]) -> dict[Key, Said]:
    """All that is said of each cell at once. A width below 0 is nobody's concern any more."""
    found: dict[Key, Said] = {}
    for some in told:
        for cell, one in some.items():
            before = found.get(cell, Said())
            width = -1 if min(before.width, one.width) < 0 else max(before.width, one.width)
            found[cell] = Said(max(before.least, one.least), min(before.most, one.most), width)
            if found[cell].least > found[cell].most:
                raise Contradiction(f"{cell} was published as different numbers.")
    return found


def _parts_of(releases: Sequence[Release], insider: Mapping[Key, Said]) -> Iterator[_Part]:
    """The programme of all releases, taken apart where nothing unknown ties it together."""
    said = _together([*(one.said for one in releases), insider])
    rows = list(dict.fromkeys(row for one in releases for row in one.rows))
    said |= {cell: Said() for row in rows for cell, _ in row.terms if cell not in said}
    cells = sorted(cell for cell, one in said.items() if one.least < one.most or one.width > 0)
    place = {cell: column for column, cell in enumerate(cells)}
    entries: list[tuple[int, int, float]] = []
    lows: list[float] = []
    highs: list[float] = []
    for row in rows:
        known = sum(factor * said[cell].least for cell, factor in row.terms if cell not in place)
        unknown = [(len(lows), place[cell], factor) for cell, factor in row.terms if cell in place]
        if not unknown and not row.least - SLACK <= known <= row.most + SLACK:
            raise Contradiction(f"The sum of {row.terms[0][0]} does not add up.")
        if unknown:
            entries += unknown
            lows.append(row.least - known)
            highs.append(row.most - known)
    yield from _apart(cells, said, entries, np.array(lows), np.array(highs))


def _apart(
    cells: list[Key],
    said: Mapping[Key, Said],
    entries: list[tuple[int, int, float]],
    lows: NDArray[np.float64],
    highs: NDArray[np.float64],
) -> Iterator[_Part]:
    if not cells:
        return
    at, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = coo_array((np.array(factors, dtype=np.float64), (at, columns)), shape=(len(lows), len(cells))).tocsr()
    count, label = connected_components(matrix.T @ matrix, directed=False)
    of_row = label[matrix.indices[matrix.indptr[:-1]]]
    for part in range(count):
        [own], [its] = np.nonzero(label == part), np.nonzero(of_row == part)
        some = [cells[column] for column in own]
        told = [said[cell] for cell in some]
        if not any(one.width > 0 for one in told):
            continue
        bounds = np.array([one.least for one in told]), np.array([one.most for one in told])
        yield _Part(some, told, matrix[its][:, own], (lows[its], highs[its]), bounds)


def _margin(one: Equation) -> Row:
    return Row(((one.total, -1.0), *((part, 1.0) for part in one.parts)))


def _rounded(cell: Key) -> Key:
    """The unknown that stands for what a cell became."""
    return (*cell, ("rounded", ""))

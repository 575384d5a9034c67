"""The question of secondary suppression: which cells can be hidden, which must, and how uncertain they must stay."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from samverka.situation.disclosure.hot import Numbers
from samverka.situation.disclosure.primary import Rule, Why
from samverka.situation.disclosure.reach import Mask
from samverka.situation.disclosure.tables import Key, Shares, Table, margins


Weigh = Callable[[int], float]


class Unprotectable(Exception):
    """Whatever is hidden now, this cell can be worked out, from what is shown or was shown before."""


@dataclass(frozen=True, slots=True)
class Attacker:
    """What somebody who attacks knows besides the table: its own part of each column (none, for an outsider)."""

    name: str
    own: Numbers
    alone: Mask  # columns that it is the only contributor to


@dataclass(frozen=True, slots=True)
class Problem:
    """One column for each cell that may be hidden; the matrix ties together how they can differ from the truth."""

    keys: list[Key]
    matrix: csr_array  # margins x cells: parts 1, total -1
    counts: Numbers
    must: Mask
    weights: Numbers
    down: Numbers  # how far below and above its count each must be able to lie, if it is hidden
    up: Numbers
    attackers: list[Attacker]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the cells of all tables together."""

    values: Mapping[Key, int]
    shares: Mapping[Key, Shares]
    why: Mapping[Key, Why]
    away: Set[Key]  # hidden before
    loose: Set[Key]  # shown nowhere, and no secret
    told: Set[Key]  # published before


def pose(tables: Sequence[Table], facts: Facts, rule: Callable[[Key], Rule], weigh: Weigh) -> Problem:
    """The question as arrays. Cells that read zero, or were published, are fixed: they have no column."""
    known = {cell for cell, value in facts.values.items() if value == 0 and cell not in facts.loose} | facts.told
    keys = sorted(facts.values.keys() - known)
    place = {cell: column for column, cell in enumerate(keys)}
    entries, rows = [], 0
    for one in margins(tables):
        terms = [(rows, place[part], 1.0) for part in one.parts if part in place]
        terms += [(rows, place[one.total], -1.0)] if one.total in place else []
        entries += terms
        rows += bool(terms)
    at, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = coo_array((np.array(signs, dtype=np.float64), (at, columns)), shape=(rows, len(keys))).tocsr()
    hidden = facts.why.keys() | facts.away | facts.loose
    must = np.array([cell in hidden for cell in keys], dtype=np.bool_)
    rooms = [
        (0, 0) if cell in facts.loose else rule(cell).room(facts.values[cell], facts.why.get(cell)) for cell in keys
    ]
    down, up = np.array(rooms, dtype=np.float64).reshape(-1, 2).T
    weights = np.array([0.0 if needed else weigh(facts.values[cell]) for cell, needed in zip(keys, must, strict=True)])
    counts = np.array([facts.values[cell] for cell in keys], dtype=np.float64)
    return Problem(keys, matrix, counts, must, weights, down, up, list(_attackers(keys, facts)))


def _attackers(keys: Sequence[Key], facts: Facts) -> Iterator[Attacker]:
    """The outsider, and each contributor that is alone in a cell."""
    yield Attacker("", np.zeros(len(keys)), np.zeros(len(keys), dtype=np.bool_))
    told = [facts.shares.get(cell, {}) for cell in keys]
    alone = {name for shares in told if len(shares) == 1 for name in shares}
    for name in sorted(alone):
        own = np.array([float(shares.get(name, 0)) for shares in told])
        yield Attacker(name, own, np.array([shares.keys() == {name} for shares in told]))

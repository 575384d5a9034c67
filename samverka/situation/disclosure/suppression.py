"""Secondary suppression: what else must be hidden, so that what is hidden cannot be worked out.

Small tables are solved to the optimum after Fischetti & Salazar (2001, 2005): a master programme chooses, attacks on
its choice that succeed become cuts, until none does. Large ones begin from the master's first answer, a lower bound,
and hide the cheapest movement for each cell that is not free enough (Kelly, Golden & Assad, 1992). Attackers are
readers, and contributors who know their own part. Work is counted, never timed: the same table is answered alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from samverka.situation.disclosure.attack import Release, suppressed
from samverka.situation.disclosure.cuts import Siege, mend
from samverka.situation.disclosure.master import Master
from samverka.situation.disclosure.primary import USUAL, Rule, Why
from samverka.situation.disclosure.problem import Facts, Problem, Weigh, pose
from samverka.situation.disclosure.reach import Mask
from samverka.situation.disclosure.tables import Key, Table, linked


EXACT = 1_000  # cells that may be hidden; a table with more is not solved to the optimum
ROUNDS = 60  # of cuts
NODES = 1_000  # branches for each choice of the master's
GAP = 0.02  # how far from the best its first choice may be, for large tables


def each(value: int) -> float:
    """As few cells as can be."""
    return 1.0


def size(value: int) -> float:
    """As little of what is counted as can be."""
    return float(value)


@dataclass(frozen=True, slots=True)
class Protected:
    """Tables that are published together, and what is hidden in them."""

    tables: tuple[Table, ...]
    hidden: frozenset[Key]
    why: Mapping[Key, Why] = field(default_factory=dict)  # of those that are hidden for their own sake
    bound: float = 0.0  # no choice weighs less
    width: int = USUAL.width

    @property
    def secondary(self) -> frozenset[Key]:
        """What is hidden for the sake of others, of what was to be shown."""
        shown = frozenset(cell for table in self.tables for cell in table.shown)
        return (self.hidden & shown) - self.why.keys()

    @property
    def releases(self) -> list[Release]:
        """What a reader gets."""
        return [suppressed(table, self.hidden, width=self.width) for table in self.tables]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work may be done."""

    exact: int = EXACT
    rounds: int = ROUNDS
    nodes: int = NODES
    gap: float = GAP


def suppress(
    *tables: Table,
    rule: Rule = USUAL,
    sensitive: Mapping[str, Rule] | None = None,
    earlier: Sequence[Protected] = (),
    weigh: Weigh = each,
    effort: Effort | None = None,
) -> Protected:
    """Hide what must be hidden in these tables together.

    `sensitive` gives measures a rule of their own. What was shown `earlier` stays shown, what was hidden stays
    hidden, and both are used by the attacker. Raises Unprotectable when they tell too much already.
    """
    effort = effort or Effort()
    before = [table for one in earlier for table in one.tables]

    def ruled(cell: Key) -> Rule:
        return (sensitive or {}).get(dict(cell)["measure"], rule)

    facts = _facts(tables, before, earlier, ruled)
    problem = pose([*tables, *before], facts, ruled, weigh)
    choose = _best if len(problem.keys) <= effort.exact else _good
    hidden, bound = choose(problem, Master(problem), effort)
    mine = {cell for table in tables for cell in table.values}
    away = {cell for cell, is_away in zip(problem.keys, hidden, strict=True) if is_away}
    found = frozenset(away & mine) - facts.loose
    return Protected(tables, found, {cell: why for cell, why in facts.why.items() if cell in mine}, bound, rule.width)


def _facts(
    tables: Sequence[Table], before: Sequence[Table], earlier: Sequence[Protected], ruled: Callable[[Key], Rule]
) -> Facts:
    values = linked([*tables, *before])
    shares = {cell: told for table in (*before, *tables) for cell, told in table.shares.items()}
    shown = {cell for table in tables for cell in table.shown}
    away = {cell for one in earlier for cell in one.hidden}
    told = {cell for table in before for cell in table.shown} - away
    reasons = {cell: ruled(cell).why(value, shares.get(cell, {})) for cell, value in values.items() if cell not in told}
    why = {cell: reason for cell, reason in reasons.items() if reason}
    return Facts(values, shares, why, away, values.keys() - shown - told - away - why.keys(), told)


def _best(problem: Problem, master: Master, effort: Effort) -> tuple[Mask, float]:
    """The choice that weighs least, by cuts. Should rounds not be enough, the last one is mended."""
    sieges = [Siege(problem, attacker) for attacker in problem.attackers]
    for _ in range(effort.rounds):
        hidden, bound = master.solve(gap=0, nodes=effort.nodes)
        found = next(filter(None, (siege.cuts(hidden) for siege in sieges)), None)
        if not found:
            return hidden, bound
        master.cut(found)
    return _mended(problem, hidden), bound


def _good(problem: Problem, master: Master, effort: Effort) -> tuple[Mask, float]:
    """A choice near the best."""
    hidden, bound = master.solve(gap=effort.gap, nodes=1)
    return _mended(problem, hidden), bound


def _mended(problem: Problem, hidden: Mask) -> Mask:
    """Hide more, until no attacker comes too near to anything that is hidden."""
    before = -1
    while before != (before := int(hidden.sum())):
        for attacker in problem.attackers:
            hidden = mend(problem, hidden, attacker)
        if len(problem.attackers) == 1:
            break
    return hidden

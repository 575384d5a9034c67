"""What may be told of one question over one area: how many chose each, and a sum of ranges.

These are tables of one line, so the rules of `suppression` come down to a few lines of their own: a small count is
hidden, and so are others until nobody can tell any of them from the sum.
"""

from collections.abc import Sequence

from samverka.situation.disclosure.attack import WIDTH
from samverka.situation.disclosure.primary import USUAL, Rule


def hide_few(counts: Sequence[int], *, rule: Rule = USUAL) -> list[int | None]:
    """Counts that add up to a sum that is told; None where hidden.

    Two are hidden at least, that come to more than `WIDTH` together even for whoever knows of one of them.
    """
    away = {place for place, count in enumerate(counts) if 0 < count <= rule.small}
    while away and (len(away) == 1 or sum(counts[place] for place in away) <= WIDTH):
        rest = [place for place, count in enumerate(counts) if place not in away and count]
        if not rest:
            return [None] * len(counts)
        away.add(min(rest, key=lambda place: (counts[place], place)))
    return [None if place in away else count for place, count in enumerate(counts)]


def hide_each(counts: Sequence[int], *, of: int, rule: Rule = USUAL) -> list[int | None]:
    """Counts that stand for themselves, each of the same number: hidden where few chose it, or few did not."""
    small = range(1, rule.small + 1)
    return [None if count in small or of - count in small else count for count in counts]


def widened(low: int, high: int, *, rule: Rule = USUAL) -> tuple[int, int] | None:
    """A range that tells of no small count: grown down to nothing, never narrowed; None where it is all small."""
    if 0 < high <= rule.small:
        return None
    return (0 if low <= rule.small else low), high


def is_few(areas: int, known: int, share: float | None, *, rule: Rule = USUAL) -> bool:
    """Does a sum over so many areas rest on too few of them, or nearly all on one? One that has no parts does not."""
    if areas <= 1:
        return False
    return known < min(rule.contributors, areas) or (share or 0) > rule.dominance

"""Which cells must be hidden for their own sake (primary suppression), and how far they must stay uncertain.

The rules are those of Hundepool et al., Statistical Disclosure Control (2012), chapter 4: small counts, too few
contributors, and one contributor that stands for nearly all.
"""

from dataclasses import dataclass
from enum import StrEnum

from samverka.situation.disclosure.tables import Shares


class Why(StrEnum):
    """What makes a cell one to hide."""

    SMALL = "small"
    FEW = "few"
    DOMINATED = "dominated"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a cell is hidden. Zeros never are: that there is nobody is told.

    A hidden cell must stay uncertain by `width`: a small one may be anything from nothing to more than small, others
    half of it below their count and half above. With `near`, as in others' yardsticks, only cells hidden for their
    own sake must, by so much each way.
    """

    small: int = 4
    contributors: int = 3  # organisations behind a cell, where they are known
    dominance: float = 0.75  # the share of one of them
    agreed: frozenset[str] = frozenset()  # those that let their dominance be seen
    width: int = 5
    near: int = 0

    def why(self, value: int, shares: Shares) -> Why | None:
        """Why a count is hidden, if it is; without shares nothing is known of contributors."""
        if value == 0:
            return None
        if value <= self.small:
            return Why.SMALL
        if not shares:
            return None
        if len(shares) < self.contributors and not shares.keys() <= self.agreed:
            return Why.FEW
        largest = max(sorted(shares), key=lambda name: shares[name])
        return Why.DOMINATED if shares[largest] > self.dominance * value and largest not in self.agreed else None

    def room(self, value: int, why: Why | None) -> tuple[int, int]:
        """How far below and above its count a hidden cell must be able to lie."""
        if self.near:
            return (self.near, self.near) if why else (0, 0)
        if why is Why.SMALL:
            return value, max(self.small + 1, self.width) - value
        down = min(self.width // 2, value)
        return down, self.width - down


USUAL = Rule()
SENSITIVE = Rule(small=9)

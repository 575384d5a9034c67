"""Hidden numbers: how many there are, judged by how much lists of the same people overlap.

Capture-recapture and multiple systems estimation. Only *tables of overlaps* come in (how many are on which lists),
made outside the system by those who keep the lists; no row is a person. What comes out is a *range* with all that
must be told with it, or a *refusal*. Pure arithmetic: the same table and seed give the same answer.
"""

from samverka.situation.estimates.judging import Hidden, Refused, estimate
from samverka.situation.estimates.overlaps import FEWEST, MOST, NotATableError, Overlaps, Reason, read
from samverka.situation.estimates.plain import answer_in, plain


__all__ = [
    "FEWEST",
    "MOST",
    "Hidden",
    "NotATableError",
    "Overlaps",
    "Reason",
    "Refused",
    "answer_in",
    "estimate",
    "plain",
    "read",
]

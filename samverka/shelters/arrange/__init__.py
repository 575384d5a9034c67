"""Can these parties sleep in these beds, all at once? The exact answer, and an arrangement.

A packing problem: whole parties into dormitories and private rooms that suit them. Most room is found by moving
a few who lie there (`house`), most full nights are proven by counting beds (`bounds`), and the rest is settled by
an integer programme over kinds of parties (`programme`: HiGHS, its work limited in branches, never in seconds).
"""

from samverka.shelters.arrange.arrangement import Arrangement
from samverka.shelters.arrange.items import Item, ways
from samverka.shelters.arrange.lots import lots, outcomes
from samverka.shelters.arrange.programme import Undecided


__all__ = ["Arrangement", "Item", "Undecided", "lots", "outcomes", "ways"]

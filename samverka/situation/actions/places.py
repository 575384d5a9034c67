"""What stands in an order changes places with its neighbour."""

from collections.abc import Sequence
from uuid import UUID

from samverka.situation.models import Question, ReportSection


def change_places(order: Sequence[Question] | Sequence[ReportSection], pk: UUID, *, up: bool) -> bool:
    """Let the one with this key change places with the one above or below it, and say whether it did.

    The first cannot go up, nor the last down, and what is gone goes nowhere: nothing happens.
    """
    here = next((place for place, one in enumerate(order) if one.pk == pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is None or there is None or not 0 <= there < len(order):
        return False
    one, other = order[here], order[there]
    one.place, other.place = other.place, one.place
    for moved in (one, other):
        moved.save(update_fields=["place"])
    return True

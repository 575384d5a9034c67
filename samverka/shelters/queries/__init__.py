"""Questions that shelters can answer. Reads only."""

from samverka.shelters.queries.beds import Bed, find_bed, in_draw_order, issuer, running_tickets
from samverka.shelters.queries.board import board
from samverka.shelters.queries.draws import (
    beds_of_draw,
    list_of_draw,
    locked_draw,
    nights_of_draw,
    waiting_slips,
    wishes,
)
from samverka.shelters.queries.nights import (
    corrected,
    corrections,
    figures,
    nights_to_close,
    nights_to_freeze,
    nights_with_lapsed_holds,
    running_nights_of_pool,
    turn_away_figures,
    unfrozen_nights_of_pool,
)


__all__ = [
    "Bed",
    "beds_of_draw",
    "board",
    "corrected",
    "corrections",
    "figures",
    "find_bed",
    "in_draw_order",
    "issuer",
    "list_of_draw",
    "locked_draw",
    "nights_of_draw",
    "nights_to_close",
    "nights_to_freeze",
    "nights_with_lapsed_holds",
    "running_nights_of_pool",
    "running_tickets",
    "turn_away_figures",
    "unfrozen_nights_of_pool",
    "waiting_slips",
    "wishes",
]

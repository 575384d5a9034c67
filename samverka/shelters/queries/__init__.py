"""Questions that shelters can answer. Reads only."""

from samverka.shelters.queries.beds import Bed, find_bed, in_draw_order, issuer, running_tickets
from samverka.shelters.queries.board import WANTED, board, lines, nights_on_board, stamp
from samverka.shelters.queries.draws import (
    beds_of_draw,
    list_of_draw,
    locked_draw,
    nights_of_draw,
    slips_of_tonight,
    waiting_slips,
    wishes,
)
from samverka.shelters.queries.nights import (
    beds_version,
    corrected,
    corrections,
    figures,
    lived_nights,
    nights_to_close,
    nights_to_freeze,
    nights_with_lapsed_holds,
    running_nights_of_pool,
    turn_away_figures,
    unfrozen_nights_of_pool,
)
from samverka.shelters.queries.open_draws import earlier_lists, open_beds, open_draws, open_lines
from samverka.shelters.queries.policies import decided_rules
from samverka.shelters.queries.register import (
    Guest,
    Moved,
    displaced,
    held_for,
    matching,
    notes,
    register,
    sums,
    turned_away,
)
from samverka.shelters.queries.sites import doors, version
from samverka.shelters.queries.slips import slips
from samverka.shelters.queries.tonight import my_nights, my_pools


__all__ = [
    "WANTED",
    "Bed",
    "Guest",
    "Moved",
    "beds_of_draw",
    "beds_version",
    "board",
    "corrected",
    "corrections",
    "decided_rules",
    "displaced",
    "doors",
    "earlier_lists",
    "figures",
    "find_bed",
    "held_for",
    "in_draw_order",
    "issuer",
    "lines",
    "list_of_draw",
    "lived_nights",
    "locked_draw",
    "matching",
    "my_nights",
    "my_pools",
    "nights_of_draw",
    "nights_on_board",
    "nights_to_close",
    "nights_to_freeze",
    "nights_with_lapsed_holds",
    "notes",
    "open_beds",
    "open_draws",
    "open_lines",
    "register",
    "running_nights_of_pool",
    "running_tickets",
    "slips",
    "slips_of_tonight",
    "stamp",
    "sums",
    "turn_away_figures",
    "turned_away",
    "unfrozen_nights_of_pool",
    "version",
    "waiting_slips",
    "wishes",
]

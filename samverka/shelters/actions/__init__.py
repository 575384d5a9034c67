"""Everything that changes a shelter's records. Each action is whole: it takes its locks, obeys its
rule, writes, and leaves a line in the audit trail."""

from samverka.shelters.actions.draws import (
    announce_draw,
    draw_lots,
    hand_out_slip,
    lock_draw,
    unlock_draw,
    withdraw_slip,
)
from samverka.shelters.actions.nights import (
    Beds,
    Displaced,
    cancel_night,
    change_capacity,
    close_night,
    confirm_night,
    correct_figure,
    freeze_night,
    open_night,
    plan,
    plan_night,
    plan_nights,
    write_note,
)
from samverka.shelters.actions.places import (
    cancel_place,
    check_in,
    expire_holds,
    give_notice,
    give_place,
    hold_place,
    leave_early,
    place_slip,
    release_unclaimed,
    undo_check_in,
    withdraw_hold,
)
from samverka.shelters.actions.policies import apply_preset, set_policy
from samverka.shelters.actions.sites import add_group, add_pool, add_shelter, edit_group, edit_pool, edit_shelter
from samverka.shelters.actions.tickets import end_ticket
from samverka.shelters.actions.turn_aways import settle_turn_away, turn_away


__all__ = [
    "Beds",
    "Displaced",
    "add_group",
    "add_pool",
    "add_shelter",
    "announce_draw",
    "apply_preset",
    "cancel_night",
    "cancel_place",
    "change_capacity",
    "check_in",
    "close_night",
    "confirm_night",
    "correct_figure",
    "draw_lots",
    "edit_group",
    "edit_pool",
    "edit_shelter",
    "end_ticket",
    "expire_holds",
    "freeze_night",
    "give_notice",
    "give_place",
    "hand_out_slip",
    "hold_place",
    "leave_early",
    "lock_draw",
    "open_night",
    "place_slip",
    "plan",
    "plan_night",
    "plan_nights",
    "release_unclaimed",
    "set_policy",
    "settle_turn_away",
    "turn_away",
    "undo_check_in",
    "unlock_draw",
    "withdraw_hold",
    "withdraw_slip",
    "write_note",
]

"""How nights, places, tickets and draws move from one state to the next. `tests/test_states.py` tries every step."""

from samverka.core.documents import Step, diagram, document, page
from samverka.shelters.models import Draw, HostSlot, Night, NightPlace, PoolRequest


NIGHT: tuple[Step, ...] = (
    ("", "planned", "plan_nights, schedule_slots"),
    ("planned", "", "undo_schedule, move_slot, withdraw_slot, while nobody counts on it"),
    ("planned", "confirmed", "confirm_night"),
    ("confirmed", "open", "open_night"),
    ("confirmed", "closed", "close_night"),
    ("open", "closed", "close_night"),
    ("planned", "cancelled", "cancel_night"),
    ("confirmed", "cancelled", "cancel_night"),
    ("open", "cancelled", "cancel_night"),
)
UNSAID = "cancel_night, where another shelter may still say what it holds"
PLACE: tuple[Step, ...] = (
    ("", "held", "hold_place"),
    ("", "allocated", "draw_lots, give_place, place_slip, confirm_night"),
    ("held", "arrived", "check_in"),
    ("held", "expired", "expire_holds"),
    ("held", "cancelled", "withdraw_hold"),
    ("held", "cancelled", "cancel_place"),
    ("held", "cancelled", "end_ticket"),
    ("held", "moved", "cancel_night"),
    ("held", "waiting", UNSAID),
    ("held", "declined", "decline_place"),
    ("allocated", "arrived", "check_in"),
    ("allocated", "absent", "give_notice"),
    ("allocated", "away", "give_notice, where the rules free the bed"),
    ("allocated", "declined", "decline_place"),
    ("allocated", "released", "release_unclaimed"),
    ("allocated", "cancelled", "cancel_place"),
    ("allocated", "cancelled", "end_ticket"),
    ("allocated", "moved", "cancel_night"),
    ("allocated", "waiting", UNSAID),
    ("absent", "arrived", "check_in"),
    ("absent", "cancelled", "cancel_night"),
    ("arrived", "allocated", "undo_check_in"),
    ("arrived", "left_early", "leave_early"),
    ("arrived", "moved", "cancel_night"),
    ("arrived", "waiting", UNSAID),
    ("waiting", "moved", "confirm_night, change_capacity, cancel_night"),
    ("waiting", "moved", "freeze_night"),
    ("waiting", "cancelled", "end_ticket"),
    ("arrived", "stayed", "freeze_night"),
    ("left_early", "arrived", "check_in"),
    ("released", "arrived", "check_in"),
    ("away", "arrived", "check_in"),
    ("left_early", "cancelled", "cancel_night"),
)
DRAW: tuple[Step, ...] = (
    ("", "announced", "announce_draw"),
    ("announced", "collecting", "hand_out_slip"),
    ("announced", "locked", "lock_draw"),
    ("collecting", "locked", "lock_draw"),
    ("locked", "collecting", "unlock_draw"),
    ("locked", "published", "draw_lots"),
)
SLIP: tuple[Step, ...] = (
    ("", "handed_out", "hand_out_slip"),
    ("handed_out", "withdrawn", "withdraw_slip"),
    ("withdrawn", "handed_out", "undo_withdraw_slip"),
    ("handed_out", "placed", "draw_lots"),
    ("handed_out", "lost", "draw_lots"),
    ("lost", "placed", "place_slip"),
    ("lost", "", "purge"),
    ("placed", "", "purge"),
    ("withdrawn", "", "purge"),
)
TICKET: tuple[Step, ...] = (
    ("", "issued", "draw_lots, give_place, hold_place, place_slip"),
    ("issued", "active", "its first night comes"),
    ("active", "used_up", "its last night is over"),
    ("used_up", "expired", "another night is over"),
    ("issued", "returned", "end_ticket"),
    ("active", "returned", "end_ticket, decline_place"),
    ("issued", "revoked", "end_ticket"),
    ("active", "revoked", "end_ticket, release_unclaimed, freeze_night"),
    ("expired", "", "purge"),
    ("returned", "", "purge"),
    ("revoked", "", "purge"),
)
SLOT: tuple[Step, ...] = (
    ("", "offered", "offer_nights, offer_night"),
    ("offered", "scheduled", "schedule_slots"),
    ("scheduled", "offered", "undo_schedule"),
    ("scheduled", "confirmed", "confirm_night"),
    ("confirmed", "staffed", "prepare_slot"),
    ("staffed", "confirmed", "prepare_slot"),
    ("confirmed", "opened", "open_night"),
    ("staffed", "opened", "open_night"),
    ("opened", "reported", "close_night"),
    ("confirmed", "reported", "close_night"),
    ("staffed", "reported", "close_night"),
    ("offered", "withdrawn", "withdraw_slot"),
    ("scheduled", "withdrawn", "withdraw_slot"),
    ("withdrawn", "offered", "undo_withdraw_slot"),
    ("scheduled", "cancelled", "cancel_night"),
    ("confirmed", "cancelled", "cancel_night"),
    ("staffed", "cancelled", "cancel_night"),
    ("opened", "cancelled", "cancel_night"),
)
POOL_REQUEST: tuple[Step, ...] = (
    ("", "asked", "ask_to_join"),
    ("", "admitted", "ask_to_join, of who looks after both"),
    ("asked", "admitted", "admit_shelter"),
    ("asked", "declined", "decline_shelter"),
    ("asked", "withdrawn", "withdraw_request"),
    ("admitted", "", "purge"),
    ("declined", "", "purge"),
    ("withdrawn", "", "purge"),
)


@document("states.md")
def states() -> str:
    return page(
        "States",
        "A night is frozen at 04:00, while it is open or confirmed: from then on changes are corrections. A draw by "
        "day happens while the night is confirmed.",
        "## Night",
        diagram(NIGHT, {one.value: str(one.label) for one in Night.State}),
        "## Place (a ticket's beds on one night)",
        diagram(PLACE, {one.value: str(one.label) for one in NightPlace.State}),
        "## Draw",
        diagram(DRAW, {one.value: str(one.label) for one in Draw.State}),
        "## Slip",
        "Told by when it was withdrawn and by what it got, never stored.",
        diagram(SLIP, {}),
        "## Ticket",
        "Computed from its dates and its ending, never stored.",
        diagram(TICKET, {}),
        "## Turn of a host in a season",
        "Offered and withdrawn are its own; from its scheduling on it is told by its host's night and by how many "
        "volunteers are found, never stored. `move_slot` changes the night and no state.",
        diagram(SLOT, {one.value: str(one.label) for one in HostSlot.State}),
        "## Request to join a pool",
        "Who is admitted moves between two nights (`move_shelter`, by the clock) unless its night does not run.",
        diagram(POOL_REQUEST, {one.value: str(one.label) for one in PoolRequest.State}),
    )

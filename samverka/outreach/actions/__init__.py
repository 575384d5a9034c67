"""Everything that changes what is known in the field. Each action is whole: it takes its locks, obeys its rule,
writes, and leaves a line in the audit trail."""

from samverka.outreach.actions.areas import add_area, add_team, edit_team, restore_area, retire_area, set_rule
from samverka.outreach.actions.counters import count_language, state_unique
from samverka.outreach.actions.duties import end_duty, go_on_duty, state_languages
from samverka.outreach.actions.positions import end_grant, forget_position, grant_position, note_position, see_position
from samverka.outreach.actions.referrals import (
    Destination,
    count_line_referral,
    receive_referral,
    refer,
    withdraw_referral,
)
from samverka.outreach.actions.removals import carry_on, close_removal, open_removal, set_needs, set_window, tick_plan
from samverka.outreach.actions.rounds import plan_round, write_handover
from samverka.outreach.actions.settlements import change_settlement, close_settlement, note_settlement, tally_settlement
from samverka.outreach.actions.tallies import correct_tally, note_unchanged, record_tally, undo_tally


__all__ = [
    "Destination",
    "add_area",
    "add_team",
    "carry_on",
    "change_settlement",
    "close_removal",
    "close_settlement",
    "correct_tally",
    "count_language",
    "count_line_referral",
    "edit_team",
    "end_duty",
    "end_grant",
    "forget_position",
    "go_on_duty",
    "grant_position",
    "note_position",
    "note_settlement",
    "note_unchanged",
    "open_removal",
    "plan_round",
    "receive_referral",
    "record_tally",
    "refer",
    "restore_area",
    "retire_area",
    "see_position",
    "set_needs",
    "set_rule",
    "set_window",
    "state_languages",
    "state_unique",
    "tally_settlement",
    "tick_plan",
    "undo_tally",
    "withdraw_referral",
    "write_handover",
]

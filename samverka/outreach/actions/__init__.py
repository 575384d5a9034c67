"""Everything that changes what is known in the field. Each action is whole: it takes its locks, obeys its rule,
writes, and leaves a line in the audit trail."""

from samverka.outreach.actions.advice import (
    record_activity,
    record_session,
    say_received,
    undo_activity,
    undo_session,
)
from samverka.outreach.actions.aid import log_refusal, remove_refusal, state_aid, tell_outcome
from samverka.outreach.actions.areas import add_area, add_team, edit_team, restore_area, retire_area, set_rule
from samverka.outreach.actions.counters import count_language, state_unique, tap_language
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
from samverka.outreach.actions.tips import (
    answer_tip,
    look_at_tip,
    pass_tip_on,
    receive_tip,
    set_tip_aside,
    triage_tip,
)
from samverka.outreach.actions.visits import correct_visits, tap, undo_tap


__all__ = [
    "Destination",
    "add_area",
    "add_team",
    "answer_tip",
    "carry_on",
    "change_settlement",
    "close_removal",
    "close_settlement",
    "correct_tally",
    "correct_visits",
    "count_language",
    "count_line_referral",
    "edit_team",
    "end_duty",
    "end_grant",
    "forget_position",
    "go_on_duty",
    "grant_position",
    "log_refusal",
    "look_at_tip",
    "note_position",
    "note_settlement",
    "note_unchanged",
    "open_removal",
    "pass_tip_on",
    "plan_round",
    "receive_referral",
    "receive_tip",
    "record_activity",
    "record_session",
    "record_tally",
    "refer",
    "remove_refusal",
    "restore_area",
    "retire_area",
    "say_received",
    "see_position",
    "set_needs",
    "set_rule",
    "set_tip_aside",
    "set_window",
    "state_aid",
    "state_languages",
    "state_unique",
    "tally_settlement",
    "tap",
    "tap_language",
    "tell_outcome",
    "tick_plan",
    "triage_tip",
    "undo_activity",
    "undo_session",
    "undo_tally",
    "undo_tap",
    "withdraw_referral",
    "write_handover",
]

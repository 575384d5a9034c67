"""Everything that changes the situation picture. Each action is whole: it takes its locks, obeys its rule, writes, and
leaves a line in the audit trail."""

from samverka.situation.actions.answers import (
    enter_answer,
    hand_in,
    invite_by_link,
    open_answer,
    pass_on,
    save_answer,
)
from samverka.situation.actions.estimates import Statement, correct_estimate, state_estimate, withdraw_estimate
from samverka.situation.actions.figures import (
    count_everything,
    follow_trail,
    keep_figures,
    sum_up_country,
    sum_up_county,
)
from samverka.situation.actions.overlaps import (
    Overlaps,
    bring_overlaps,
    state_hidden_number,
    work_out_overlaps,
)
from samverka.situation.actions.questionnaires import (
    add_question,
    add_questionnaire,
    change_question,
    move_question,
    name_questionnaire,
    publish_questionnaire,
    remove_question,
    take_preset,
    write_next_version,
)
from samverka.situation.actions.surveys import (
    ask_municipalities,
    ask_respondent,
    begin_own_picture,
    compile_survey,
    drop_respondent,
    edit_survey,
    lock_survey,
    plan_survey,
    remind_respondents,
    send_survey,
    set_mailbox,
)
from samverka.situation.actions.tables import publish_table
from samverka.situation.actions.values import Told


__all__ = [
    "Overlaps",
    "Statement",
    "Told",
    "add_question",
    "add_questionnaire",
    "ask_municipalities",
    "ask_respondent",
    "begin_own_picture",
    "bring_overlaps",
    "change_question",
    "compile_survey",
    "correct_estimate",
    "count_everything",
    "drop_respondent",
    "edit_survey",
    "enter_answer",
    "follow_trail",
    "hand_in",
    "invite_by_link",
    "keep_figures",
    "lock_survey",
    "move_question",
    "name_questionnaire",
    "open_answer",
    "pass_on",
    "plan_survey",
    "publish_questionnaire",
    "publish_table",
    "remind_respondents",
    "remove_question",
    "save_answer",
    "send_survey",
    "set_mailbox",
    "state_estimate",
    "state_hidden_number",
    "sum_up_country",
    "sum_up_county",
    "take_preset",
    "withdraw_estimate",
    "work_out_overlaps",
    "write_next_version",
]

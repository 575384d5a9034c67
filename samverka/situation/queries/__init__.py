"""Questions about questionnaires, surveys and what they say."""

from samverka.situation.queries.questionnaires import newest_for_town, next_place, questionnaires, usable
from samverka.situation.queries.surveys import (
    Response,
    answer_version,
    answers_of,
    digest,
    last_time,
    mailbox_of,
    mailboxes,
    my_answers,
    open_link,
    organisations_in,
    questions_of,
    response,
    surveys,
    to_invite,
    to_remind,
    towns_in,
    values_of,
    with_gaps,
)


__all__ = [
    "Response",
    "answer_version",
    "answers_of",
    "digest",
    "last_time",
    "mailbox_of",
    "mailboxes",
    "my_answers",
    "newest_for_town",
    "next_place",
    "open_link",
    "organisations_in",
    "questionnaires",
    "questions_of",
    "response",
    "surveys",
    "to_invite",
    "to_remind",
    "towns_in",
    "usable",
    "values_of",
    "with_gaps",
]

"""All that changes in questions, cards and the law that they cite."""

from samverka.exchange.actions.cards import (
    Wording,
    begin_card,
    confirm_card,
    keep_cards,
    publish_card,
    return_text,
    review_text,
    tell_answer,
    withdraw_card,
    write_text,
)
from samverka.exchange.actions.laws import add_law, change_law
from samverka.exchange.actions.questions import (
    answer_question,
    ask_question,
    draft_answer,
    keep_private,
    merge_question,
    publish_answer,
    return_answer,
    review_answer,
    route_question,
    take_up,
)


__all__ = [
    "Wording",
    "add_law",
    "answer_question",
    "ask_question",
    "begin_card",
    "change_law",
    "confirm_card",
    "draft_answer",
    "keep_cards",
    "keep_private",
    "merge_question",
    "publish_answer",
    "publish_card",
    "return_answer",
    "return_text",
    "review_answer",
    "review_text",
    "route_question",
    "take_up",
    "tell_answer",
    "withdraw_card",
    "write_text",
]

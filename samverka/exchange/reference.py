"""How questions, cards, practices, meetings and help go from state to state. The tests of questions try every step."""

from samverka.core.documents import Step, diagram, document, page
from samverka.exchange.models import (
    ActionPoint,
    AdviceQuestion,
    Card,
    Discussion,
    Match,
    Meeting,
    Need,
    Offer,
    Practice,
)
from samverka.exchange.models.practices import TOLD
from samverka.exchange.models.questions import NEXT


VERBS = {
    "triaged": "take_up",
    "routed": "route_question",
    "drafted": "draft_answer, return_answer",
    "legally_reviewed": "review_answer",
    "answered": "answer_question",
    "published_as_card": "publish_answer, answer_with_card",
    "kept_private": "keep_private",
    "merged": "merge_question",
    "withdrawn": "withdraw_question",
}
QUESTION: tuple[Step, ...] = (
    ("", "received", "ask_question"),
    *((old, new.value, VERBS[new.value]) for old, those in NEXT.items() for new in those),
)
CARD: tuple[Step, ...] = (
    ("", "draft", "begin_card, draft_answer"),
    ("draft", "reviewed", "review_text"),
    ("reviewed", "draft", "write_text, return_text, change_law of a law that it cites, or that has begun or ended"),
    ("reviewed", "published", "publish_card"),
    (
        "published",
        "due",
        "change_law of a law that it cites, or that has begun or ended; or its review is past",
    ),
    ("due", "outdated", "so many days after its review"),
    *((old, "published", "confirm_card, publish_card") for old in ("due", "outdated")),
    *((old, "withdrawn", "withdraw_card") for old in ("draft", "reviewed", "published", "due", "outdated")),
)

PRACTICE: tuple[Step, ...] = (
    ("", "suggested", "suggest_practice"),
    ("suggested", "edited", "write_practice by the desk"),
    ("edited", "suggested", "return_practice"),
    ("edited", "approved_by_owner", "approve_practice"),
    ("approved_by_owner", "suggested", "return_practice"),
    ("approved_by_owner", "edited", "write_practice"),
    ("approved_by_owner", "published", "publish_practice"),
    *((old, "confirmed_yearly", "confirm_practice, write_practice by the owner") for old in TOLD),
    *((old, "edited", "write_practice by the desk") for old in (*TOLD, "archived")),
    *((old, "archived", "archive_practice, or nobody has confirmed it") for old in (*TOLD, "suggested", "edited")),
    ("approved_by_owner", "archived", "archive_practice"),
)

DISCUSSION: tuple[Step, ...] = (
    ("", "open", "begin_discussion"),
    ("open", "settled", "settle_discussion"),
    *((old, "archived", "archive_discussion, or nobody has written for long") for old in ("open", "settled")),
)


@document("states-of-questions.md")
def states() -> str:
    return page(
        "States of questions and cards",
        "An answer is written as a card from the beginning, so that whoever asked and everybody else read the same. "
        "Who asked stands in the question alone, and is forgotten.",
        "When a law that it cites changes before it is published, a lawyer reads it again: it is drafted again.",
        "## Question",
        diagram(QUESTION, {one.value: str(one.label) for one in AdviceQuestion.State}),
        "## Card",
        "What regions and municipalities tell of themselves is published at once, without a lawyer.",
        diagram(CARD, {one.value: str(one.label) for one in Card.State}),
    )


@document("states-of-practices.md")
def practices() -> str:
    return page(
        "States of practices",
        "A practice is its owner's: nobody reads it before the organisation that did it has approved it, and it is put "
        "away when nobody there confirms it.",
        diagram(PRACTICE, {one.value: str(one.label) for one in Practice.State}),
    )


MEETING: tuple[Step, ...] = (
    ("", "planned", "plan_meeting"),
    ("planned", "called", "call_meeting"),
    *((old, "held", "hold_meeting") for old in ("planned", "called")),
    ("held", "called", "reopen_minutes"),
    ("held", "approved", "approve_minutes"),
    *((old, "cancelled", "call_off_meeting") for old in ("planned", "called")),
    ("cancelled", "planned", "plan_again"),
)
ACTION: tuple[Step, ...] = (
    ("", "open", "note_action"),
    ("open", "done", "finish_action"),
    ("open", "dropped", "drop_action"),
    *((old, "open", "reopen_action") for old in ("done", "dropped")),
)


@document("states-of-meetings.md")
def meetings() -> str:
    return page(
        "States of meetings and actions",
        "Whatever is called off or dropped says why, and can be taken up again.",
        "## Meeting",
        diagram(MEETING, {one.value: str(one.label) for one in Meeting.State}),
        "## Action",
        diagram(ACTION, {one.value: str(one.label) for one in ActionPoint.State}),
    )


@document("states-of-discussions.md")
def discussions() -> str:
    return page(
        "States of discussions",
        "Nobody writes in a discussion that is settled. What lasts becomes a question to the desk or a practice, "
        "which remember where they came from.",
        diagram(DISCUSSION, {one.value: str(one.label) for one in Discussion.State}),
    )


NEED: tuple[Step, ...] = (
    ("", "open", "open_need"),
    ("open", "met", "meet_need"),
    *((old, "closed", "close_need, or its last day is past") for old in ("open", "met")),
    *((old, "open", "reopen_need") for old in ("met", "closed")),
)
OFFER: tuple[Step, ...] = (
    ("", "unconfirmed", "receive_offer"),
    ("", "open", "make_offer by an organisation, renew_offer by a giver"),
    ("unconfirmed", "open", "confirm_offer by the mailed link"),
    ("open", "agreed", "agree_match"),
    ("agreed", "open", "let_match_fall"),
    ("agreed", "thanked", "finish_match"),
    ("open", "declined", "decline_offer"),
    ("open", "lapsed", "its last day is past"),
    *((old, "withdrawn", "withdraw_by_link, withdraw_offer") for old in ("open", "agreed")),
)
MATCH: tuple[Step, ...] = (
    ("", "proposed", "propose_match"),
    ("proposed", "agreed", "agree_match by the other side"),
    ("proposed", "not_needed", "turn_down_match, meet_need, close_need, decline_offer, or the offer's day is past"),
    ("agreed", "done", "finish_match"),
    ("agreed", "fell_through", "let_match_fall"),
    *((old, "fell_through", "its giver has withdrawn the offer") for old in ("proposed", "agreed")),
)


@document("states-of-help.md")
def helping() -> str:
    return page(
        "States of needs and offers of help",
        "No offer is over without an answer to its giver. One that is not confirmed is deleted, and one that is "
        "offered again is another offer.",
        "## Need",
        diagram(NEED, {one.value: str(one.label) for one in Need.State}),
        "## Offer",
        diagram(OFFER, {one.value: str(one.label) for one in Offer.State}),
        "## Match",
        diagram(MATCH, {one.value: str(one.label) for one in Match.State}),
    )

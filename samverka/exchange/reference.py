"""How questions and cards move from one state to the next. The tests of questions try every step."""

from samverka.core.documents import Step, diagram, document, page
from samverka.exchange.models import AdviceQuestion, Card
from samverka.exchange.models.questions import NEXT


VERBS = {
    "triaged": "take_up",
    "routed": "route_question",
    "drafted": "draft_answer, return_answer",
    "legally_reviewed": "review_answer",
    "answered": "answer_question",
    "published_as_card": "publish_answer",
    "kept_private": "keep_private",
    "merged": "merge_question",
}
QUESTION: tuple[Step, ...] = (
    ("", "received", "ask_question"),
    *((old, new.value, VERBS[new.value]) for old, those in NEXT.items() for new in those),
)
CARD: tuple[Step, ...] = (
    ("", "draft", "begin_card, draft_answer"),
    ("draft", "reviewed", "review_text"),
    ("reviewed", "draft", "write_text, return_text"),
    ("reviewed", "published", "publish_card"),
    ("published", "due", "change_law of a law that it cites, or the day of its review has passed"),
    ("due", "outdated", "so many days after its review"),
    *((old, "published", "confirm_card, publish_card") for old in ("due", "outdated")),
    *((old, "withdrawn", "withdraw_card") for old in ("draft", "reviewed", "published", "due", "outdated")),
)


@document("states-of-questions.md")
def states() -> str:
    return page(
        "States of questions and cards",
        "An answer is written as a card from the beginning, so that whoever asked and everybody else read the same. "
        "Who asked stands in the question alone, and is forgotten.",
        "## Question",
        diagram(QUESTION, {one.value: str(one.label) for one in AdviceQuestion.State}),
        "## Card",
        "What regions and municipalities tell of themselves is published at once, without a lawyer.",
        diagram(CARD, {one.value: str(one.label) for one in Card.State}),
    )

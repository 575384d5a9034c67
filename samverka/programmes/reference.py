"""How agreements and projects move from one state to the next. Their tests try the steps."""

from samverka.core.documents import Step, diagram, document, page
from samverka.programmes.models import (
    Agreement,
    Application,
    Assignment,
    Call,
    Mandate,
    Measure,
    Project,
    Proposal,
    Strategy,
)
from samverka.programmes.models import applications as applying
from samverka.programmes.models import calls as calling
from samverka.programmes.models import mandates as mandating
from samverka.programmes.models import proposals as proposing
from samverka.programmes.models.agreements import NEXT
from samverka.programmes.models.projects import NEXT as PROJECT_NEXT
from samverka.programmes.models.strategies import MEASURE_NEXT
from samverka.programmes.models.strategies import NEXT as STRATEGY_NEXT


VERBS = {
    "dialogue": "reopen_agreement",
    "drafted": "draft_agreement",
    "signed": "sign_agreement",
    "active": "its first day has come",
    "extended": "extend_agreement",
    "renewal_due": "so many days before its end, and both parties are told",
    "ended": "end_agreement, or its last day has passed",
}
AGREEMENT: tuple[Step, ...] = (
    ("", "dialogue", "begin_agreement"),
    *((old, new.value, VERBS[new.value]) for old, those in NEXT.items() for new in those),
)


@document("states-of-agreements.md")
def agreements() -> str:
    return page(
        "States of agreements",
        "What is agreed can be changed until it is signed. What everybody reads is published on its own, once it is.",
        "## Agreement",
        diagram(AGREEMENT, {one.value: str(one.label) for one in Agreement.State}),
    )


PROJECT_VERBS = {
    "granted": "grant_project",
    "running": "its first day has come",
    "reporting": "its last day has passed",
    "closed": "close_project, when every period is reported",
}
PROJECT: tuple[Step, ...] = (
    ("", "planned", "begin_project"),
    *((old, new.value, PROJECT_VERBS[new.value]) for old, those in PROJECT_NEXT.items() for new in those),
)


@document("states-of-projects.md")
def projects() -> str:
    return page(
        "States of projects",
        "A project is divided into periods. What is submitted of a period stays; a correction is the next version.",
        "## Project",
        diagram(PROJECT, {one.value: str(one.label) for one in Project.State}),
    )


STRATEGY_VERBS = {
    "drafting": "draft_strategy",
    "broad_consultation": "open_consultation",
    "political_preparation": "close_broad_consultation",
    "decided": "decide_strategy",
    "in_force": "bring_into_force",
    "followed_up": "publish_strategy_year",
    "revised": "bring_into_force of the next",
    "expired": "its last day has passed",
}
MEASURE_VERBS = {
    "consulted": "close_broad_consultation",
    "decided": "decide_strategy",
    "started": "move_measure",
    "done": "move_measure",
    "stopped": "move_measure, with a reason",
}
STRATEGY: tuple[Step, ...] = (
    ("", "initiative", "begin_strategy, revise_strategy"),
    *((old, new.value, STRATEGY_VERBS[new.value]) for old, those in STRATEGY_NEXT.items() for new in those),
)
MEASURE: tuple[Step, ...] = (
    ("", "proposed", "add_measure"),
    *((old, new.value, MEASURE_VERBS[new.value]) for old, those in MEASURE_NEXT.items() for new in those),
)


@document("states-of-strategies.md")
def strategies() -> str:
    return page(
        "States of strategies and measures",
        "Those who are to stand behind it are asked while its words may change. Everybody reads what is in force.",
        "## Strategy",
        diagram(STRATEGY, {one.value: str(one.label) for one in Strategy.State}),
        "## Measure",
        diagram(MEASURE, {one.value: str(one.label) for one in Measure.State}),
    )


PROPOSING = {
    "handed_over": "hand_over",
    "out_for_consultation": "send_consultation",
    "consultation_closed": "close_consultation",
    "decided": "decide_proposal",
    "implemented": "note_implemented",
    "not_taken_up": "note_not_taken_up",
}
PROPOSAL: tuple[Step, ...] = (
    ("", "drafted", "begin_proposal"),
    ("drafted", "", "drop_proposal"),
    *((old, new.value, PROPOSING[new.value]) for old, those in proposing.NEXT.items() for new in those),
)


@document("states-of-proposals.md")
def proposals() -> str:
    return page(
        "States of proposals",
        "What is handed over stays as it was. Its status stands as a banner wherever its text is shown. Only what was "
        "adopted, wholly or in part, is carried out.",
        diagram(PROPOSAL, {one.value: str(one.label) for one in Proposal.State}),
    )


MANDATE: tuple[Step, ...] = (
    ("", "decided", "write_mandate"),
    *((old, new.value, "move_mandate") for old, those in mandating.NEXT.items() for new in those),
)
ASSIGNMENT: tuple[Step, ...] = (
    ("", "assigned", "assign"),
    *((old, new.value, "move_assignment") for old, those in mandating.ASSIGNMENT_NEXT.items() for new in those),
)


@document("states-of-mandates.md")
def mandates() -> str:
    return page(
        "States of mandates and assignments",
        "A mandate that is handed over has a successor. A returned report is written again.",
        "## Mandate",
        diagram(MANDATE, {one.value: str(one.label) for one in Mandate.State}),
        "## Assignment",
        diagram(ASSIGNMENT, {one.value: str(one.label) for one in Assignment.State}),
    )


CALLING = {"open": "open_call", "closed": "its last day has passed", "decided": "decide_call"}
CALL: tuple[Step, ...] = (
    ("", "drafted", "begin_call"),
    ("drafted", "", "drop_call"),
    *((old, new.value, CALLING[new.value]) for old, those in calling.NEXT.items() for new in those),
)
APPLYING = {
    "submitted": "submit_application",
    "returned": "return_application",
    "withdrawn": "withdraw_application",
    "granted": "decide_call",
    "refused": "decide_call",
}
APPLICATION: tuple[Step, ...] = (
    ("", "drafted", "begin_application"),
    ("drafted", "", "drop_application"),
    *((old, new.value, APPLYING[new.value]) for old, those in applying.NEXT.items() for new in those),
)


@document("states-of-grants.md")
def grants() -> str:
    return page(
        "States of calls and applications",
        "A call is decided for all who applied at once. What is granted becomes an agreement, ready to sign.",
        "## Call",
        diagram(CALL, {one.value: str(one.label) for one in Call.State}),
        "## Application",
        diagram(APPLICATION, {one.value: str(one.label) for one in Application.State}),
    )

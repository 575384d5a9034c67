"""How a settlement, a removal and a tip move from one state to the next. `tests/test_states.py` tries every step."""

from samverka.core.documents import Step, diagram, document, page
from samverka.outreach.models import RemovalCase, Settlement, Tip
from samverka.outreach.models.removals import NEXT, ONWARD, State
from samverka.outreach.models.tips import ASIDE
from samverka.outreach.models.tips import NEXT as TIP_NEXT


SETTLEMENT: tuple[Step, ...] = (
    ("", "reported", "note_settlement"),
    ("reported", "seen", "tally_settlement, somebody was there"),
    ("reported", "empty", "tally_settlement, nobody was there"),
    ("seen", "empty", "tally_settlement, nobody was there"),
    ("empty", "seen", "tally_settlement, somebody was there"),
    ("empty", "closed", "close_settlement"),
    ("closed", "", "purge"),
)
REMOVAL: tuple[Step, ...] = (
    ("", "owner_known", "open_removal"),
    *((old, new.value, "carry_on") for old, those in NEXT.items() for new in those if new != State.CLOSED),
    *((old, "closed", "close_removal") for old, those in NEXT.items() if State.CLOSED in those),
    ("served", "objection_period", "the day after service"),
    ("objection_period", "decided", "carry_on, when the time is over"),
    ("closed", "", "purge"),
)

VERBS = {"triaged": "triage_tip", "passed_on": "pass_tip_on", "answered": "answer_tip"}
TIP: tuple[Step, ...] = (
    ("", "received", "receive_tip, unless it is a child or a danger to life"),
    *(
        (old, new.value, "set_tip_aside" if new in ASIDE else VERBS.get(new.value, "look_at_tip"))
        for old, those in TIP_NEXT.items()
        for new in those
    ),
    *((old, "", "purge") for old, those in TIP_NEXT.items() if not those),
)


@document("states-of-removals.md")
def states() -> str:
    onward = ", ".join(f"`{one.value}`" for one in State if one in ONWARD)
    return page(
        "States of settlements and removals",
        "A settlement is seen or empty as it was found last. It is closed when nobody lives there and no removal runs.",
        "## Settlement",
        diagram(SETTLEMENT, {one.value: str(one.label) for one in Settlement.State}),
        "## Removal",
        "The time to object is computed from the day of service and the rule `removal_objection_days`, never stored; "
        f"no decision comes before it is over. While children were seen and the channel is not used, no case goes on "
        f"to {onward}, and none is closed.",
        diagram(REMOVAL, {one.value: str(one.label) for one in RemovalCase.State}),
    )


@document("states-of-tips.md")
def states_of_tips() -> str:
    return page(
        "States of tips",
        "A tip comes from somebody without a name. A worry about a child, and a danger to life, is no tip: the form "
        "stops and shows whom to call, and nothing is stored. While children were seen and the channel is not used, a "
        "tip stays `received`. It goes to a team, to the social services on duty, to a landowner's contact or to "
        "another municipality only when a person passes it on; nobody is told by the system. Passed on to another "
        "municipality, it is seen there and no longer here.",
        diagram(TIP, {one.value: str(one.label) for one in Tip.State}),
    )

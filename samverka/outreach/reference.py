"""How a settlement and a removal move from one state to the next. `tests/test_states.py` tries every step."""

from samverka.core.documents import Step, diagram, document, page
from samverka.outreach.models import RemovalCase, Settlement
from samverka.outreach.models.removals import NEXT, ONWARD, State


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

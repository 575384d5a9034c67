"""How a concern note and a sighting move from one state to the next. `tests/test_states.py` tries every step."""

from samverka.core.documents import Step, diagram, document, page
from samverka.safeguarding.models import ConcernNote, Sighting


NOTE: tuple[Step, ...] = (
    ("", "noticed", "note_concern"),
    ("noticed", "advice_taken", "take_advice"),
    ("noticed", "reported", "report_concern"),
    ("advice_taken", "reported", "report_concern"),
    ("reported", "acknowledged", "acknowledge_report"),
    ("reported", "feedback_received", "receive_feedback"),
    ("acknowledged", "feedback_received", "receive_feedback"),
    ("reported", "feedback_overdue", "the day it was due is over"),
    ("acknowledged", "feedback_overdue", "the day it was due is over"),
    ("feedback_overdue", "feedback_received", "receive_feedback"),
    ("feedback_received", "closed", "close_note"),
    ("feedback_overdue", "closed", "close_note"),
    ("noticed", "not_reported", "not_report"),
    ("advice_taken", "not_reported", "not_report"),
    ("not_reported", "closed", "look_over, by another who agrees"),
    ("not_reported", "noticed", "look_over, by another who does not agree"),
    ("not_reported", "advice_taken", "look_over, by another who does not agree"),
    ("closed", "", "purge"),
)
SIGHTING: tuple[Step, ...] = (
    ("", "open", "note_sighting"),
    ("open", "channel_used", "use_channel"),
    ("open", "none_needed", "none_needed"),
    ("channel_used", "", "purge"),
    ("none_needed", "", "purge"),
)


@document("states-of-notes.md")
def states() -> str:
    return page(
        "States of concern notes and sightings",
        "A note is the reporter's own reminder, not the report. The law's clock runs at the municipality and is only "
        "shown.",
        "## Concern note",
        "That an answer is overdue is computed from the day on which it was due, never stored. What was not reported "
        "waits for another person's look.",
        diagram(NOTE, {one.value: str(one.label) for one in ConcernNote.State} | {"feedback_overdue": "overdue"}),
        "## Sighting",
        diagram(SIGHTING, {one.value: str(one.label) for one in Sighting.Outcome}),
    )

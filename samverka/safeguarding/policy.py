"""The rules of a worry about a child that are dated data: until when an answer is due, and the law's own clock.

The law's clock runs at the municipality. Here it is shown, never run.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from samverka.core.audit import LOOKS
from samverka.core.county import SWEDEN
from samverka.core.policy import Key, Policies, effective, register, whole


CHAPTER = "safeguarding"
FEEDBACK_DAYS = "concern_feedback_days"
ASSESSMENT_HOURS, PRELIMINARY_DAYS, INVESTIGATION_MONTHS = (
    "concern_assessment_hours", "concern_preliminary_days", "concern_investigation_months",
)  # fmt: skip
LAW: Mapping[str, object] = {
    ASSESSMENT_HOURS: _("Protection assessment: hours after the report"),
    PRELIMINARY_DAYS: _("Preliminary assessment: days after the report"),
    INVESTIGATION_MONTHS: _("Investigation: at most so many months"),
}

register(
    Key(FEEDBACK_DAYS, _("Days until whoever must report should have an answer"), whole(1, 90), 14, chapter=CHAPTER),
    Key(ASSESSMENT_HOURS, LAW[ASSESSMENT_HOURS], whole(1, 72), 24, chapter=CHAPTER),
    Key(PRELIMINARY_DAYS, LAW[PRELIMINARY_DAYS], whole(1, 60), 14, chapter=CHAPTER),
    Key(INVESTIGATION_MONTHS, LAW[INVESTIGATION_MONTHS], whole(1, 12), 4, chapter=CHAPTER),
)
LOOKS.update({
    "safeguarding.note_read": _("read a concern note"),
    "safeguarding.note_listed": _("saw a concern note in a list"),
})  # fmt: skip


def rules_of(code: str, on: date) -> Policies:
    """The rules of a municipality on a date. One query."""
    return effective([f"nation:{SWEDEN}", f"county:{code[:2]}", f"municipality:{code}"], on=on)

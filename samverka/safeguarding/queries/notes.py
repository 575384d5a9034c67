"""Concern notes as a list, and the law's clock beside them."""

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import F, QuerySet

from samverka.actors.models import User
from samverka.core.policy import KEYS
from samverka.safeguarding.models import ConcernNote
from samverka.safeguarding.policy import FEEDBACK_DAYS, LAW, rules_of


class Clock(NamedTuple):
    """One term of the law as dated reference data: what is said, how long it is, where it is written."""

    text: object
    value: int
    source: str


def notes_of(viewer: User) -> QuerySet[ConcernNote]:
    """The notes that the viewer may read, those that wait for something first."""
    found = ConcernNote.objects.visible_to(viewer).select_related("organisation", "municipality", "by")
    return found.order_by(
        F("closed_at").asc(nulls_first=True), F("feedback_due_on").asc(nulls_last=True), "noticed_at", "pk"
    )


def due(code: str, *, on: date) -> date:
    """By when the reporter should have an answer to a report made on a day. One query."""
    return on + timedelta(days=int(rules_of(code, on).value(FEEDBACK_DAYS)))


def clock(code: str, *, on: date) -> list[Clock]:
    """What the law asks of the municipality after a report. One query."""
    rules = rules_of(code, on)
    return [Clock(KEYS[key].text, int(rules.value(key)), rules.source(key)) for key in LAW]

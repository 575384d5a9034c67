"""Every step that `reference.py` tells of can be taken, and no other."""

from contextlib import suppress
from datetime import timedelta

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_user
from samverka.core.access import Refused
from samverka.safeguarding import actions
from samverka.safeguarding.models import ConcernNote
from samverka.safeguarding.reference import NOTE, SIGHTING
from samverka.safeguarding.tests.factories import EVENING, make_lead, make_note, make_sighting


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER = EVENING + timedelta(days=60)
DUE = EVENING.date() + timedelta(days=14)
REPORT = {"reported_at": EVENING, "channel": "duty", "feedback_due_on": DUE}
AS = {  # a note in each state
    "noticed": {},
    "advice_taken": {"is_advised": True},
    "reported": REPORT,
    "acknowledged": REPORT,
    "feedback_received": REPORT | {"feedback_received_on": DUE},
    "not_reported": {"because": "known"},
    "closed": REPORT | {"closed_at": EVENING},
    "feedback_overdue": REPORT | {"state": "reported"},
}


def do(note, verb, at):
    by = note.by
    told = {
        "report_concern": {"channel": "office"}, "not_report": {"because": "advised"},
        "acknowledge_report": {"reference": "A 1"},
    }.get(verb, {})  # fmt: skip
    if verb == "look_over":
        told, by = {"agrees": not note.is_advised and note.least == 1}, make_lead(note)
    return getattr(actions, verb)(note=note, by=by, at=at, **told)


VERBS = sorted(
    {verb.partition(",")[0] for _old, _new, verb in NOTE if not verb.startswith("the day")} - {"note_concern", "purge"}
)


def test_every_step_of_a_note_can_be_taken_and_no_other():
    taken = set()
    for state, told in AS.items():
        for verb in VERBS:
            for agrees in (True, False):
                note = make_note(least=1 if agrees else 2)
                ConcernNote.objects.filter(pk=note.pk).update(**({"state": state} | told))
                note.refresh_from_db()
                with suppress(Refused):
                    after = do(note, verb, LATER if state == "feedback_overdue" else EVENING).state
                    if after != note.state:
                        taken.add((state, after, verb))
    taken |= {("not_reported", "advice_taken", "look_over")}  # tried in test_notes

    told = {(old, new, verb.partition(",")[0]) for old, new, verb in NOTE if old and new}
    told -= {step for step in told if step[2].startswith("the day")}
    told |= {("feedback_overdue", "acknowledged", "acknowledge_report")}  # it is still a report that is confirmed late
    assert taken == told


def test_every_step_of_a_sighting_can_be_taken_and_no_other():
    taken = set()
    for state in ("open", "channel_used", "none_needed"):
        for verb, told in (("use_channel", {"channel": "duty"}), ("none_needed", {"because": "safe"})):
            sighting = make_sighting()
            by = make_user(Role.ADVISER, at=sighting.organisation)
            if state == "channel_used":
                sighting = actions.use_channel(sighting=sighting, channel="office", by=by, at=EVENING)
            if state == "none_needed":
                sighting = actions.none_needed(sighting=sighting, because="known", by=by, at=EVENING)
            with suppress(Refused):
                taken.add((state, getattr(actions, verb)(sighting=sighting, by=by, at=EVENING, **told).outcome, verb))

    assert taken == {step for step in SIGHTING if step[0] and step[1]}

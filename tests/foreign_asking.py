"""Surveys of another county, for `test_api_foreign.py`."""

from samverka.core.ids import new_id
from samverka.situation.tests.estimating import bring, state
from samverka.situation.tests.factories import make_answer
from tests.foreign_proposals import PROPOSING, foreign_proposal


SEEN = {"seen": "0" * 12}
STATED = {"id": new_id(), "as_of": "2026-01-15", "method": "survey", "low": 1, "high": 2, "confidence": "low"}
ASKING = {  # something acceptable for every operation that takes something
    "plan_survey": {
        "id": new_id(),
        "organisation_id": new_id(),
        "territory": "01",
        "name": "X",
        "first_day": "2026-01-01",
        "last_day": "2026-01-15",
        "due_on": "2027-01-15",
    },
    "ask_municipalities": {"questionnaire_id": new_id()},
    "save_answer": SEEN,
    "hand_in": SEEN,
    "state_estimate": {**STATED, "organisation_id": new_id(), "definition": "everybody"},
    "correct_estimate": STATED,
    "bring_overlaps": {
        "id": new_id(),
        "organisation_id": new_id(),
        "name": "X",
        "made_by": "X",
        "definition": "over_time",
        "first_day": "2026-01-01",
        "last_day": "2026-01-15",
        "lists": ["A", "B"],
        "rows": [[1, 0, 30], [0, 1, 20], [1, 1, 10]],
    },
    "state_hidden_number": {"id": new_id()},
    **PROPOSING,
}


def foreign_survey(code):
    """What a county board there asks a municipality, and what is proposed there."""
    asked = make_answer(territory=code)
    return {
        "survey_id": asked.survey_id, "answer_id": asked.pk, "questionnaire_id": asked.questionnaire_id,
        "estimate_id": state(code=code).pk, "table_id": bring(code=code, work=False).pk,
        **foreign_proposal(code),
    }  # fmt: skip

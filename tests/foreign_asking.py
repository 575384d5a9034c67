"""Surveys of another county, for `test_api_foreign.py`."""

from samverka.core.ids import new_id
from samverka.situation.tests.factories import make_answer


SEEN = {"seen": "0" * 12}
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
}


def foreign_survey(code):
    """What a county board there asks a municipality."""
    asked = make_answer(territory=code)
    return {"survey_id": asked.survey_id, "answer_id": asked.pk, "questionnaire_id": asked.questionnaire_id}

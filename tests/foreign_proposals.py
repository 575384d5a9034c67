"""Proposals of another county, for `test_api_foreign.py`."""

from samverka.actors.tests.factories import make_organisation
from samverka.core.ids import new_id
from samverka.programmes.tests.mandating import assign, make_mandate
from samverka.programmes.tests.proposing import ask, make_consultation, make_coordinator, make_proposal, make_respondent


PROPOSING = {  # something acceptable for every operation that takes something
    "begin_proposal": {
        "id": new_id(), "organisation_id": new_id(), "title": "T", "text": "Mer stöd.", "addressee": "Regeringen"
    },
    "hand_over": {"on": "2026-11-02"},
    "decide_proposal": {"on": "2026-11-02", "decision": "adopted", "decided_by": "Regeringen"},
    "answer_consultation": {"opinion": "supports"},
    "move_assignment": {"state": "accepted"},
}  # fmt: skip


def foreign_proposal(code):
    """A draft there, an opinion that somebody there is asked for, and a task of a mandate."""
    by = make_coordinator(code[:2])
    asked, mandate = make_respondent().standing[0].organisation, make_mandate(by)
    answer = ask(make_consultation(by), by, organisation=asked, respondent="", mailbox="")
    told = {"mandate_id": mandate.pk, "assignment_id": assign(mandate, make_organisation(territory=code)).pk}
    return {"proposal_id": make_proposal(by).pk, "opinion_id": answer.pk, **told}

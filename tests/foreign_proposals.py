"""Proposals of another county, for `test_api_foreign.py`."""

from samverka.core.ids import new_id
from samverka.programmes.tests.proposing import ask, make_consultation, make_coordinator, make_proposal, make_respondent


PROPOSING = {  # something acceptable for every operation that takes something
    "begin_proposal": {
        "id": new_id(), "organisation_id": new_id(), "title": "T", "text": "Mer stöd.", "addressee": "Regeringen"
    },
    "hand_over": {"on": "2026-11-02"},
    "decide_proposal": {"on": "2026-11-02", "decision": "adopted", "decided_by": "Regeringen"},
    "answer_consultation": {"opinion": "supports"},
}  # fmt: skip


def foreign_proposal(code):
    """A draft there, and an opinion that somebody there is asked for."""
    by = make_coordinator(code[:2])
    answer = ask(make_consultation(by), by, organisation=make_respondent().standing[0].organisation, mailbox="")
    return {"proposal_id": make_proposal(by).pk, "opinion_id": answer.pk}

"""Who may propose, consult and answer: rows of `test_access.py` for programmes."""

from dataclasses import dataclass

from samverka.actors.tests.factories import LONG_AGO
from samverka.programmes import rules as programmes
from samverka.programmes.models import Assignment, Consultation, ConsultationAnswer, Mandate, Proposal


# rule · what it is asked about · who may · what the others are told
PROPOSING = [
    (programmes.write_proposal, "city", "coordinator", "Only coordinators and project leaders make proposals."),
    (programmes.keep_proposal, "proposal", "coordinator", "Only those who made a proposal keep it and consult on it."),
    (programmes.attach_to_proposal, "proposal", "coordinator",
     "Only those who made a proposal keep it and consult on it."),
    (programmes.answer_consultation, "opinion", "admin", "Only those who answer for an organisation give its opinion."),
    (programmes.attach_to_answer, "opinion", "admin coordinator",
     "Only those who give an opinion put files beside it."),
    (programmes.hold_mandate, "city", "coordinator", "Only the coordinators of whoever holds a mandate note it."),
    (programmes.keep_mandate, "mandate", "coordinator", "Only the coordinators of whoever holds a mandate note it."),
    (programmes.do_assignment, "assignment", "admin",
     "Only those who answer for the organisation that was asked report its task."),
    (programmes.judge_assignment, "assignment", "coordinator",
     "Only whoever gave a task says whether its report will do."),
]  # fmt: skip


@dataclass
class Proposing:
    """What the rules of proposals are asked about."""

    proposal: Proposal  # of the municipality
    opinion: ConsultationAnswer  # that is asked of the organisation that runs the shelter
    mandate: Mandate  # of the municipality
    assignment: Assignment  # by it, to the organisation that runs the shelter


def proposing(home, city):
    mandate = Mandate(organisation=city)
    told = {"mandate": mandate, "assignment": Assignment(mandate=mandate, organisation=home)}
    proposal = Proposal(organisation=city)
    asked = Consultation(proposal=proposal, sent_at=LONG_AGO)
    return told | {"proposal": proposal, "opinion": ConsultationAnswer(consultation=asked, organisation=home)}

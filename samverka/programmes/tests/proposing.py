"""Proposals, their consultations, and those who make them, each made through the actions."""

from datetime import UTC, date, datetime

from samverka.actors.models import Organisation, Role, User
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Consultation, ConsultationAnswer, Proposal


AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DUE = date(2026, 12, 1)
WORDS = {"title": "Rådgivning i hela landet", "text": "Staten ger rådgivningen fast stöd.", "addressee": "Regeringen"}


def make_coordinator(code: str = "01") -> User:
    return make_user(Role.COUNTY_COORDINATOR, at=make_organisation(kind="county_board", territory=code))


def make_respondent(at: Organisation | None = None) -> User:
    return make_user(Role.RESPONDENT, at=at or make_organisation(kind="ngo", territory="0180"))


def make_proposal(by: User | None = None, **said: object) -> Proposal:
    by = by or make_coordinator()
    told = {"id": new_id(), "organisation": by.standing[0].organisation, "at": AT, **WORDS}
    return actions.begin_proposal(by=by, **told | said)


def make_handed_over(by: User | None = None, **said: object) -> Proposal:
    by = by or make_coordinator()
    return actions.hand_over(proposal=make_proposal(by, **said), on=date(2026, 11, 2), by=by, at=AT)


def make_consultation(by: User | None = None, **said: object) -> Consultation:
    """One that is prepared, of a proposal that is handed over."""
    by = by or make_coordinator()
    told = {"id": new_id(), "proposal": make_handed_over(by), "due_on": DUE, "at": AT}
    return actions.plan_consultation(by=by, **told | said)


def ask(consultation: Consultation, by: User, **said: object) -> ConsultationAnswer:
    usual = {"id": new_id(), "respondent": "Exempelförbundet", "mailbox": "remiss@exempel.example", "at": AT}
    return actions.consult(consultation=consultation, by=by, **usual | said)

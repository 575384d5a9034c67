"""Who may answer for mandates, money and promises."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import COORDINATORS, Organisation, User
from samverka.core.access import require, why_not
from samverka.directory.models import Service
from samverka.programmes.models import (
    Agreement,
    Application,
    Assignment,
    Backer,
    Call,
    ConsultationAnswer,
    Mandate,
    Measure,
    MeasurePart,
    Party,
    Project,
    Proposal,
    Strategy,
)
from samverka.programmes.models.agreements import SPEAK
from samverka.programmes.models.calls import ISSUERS
from samverka.programmes.models.proposals import PROPOSERS
from samverka.situation.models.surveys import RESPONDING


def begin_agreement(user: User, organisation: Organisation) -> None:
    require(user.works_as(*SPEAK, at=organisation), _("Agreements are made for an organisation that one speaks for."))


def keep_agreement(user: User, agreement: Agreement) -> None:
    """Whoever speaks for the party that pays and keeps it."""
    keeps = user.works_as(*SPEAK, at=agreement.organisation)
    require(keeps, _("Only whoever speaks for the party that pays does this."))


def speak_for_party(user: User, party: Party) -> None:
    require(user.works_as(*SPEAK, at=party.organisation), _("Only whoever speaks for this party does this."))


def begin_call(user: User, organisation: Organisation) -> None:
    """Municipalities, county boards and regions give grants; whoever speaks for one of them calls."""
    gives = organisation.kind in ISSUERS and user.works_as(*SPEAK, at=organisation)
    require(gives, _("Calls are made by those who speak for a municipality, a county board or a region."))


def keep_call(user: User, call: Call) -> None:
    """Its texts, its criteria, what is asked back, and its decision."""
    keeps = any(one.organisation_id == call.organisation_id and one.role in SPEAK for one in user.standing)
    require(keeps, _("Only whoever speaks for those who give the grant does this."))


def judge_application(user: User, application: Application) -> None:
    """Whoever speaks for those who give the grant, and does not work for those who ask for it."""
    keep_call(user, application.call)
    own = application.organisation_id in user.organisations()
    require(not own, _("You work for those who apply. Somebody else judges this."))


def begin_application(user: User, organisation: Organisation) -> None:
    speaks = user.works_as(*SPEAK, at=organisation)
    require(speaks, _("Grants are applied for by those who speak for an organisation."))


def keep_application(user: User, application: Application) -> None:
    """Whoever speaks for the organisation that applies."""
    own = any(one.organisation_id == application.organisation_id and one.role in SPEAK for one in user.standing)
    require(own, _("Only whoever speaks for those who apply does this."))


def attach_to_application(user: User, application: Application) -> None:
    """Files are part of what is handed in."""
    keep_application(user, application)
    require(application.is_written(localdate()), _("It is handed in: its words stand."))


def begin_project(user: User, organisation: Organisation) -> None:
    require(user.works_as(*SPEAK, at=organisation), _("Projects are begun for an organisation that one speaks for."))


def keep_project(user: User, project: Project) -> None:
    """Whoever leads it, or speaks for the organisation that owns it."""
    owns = any(one.organisation_id == project.organisation_id and one.role in SPEAK for one in user.standing)
    require(owns, _("Only whoever leads the project does this."))


def attach_to_project(user: User, project: Project) -> None:
    """Whoever keeps it, until it is closed."""
    keep_project(user, project)
    require(not project.is_closed, _("The project is closed."))


def choose_desks(user: User, project: Project) -> None:
    """Whoever speaks for one of those that run it, of that one's own desks."""
    runs = project.run_by()
    speaks = any(one.organisation_id in runs and one.role in SPEAK for one in user.standing)
    require(speaks, _("Only whoever speaks for one of those that run the project does this."))


def lend_desk(user: User, service: Service) -> None:
    """What is counted at a desk is its organisation's own until that says otherwise."""
    home = service.provider.organisation
    require(home and user.works_as(*SPEAK, at=home), _("Each chooses its own front desks."))


def begin_strategy(user: User, organisation: Organisation) -> None:
    require(user.works_as(*SPEAK, at=organisation), _("Strategies are begun for an organisation that one speaks for."))


def keep_strategy(user: User, strategy: Strategy) -> None:
    """Whoever speaks for the organisation that keeps it."""
    keeps = any(one.organisation_id == strategy.organisation_id and one.role in SPEAK for one in user.standing)
    require(keeps, _("Only whoever speaks for the organisation that keeps the strategy does this."))


def move_measure(user: User, measure: Measure) -> None:
    """Whoever is responsible for it, or keeps the strategy; until that is decided, whoever keeps it."""
    if measure.strategy.is_written:
        keep_strategy(user, measure.strategy)
        return
    homes = (measure.organisation_id, measure.strategy.organisation_id)
    moves = any(one.organisation_id in homes and one.role in SPEAK for one in user.standing)
    require(moves, _("Only whoever is responsible for the measure does this."))


def sign_part(user: User, part: MeasurePart) -> None:
    """Nobody signs for somebody else."""
    signs = any(one.organisation_id == part.organisation_id and one.role in SPEAK for one in user.standing)
    require(signs, _("Each signs its own part."))


def back_strategy(user: User, backer: Backer) -> None:
    """Whoever speaks for an organisation that is asked."""
    speaks = any(one.organisation_id == backer.organisation_id and one.role in SPEAK for one in user.standing)
    require(speaks, _("Only whoever speaks for this organisation says what it thinks."))


def write_proposal(user: User, organisation: Organisation) -> None:
    """Coordinators and project leaders propose, for the organisation that they work for."""
    require(user.works_as(*PROPOSERS, at=organisation), _("Only coordinators and project leaders make proposals."))


def keep_proposal(user: User, proposal: Proposal) -> None:
    """Its text, its consultation, and what became of it."""
    keeps = user.works_as(*PROPOSERS, at=proposal.organisation)
    require(keeps, _("Only those who made a proposal keep it and consult on it."))


def attach_to_proposal(user: User, proposal: Proposal) -> None:
    """Files are part of what is handed over."""
    keep_proposal(user, proposal)
    require(proposal.is_draft, _("It is handed over, and stays as it was. Make another proposal."))


def answer_consultation(user: User, answer: ConsultationAnswer) -> None:
    """For an organisation that is asked, by those who answer for it otherwise as well."""
    answers = any(one.organisation_id == answer.organisation_id and one.role in RESPONDING for one in user.standing)
    require(answers, _("Only those who answer for an organisation give its opinion."))


def attach_to_answer(user: User, answer: ConsultationAnswer) -> None:
    """Files beside an opinion, by those who give it; beside what came as a letter, by those who enter it."""
    enters = answer.way in ("", answer.Way.ENTERED) and not why_not(keep_proposal, user, answer.consultation.proposal)
    gives = enters or not why_not(answer_consultation, user, answer)
    require(gives, _("Only those who give an opinion put files beside it."))
    require(answer.consultation.takes_answers, _("This consultation takes no answers."))


def hold_mandate(user: User, organisation: Organisation) -> None:
    holds = user.works_as(*COORDINATORS, at=organisation)
    require(holds, _("Only the coordinators of whoever holds a mandate note it."))


def keep_mandate(user: User, mandate: Mandate) -> None:
    """Its steps, what is handed in, its tasks, and the report that answers for it."""
    hold_mandate(user, mandate.organisation)


def do_assignment(user: User, assignment: Assignment) -> None:
    does = any(one.organisation_id == assignment.organisation_id and one.role in RESPONDING for one in user.standing)
    require(does, _("Only those who answer for the organisation that was asked report its task."))


def judge_assignment(user: User, assignment: Assignment) -> None:
    judges = user.works_as(*COORDINATORS, at=assignment.mandate.organisation)
    require(judges, _("Only whoever gave a task says whether its report will do."))

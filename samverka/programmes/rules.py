"""Who may answer for mandates, money and promises."""

from django.utils.translation import gettext as _

from samverka.actors.models import COORDINATORS, Organisation, Role, User
from samverka.core.access import require
from samverka.programmes.models import Agreement, Backer, Measure, MeasurePart, Party, Project, Strategy


SPEAK = (*COORDINATORS, Role.ORGANISATION_ADMIN, Role.PROJECT_LEADER)  # for their organisation, of what it promised


def begin_agreement(user: User, organisation: Organisation) -> None:
    require(user.works_as(*SPEAK, at=organisation), _("Agreements are made for an organisation that one speaks for."))


def keep_agreement(user: User, agreement: Agreement) -> None:
    """Whoever speaks for the party that pays and keeps it."""
    keeps = user.works_as(*SPEAK, at=agreement.organisation)
    require(keeps, _("Only whoever speaks for the party that pays does this."))


def speak_for_party(user: User, party: Party) -> None:
    require(user.works_as(*SPEAK, at=party.organisation), _("Only whoever speaks for this party does this."))


def begin_project(user: User, organisation: Organisation) -> None:
    require(user.works_as(*SPEAK, at=organisation), _("Projects are begun for an organisation that one speaks for."))


def keep_project(user: User, project: Project) -> None:
    """Whoever leads it, or speaks for the organisation that owns it."""
    owns = any(one.organisation_id == project.organisation_id and one.role in SPEAK for one in user.standing)
    require(owns, _("Only whoever leads the project does this."))


def begin_strategy(user: User, organisation: Organisation) -> None:
    require(user.works_as(*SPEAK, at=organisation), _("Strategies are begun for an organisation that one speaks for."))


def keep_strategy(user: User, strategy: Strategy) -> None:
    """Whoever speaks for the organisation that keeps it."""
    keeps = any(one.organisation_id == strategy.organisation_id and one.role in SPEAK for one in user.standing)
    require(keeps, _("Only whoever speaks for the organisation that keeps the strategy does this."))


def move_measure(user: User, measure: Measure) -> None:
    """Whoever is responsible for it, or keeps the strategy."""
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

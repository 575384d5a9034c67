"""Who may answer for mandates, money and promises."""

from django.utils.translation import gettext as _

from samverka.actors.models import COORDINATORS, Organisation, Role, User
from samverka.core.access import require
from samverka.programmes.models import Agreement, Party, Project


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

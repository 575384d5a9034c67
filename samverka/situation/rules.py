"""Who may write questionnaires and reports, ask, answer, see answers and figures, estimate, and publish."""

from django.utils.translation import gettext as _

from samverka.actors.models import COORDINATORS, Organisation, Role, Territory, User
from samverka.core.access import require
from samverka.core.county import SWEDEN
from samverka.situation.models import Answer, Estimate, OverlapTable, Questionnaire, Report, ReportReader, Survey
from samverka.situation.models.questionnaires import WRITERS
from samverka.situation.models.surveys import RESPONDING, speaks_for_town


def keep_questionnaires(user: User, organisation: Organisation) -> None:
    require(user.works_as(*WRITERS, at=organisation), _("Only county and national coordinators keep questionnaires."))


def edit_questionnaire(user: User, questionnaire: Questionnaire) -> None:
    keeps = user.works_as(*WRITERS, at=questionnaire.organisation)
    require(keeps, _("Only the coordinators of the organisation that keeps it change a questionnaire."))


def plan_survey(user: User, territory: Territory) -> None:
    """A county asks within itself, the nation everywhere; a municipality fills in its own picture."""
    require(_coordinates(user, territory), _("Only the territory's own coordinator begins a survey of it."))


def run_survey(user: User, survey: Survey) -> None:
    runs = user.works_as(*COORDINATORS, at=survey.organisation)
    require(runs, _("Only the coordinators of the organisation that asks run a survey."))


def answer(user: User, answer: Answer) -> None:
    """For one's own organisation, or for the municipality that one coordinates."""
    home, code = answer.organisation, answer.territory_id
    if home:
        mine = user.works_as(*RESPONDING, at=home)
    else:
        of_town = answer.questionnaire.meant_for == Questionnaire.For.MUNICIPALITY
        mine = of_town and any(
            one.territory_id == code and speaks_for_town(one.role, one.organisation) for one in user.standing
        )
    require(mine, _("Only the respondent's own people answer."))


def answer_for(user: User, answer: Answer) -> None:
    """Enter what came as a sheet or on paper."""
    require(user.works_in(answer.territory_id, *WRITERS), _("Only the county's coordinator enters it for others."))


def compare_support(user: User) -> None:
    """Forms of support, without figures, are for all who coordinate: neighbours learn from each other."""
    coordinates = any(one.role in COORDINATORS for one in user.standing)
    require(coordinates, _("Only coordinators compare the municipalities' forms of support."))


def publish_table(user: User, territory: Territory) -> None:
    """The nation's numbers are the national coordinator's to publish; a county's also its own coordinator's."""
    publishes = user.works_in(territory.code, Role.NATIONAL_COORDINATOR, Role.COUNTY_COORDINATOR)
    require(
        publishes and len(territory.code) == 2,
        _("Only the national coordinator publishes tables, and a county's coordinator those of the county."),
    )


def write_report(user: User, territory: Territory) -> None:
    """A county writes its part of the picture, the nation the whole, a municipality its own."""
    require(_coordinates(user, territory), _("Only the territory's own coordinator writes its report."))


def edit_report(user: User, report: Report) -> None:
    writes = user.works_as(*COORDINATORS, at=report.organisation)
    require(writes, _("Only the coordinators of the organisation that writes a report change or publish it."))


def comment_on_report(user: User, reader: ReportReader) -> None:
    """For an organisation that is asked, by those who answer for it otherwise as well."""
    answers = any(one.organisation_id == reader.organisation_id and one.role in RESPONDING for one in user.standing)
    require(answers, _("Only those who answer for an organisation that is asked comment on a report."))


def keep_template(user: User, organisation: Organisation) -> None:
    keeps = user.works_as(*COORDINATORS, at=organisation)
    require(keeps, _("Only an organisation's own coordinators say how its reports look."))


def see_figures(user: User, territory: Territory) -> None:
    """Totals of a territory are for those who coordinate it, or what it lies in."""
    require(user.works_in(territory.code, *COORDINATORS), _("Only a territory's coordinators see its figures."))


def state_estimate(user: User, territory: Territory) -> None:
    """A municipality for itself; the county and the nation also for what lies within."""
    require(
        user.works_in(territory.code, *COORDINATORS), _("Only a territory's coordinators say how many are estimated.")
    )


def keep_estimate(user: User, estimate: Estimate) -> None:
    keeps = user.works_as(*COORDINATORS, at=estimate.organisation)
    require(keeps, _("Only the coordinators of the organisation that stated it keep an estimate."))


def work_on_overlaps(user: User, table: OverlapTable) -> None:
    """Small numbers about people, until a range is made of them."""
    works = user.works_as(*COORDINATORS, at=table.organisation)
    require(works, _("Only the coordinators of the organisation that brought it work on a table of overlaps."))


def _coordinates(user: User, territory: Territory) -> bool:
    """Is the user the territory's own coordinator?"""
    role = {2: Role.COUNTY_COORDINATOR, 4: Role.MUNICIPALITY_COORDINATOR}[len(territory.code)]
    role = Role.NATIONAL_COORDINATOR if territory.code == SWEDEN else role
    return any(one.role == role and one.territory_id == territory.code for one in user.standing)

"""A women's health project with two periods reported and one running. Names and numbers are invented."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime

from samverka.actors.models import Organisation, Role, User
from samverka.core.ids import new_id
from samverka.outreach import queries as outreach
from samverka.programmes import actions, queries
from samverka.programmes.actions import Known
from samverka.programmes.models import Fund, Project, ProjectPeriod
from samverka.web.management.seeding.people import LONG_AGO, territory


Person = Callable[..., User]
TARGETS = {"participants-women": 300, "age-18-29": 90, "age-55": 30, "activities": 60,
           "course-visits": 2400, "disability": None, "homelessness": None}  # fmt: skip
KNOWN: dict[str, tuple[str, tuple[int, int], tuple[int, int], str]] = {  # in each period: at least and at most
    "participants-women": ("statement", (88, 88), (104, 104), "De som börjat kursen, räknade en gång var."),
    "age-18-29": ("operation_estimate", (20, 30), (25, 35), "Kursledarnas bedömning efter sista tillfället."),
    "age-55": ("operation_estimate", (8, 12), (9, 14), "Kursledarnas bedömning efter sista tillfället."),
    "course-visits": ("statement", (760, 760), (890, 890), "Summan av besöken vid varje tillfälle."),
    "activities": ("statement", (19, 19), (21, 21), "Kursplanen."),
    "disability": ("operation_estimate", (5, 15), (5, 15), "En uppskattning för helheten. Ingen har tillfrågats."),
    "homelessness": ("operation_estimate", (70, 88), (80, 104), "Kursen hålls vid natthärbärgen."),
}  # fmt: skip
COMMENTS = (
    "Kursen hölls två gånger i veckan. Barnmorska och tandsköterska medverkade.",
    "Fler kom än vi trodde när kursen flyttade till kvällstid.",
)


def build(person: Person, *, at: datetime) -> None:
    adviser = User.objects.get(email="radgivare.stockholm@ovning.example")
    home = adviser.standing[0].organisation
    leader = person("projekt", Role.PROJECT_LEADER, home, name="Parisa Projekt", code="0180")
    first = _months_on(at.date().replace(day=1), -13)
    project = actions.begin_project(
        id=new_id(), organisation=home, territory=territory("0180"), fund=Fund.objects.get(code="esf-plus-2021"),
        title="Starkare hälsa, en kurs för kvinnor", first_day=first, last_day=_end(_months_on(first, 17)),
        purpose="Kvinnor som lever på gatan får veta hur kroppen mår, hur vården fungerar och var man kan vila.\n\n"
        "- Kurs två gånger i veckan, bara för kvinnor\n- Besök av barnmorska och tandsköterska",
        tracks="Hälsofrämjande insatser\nSamhällsorientering", by=leader, at=LONG_AGO,
    )  # fmt: skip
    _promise(project, leader, first, at)
    actions.plan_periods(project=project, months=6, days=45, by=leader, at=at)
    actions.grant_project(project=project, operation_number="2025/00417", by=leader, at=at)
    actions.move_projects(at=at)
    for place, period in enumerate(ProjectPeriod.objects.filter(project=project).order_by("first_day")[:2]):
        _report(period, leader, place, at)


def _promise(project: Project, leader: User, first: date, at: datetime) -> None:
    indicators = {one.code: one for one in queries.indicators(project)}
    for code, target in TARGETS.items():
        actions.set_target(project=project, indicator=indicators[code], target=target, by=leader, at=at)
    for number, (planned, spent) in enumerate(((620_000, 588_400), (900_000, 512_000))):
        actions.set_project_money(
            project=project, year=first.year + number, planned=planned, spent=spent, by=leader, at=at
        )
    may = queries.may_count(project, leader.organisations())
    services = [one for one in outreach.desk_services(leader) if one in list(may)]
    actions.count_at(project=project, services=services, by=leader, at=at)
    partner = Organisation.objects.get(name="Exempelstadens stadsmission")
    if partner != project.organisation:
        actions.add_project_partner(project=project, organisation=partner, by=leader, at=at)


def _report(period: ProjectPeriod, leader: User, place: int, at: datetime) -> None:
    keys = {one.indicator.code: one.indicator_id for one in queries.targets(period.project)}
    known = {
        keys[code]: Known(how, *(first, second)[place], method) for code, (how, first, second, method) in KNOWN.items()
    }
    actions.note_values(period=period, values=known, by=leader, at=at)
    actions.submit_report(id=new_id(), period=period, comment=COMMENTS[place], by=leader, at=at)


def _months_on(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])

"""Projects made through the actions, step by step."""

from datetime import UTC, date, datetime

from samverka.actors.models import Role, User
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.actions import Known
from samverka.programmes.models import Fund, FundIndicator, Project, ProjectPeriod
from samverka.programmes.tests.factories import home


PROJECT_AT = datetime(2026, 7, 6, 9, tzinfo=UTC)
SAID = {
    "title": "Kvinnors hälsa", "purpose": "En kurs om kropp och vård.", "first_day": date(2026, 1, 1),
    "last_day": date(2026, 12, 31),
}  # fmt: skip


def make_fund() -> Fund:
    """As the migration tells it, also after a test that has emptied every table."""
    fund = Fund.objects.get_or_create(
        code="esf-plus-2021", defaults={"name": "ESF+", "first_day": date(2021, 1, 1), "source": "Förordning"}
    )[0]
    for code, counted, sensitive in (("course-visits", "attendances", False), ("disability", "", True)):
        told = {
            "name": code,
            "unit": "besök" if counted else "deltagare",
            "counted": counted,
            "is_sensitive": sensitive,
            "source": "Bilaga",
        }
        FundIndicator.objects.get_or_create(fund=fund, code=code, valid_from=date(2021, 1, 1), defaults=told)
    return fund


def make_leader(code: str = "0180") -> User:
    return make_user(Role.PROJECT_LEADER, at=make_organisation(kind="ngo", territory=code))


def make_project(by: User | None = None, **said: object) -> Project:
    """Planned, with one counted and one sensitive indicator."""
    by = by or make_leader()
    usual = {"id": new_id(), "organisation": home(by), "territory": home(by).territory, "fund": make_fund()}
    made = actions.begin_project(by=by, at=PROJECT_AT, **usual | SAID | said)
    for code, target in (("course-visits", 200), ("disability", None)):
        indicator = made.fund.indicators.get(code=code)
        actions.set_target(project=made, indicator=indicator, target=target, by=by, at=PROJECT_AT)
    return made


def make_running(by: User, **said: object) -> list[ProjectPeriod]:
    """Granted and running, in two half-years; those."""
    made = make_project(by, **said)
    periods = actions.plan_periods(project=made, months=6, days=45, by=by, at=PROJECT_AT)
    actions.grant_project(project=made, operation_number="2026/00123", by=by, at=PROJECT_AT)
    actions.move_projects(at=PROJECT_AT)
    return list(ProjectPeriod.objects.filter(pk__in=[one.pk for one in periods]).order_by("first_day"))


def key(code: str) -> int:
    return FundIndicator.objects.get(fund="esf-plus-2021", code=code).pk


def make_reported(by: User) -> dict[str, object]:
    """A running project with its first period, which is submitted."""
    period = make_running(by)[0]
    told = {
        key("course-visits"): Known("statement", 95, 105),
        key("disability"): Known("operation_estimate", 5, 15, "Ledarnas bedömning."),
    }
    actions.note_values(period=period, values=told, by=by, at=PROJECT_AT)
    report = actions.submit_report(id=new_id(), period=period, by=by, at=PROJECT_AT)
    return {"project": period.project, "period": period, "indicator_report": report}

"""Projects: planned, granted, run, reported and closed; their partners, desks, money and targets."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.actions import one_by_one
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.directory.models import Service
from samverka.programmes import queries, rules
from samverka.programmes.models import (
    Fund,
    FundIndicator,
    Project,
    ProjectMoney,
    ProjectPartner,
    ProjectPeriod,
    ProjectService,
    ProjectTarget,
)
from samverka.programmes.models.agreements import SPEAK
from samverka.programmes.models.projects import NEXT, ProjectState


TEXTS = ("title", "operation_number", "purpose", "tracks")


@transaction.atomic
def begin_project(
    *, id: UUID, organisation: Organisation, territory: Territory, fund: Fund, by: User, at: datetime, **facts: Any
) -> Project:
    """Plan a project that `organisation` would own. Begun again, it changes nothing."""
    if there := already(Project, id, organisation_id=organisation.pk, fund_id=fund.pk):
        return there
    rules.begin_project(by, organisation)
    home: dict[str, Any] = {"organisation": organisation, "territory": territory, "fund": fund}
    made = Project(id=id, begun_by=by, begun_at=at, changed_at=at, **home, **facts)
    _check(made)
    made.save(force_insert=True)
    note(made, by, "begun", at)
    return made


@transaction.atomic
def write_project(*, project: Project, by: User, at: datetime, seen: str = "", **facts: Any) -> Project:
    """Change what a project says. Its days stand when it is granted; until then its periods follow them."""
    held = hold(project, by)
    check_seen(held, seen)
    moves = any(facts.get(name, getattr(held, name)) != getattr(held, name) for name in DAYS)
    if moves and not held.is_planned:
        raise Refused(_("It is granted: its days stand."))
    for name, value in facts.items():
        setattr(held, name, value)
    held.changed_at = at
    _check(held)
    if moves:
        _refuse_outside(held)
        _divide_anew(held)
    held.save()
    note(held, by, "written", at)
    return held


DAYS = ("first_day", "last_day")


@transaction.atomic
def add_project_partner(*, project: Project, organisation: Organisation, by: User, at: datetime) -> Project:
    """It runs the project too, and reads all of it. Added again, it changes nothing."""
    held = hold(project, by)
    if organisation.pk == held.organisation_id:
        raise Unfit(_("It owns the project already."), field="organisation")
    if ProjectPartner.objects.get_or_create(project=held, organisation=organisation)[1]:
        note(held, by, "partner_added", at)
    return held


@transaction.atomic
def remove_project_partner(*, project: Project, organisation: Organisation, by: User, at: datetime) -> Project:
    """It takes no part any more, nor do its front desks."""
    held = hold(project, by)
    if ProjectPartner.objects.filter(project=held, organisation=organisation).delete()[0]:
        ProjectService.objects.filter(project=held, service__provider__organisation=organisation).delete()
        note(held, by, "partner_removed", at)
    return held


@transaction.atomic
def count_at(*, project: Project, services: Collection[Service], by: User, at: datetime) -> Project:
    """Of the organisations that one speaks for, what is counted at these desks counts for the project, and no more.

    Desks of the others who run it stay as those have chosen.
    """
    rules.choose_desks(by, project)
    held, wanted = _held(project), {one.pk for one in services}
    there = set(ProjectService.objects.filter(project=held).values_list("service", flat=True))
    for one in services:
        if one.pk not in there:
            rules.lend_desk(by, one)
    speaks = [one.organisation_id for one in by.standing if one.role in SPEAK]
    own = queries.may_count(held, speaks)
    if wanted - there - set(own.values_list("pk", flat=True)):
        raise Unfit(_("Choose services of those who run the project."), field="services")
    rows = ProjectService.objects.filter(project=held, service__provider__organisation__in=speaks)
    gone = rows.exclude(service__in=wanted).delete()[0]
    if gone or wanted - there:
        ProjectService.objects.bulk_create(ProjectService(project=held, service_id=pk) for pk in wanted - there)
        note(held, by, "desks_chosen", at)
    return held


@transaction.atomic
def set_project_money(
    *, project: Project, year: int, planned: int, by: User, at: datetime, spent: int | None = None
) -> Project:
    """A year's budget in kronor, and what is spent of it when that is known. What is not said again stays told.

    A budget of nought takes the year away, unless something is spent.
    """
    held = hold(project, by)
    first, last = held.years
    if not first <= year <= last:
        raise Unfit(_("The project does not run in that year."), field="year")
    told = {"planned": planned} | ({} if spent is None else {"spent": spent})
    made, _new = ProjectMoney.objects.update_or_create(project=held, year=year, defaults=told)
    if not made.planned and not made.spent:
        made.delete()
    note(held, by, "money_set", at)
    return held


@transaction.atomic
def set_target(
    *, project: Project, indicator: FundIndicator, by: User, at: datetime, target: int | None = None
) -> Project:
    """Report this indicator, and hold it against a target where there is one."""
    held = hold(project, by)
    if indicator.fund_id != held.fund_id:
        raise Unfit(_("Another fund asks for that."), field="indicator")
    if indicator.counts_by_origin_or_health:
        raise Unfit(
            _(
                "This would count people by their origin or health. Where a fund asks for it, it is marked as "
                "sensitive, and told as one estimate of the whole project with its method."
            ),
            field="indicator",
        )
    if indicator.tells_visits_as_people:
        raise Unfit(
            _("Front desks count visits, the same person each time. How many took part is said by the project itself."),
            field="indicator",
        )
    ProjectTarget.objects.update_or_create(project=held, indicator=indicator, defaults={"target": target})
    note(held, by, "target_set", at)
    return held


@transaction.atomic
def remove_target(*, project: Project, indicator: FundIndicator, by: User, at: datetime) -> Project:
    """Report it no more. What was submitted of it stays."""
    held = hold(project, by)
    if held.targets.filter(indicator=indicator).delete()[0]:
        note(held, by, "target_removed", at)
    return held


@transaction.atomic
def grant_project(*, project: Project, operation_number: str, by: User, at: datetime) -> Project:
    """The fund has said yes, under this number. Said again, it changes nothing."""
    held = hold(project, by)
    number = accept(operation_number, field="operation_number").strip()
    if (held.state, held.operation_number) == (ProjectState.GRANTED, number):
        return held
    if not number:
        raise Unfit(_("Write the number that the fund has given it."), field="operation_number")
    held.operation_number = number
    return _go_on(held, ProjectState.GRANTED, by, at, "operation_number")


@transaction.atomic
def close_project(*, project: Project, by: User, at: datetime) -> Project:
    """Every period is reported, and it is over. Said again, it changes nothing."""
    rules.keep_project(by, project)
    if there := Project.objects.filter(pk=project.pk, state=ProjectState.CLOSED).first():
        return there
    held = hold(project, by)
    if held.periods.filter(submitted_on=None).exists():
        raise Refused(_("A period is not reported yet."))
    return _go_on(held, ProjectState.CLOSED, by, at)


def move_projects(*, at: datetime) -> int:
    """By the clock: granted ones run from their first day, and are reported after their last. How many moved."""
    return one_by_one(queries.projects_to_move(at=at).select_related("territory"), lambda held: _move(held, at=at))


def _move(held: Project, *, at: datetime) -> int:
    count = 0
    if held.state == ProjectState.GRANTED:
        _go_on(held, ProjectState.RUNNING, None, at)
        count += 1
    if held.last_day < localdate(at):
        _go_on(held, ProjectState.REPORTING, None, at)
        count += 1
    return count


def hold(project: Project, by: User) -> Project:
    """The project, read again and held, for those who lead it."""
    rules.keep_project(by, project)
    return _held(project)


def _held(project: Project) -> Project:
    rows = Project.objects.select_for_update(of=("self",), no_key=True).select_related(
        "territory", "organisation", "fund"
    )
    held = rows.get(pk=project.pk)
    if held.is_closed:
        raise Refused(_("The project is closed."))
    return held


def note(project: Project, by: User | None, what: str, at: datetime) -> None:
    verb = f"programmes.project_{what}"
    audit.record(by=by, verb=verb, subject=project, at=at, county=project.territory.county)


def _check(project: Project) -> None:
    for name in TEXTS:
        setattr(project, name, accept(getattr(project, name), field=name))
    if project.first_day.day != 1:
        raise Unfit(_("A project begins on the first day of a month."), field="first_day")
    if not is_month_end(project.last_day) or project.last_day < project.first_day:
        raise Unfit(_("A project ends on the last day of a month."), field="last_day")
    if not project.is_planned and not project.operation_number.strip():
        raise Unfit(_("Write the number that the fund has given it."), field="operation_number")


def _refuse_outside(held: Project) -> None:
    """Its days still hold the years for which there is money."""
    rows = held.money.exclude(year__range=held.years)
    if year := rows.order_by("year").values_list("year", flat=True).first():
        told = _("There is money for %(when)s. Take it away first, or choose days that hold it.")
        raise Unfit(told % {"when": year}, field="first_day" if year < held.first_day.year else "last_day")


def _divide_anew(held: Project) -> None:
    """Nothing is filled in for its periods yet: they are as long as the first was, and reported as soon.

    A project with one period is reported as a whole, and stays so.
    """
    periods = list(held.periods.order_by("first_day"))
    if periods:
        first, whole = periods[0], held if len(periods) == 1 else periods[0]
        months = (whole.last_day.year - whole.first_day.year) * 12 + whole.last_day.month - whole.first_day.month + 1
        divide(held, divided(held, months, (first.due_on - first.last_day).days))


def divided(project: Project, months: int, days: int) -> list[tuple[date, date, date]]:
    """Its periods of so many months: the first and the last day of each, and when it is reported."""
    told, first = [], project.first_day
    while first <= project.last_day:
        number = first.year * 12 + first.month - 1 + months
        after = date(number // 12, number % 12 + 1, 1)
        last = min(after - timedelta(days=1), project.last_day)
        told.append((first, last, last + timedelta(days=days)))
        first = after
    return told


def divide(held: Project, wanted: list[tuple[date, date, date]]) -> list[ProjectPeriod]:
    """In place of the periods that it had."""
    held.periods.all().delete()
    made = [ProjectPeriod(project=held, first_day=first, last_day=last, due_on=due) for first, last, due in wanted]
    return ProjectPeriod.objects.bulk_create(made)


def is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _go_on(held: Project, state: ProjectState, by: User | None, at: datetime, *more: str) -> Project:
    if state not in NEXT[held.state]:
        told = _("This step does not follow: the project is %(state)s.")
        raise Refused(told % {"state": held.get_state_display()})
    held.state = state
    held.save(update_fields=["state", *more])
    note(held, by, state, at)
    return held

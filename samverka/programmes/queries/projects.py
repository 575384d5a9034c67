"""Projects: those one may see, what they are held against, and how far they have come in a period."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import Organisation, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.directory.models import Service
from samverka.programmes import policy
from samverka.programmes.models import (
    Fund,
    FundIndicator,
    IndicatorReport,
    IndicatorValue,
    Project,
    ProjectPeriod,
    ProjectTarget,
)
from samverka.programmes.models.projects import ProjectState
from samverka.situation.queries import DESK_COUNTS, Counted, DeskMonth, desk_counts, desk_months


Source = IndicatorValue.Source
WORKING = (ProjectState.RUNNING, ProjectState.REPORTING)


def projects(viewer: User, *, fund: str = "", state: str = "") -> QuerySet[Project]:
    """All that the viewer may see, those that end last first."""
    rows = Project.objects.visible_to(viewer).select_related("organisation", "fund", "territory")
    said = {name: one for name, one in (("fund", fund), ("state", state)) if one}
    return rows.filter(**said).order_by("-last_day", Alphabetic("title"), "pk")


def funds(*, on: date | None = None) -> QuerySet[Fund]:
    """All of them, or those that pay on a day."""
    rows = Fund.objects.order_by("-first_day", Alphabetic("name"))
    return rows if on is None else rows.filter(Q(last_day=None) | Q(last_day__gte=on), first_day__lte=on)


def indicators(project: Project) -> QuerySet[FundIndicator]:
    """What the project's fund asks for while the project runs, and has no target yet."""
    rows = FundIndicator.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=project.first_day), fund=project.fund_id, valid_from__lte=project.last_day
    )
    return rows.exclude(pk__in=project.targets.values("indicator")).order_by("pk")


def targets(project: Project) -> list[ProjectTarget]:
    return list(project.targets.select_related("indicator").order_by("indicator__is_sensitive", "indicator_id"))


def may_count(project: Project, organisations: Collection[UUID]) -> QuerySet[Service]:
    """Services of those who run it, and which are of these organisations, whose front desks may count for it."""
    runs = {project.organisation_id, *project.partners.values_list("pk", flat=True)}
    own = runs.intersection(organisations)
    return Service.objects.running().filter(provider__organisation__in=own).order_by(Alphabetic("name"), "pk")


def may_be_partners(project: Project) -> QuerySet[Organisation]:
    """Organisations of the project's county, and the nation's, that do not run it yet."""
    rows = Organisation.objects.filter(state=Organisation.State.ACTIVE).exclude(pk=project.organisation_id)
    rows = rows.exclude(pk__in=project.partners.values("pk"))
    near = Q(territory__code__startswith=project.territory.county) | Q(territory=SWEDEN)
    return rows.filter(near if project.territory_id != SWEDEN else Q()).order_by(Alphabetic("name"))


def periods(project: Project) -> QuerySet[ProjectPeriod]:
    return project.periods.prefetch_related("reports").order_by("first_day")


def reports(viewer: User) -> QuerySet[IndicatorReport]:
    """What was submitted of the projects that the viewer may see."""
    seen = Project.objects.visible_to(viewer).order_by().values("pk")
    rows = IndicatorReport.objects.filter(period__project__in=seen)
    return rows.select_related("period__project__organisation", "period__project__fund")


def newest_report(period: ProjectPeriod) -> IndicatorReport | None:
    return period.reports.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in a period: what is known, what it comes to with the periods before, and what was to be expected.

    What is not known has no ends. A count from 1 to 4 is told as from 1 to 4. Nothing differs while the period runs.
    """

    target: ProjectTarget
    source: str
    low: int | None
    high: int | None
    method: str
    so_far: tuple[int, int] | None
    expected: int | None
    differs: bool

    @property
    def indicator(self) -> FundIndicator:
        return self.target.indicator

    @property
    def source_told(self) -> str:
        return str(Source(self.source).label) if self.source else ""

    @property
    def counted_as(self) -> str:
        return str(DESK_COUNTS.get(self.indicator.counted, ""))


def values_of(period: ProjectPeriod) -> list[IndicatorValue]:
    """What is filled in for a period."""
    return list(period.values.order_by("indicator_id"))


def lines(period: ProjectPeriod, *, on: date) -> list[Line]:
    """Every indicator that the project reports, prefilled from front desks where they count it, as of a day."""
    project, until = period.project, min(period.last_day, on - timedelta(days=1))
    values = {one.indicator_id: one for one in values_of(period)}
    counts = desk_counts(
        list(project.services.values_list("pk", flat=True)), first=period.first_day, last=period.last_day
    )
    before = _before(period)
    share = max(_months(project.first_day, until), 0) / _months(project.first_day, project.last_day)
    rules, is_over = policy.rules_of(project.territory_id, on=period.last_day), until == period.last_day
    percent = int(rules.value(policy.PROJECT_PERCENT)) if is_over else None
    return [
        _line(one, values.get(one.indicator_id), counts, before.get(one.indicator.code), share, percent)
        for one in targets(project)
    ]


@dataclass(frozen=True, slots=True)
class Tallied:
    """An indicator that front desks count, with what those of one's own counted, month by month."""

    line: Line
    rows: list[tuple[Service, date, Counted]]


def tallied(viewer: User, period: ProjectPeriod, *, on: date) -> list[Tallied]:
    """What the figures of front desks are made of, for those whose desks they are."""
    own = period.project.services.filter(provider__organisation__in=viewer.organisations()).select_related("provider")
    desks = {one.pk: one for one in own.order_by(Alphabetic("name"), "pk")}
    months = desk_months(desks, first=period.first_day, last=period.last_day)
    counted = [line for line in lines(period, on=on) if line.source == Source.TALLY]
    return [Tallied(line, _rows(line.indicator.counted, months, desks)) for line in counted]


def others_count(viewer: User, period: ProjectPeriod) -> QuerySet[Service]:
    """The front desks of others that count for the project too."""
    rows = period.project.services.exclude(provider__organisation__in=viewer.organisations())
    return rows.select_related("provider__organisation").order_by(Alphabetic("name"), "pk")


def _rows(
    key: str, months: Iterable[DeskMonth], desks: Mapping[UUID, Service]
) -> list[tuple[Service, date, Counted]]:  # fmt: skip
    told = ((desks[one.service], one.month, one.counts.get(key)) for one in months)
    return [(service, month, counted) for service, month, counted in told if counted and counted.high]


def _line(
    target: ProjectTarget, value: IndicatorValue | None, counts: dict[str, Counted], before: tuple[int, int] | None,
    share: float, percent: int | None,
) -> Line:  # fmt: skip
    counted = counts.get(target.indicator.counted)
    source = value.source if value else Source.TALLY if counted else ""
    known: Any = counted if source == Source.TALLY else value
    low, high = (known.low, known.high) if known else (None, None)
    so_far = before
    if low is not None and high is not None:
        so_far = (low + (before or (0, 0))[0], high + (before or (0, 0))[1])
    expected = round(target.target * share) if target.target is not None else None
    differs = not (expected is None or so_far is None or percent is None) and _differs(so_far, expected, percent)
    return Line(target, source, low, high, value.method if value else "", so_far, expected, differs)


def _differs(so_far: tuple[int, int], expected: int, percent: int) -> bool:
    """Is the whole range further off than so many per cent?"""
    return so_far[1] * 100 < expected * (100 - percent) or so_far[0] * 100 > expected * (100 + percent)


def _before(period: ProjectPeriod) -> dict[str, tuple[int, int]]:
    """What earlier periods came to as they were submitted last, by the indicator's code."""
    rows = IndicatorReport.objects.filter(
        period__project=period.project_id, period__last_day__lt=period.first_day
    ).order_by("period", "number")
    newest = {one.period_id: one.content for one in rows}
    told: dict[str, tuple[int, int]] = {}
    for content in newest.values():
        for line in content["lines"]:
            if line["low"] is not None:
                low, high = told.get(line["code"], (0, 0))
                told[line["code"]] = (low + line["low"], high + line["high"])
    return told


def _months(first: date, last: date) -> float:
    """From a day to another, with the shares of those that are not whole."""
    begun, gone = ((one.day - less) / monthrange(one.year, one.month)[1] for one, less in ((first, 1), (last, 0)))
    return (last.year - first.year) * 12 + last.month - first.month + gone - begun


def report_content(period: ProjectPeriod) -> dict[str, Any]:
    """A period as it is submitted: words and numbers, so that it reads the same whatever happens to its rows."""
    project = period.project
    return {
        "title": project.title, "organisation": project.organisation.name, "fund": project.fund.name,
        "operation_number": project.operation_number, "from": period.first_day.isoformat(),
        "to": period.last_day.isoformat(),
        "partners": list(project.partners.order_by(Alphabetic("name")).values_list("name", flat=True)),
        "services": list(project.services.order_by(Alphabetic("name")).values_list("name", flat=True)),
        "lines": [_told(line) for line in lines(period, on=period.last_day + timedelta(days=1))],
        "money": list(project.money.order_by("year").values("year", "planned", "spent")),
    }  # fmt: skip


def _told(line: Line) -> dict[str, Any]:
    one = line.indicator
    return {
        "code": one.code, "name": one.name, "unit": one.unit, "is_sensitive": one.is_sensitive, "source": line.source,
        "low": line.low, "high": line.high, "method": line.method, "target": line.target.target,
        "so_far": line.so_far, "expected": line.expected, "differs": line.differs,
        "defined": one.source, "verified_on": one.verified_on.isoformat() if one.verified_on else None,
    }  # fmt: skip


def projects_to_move(*, at: datetime) -> QuerySet[Project]:
    """Those that the clock moves on: granted ones whose first day has come, running ones whose last has passed."""
    today = localdate(at)
    begun = Q(state=ProjectState.GRANTED, first_day__lte=today)
    return Project.objects.filter(begun | Q(state=ProjectState.RUNNING, last_day__lt=today))


OCCASIONS = ("told_before_on", "told_after_on", "told_late_on")


def periods_to_tell(occasion: str, *, at: datetime) -> Iterable[ProjectPeriod]:
    """Those of which a leader is to be told now: before the end, after it, and when the report is late."""
    today = localdate(at)
    rows = ProjectPeriod.objects.filter(submitted_on=None, project__state__in=WORKING, **{occasion: None})
    rows = rows.select_related("project__organisation", "project__territory", "project__fund").order_by(
        "last_day", "pk"
    )
    if occasion == "told_late_on":
        return rows.filter(due_on__lt=today)
    if occasion == "told_after_on":
        return rows.filter(last_day__lt=today, due_on__gte=today)
    near = rows.filter(last_day__gte=today, last_day__lte=today + timedelta(days=60))
    return [one for one in near if (one.last_day - today).days <= _days(one)]


def _days(period: ProjectPeriod) -> int:
    code = period.project.territory_id
    return int(policy.rules_of(code, on=period.last_day).value(policy.PROJECT_DAYS))


def due_periods(viewer: User, *, on: date) -> QuerySet[ProjectPeriod]:
    """Periods of one's own projects that are over and not reported, the first due first."""
    rows = ProjectPeriod.objects.filter(
        submitted_on=None, last_day__lt=on, project__state__in=WORKING, project__organisation__in=viewer.organisations()
    )
    return rows.select_related("project").order_by("due_on", "pk")

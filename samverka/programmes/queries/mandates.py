"""Mandates in their chain, their parts, and what is due."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import COORDINATORS, User
from samverka.programmes.models import Assignment, Deliverable, FinalReport, Mandate
from samverka.programmes.models.mandates import OPEN, AssignmentState, MandateState
from samverka.situation.models import Report, ReportVersion
from samverka.situation.queries import later_version


WEEK, MONTH = timedelta(days=7), timedelta(days=30)
FEW = 20  # final reports of a mandate


def mandates() -> QuerySet[Mandate]:
    """All of them, the newest first: what was decided is public."""
    rows = Mandate.objects.select_related("organisation__territory", "predecessor", "successor")
    return rows.prefetch_related("extensions").order_by("-first_day", "-pk")


def holds_mandates(viewer: User) -> bool:
    return any(one.role in COORDINATORS for one in viewer.standing)


def chain(mandate: Mandate) -> list[Mandate]:
    """The mandates before it, itself, and those that have followed, in their order."""
    found = chain_before(mandate)
    rows = Mandate.objects.select_related("organisation").exclude(pk__in=[one.pk for one in found])
    while (following := rows.filter(predecessor=found[-1]).first()) and following not in found:
        found.append(following)
    return found


def chain_before(mandate: Mandate) -> list[Mandate]:
    """The mandates before it, and itself last. None stands there twice, should they follow each other in a ring."""
    rows, found = Mandate.objects.select_related("organisation"), [mandate]
    while (before := rows.filter(successor=found[0]).first()) and before not in found:
        found.insert(0, before)
    return found


def timeline(rows: list[Mandate]) -> list[Mandate]:
    """With their extensions, and what each has handed in and is to hand in."""
    there = Mandate.objects.filter(pk__in=[one.pk for one in rows]).select_related("organisation")
    due = Prefetch("deliverables", Deliverable.objects.order_by("due_on", "pk"))
    known = {one.pk: one for one in there.prefetch_related("extensions", due)}
    return [known[one.pk] for one in rows]


def assignments(viewer: User) -> QuerySet[Assignment]:
    rows = Assignment.objects.visible_to(viewer).select_related("mandate__organisation__territory", "organisation")
    return rows.order_by("due_on", "pk")


def my_assignments(viewer: User) -> QuerySet[Assignment]:
    """What the viewer's organisations have to do, what is due first."""
    return assignments(viewer).filter(organisation__in=viewer.organisations(), state__in=OPEN)


def assignments_to_judge(viewer: User) -> QuerySet[Assignment]:
    """What is reported to the viewer's organisations, which gave the task, and neither accepted nor returned."""
    return assignments(viewer).filter(mandate__organisation__in=_holds(viewer), state=AssignmentState.REPORTED)


def deliverables_due(viewer: User, *, on: date) -> QuerySet[Deliverable]:
    """What the viewer's organisations are to hand in by now or within a month, of mandates that are not over."""
    over = (MandateState.ENDED, MandateState.HANDED_OVER)
    rows = Deliverable.objects.filter(mandate__organisation__in=_holds(viewer), delivered_on=None)
    rows = rows.filter(due_on__lte=on + MONTH).exclude(mandate__state__in=over)
    return rows.select_related("mandate").order_by("due_on", "pk")


def _holds(viewer: User) -> list[UUID]:
    return [one.organisation_id for one in viewer.standing if one.role in COORDINATORS]


def assignments_to_mail(*, at: datetime) -> Iterator[tuple[Assignment, str]]:
    """Those due within a week, and those whose day is over."""
    today = localdate(at)
    rows = Assignment.objects.filter(state__in=OPEN).select_related("mandate__organisation__territory", "organisation")
    rows = rows.order_by("due_on", "pk")
    for one in rows.filter(due_on__gte=today, due_on__lte=today + WEEK, reminded_at=None):
        yield one, "reminded_at"
    for one in rows.filter(due_on__lt=today, missed_at=None):
        yield one, "missed_at"


def mandate_of(report: Report) -> Mandate | None:
    """For which mandate a final report answers; its next versions do so too."""
    first: Report | None = report
    while first:
        found = FinalReport.objects.filter(report=first).select_related("mandate__organisation").first()
        if found:
            return found.mandate
        first = first.supersedes
    return None


def final_reports(mandate: Mandate) -> list[ReportVersion]:
    """Those that are out, each as its newest version has it."""
    rows = ReportVersion.objects.out().filter(report__answers_for__mandate=mandate).select_related("report")
    rows = rows.defer("content").order_by("-report__published_at", "pk")
    return [later_version(one) or one for one in rows[:FEW]]

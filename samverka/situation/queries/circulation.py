"""Drafts that go round: what one is asked to read, and what was said of them."""

from django.db.models import F, QuerySet

from samverka.actors.models import COORDINATORS, Organisation, User
from samverka.core.alphabet import Alphabetic
from samverka.situation.models import Report, ReportComment, ReportReader


def circulated_to(viewer: User) -> QuerySet[ReportReader]:
    """What the viewer's organisations are asked to read, what is not read yet first."""
    rows = ReportReader.objects.visible_to(viewer).select_related(
        "organisation", "report__territory", "report__organisation", "report__survey"
    )
    return rows.order_by(F("read_at").asc(nulls_first=True), "-asked_at", "pk")


def to_read(viewer: User) -> QuerySet[ReportReader]:
    return ReportReader.objects.visible_to(viewer).filter(report__state=Report.State.CIRCULATED, read_at=None)


def readers_of(report: Report) -> QuerySet[ReportReader]:
    return report.readers.select_related("organisation").order_by(Alphabetic("organisation__name"), "pk")


def comments_on(report: Report) -> QuerySet[ReportComment]:
    """What was said of it, in the order of its sections."""
    rows = ReportComment.objects.filter(reader__report=report).select_related("reader__organisation")
    return rows.order_by("said_at", "pk")


def unanswered(report: Report) -> int:
    """How many comments wait for an answer."""
    return ReportComment.objects.filter(reader__report=report, outcome="").count()


def comments_to_answer(viewer: User) -> QuerySet[ReportComment]:
    """Those on what the viewer's organisations write."""
    homes = [one.organisation_id for one in viewer.standing if one.role in COORDINATORS]
    rows = ReportComment.objects.filter(reader__report__organisation__in=homes, outcome="")
    rows = rows.filter(reader__report__state__in=(Report.State.COMPILING, Report.State.CIRCULATED))
    return rows.select_related("reader__report", "reader__organisation", "section").order_by("said_at", "pk")


def may_read(report: Report) -> QuerySet[Organisation]:
    """Whom one may ask: organisations that take part in the report's county, or anywhere for the country's; those of
    other places are asked by sending the file."""
    rows = Organisation.objects.filter(state=Organisation.State.ACTIVE).exclude(pk=report.organisation_id)
    rows = rows.exclude(pk__in=report.readers.values("organisation")).order_by(Alphabetic("name"), "pk")
    county = report.territory_id[:2]
    return rows if county == "00" else rows.filter(territory__code__startswith=county)

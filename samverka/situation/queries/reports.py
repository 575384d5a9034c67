"""Reports as they are worked on, and as they were published."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from samverka.actors.models import COORDINATORS, Membership, Organisation, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.situation.indicators import INDICATORS
from samverka.situation.models import Answer, Question, Report, ReportSection, ReportTemplate, ReportVersion, Survey
from samverka.situation.models.questionnaires import COUNTED
from samverka.situation.queries.blocks import ELSEWHERE


State = Report.State


def reports(viewer: User) -> QuerySet[Report]:
    """Those of the viewer's organisations, what is worked on first."""
    rows = Report.objects.visible_to(viewer).select_related(
        "territory", "organisation", "survey", "version", "by", "reviewed_by", "supersedes"
    )
    return rows.defer("version__content").order_by("-last_day", "-pk")


def to_review(viewer: User) -> QuerySet[Report]:
    """What colleagues have written, and somebody else is to read. A draft is, once its summary is written."""
    empty = ReportSection.objects.filter(report=OuterRef("pk"), place=1, block="", text="")
    written = Q(state=State.COMPILING, kind=Report.Kind.SITUATION) & ~Exists(empty)
    rows = reports(viewer).exclude(by=viewer)
    return rows.filter(written | Q(state=State.CIRCULATED))  # a final report goes round first


def to_publish(viewer: User) -> QuerySet[Report]:
    """What is reviewed or adopted, and nobody else reads yet."""
    return reports(viewer).filter(state__in=(State.REVIEWED, State.HANDED_OVER))


def published_reports() -> QuerySet[ReportVersion]:
    """Those that no later version has come after, the newest first."""
    rows = ReportVersion.objects.filter(report__state=State.PUBLISHED).select_related("report__territory")
    return rows.defer("content").order_by("-report__last_day", "report__territory", "-report__published_at", "pk")


def report_named(name: str) -> ReportVersion | None:
    """A version that is out by its name, also one that has been superseded."""
    rows = ReportVersion.objects.out().select_related("report__territory")
    return rows.filter(name=name).first()


def later_version(version: ReportVersion) -> ReportVersion | None:
    """The newest version of the same report, where there is a later one."""
    newest = version
    while (
        following := ReportVersion.objects.out()
        .select_related("report")
        .filter(report__supersedes=newest.report_id)
        .first()
    ):
        newest = following
    return newest if newest is not version else None


def sections_of(report: Report) -> list[ReportSection]:
    return list(report.sections.order_by("place", "pk"))


def template_of(organisation: Organisation) -> ReportTemplate | None:
    """How its letters look, where it has said so."""
    return ReportTemplate.objects.filter(organisation=organisation).first()


def surveys_to_report(viewer: User) -> QuerySet[Survey]:
    """Compiled surveys of which the viewer's territories have no report yet."""
    codes = [one.territory_id for one in viewer.standing if one.role in COORDINATORS]
    there = Report.objects.filter(territory__in=codes, survey__isnull=False).values("survey")
    over = {part for code in codes for part in (code, code[:2], SWEDEN)}  # which ask there
    rows = Survey.objects.visible_to(viewer).filter(territory__in=over, state__in=("compiled", "published"))
    rows = rows.exclude(pk__in=there)
    return rows.select_related("territory").order_by("-last_day", "-pk")


def has_colleague(report: Report, user: User) -> bool:
    """Is there somebody else who could review it?"""
    rows = Membership.objects.current().filter(organisation=report.organisation_id, role__in=COORDINATORS)
    return rows.filter(user__is_active=True).exclude(user=user).exists()


def telling_codes(report: Report) -> list[tuple[str, str]]:
    """What a section may show, as pairs of a block with its code and a text: questions, then indicators."""
    asked = _questions(report)
    told = [(f"question:{code}", text) for code, text in asked.items() if code not in ELSEWHERE]
    return [*told, *((f"indicator:{key}", str(one.name)) for key, one in INDICATORS.items())]


def _questions(report: Report) -> dict[str, str]:
    """What was asked and can be told in figures: in the country, what counties have published ranges of."""
    answers, rows = Answer.objects.all(), Question.objects.exclude(kind=Question.Kind.TEXT)
    if report.territory_id == SWEDEN:
        answers = answers.filter(survey__reports__state=State.PUBLISHED, questionnaire__meant_for="municipality")
        rows = rows.filter(kind__in=COUNTED)
    else:
        answers = answers.filter(survey=report.survey_id, survey__isnull=False)
    rows = rows.filter(questionnaire__in=answers.values("questionnaire")).order_by(
        Alphabetic("questionnaire__name"), "place", "pk"
    )
    return dict(rows.values_list("code", "text"))

"""What must be true of surveys and answers, of figures, and of what was published, whoever wrote them."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from samverka.core.access import Unfit
from samverka.core.county import SWEDEN
from samverka.core.integrity import GUARDS
from samverka.core.verifying import check
from samverka.situation import actions, queries
from samverka.situation.actions.values import READ
from samverka.situation.disclosure import attack
from samverka.situation.disclosure.lattice import crossing_of
from samverka.situation.disclosure.tables import Contradiction
from samverka.situation.models import (
    Answer,
    AnswerValue,
    Estimate,
    FigureMark,
    OverlapTable,
    PublishedCell,
    PublishedTable,
    Question,
    Report,
    ReportVersion,
    Survey,
)


for table in ("situation_publishedtable", "situation_publishedcell", "situation_reportversion"):
    GUARDS["sqlite"] |= {f"{table}_no_update", f"{table}_no_delete"}
    GUARDS["postgresql"].add(f"{table}_stays")


@check("each version of a published table follows the one before it")
def versions(at: datetime) -> Iterator[str]:
    follows = Q(version=F("supersedes__version") + 1, name=F("supersedes__name"))
    for one in PublishedTable.objects.filter(version__gt=1).exclude(follows).order_by("name", "version"):
        yield f"Published table {one} does not follow the version before it."


@check("published cells stand in the table that was declared for them")
def cells(at: datetime) -> Iterator[str]:
    for one in PublishedCell.objects.select_related("table").order_by("pk").iterator(chunk_size=500):
        cell = queries.key_of(one.measure, one.area, one.period, one.category)
        crossing = crossing_of(cell, about=one.table.about)
        found = (one.measure, crossing.area, crossing.period) if crossing else ()
        if found != (one.table.measure, one.table.area, one.table.step):
            yield f"Published cell {one.pk} stands in another table than was declared for it."


@check("nothing that was hidden can be worked out from all that was published")
def attacked(at: datetime) -> Iterator[str]:
    """The attack of P7, over every table of every period."""
    for measure in PublishedTable.objects.order_by("measure").values_list("measure", flat=True).distinct():
        try:
            narrow = attack.narrow(queries.releases(measure))
        except Contradiction as contradiction:
            yield f"What was published of {measure} cannot all be true: {contradiction}"
        else:
            yield from (
                f"{_told(cell)} lies between {int(at.least)} and {int(at.most)}." for cell, at in narrow.items()
            )


def _told(cell: tuple[tuple[str, str], ...]) -> str:
    return "The published cell " + ", ".join(code for _name, code in cell)


@check("reports are as they were written down, version after version")
def reports(at: datetime) -> Iterator[str]:
    stays = Q(report__state__in=(Report.State.HANDED_OVER, Report.State.PUBLISHED, Report.State.SUPERSEDED))
    for one in ReportVersion.objects.select_related("report__supersedes__version").order_by("name").iterator(50):
        before = one.report.supersedes
        if queries.report_digest(one.content) != one.digest:
            yield f"Report {one} is not as it was written down."
        if one.number != (before.version.number + 1 if before else 1):
            yield f"Report {one} does not follow the version before it."
    for pk in ReportVersion.objects.exclude(stays).order_by("pk").values_list("report", flat=True):
        yield f"Report {pk} is written down, and is still worked on."
    followed = Report.objects.filter(state=Report.State.PUBLISHED, superseded_by__state=Report.State.PUBLISHED)
    for pk in followed.order_by("pk").values_list("pk", flat=True):
        yield f"Report {pk} is not superseded, though a later version is published."


@check("answers lie in the territory of their survey, and are to a published questionnaire")
def answers(at: datetime) -> Iterator[str]:
    rows = Answer.objects.select_related("survey__territory", "questionnaire").order_by("pk")
    for one in rows.iterator(chunk_size=500):
        if not one.survey.territory.covers(one.territory_id):
            yield f"Answer {one.pk} lies elsewhere than its survey."
        if one.questionnaire.published_at is None:
            yield f"Answer {one.pk} is to a draft."


@check("what was answered can be answered to its question")
def values(at: datetime) -> Iterator[str]:
    rows = AnswerValue.objects.select_related("question").order_by("pk")
    astray = rows.exclude(question__questionnaire=F("answer__questionnaire"))
    for pk in astray.values_list("pk", flat=True):
        yield f"Value {pk} is to a question of another questionnaire."
    for row in rows.exclude(value=None).iterator(chunk_size=500):
        if row.has_no_basis or not _is_fit(row):
            yield f"Value {row.pk} cannot be answered to its question."


def _is_fit(row: AnswerValue) -> bool:
    try:
        return bool(READ[row.question.kind](row.question, row.value) == row.value)
    except (KeyError, Unfit):
        return False


@check("in a locked survey everybody has answered or has not")
def locked(at: datetime) -> Iterator[str]:
    over = Q(state__in=(Answer.State.ANSWERED, Answer.State.NO_ANSWER))
    is_locked = Q(survey__state__in=(Survey.State.LOCKED, Survey.State.COMPILED, Survey.State.PUBLISHED))
    wrong = Answer.objects.filter(is_locked & ~over | ~is_locked & Q(state=Answer.State.NO_ANSWER))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"Answer {pk} stands otherwise than its survey."


@check("questions offer choices where one chooses")
def choices(at: datetime) -> Iterator[str]:
    for one in Question.objects.order_by("pk").iterator(chunk_size=500):
        if (one.kind in ("one_of", "several_of", "band")) != bool(one.options):
            yield f"Question {one.pk} offers what cannot be chosen."


@check("figures are what their nights, tallies and other rows come to")
def figures(at: datetime) -> Iterator[str]:
    """What the clock has not taken in yet is taken in for the while, and put back: nothing changes."""
    for county in FigureMark.objects.exclude(county=SWEDEN).order_by("county").values_list("county", flat=True):
        with transaction.atomic():
            actions.follow_trail(county=county, at=at)
            wrong = [*queries.contribution_faults(county), *queries.sum_faults(county)]
            transaction.set_rollback(True)
        yield from wrong
    yield from queries.sum_faults(SWEDEN)


@check("a correction is of the same people in the same territory, and what it replaces has ended")
def corrections(at: datetime) -> Iterator[str]:
    like = {name: F(f"replaces__{name}") for name in ("territory", "organisation", "definition")}
    good = Q(replaces__ended_at=F("stated_at"), **like)
    for pk in Estimate.objects.exclude(replaces=None).exclude(good).order_by("pk").values_list("pk", flat=True):
        yield f"Estimate {pk} takes the place of another than it says."


@check("tables of overlaps can be read, and answers from them are of their people")
def overlaps(at: datetime) -> Iterator[str]:
    for one in OverlapTable.objects.order_by("pk").iterator(chunk_size=500):
        is_whole = len(one.counts) == 2 ** len(one.lists) and one.counts[0] == 0
        if not is_whole or (one.answer and one.answer["seen"] != sum(one.counts)):
            yield f"Table of overlaps {one.pk} is not what its answer is of."

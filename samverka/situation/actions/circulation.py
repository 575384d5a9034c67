"""A draft goes round: who is asked to read it, what they say, and what those who write it make of that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.situation import rules
from samverka.situation.models import Report, ReportComment, ReportReader, ReportSection


State = Report.State
MOST_READERS = 100
MOST_COMMENTS = 200  # of one of them on one report
OVER = (State.HANDED_OVER, State.PUBLISHED, State.SUPERSEDED)


@transaction.atomic
def ask_reader(*, id: UUID, report: Report, organisation: Organisation, by: User, at: datetime) -> ReportReader:
    """One more organisation reads it when it goes round, or at once if it does. Asked again, it changes nothing."""
    rules.edit_report(by, report)
    held = _hold(report)
    if there := already(ReportReader, id, report_id=held.pk, organisation_id=organisation.pk):
        return there
    if not held.is_final or held.state not in (State.COMPILING, State.CIRCULATED):
        raise Refused(_("It goes round no more."))
    if there := held.readers.filter(organisation=organisation).first():
        return there
    if held.readers.count() >= MOST_READERS:
        raise Refused(_("That is enough of those who are asked."))
    made = ReportReader.objects.create(id=id, report=held, organisation=organisation, asked_at=at)
    _note(held, by, "reader_asked", at)
    return made


@transaction.atomic
def drop_reader(*, reader: ReportReader, by: User, at: datetime) -> None:
    """Ask it no more, as long as it has said nothing. Said again, it changes nothing."""
    rules.edit_report(by, reader.report)
    held = _hold(reader.report)
    rows = ReportReader.objects.filter(pk=reader.pk)
    if rows.filter(comments__isnull=False).exists():
        raise Refused(_("It has commented already."))
    if rows.delete()[0]:
        _note(held, by, "reader_dropped", at)


@transaction.atomic
def comment_on_report(
    *, id: UUID, reader: ReportReader, text: str, section: ReportSection | None = None, by: User, at: datetime
) -> ReportComment:
    """Say something of a section or of the whole, for one's organisation. Said again, it changes nothing."""
    held = _hold_reader(reader, by)
    if there := already(ReportComment, id, reader_id=held.pk):
        return there
    if section and section.report_id != held.report_id:
        raise Unfit(_("Choose one of these."), field="section")
    if held.comments.count() >= MOST_COMMENTS:
        raise Refused(_("That is enough comments."))
    made = ReportComment.objects.create(
        id=id, reader=held, section=section, text=free_text.accept(text, field="text"), said_at=at
    )
    _read(held, at)
    _note(held.report, by, "report_commented_on", at)
    return made


@transaction.atomic
def take_back_comment(*, comment: ReportComment, by: User, at: datetime) -> None:
    """Its words are gone, as long as it has no answer. Said again, it changes nothing."""
    held = _hold_reader(comment.reader, by)
    rows = ReportComment.objects.filter(pk=comment.pk)
    if rows.exclude(outcome="").exists():
        raise Refused(_("It is answered, and stays."))
    if rows.delete()[0]:
        _note(held.report, by, "comment_taken_back", at)


@transaction.atomic
def note_report_read(*, reader: ReportReader, by: User, at: datetime) -> ReportReader:
    """It is read, with nothing more to say. Said again, it changes nothing."""
    held = _hold_reader(reader, by)
    if held.read_at is None:
        _read(held, at)
        _note(held.report, by, "report_read", at)
    return held


@transaction.atomic
def answer_comment(*, comment: ReportComment, outcome: str, answer: str = "", by: User, at: datetime) -> ReportComment:
    """Taken up or not, and why. It may be answered otherwise until the report is handed over."""
    report = comment.reader.report
    rules.edit_report(by, report)
    if _hold(report).state in OVER:
        raise Refused(_("It is handed over, and stays as it is. Publish it, and make the next version."))
    held = (
        ReportComment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("reader")
        .filter(pk=comment.pk)
        .first()
    )
    if held is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    told = (ReportComment.Outcome(outcome), free_text.accept(answer, field="answer").strip())
    if (held.outcome, held.answer) == told:
        return held
    if outcome == ReportComment.Outcome.NOT_TAKEN_UP and not told[1]:
        raise Unfit(_("Say in a sentence why not."), field="answer")
    held.outcome, held.answer, held.answered_at = *told, at
    held.save(update_fields=["outcome", "answer", "answered_at"])
    _note(report, by, "comment_answered", at)
    return held


def _read(reader: ReportReader, at: datetime) -> None:
    reader.read_at = reader.read_at or at
    reader.save(update_fields=["read_at"])


def _hold(report: Report) -> Report:
    found = (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("territory")
        .filter(pk=report.pk)
        .first()
    )
    if found is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    return found


def _hold_reader(reader: ReportReader, by: User) -> ReportReader:
    """Who reads it, while it goes round."""
    rules.comment_on_report(by, reader)
    if _hold(reader.report).state != State.CIRCULATED:
        raise Refused(_("It goes round no more."))
    held = ReportReader.objects.select_related("report__territory", "organisation").filter(pk=reader.pk).first()
    if held is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    return held


def _note(report: Report, by: User, verb: str, at: datetime, **detail: Any) -> None:
    audit.record(by=by, verb=f"situation.{verb}", subject=report, at=at, county=report.territory.county, **detail)

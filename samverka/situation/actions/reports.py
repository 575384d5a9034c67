"""A report is begun from a compiled survey, written, reviewed, and published as it is for ever."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Stale, Unfit
from samverka.core.county import SWEDEN, already
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.situation import queries, rules
from samverka.situation.actions.places import change_places
from samverka.situation.actions.surveys import publish_survey
from samverka.situation.models import Report, ReportSection, ReportVersion, Survey
from samverka.situation.presets.outline import OUTLINE, RANGES, Part


State = Report.State
MOST = 60  # sections of a report
FROM_ANSWERS = ("response", "sources", "missing")


@transaction.atomic
def begin_report(
    *, id: UUID, organisation: Organisation, territory: Territory, title: str, first_day: date, last_day: date,
    survey: Survey | None = None, by: User, at: datetime, kind: str = Report.Kind.SITUATION,
    outline: Iterable[Part] | None = None,
) -> Report:  # fmt: skip
    """Begin with a good outline, or with another. A survey that it rests on is compiled, and gives it its time."""
    if there := already(Report, id, organisation_id=organisation.pk, territory_id=territory.pk):
        return there
    rules.write_report(by, territory)
    if survey:
        survey = (
            Survey.objects.select_for_update(of=("self",), no_key=True).select_related("territory").get(pk=survey.pk)
        )
        _check_survey(survey, territory)
        first_day, last_day = survey.first_day, survey.last_day
    if last_day < first_day:
        raise Unfit(_("The last day comes before the first."), field="last_day")
    if last_day > localdate(at):
        raise Unfit(_("Write about a time that is over."), field="last_day")
    report = Report(
        id=id, organisation=organisation, territory=territory, survey=survey, by=by, kind=Report.Kind(kind),
        title=free_text.accept(title, field="title"), first_day=first_day, last_day=last_day,
    )  # fmt: skip
    rules.edit_report(by, report)
    report.save(force_insert=True)
    with override(settings.LANGUAGE_CODE):
        ReportSection.objects.bulk_create(
            ReportSection(report=report, place=place, heading=str(one.heading), block=one.block, code=one.code)
            for place, one in enumerate(_outline(report) if outline is None else outline, 1)
        )
    _note(report, by, "report_begun", at)
    return report


@transaction.atomic
def name_report(*, report: Report, title: str, by: User, at: datetime, seen: str = "") -> Report:
    held = _hold_open(report, by)
    check_seen(held, seen)
    held.title = free_text.accept(title, field="title")
    held.save(update_fields=["title"])
    _note(held, by, "report_named", at)
    return held


@transaction.atomic
def add_section(
    *, id: UUID, report: Report, heading: str, block: str = "", code: str = "", by: User, at: datetime
) -> ReportSection:
    """One more, last of all."""
    if there := already(ReportSection, id, report_id=report.pk):
        return there
    held = _hold_open(report, by)
    sections = queries.sections_of(held)
    if len(sections) >= MOST:
        raise Refused(_("That is enough sections."))
    if block in ("question", "indicator") and f"{block}:{code}" not in dict(queries.telling_codes(held)):
        raise Unfit(_("Choose one of these."), field="shows")
    made = ReportSection.objects.create(
        id=id, report=held, place=max((one.place for one in sections), default=0) + 1,
        heading=free_text.accept(heading, field="heading"), block=block, code=code,
    )  # fmt: skip
    _note(held, by, "section_added", at)
    return made


@transaction.atomic
def write_section(
    *, section: ReportSection, heading: str, text: str, by: User, at: datetime, seen: str = ""
) -> ReportSection:
    """Write what stands above its figures."""
    report = _hold_open(section.report, by)
    held = _section(section)
    check_seen(held, seen)
    held.heading = free_text.accept(heading, field="heading")
    held.text = free_text.accept(text, field="text")
    held.save(update_fields=["heading", "text"])
    _note(report, by, "section_written", at)
    return held


@transaction.atomic
def move_section(*, section: ReportSection, up: bool, by: User, at: datetime) -> None:
    """Let it change places with its neighbour. The first cannot go up, nor the last down: nothing happens."""
    report = _hold_open(section.report, by)
    if change_places(queries.sections_of(report), section.pk, up=up):
        _note(report, by, "section_moved", at)


@transaction.atomic
def remove_section(*, section: ReportSection, by: User, at: datetime) -> None:
    """Take it away with its text. Said again, it changes nothing."""
    report = _hold_open(section.report, by)
    if ReportSection.objects.filter(pk=section.pk).delete()[0]:
        _note(report, by, "section_removed", at)


@transaction.atomic
def review_report(*, report: Report, by: User, at: datetime, seen: str = "") -> Report:
    """Somebody else than who began it has read it through, where there is somebody. Said again, it changes nothing.

    `seen` is the digest of what was read: what a colleague has written since is read first.
    """
    held = _hold(report, by)
    if held.state not in (State.COMPILING, State.CIRCULATED):
        return held
    if held.is_final and held.state == State.COMPILING:
        raise Refused(_("Circulate it first, so that all who take part have read it."))
    _check_read(queries.report_content(held, on=localdate(at)), seen)
    if held.by_id == by.pk and queries.has_colleague(held, by):
        raise Refused(_("Let a colleague read it through: whoever began a report does not review it."))
    if queries.unanswered(held):
        raise Refused(_("Answer every comment first: taken up or not, and why."))
    held.state, held.reviewed_by, held.reviewed_at = State.REVIEWED, by, at
    held.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    _note(held, by, "report_reviewed", at)
    return held


@transaction.atomic
def circulate_report(*, report: Report, by: User, at: datetime, seen: str = "") -> Report:
    """A final report goes round among those who took part before it is adopted, and all of them read it anew.

    Said again, it changes nothing.
    """
    held = _hold_final(report, by)
    if held.state != State.COMPILING:
        return held
    _check_read(queries.report_content(held, on=localdate(at)), seen)
    held.state = State.CIRCULATED
    held.save(update_fields=["state"])
    held.readers.update(asked_at=at, read_at=None)
    _note(held, by, "report_circulated", at)
    return held


@transaction.atomic
def hand_over_report(*, report: Report, by: User, at: datetime, seen: str = "") -> Report:
    """An adopted final report is with whoever gave the mandate, and stays as it is from now on: what is published
    later is what was handed over. Said again, it changes nothing."""
    held = _hold_final(report, by)
    if held.is_written_down:
        return held
    if held.state != State.REVIEWED:
        raise Refused(_("Have it adopted first."))
    held.state, held.handed_over_at = State.HANDED_OVER, at
    held.save(update_fields=["state", "handed_over_at"])
    _write_down(held, seen, at)
    _note(held, by, "report_handed_over", at)
    return held


@transaction.atomic
def take_up_report(*, report: Report, by: User, at: datetime) -> Report:
    """Go on writing in one that was reviewed: it must be reviewed again. Said again, it changes nothing."""
    held = _hold(report, by)
    _refuse_written_down(held)
    if held.state in (State.REVIEWED, State.CIRCULATED):
        held.state, held.reviewed_by, held.reviewed_at = State.COMPILING, None, None
        held.save(update_fields=["state", "reviewed_by", "reviewed_at"])
        _note(held, by, "report_taken_up", at)
    return held


@transaction.atomic
def publish_report(*, report: Report, by: User, at: datetime, seen: str = "") -> ReportVersion:
    """Let everybody read it, as it is written down now or was when it was handed over. Said again, it changes nothing.

    Its survey is published with it, and the version before it is superseded.
    """
    held = _hold(report, by)
    if held.is_out:
        return held.version
    if held.state != (State.HANDED_OVER if held.is_final else State.REVIEWED):
        raise Refused(_("Hand it over first.") if held.is_final else _("Have it reviewed first."))
    if held.is_written_down:
        version = held.version
        _check_read(version.content, seen)
    else:
        version = _write_down(held, seen, at)
    held.state, held.published_at = State.PUBLISHED, at
    held.save(update_fields=["state", "published_at"])
    if held.supersedes_id:
        Report.objects.filter(pk=held.supersedes_id).update(state=State.SUPERSEDED)
    if held.survey and held.survey.organisation_id == held.organisation_id:
        publish_survey(survey=held.survey, by=by, at=at)
    _note(held, by, "report_published", at, version=version.number)
    return version


@transaction.atomic
def begin_next_report(*, id: UUID, report: Report, change: str, by: User, at: datetime) -> Report:
    """A draft like what is published, to supersede it. There is one at a time: asked again, it gives that."""
    if there := already(Report, id, supersedes_id=report.pk):
        return there
    held = _hold(report, by)
    if there := Report.objects.filter(supersedes=held).first():
        return there
    if held.state != State.PUBLISHED:
        raise Refused(_("Only what is published is superseded."))
    if not change.strip():
        raise Unfit(_("Say in a sentence what has changed."), field="change")
    made = Report.objects.create(
        id=id, supersedes=held, change=free_text.accept(change, field="change"), by=by,
        **{name: getattr(held, name) for name in ("organisation", "territory", "title", "first_day", "last_day")},
        kind=held.kind, survey=held.survey,
    )  # fmt: skip
    names = ("place", "heading", "text", "block", "code")
    ReportSection.objects.bulk_create(
        ReportSection(id=new_id(), report=made, **{name: getattr(one, name) for name in names})
        for one in queries.sections_of(held)
    )
    _note(made, by, "next_report_begun", at)
    return made


@transaction.atomic
def drop_report(*, report: Report, by: User, at: datetime) -> None:
    """Throw away a draft. What is published stays."""
    held = _hold(report, by)
    _refuse_written_down(held)
    try:
        Report.objects.filter(pk=held.pk).delete()
    except ProtectedError as error:
        raise Refused(_("A proposal comes from it.")) from error
    _note(held, by, "report_dropped", at)


def _write_down(held: Report, seen: str, at: datetime) -> ReportVersion:
    """All that it shows, for ever: it is told by nothing else from now on."""
    list(
        Territory.objects.select_for_update(no_key=True).filter(pk=held.territory_id)
    )  # whoever names another waits here
    content = queries.report_content(held, on=localdate(at))
    _check_read(content, seen)
    content["sections"] = [one for one in content["sections"] if one["text"] or one["figures"] or one["groups"]]
    content["reviewed_by_another"] = held.reviewed_by_id != held.by_id
    if held.is_final and held.reviewed_at:
        content |= {"adopted_on": localdate(held.reviewed_at).isoformat(), "handed_over_on": localdate(at).isoformat()}
    return ReportVersion.objects.create(
        report=held, name=_name(held), number=_number(held), content=content, written_down_at=at,
        digest=queries.report_digest(content),
    )  # fmt: skip


def _check_read(content: dict[str, Any], seen: str) -> None:
    if seen and seen != queries.report_digest(content):
        raise Stale(_("A colleague has changed this since you read it. Look at it again."))


def _outline(report: Report) -> Iterator[Part]:
    """The parts that the survey has something to say to."""
    asked = {one.partition(":")[2] for one, _text in queries.telling_codes(report) if one.startswith("question:")}
    is_nation = report.territory_id == SWEDEN
    known = set(RANGES) if is_nation else asked
    for part in OUTLINE:
        if part.block == "question" and part.code not in known:
            continue
        if part.block in FROM_ANSWERS and report.survey is None and not is_nation:
            continue
        if part.block in ("support", "difficulties") and report.survey is None:
            continue
        yield part


def _check_survey(survey: Survey, territory: Territory) -> None:
    if survey.state not in (Survey.State.COMPILED, Survey.State.PUBLISHED):
        raise Unfit(_("Compile the survey first."), field="survey")
    if not survey.territory.covers(territory.code):
        raise Unfit(_("This survey asks elsewhere."), field="survey")
    if Report.objects.filter(survey=survey, territory=territory).exists():
        raise Unfit(_("There is a report of this survey already."), field="survey")


def _name(report: Report) -> str:
    """Such as 01-2026-2: the second of a territory about a year. Who holds the territory counts alone."""
    start = f"{report.territory_id}-{report.last_day.year}-"
    return f"{start}{ReportVersion.objects.filter(name__startswith=start).count() + 1}"


def _number(report: Report) -> int:
    return report.supersedes.version.number + 1 if report.supersedes else 1


def _hold(report: Report, by: User) -> Report:
    """The report, held, for those who write it."""
    rules.edit_report(by, report)
    held = Report.objects.select_for_update(of=("self",), no_key=True).select_related(
        "territory", "organisation", "survey__territory", "survey__organisation", "supersedes__version"
    )
    found = held.filter(pk=report.pk).first()
    if found is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    return found


def _hold_final(report: Report, by: User) -> Report:
    held = _hold(report, by)
    if not held.is_final:
        raise Refused(_("Only final reports are circulated and handed over."))
    return held


def _refuse_written_down(held: Report) -> None:
    if held.is_out:
        raise Refused(_("This report is published and stays as it is. Make the next version."))
    if held.is_written_down:
        raise Refused(_("It is handed over, and stays as it is. Publish it, and make the next version."))


def _hold_open(report: Report, by: User) -> Report:
    held = _hold(report, by)
    _refuse_written_down(held)
    if not held.is_open:
        raise Refused(_("This report is reviewed. Take it up again to change it."))
    return held


def _section(section: ReportSection) -> ReportSection:
    held = ReportSection.objects.select_for_update(no_key=True).filter(pk=section.pk).first()
    if held is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    return held


def _note(report: Report, by: User, verb: str, at: datetime, **detail: Any) -> None:
    audit.record(by=by, verb=f"situation.{verb}", subject=report, at=at, county=report.territory.county, **detail)

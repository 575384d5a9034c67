"""Applications: written and handed in by those who apply; returned, judged and prepared by those who give."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.actions.calls import held_call, refuse_competing
from samverka.programmes.models import (
    Application,
    ApplicationMoney,
    ApplicationVolume,
    Assessment,
    Call,
    Completion,
    Mark,
    Volume,
)
from samverka.programmes.models.applications import NEXT, ApplicationState
from samverka.programmes.models.calls import MOST_MARK, CallState


Sums = Mapping[int, int]  # kronor by year
Marks = Mapping[int, tuple[int, str]]  # by the key of a criterion: how well it is met, from 0 to 5, and why


@transaction.atomic
def begin_application(
    *, id: UUID, call: Call, organisation: Organisation, title: str, by: User, at: datetime, plan: str = "",
    applied: Sums | None = None,
) -> Application:  # fmt: skip
    """A draft that only those who speak for the organisation see. Begun again, it gives the one there is."""
    if there := already(Application, id, call_id=call.pk, organisation_id=organisation.pk):
        return there
    rules.begin_application(by, organisation)
    held = held_call(call)
    if there := held.applications.filter(organisation=organisation).exclude(state=ApplicationState.WITHDRAWN).first():
        return there
    _refuse_closed(held, at)
    if organisation not in queries.may_apply(by, held, on=localdate(at)):
        raise Refused(_("This call is for others."))
    made = Application(id=id, call=held, organisation=organisation, begun_by=by, changed_at=at)
    _write(made, title, plan, at)
    made.save(force_insert=True)
    _set_sums(made, applied or {})
    note(made, by, "begun", at)
    return made


@transaction.atomic
def write_application(
    *, application: Application, title: str, plan: str, applied: Sums, by: User, at: datetime, seen: str = ""
) -> Application:
    """Change what is asked for, until it is handed in, or while it is to be completed.

    What is changed then is the applicant's alone until it is handed in again.
    """
    held = _hold_written(application, by, at)
    check_seen(held, seen)
    if held.is_drafted:
        _write(held, title, plan, at)
        held.save(update_fields=["title", "plan", "changed_at"])
        _set_sums(held, applied)
    else:
        said = {"title": accept(title, field="title").strip(), "plan": accept(plan, field="plan")}
        _refuse_sums(held.call, applied)
        _rewrite(held, at, applied={str(year): kronor for year, kronor in applied.items() if kronor}, **said)
    note(held, by, "written", at)
    return held


@transaction.atomic
def set_application_volume(
    *, application: Application, kind: str, amount: int, by: User, at: datetime, per: str = Volume.Per.YEAR
) -> Application:
    """How much of something it brings. Nought takes it away."""
    held = _hold_written(application, by, at)
    per = Volume.Per.NIGHT if kind == Volume.Kind.PLACES else per
    if kind != Volume.Kind.PLACES and per == Volume.Per.NIGHT:
        raise Unfit(_("Say how many a month, a year, or in all."), field="per")
    if not held.is_drafted:
        rest = {one.kind: [one.amount, one.per] for one in queries.written(held, by_applicant=True).volumes}
        rest.pop(kind, None)
        _rewrite(held, at, volumes=rest | ({kind: [amount, per]} if amount else {}))
    elif amount:
        said = {"amount": amount, "per": per}
        ApplicationVolume.objects.update_or_create(application=held, kind=kind, defaults=said)
    else:
        held.volumes.filter(kind=kind).delete()
    note(held, by, "volume_set", at)
    return held


@transaction.atomic
def submit_application(*, application: Application, by: User, at: datetime, answer: str = "") -> Application:
    """Hand it in, by the call's last day; or once more, with an answer to what was asked. Done again, no change."""
    held = _hold(application, by)
    if held.state == ApplicationState.SUBMITTED:
        return held
    if held.is_drafted:
        _refuse_closed(held.call, at)
        held.submitted_at = at
    told = queries.written(held, by_applicant=True)
    if not told.plan.strip():
        raise Refused(_("Write a plan first."))
    if not told.applied:
        raise Refused(_("Apply for a sum first."))
    if told.applied > held.call.amount:
        raise Refused(_limit(held.call))
    if held.is_returned:
        _answer(held, answer, at)
        _take_in(held, told)
    held.changed_at = at
    return _go_on(held, ApplicationState.SUBMITTED, by, at, "submitted_at", "title", "plan", "rewritten", "changed_at")


@transaction.atomic
def withdraw_application(*, application: Application, by: User, at: datetime) -> Application:
    """Ask for it no more, until it is decided. Said again, it changes nothing."""
    held = _hold(application, by)
    if held.state == ApplicationState.WITHDRAWN:
        return held
    held.rewritten, held.changed_at = None, at
    return _go_on(held, ApplicationState.WITHDRAWN, by, at, "rewritten", "changed_at")


@transaction.atomic
def drop_application(*, application: Application, by: User, at: datetime) -> None:
    """Throw a draft away."""
    held = _hold(application, by)
    if not held.is_drafted:
        raise Refused(_("It is handed in. It can be withdrawn."))
    note(held, by, "dropped", at)
    held.delete()


@transaction.atomic
def return_application(
    *, id: UUID, application: Application, question: str, due_on: date, by: User, at: datetime
) -> Application:
    """Ask the applicant to complete it by a day. What was prepared of it is prepared anew. Asked again, no change."""
    if there := already(Completion, id, application_id=application.pk):
        return there.application
    held = _hold_judged(application, by)
    if due_on < localdate(at):
        raise Unfit(_("Choose a day to come."), field="due_on")
    if held.state != ApplicationState.SUBMITTED:
        raise Refused(_("It is being completed already."))
    Completion.objects.create(
        id=id, application=held, question=accept(question, field="question"), due_on=due_on, asked_at=at
    )
    held.outcome = ""
    return _go_on(held, ApplicationState.RETURNED, by, at, "outcome")


@transaction.atomic
def judge_application(*, application: Application, marks: Marks, by: User, at: datetime) -> Application:
    """Give a mark on each criterion, with a reason. Judged again, the last word holds."""
    held = _hold_judged(application, by)
    _refuse_running(held.call)
    criteria = set(held.call.criteria.values_list("pk", flat=True))
    if set(marks) != criteria:
        raise Refused(_("Give a mark on each criterion."))
    made, _new = Assessment.objects.update_or_create(application=held, by=by, defaults={"at": at})
    made.marks.all().delete()
    for criterion, (mark, reason) in marks.items():
        if not (0 <= mark <= MOST_MARK and reason.strip()):
            raise Unfit(_("A mark is from 0 to 5, and has a reason."), field=f"reason_{criterion}")
        said = accept(reason, field=f"reason_{criterion}")
        Mark.objects.create(assessment=made, criterion_id=criterion, mark=mark, reason=said)
    note(held, by, "judged", at)
    return held


@transaction.atomic
def declare_partial(*, application: Application, by: User, at: datetime) -> Application:
    """One has a conflict of interest (Administrative Procedure Act, sections 16 to 18): what one said is taken away."""
    rules.judge_application(by, application)
    held = _held(application)
    if not held.is_handed_in:
        raise Refused(_("It is not handed in, or decided already."))
    made, _new = Assessment.objects.update_or_create(application=held, by=by, defaults={"is_partial": True, "at": at})
    made.marks.all().delete()
    if held.outcome and held.prepared_by == by:
        held.outcome = held.reason = ""
        held.save(update_fields=["outcome", "reason"])
        held.money.update(granted=None)
    note(held, by, "partiality_declared", at)
    return held


@transaction.atomic
def prepare_outcome(
    *, application: Application, outcome: str, reason: str, by: User, at: datetime, granted: Sums | None = None
) -> Application:
    """What is laid before those who decide: granted with a sum by year, or refused; with a reason.

    All that is granted is at most what the call shares out.
    """
    held = _hold_judged(application, by)
    _refuse_running(held.call)
    asked = queries.open_completion(held)
    if asked and asked.due_on >= localdate(at):
        raise Refused(_("The applicant has time until %(day)s to complete it.") % {"day": asked.due_on.isoformat()})
    if not reason.strip():
        raise Unfit(_("A decision has a reason."), field="reason")
    held.outcome, held.reason = Application.Outcome(outcome), accept(reason, field="reason")
    sums = dict(granted or {}) if outcome == Application.Outcome.GRANTED else {}
    for one in held.money.all():
        one.granted = sums.get(one.year, 0)
        if one.granted > one.applied:
            raise Unfit(_("At most what is applied for."), field=f"granted_{one.year}")
        one.save(update_fields=["granted"])
    together = sum(one.granted or 0 for one in held.money.all())
    if outcome == Application.Outcome.GRANTED and not together:
        raise Unfit(_("Say how much is granted."), field="outcome")
    if together + queries.prepared_sum(held.call, but=held) > held.call.amount:
        raise Unfit(_("More is granted than the call shares out."), field="outcome")
    held.prepared_by = by
    held.save(update_fields=["outcome", "reason", "prepared_by"])
    note(held, by, "prepared", at)
    return held


@transaction.atomic
def note_completion_told(*, completion: Completion, at: datetime) -> Completion:
    """The applicant is told what to complete; refused when it was told already."""
    if not Completion.objects.filter(pk=completion.pk, told_at=None).update(told_at=at):
        raise Refused(_("It is mailed already."))
    note(completion.application, None, "question_told", at)
    return completion


@transaction.atomic
def note_decision_told(*, application: Application, at: datetime) -> Application:
    """The applicant is told that it is decided; refused when it was told already."""
    if not Application.objects.filter(pk=application.pk, told_at=None).update(told_at=at):
        raise Refused(_("It is mailed already."))
    note(application, None, "decision_told", at)
    return application


def _hold(application: Application, by: User) -> Application:
    rules.keep_application(by, application)
    return _held(application)


def _held(application: Application) -> Application:
    """The application, read again, behind its call, so that all who write wait in one line."""
    call = held_call(application.call)
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    held = rows.filter(pk=application.pk).first()
    if held is None:
        raise Refused(_("This is not there any more. Somebody has taken it away."))
    held.call = call
    return held


def _hold_written(application: Application, by: User, at: datetime) -> Application:
    held = _hold(application, by)
    if not (held.is_drafted or held.is_returned):
        raise Refused(_("It is handed in: its words stand."))
    if held.is_returned:
        _asked(held, at)
    return held


def _hold_judged(application: Application, by: User) -> Application:
    """For those who judge and prepare, as long as it is not decided, and unless they are partial."""
    rules.judge_application(by, application)
    held = _held(application)
    if not held.is_handed_in:
        raise Refused(_("It is not handed in, or decided already."))
    if held.assessments.filter(by=by, is_partial=True).exists():
        raise Refused(_("You have a conflict of interest here. Somebody else does this."))
    refuse_competing(held.call, by)
    return held


def _refuse_closed(call: Call, at: datetime) -> None:
    today = localdate(at)
    if call.takes_applications(today):
        return
    if call.state == CallState.OPEN and today < call.opens_on:
        raise Refused(_("It can be applied for from %(day)s.") % {"day": call.opens_on.isoformat()})
    raise Refused(_("The last day to apply was %(day)s.") % {"day": call.closes_on.isoformat()})


def _refuse_running(call: Call) -> None:
    if call.state != CallState.CLOSED:
        raise Refused(_("Applications are judged when the call has closed."))


def _write(application: Application, title: str, plan: str, at: datetime) -> None:
    application.title, application.plan = accept(title, field="title").strip(), accept(plan, field="plan")
    application.changed_at = at


def _rewrite(held: Application, at: datetime, **changed: object) -> None:
    """Nobody else reads half an answer."""
    told = queries.written(held, by_applicant=True)
    rest: dict[str, object] = {"title": told.title, "plan": told.plan}
    rest |= {"applied": {str(one.year): one.applied for one in told.money}}
    rest |= {"volumes": {one.kind: [one.amount, one.per] for one in told.volumes}}
    held.rewritten, held.changed_at = rest | changed, at
    held.save(update_fields=["rewritten", "changed_at"])


def _take_in(held: Application, told: queries.Written) -> None:
    """What was changed while it was to be completed, as it is handed in."""
    if held.rewritten:
        held.title, held.plan, held.rewritten = told.title, told.plan, None
        _set_sums(held, {one.year: one.applied for one in told.money})
        held.volumes.all().delete()
        ApplicationVolume.objects.bulk_create(told.volumes)


def _refuse_sums(call: Call, applied: Sums) -> None:
    if set(applied) - set(call.years):
        raise Unfit(_("The call gives no money for that year."), field="title")
    if sum(applied.values()) > call.amount:
        raise Unfit(_limit(call), field=f"applied_{max(year for year, kronor in applied.items() if kronor)}")


def _limit(call: Call) -> str:
    kronor = number_format(call.amount, force_grouping=True)
    return _("Apply for at most %(kronor)s kronor in all: more the call does not share out.") % {"kronor": kronor}


def _set_sums(application: Application, applied: Sums) -> None:
    _refuse_sums(application.call, applied)
    application.money.exclude(year__in=[year for year, kronor in applied.items() if kronor]).delete()
    for year, kronor in applied.items():
        if kronor:
            said = {"applied": kronor, "granted": None}
            ApplicationMoney.objects.update_or_create(application=application, year=year, defaults=said)


def _answer(held: Application, answer: str, at: datetime) -> None:
    asked = _asked(held, at)
    if not answer.strip():
        raise Unfit(_("Answer what was asked."), field="answer")
    asked.answer, asked.answered_at = accept(answer, field="answer"), at
    asked.save(update_fields=["answer", "answered_at"])


def _asked(held: Application, at: datetime) -> Completion:
    """What is to be completed, while there is time."""
    asked = queries.open_completion(held)
    if asked is None:
        raise Refused(_("It is not handed in, or decided already."))
    if asked.due_on < localdate(at):
        raise Refused(_("The answer was due on %(day)s.") % {"day": asked.due_on.isoformat()})
    return asked


def _go_on(held: Application, state: ApplicationState, by: User, at: datetime, *more: str) -> Application:
    if state not in NEXT[held.state]:
        told = _("This step does not follow: the application is %(state)s.")
        raise Refused(told % {"state": held.get_state_display()})
    held.state = state
    held.save(update_fields=["state", *more])
    note(held, by, state, at)
    return held


def note(application: Application, by: User | None, what: str, at: datetime) -> None:
    verb, county = f"programmes.application_{what}", application.call.territory.county
    audit.record(by=by, verb=verb, subject=application, at=at, county=county)

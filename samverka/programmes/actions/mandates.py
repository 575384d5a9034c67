"""Mandates are decided, begin, are extended, reported and end; assignments go to somebody and come back reported."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.models import Assignment, Deliverable, Extension, FinalReport, Mandate
from samverka.programmes.models.mandates import ASSIGNMENT_NEXT, NEXT, AssignmentState, MandateState
from samverka.programmes.queries.blocks import OUTLINE
from samverka.situation import actions as situation
from samverka.situation.models import Report


TEXTS = ("issuer", "title", "reference", "purpose", "target_group")


@transaction.atomic
def write_mandate(
    *, id: UUID, organisation: Organisation, by: User, at: datetime, seen: str = "", **said: Any
) -> Mandate:
    """Note what was decided, or mend what was noted of it."""
    rules.hold_mandate(by, organisation)
    before = said.get("predecessor")
    both = Mandate.objects.select_for_update(no_key=True).filter(pk__in=[id, before.pk] if before else [id])
    held = {one.pk: one for one in both.order_by("pk")}.get(id)  # what it follows too: that may not grow shorter now
    if held and held.organisation_id != organisation.pk:
        raise Refused(_("This id already names something else."))
    if held:
        check_seen(held, seen)
    held = held or Mandate(id=id, organisation=organisation)
    if said["last_day"] < said["first_day"]:
        raise Unfit(_("The last day comes before the first."), field="last_day")
    if held.extensions.filter(until__lte=said["last_day"]).exists():
        raise Unfit(_("Choose an earlier day than the one that it is extended until."), field="last_day")
    if held.extensions.filter(decided_on__lt=said["decided_on"]).exists():
        raise Unfit(_("Choose a day that does not come after the decision to extend it."), field="decided_on")
    if before and Mandate.objects.filter(predecessor=before).exclude(pk=id).exists():
        raise Unfit(_("Another mandate has followed that one."), field="predecessor")
    if before and held in queries.chain_before(before):
        raise Unfit(_("That mandate comes after this one."), field="predecessor")
    for name, value in said.items():
        setattr(held, name, accept(value, field=name) if name in TEXTS else value)
    held.save()
    _note(held, by, "mandate_written", at)
    return held


@transaction.atomic
def move_mandate(
    *, mandate: Mandate, state: str, by: User, at: datetime, extended_until: date | None = None,
    decided_on: date | None = None, change: str = "",
) -> Mandate:  # fmt: skip
    """It begins, is extended, is reported, ends, or goes over to the next."""
    held = _hold(mandate, by)
    if held.state == state and state != MandateState.EXTENDED:
        return held
    if state not in NEXT[held.state]:
        told = {"state": Mandate.State(held.state).label}
        raise Refused(_("This step does not follow: the mandate is %(state)s.") % told)
    if state == MandateState.EXTENDED:
        _extend(held, Extension(mandate=held, state_before=held.state), extended_until, decided_on, change, at)
    if state == MandateState.HANDED_OVER and not Mandate.objects.filter(predecessor=held).exists():
        raise Refused(_("Note the mandate that follows first."))
    held.state = MandateState(state)
    held.save(update_fields=["state", "extended_until"])
    _note(held, by, f"mandate_{state}", at)
    return held


@transaction.atomic
def mend_extension(
    *, mandate: Mandate, extension: int, extended_until: date, decided_on: date, by: User, at: datetime,
    change: str = "",
) -> Mandate:  # fmt: skip
    """The last extension was noted wrongly."""
    held, last = _hold_extended(mandate, extension, by)
    _extend(held, last, extended_until, decided_on, change, at)
    held.save(update_fields=["extended_until"])
    _note(held, by, "mandate_extension_mended", at)
    return held


@transaction.atomic
def withdraw_extension(*, mandate: Mandate, extension: int, because: str, by: User, at: datetime) -> Mandate:
    """The last extension was noted by mistake: the mandate is as it was before. Refused when something rests on it."""
    held, last = _hold_extended(mandate, extension, by)
    if not because.strip():
        raise Unfit(_("Say why it is withdrawn."), field="because")
    if held.state != MandateState.EXTENDED:
        told = _("Something rests on the extension: the mandate is %(state)s since.")
        raise Refused(told % {"state": held.get_state_display()})
    before = held.extensions.exclude(pk=last.pk).last()
    _refuse_rested_on(held, before.until if before else held.last_day, last.until)
    last.delete()
    held.extended_until, held.state = before.until if before else None, MandateState(last.state_before)
    held.save(update_fields=["state", "extended_until"])
    _note(held, by, "mandate_extension_withdrawn", at, because=accept(because.strip(), field="because"))
    return held


def _hold(mandate: Mandate, by: User) -> Mandate:
    """Until the end of the action, so that nothing comes to rest on an extension while that is withdrawn."""
    rules.keep_mandate(by, mandate)
    return (
        Mandate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation__territory")
        .get(pk=mandate.pk)
    )


def _hold_extended(mandate: Mandate, extension: int, by: User) -> tuple[Mandate, Extension]:
    """The mandate, held, with its last extension, which is the one that is meant."""
    held = _hold(mandate, by)
    last = held.extensions.last()
    if last is None or last.pk != extension:
        raise Refused(_("The extensions have changed since you read them: only the last one can be put right."))
    return held, last


def _refuse_rested_on(held: Mandate, end: date, until: date) -> None:
    """From the day after `end` on nothing is promised, told or begun because it lasts `until` then."""
    longer = (end + timedelta(days=1), until)
    for rows, name, told in (
        (held.deliverables.filter(due_on__range=longer), "due_on", _("something is to be handed in on %(when)s.")),
        (held.assignments.filter(due_on__range=longer), "due_on", _("a task is due on %(when)s.")),
        (Report.objects.filter(answers_for__mandate=held, last_day__range=longer), "last_day",
         _("a final report tells of the time until %(when)s.")),
        (Mandate.objects.filter(predecessor=held, first_day__gt=longer[0]), "first_day",
         _("a mandate that follows begins on %(when)s.")),
    ):  # fmt: skip
        if when := rows.order_by(name).values_list(name, flat=True).last():
            raise Refused(_("Something rests on the extension: %(what)s") % {"what": told % {"when": when}})


def _extend(
    held: Mandate, longer: Extension, until: date | None, decided_on: date | None, change: str, at: datetime
) -> None:
    """Once more; what was decided before stands in its place."""
    before = held.extensions.exclude(pk=longer.pk)
    last = before.aggregate(until=Max("until"), decided_on=Max("decided_on"))
    if until is None or until <= (last["until"] or held.last_day):
        raise Unfit(_("Choose a later day than the one that holds."), field="extended_until")
    if decided_on is None or not (last["decided_on"] or held.decided_on) <= decided_on <= localdate(at):
        raise Unfit(
            _("Say when it was decided: not before what was decided before, today at the latest."), field="decided_on"
        )
    longer.decided_on, longer.until, longer.change = decided_on, until, accept(change, field="change")
    longer.save()
    held.extended_until = until


@transaction.atomic
def add_deliverable(*, id: UUID, mandate: Mandate, title: str, due_on: date, by: User, at: datetime) -> Deliverable:
    """One more that is to be handed in."""
    if there := already(Deliverable, id, mandate_id=mandate.pk):
        return there
    held = _hold(mandate, by)
    made = Deliverable.objects.create(id=id, mandate=held, title=accept(title, field="title"), due_on=due_on)
    _note(held, by, "deliverable_added", at)
    return made


@transaction.atomic
def note_delivered(*, deliverable: Deliverable, on: date, by: User, at: datetime) -> Deliverable:
    """It is handed in."""
    rules.keep_mandate(by, deliverable.mandate)
    if on > localdate(at):
        raise Unfit(_("This day is still to come."), field="on")
    deliverable.delivered_on = on
    deliverable.save(update_fields=["delivered_on"])
    _note(deliverable.mandate, by, "deliverable_delivered", at)
    return deliverable


@transaction.atomic
def assign(
    *, id: UUID, mandate: Mandate, organisation: Organisation, task: str, due_on: date, by: User, at: datetime
) -> Assignment:
    """Give one task of the mandate to an organisation."""
    if there := already(Assignment, id, mandate_id=mandate.pk, organisation_id=organisation.pk):
        return there
    held = _hold(mandate, by)
    if due_on < localdate(at):
        raise Unfit(_("Choose a day to come."), field="due_on")
    made = Assignment.objects.create(
        id=id, mandate=held, organisation=organisation, task=accept(task, field="task"), due_on=due_on
    )
    _note(held, by, "assigned", at)
    return made


@transaction.atomic
def move_assignment(
    *, assignment: Assignment, state: str, by: User, at: datetime, text: str = ""
) -> Assignment:  # fmt: skip
    """Whoever does it takes it on and reports it; whoever gave it accepts the report, or returns it with a reason."""
    judged = state in (AssignmentState.APPROVED, AssignmentState.RETURNED)
    (rules.judge_assignment if judged else rules.do_assignment)(by, assignment)
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).select_related(
        "mandate__organisation__territory"
    )
    held = rows.get(pk=assignment.pk)
    if held.state == state:
        return held
    if state not in ASSIGNMENT_NEXT[held.state]:
        told = {"state": Assignment.State(held.state).label}
        raise Refused(_("This step does not follow: the assignment is %(state)s.") % told)
    if state in (AssignmentState.REPORTED, AssignmentState.RETURNED) and not text.strip():
        raise Unfit(_("Say it in a few words."), field="text")
    if state == AssignmentState.REPORTED:
        held.report, held.reported_on = accept(text), localdate(at)
    if state == AssignmentState.RETURNED:
        held.objection = accept(text)
    held.state = AssignmentState(state)
    held.save(update_fields=["state", "report", "reported_on", "objection"])
    _note(held.mandate, by, f"assignment_{state}", at)
    return held


@transaction.atomic
def note_assignment_reminder(*, assignment: Assignment, occasion: str, at: datetime) -> Assignment:
    """Somebody is reminded of a day; by the clock. Refused when another server was quicker."""
    rows = Assignment.objects.filter(pk=assignment.pk, **{occasion: None})
    if not rows.update(**{occasion: at}):
        raise Refused(_("It is mailed already."))
    _note(assignment.mandate, None, "assignment_reminded", at)
    return assignment


@transaction.atomic
def begin_final_report(
    *, id: UUID, mandate: Mandate, territory: Territory, title: str, last_day: date, by: User, at: datetime
) -> Report:
    """Begin the report that answers for a mandate, from its first day on."""
    _hold(mandate, by)
    audit.take_turns(territory.county, mandate.organisation.territory.county)
    made = situation.begin_report(
        id=id, organisation=mandate.organisation, territory=territory, title=title, first_day=mandate.first_day,
        last_day=last_day, kind=Report.Kind.FINAL, outline=OUTLINE, by=by, at=at,
    )  # fmt: skip
    FinalReport.objects.get_or_create(report=made, defaults={"mandate": mandate})
    _note(mandate, by, "final_report_begun", at)
    return made


def _note(held: Mandate, by: User | None, verb: str, at: datetime, **detail: Any) -> None:
    county = held.organisation.territory.county
    audit.record(by=by, verb=f"programmes.{verb}", subject=held, at=at, county=county, **detail)

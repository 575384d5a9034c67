"""Calls for grants: drafted, opened, closed by the clock, and decided for all who applied at once."""

from datetime import date, datetime
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
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.models import Agreement, Application, Call, Criterion, Invited, Money, Party, Volume
from samverka.programmes.models.agreements import AgreementState
from samverka.programmes.models.applications import HANDED_IN, ApplicationState
from samverka.programmes.models.calls import NEXT, CallState


TEXTS = ("title", "purpose", "eligible")
MOST_CRITERIA = 12
MOST_YEARS = 6  # that one call gives money for


@transaction.atomic
def begin_call(
    *, id: UUID, organisation: Organisation, territory: Territory, by: User, at: datetime, **facts: Any
) -> Call:
    """Draft a call. Begun again, it changes nothing."""
    if there := already(Call, id, organisation_id=organisation.pk, territory_id=territory.code):
        return there
    rules.begin_call(by, organisation)
    home = {"organisation": organisation, "territory": territory}
    made = Call(id=id, begun_by=by, begun_at=at, changed_at=at, **home, **facts)
    _check(made)
    made.save(force_insert=True)
    note(made, by, "begun", at)
    return made


@transaction.atomic
def write_call(*, call: Call, by: User, at: datetime, seen: str = "", **facts: Any) -> Call:
    """Change what a call says. Once it is open its words stand, and only its last day may be put off."""
    held = hold(call, by)
    check_seen(held, seen)
    changed = {name for name, value in facts.items() if getattr(held, name) != value}
    if not held.is_drafted and changed - {"closes_on"}:
        raise Refused(_("It is announced: its words stand, and only its last day may be put off."))
    if "closes_on" in changed and not held.is_drafted:
        if held.state != CallState.OPEN or held.closes_on < localdate(at):
            raise Refused(_("The call has closed."))
        if facts["closes_on"] < held.closes_on:
            raise Unfit(_("Choose a later day: somebody may count on this one."), field="closes_on")
    for name in changed:
        setattr(held, name, facts[name])
    held.changed_at = at
    _check(held)
    held.save()
    note(held, by, "written", at)
    return held


@transaction.atomic
def set_criterion(*, call: Call, name: str, by: User, at: datetime, weight: int = 1) -> Call:
    """Judge by this, weighing so much. Said again, the last word holds."""
    held = _hold_drafted(call, by)
    text = accept(name, field="name").strip()
    others = held.criteria.exclude(name=text)
    if others.count() >= MOST_CRITERIA:
        raise Refused(_("That is enough of criteria."))
    Criterion.objects.update_or_create(call=held, name=text, defaults={"weight": weight})
    note(held, by, "criterion_set", at)
    return held


@transaction.atomic
def remove_criterion(*, call: Call, criterion: int, by: User, at: datetime) -> Call:
    """Do not judge by it. `criterion` is its key. Removed again, it changes nothing."""
    held = _hold_drafted(call, by)
    if held.criteria.filter(pk=criterion).delete()[0]:
        note(held, by, "criterion_removed", at)
    return held


@transaction.atomic
def invite_applicant(*, call: Call, organisation: Organisation, by: User, at: datetime) -> Call:
    """It may apply where only some may. Invited again, it changes nothing."""
    held = hold(call, by)
    if not held.is_invited:
        raise Refused(_("Everybody who fits may apply."))
    if held.is_over(localdate(at)):
        raise Refused(_("The call has closed."))
    if Invited.objects.get_or_create(call=held, organisation=organisation)[1]:
        note(held, by, "applicant_invited", at)
    return held


@transaction.atomic
def uninvite_applicant(*, call: Call, organisation: UUID, by: User, at: datetime) -> Call:
    """Not after all, as long as nobody has been told. `organisation` is its id."""
    held = _hold_drafted(call, by)
    if held.invited.filter(organisation=organisation).delete()[0]:
        note(held, by, "applicant_uninvited", at)
    return held


@transaction.atomic
def open_call(*, call: Call, by: User, at: datetime) -> Call:
    """Announce it. It is applied for from its first day to its last. Said again, it changes nothing."""
    held = hold(call, by)
    if held.state == CallState.OPEN:
        return held
    if held.is_drafted and held.closes_on < localdate(at):
        raise Refused(_("Its last day has passed. Choose another one first."))
    if not held.criteria.exists():
        raise Refused(_("Say first by what applications are judged."))
    if held.is_invited and not held.invited.exists():
        raise Refused(_("Nobody is invited yet."))
    return _go_on(held, CallState.OPEN, by, at)


@transaction.atomic
def drop_call(*, call: Call, by: User, at: datetime) -> None:
    """Throw a draft away."""
    held = _hold_drafted(call, by)
    Call.objects.filter(pk=held.pk).delete()
    note(held, by, "dropped", at)


def move_calls(*, at: datetime) -> int:
    """By the clock: those whose last day has passed are closed. How many."""
    rows = queries.calls_to_move(at=at).select_related("territory")
    return one_by_one(rows, lambda held: bool(_go_on(held, CallState.CLOSED, None, at)))


@transaction.atomic
def decide_call(
    *, call: Call, decided_on: date, decided_by: str, decision_number: str, by: User, at: datetime
) -> Call:  # fmt: skip
    """Note the body's decision on all applications, as they were prepared. What is granted becomes agreements.

    Refused while an application is not prepared, or when more is granted than the call shares out.
    """
    held = hold(call, by)
    said = {"decided_on": decided_on, "decided_by": accept(decided_by, field="decided_by").strip()}
    said |= {"decision_number": accept(decision_number, field="decision_number").strip()}
    if held.is_decided and all(getattr(held, name) == value for name, value in said.items()):
        return held
    _refuse_undecided(held, decided_on, by, at)
    for name, value in said.items():
        if not value:
            raise Unfit(_("A decision has a body and a number."), field=name)
        setattr(held, name, value)
    rows = Application.objects.select_for_update(of=("self",), no_key=True).filter(call=held, state__in=HANDED_IN)
    for one in rows.select_related("organisation").prefetch_related("money", "volumes").order_by("pk"):
        one.state = ApplicationState(one.outcome)
        if one.outcome == Application.Outcome.GRANTED:
            one.agreement = _agree(held, one, by, at)
        one.rewritten = None  # it was never handed in
        one.save(update_fields=["state", "agreement", "rewritten"])
    return _go_on(held, CallState.DECIDED, by, at, *said)


def _refuse_undecided(held: Call, decided_on: date, by: User, at: datetime) -> None:
    if held.state != CallState.CLOSED:
        raise Refused(_("A call is decided when it has closed."))
    if not held.closes_on < decided_on <= localdate(at):
        raise Unfit(_("Choose a day after the last day to apply, that has been."), field="decided_on")
    refuse_competing(held, by)
    rows = held.applications.filter(state__in=HANDED_IN)
    if rows.filter(outcome="").exists():
        raise Refused(_("Prepare an outcome for every application first."))
    if queries.prepared_sum(held) > held.amount:
        raise Refused(_("More is granted than the call shares out."))


def refuse_competing(call: Call, by: User) -> None:
    """Applicants compete: whoever works for one of them judges none."""
    if queries.competes(by, call):
        raise Refused(_("You work for those who apply. Somebody else judges this."))


def _agree(call: Call, application: Application, by: User, at: datetime) -> Agreement:
    """What is granted as an agreement that is ready to be signed: its money, volumes and parties."""
    made = Agreement.objects.create(
        id=new_id(), kind=Agreement.Kind.GRANT, title=application.title, territory=call.territory,
        organisation=call.organisation, state=AgreementState.DRAFTED, purpose=f"{application.title}\n\n{call.title}",
        first_day=call.first_day, last_day=call.last_day, reference=call.decision_number, begun_by=by, begun_at=at,
        changed_at=at,
    )  # fmt: skip
    parts = {Party.Part.PAYER: call.organisation_id, Party.Part.PROVIDER: application.organisation_id}
    Party.objects.bulk_create(Party(agreement=made, organisation_id=pk, part=part) for part, pk in parts.items())
    source = queries.SOURCES[Organisation.Kind(call.organisation.kind)]
    Money.objects.bulk_create(
        Money(agreement=made, year=one.year, source=source, planned=one.granted)
        for one in application.money.all()
        if one.granted
    )
    Volume.objects.bulk_create(
        Volume(agreement=made, kind=one.kind, amount=one.amount, per=one.per) for one in application.volumes.all()
    )
    verb = "programmes.agreement_begun"
    audit.record(by=by, verb=verb, subject=made, at=at, county=call.territory.county)
    return made


@transaction.atomic
def note_invited(*, invited: Invited, at: datetime) -> Invited:
    """It is told that it may apply; refused when it was told already."""
    if not Invited.objects.filter(pk=invited.pk, told_at=None).update(told_at=at):
        raise Refused(_("It is mailed already."))
    note(invited.call, None, "applicant_told", at)
    return invited


def hold(call: Call, by: User) -> Call:
    """The call, read again and held, for those who keep it."""
    rules.keep_call(by, call)
    return held_call(call)


def held_call(call: Call) -> Call:
    rows = Call.objects.select_for_update(of=("self",), no_key=True).select_related("territory", "organisation")
    if there := rows.filter(pk=call.pk).first():
        return there
    raise Refused(_("This is not there any more. Somebody has taken it away."))


def _hold_drafted(call: Call, by: User) -> Call:
    held = hold(call, by)
    if not held.is_drafted:
        raise Refused(_("It is announced: its words stand."))
    return held


def note(call: Call, by: User | None, what: str, at: datetime) -> None:
    audit.record(by=by, verb=f"programmes.call_{what}", subject=call, at=at, county=call.territory.county)


def _check(call: Call) -> None:
    for name in TEXTS:
        setattr(call, name, accept(getattr(call, name), field=name))
    if call.closes_on < call.opens_on:
        raise Unfit(_("It closes before it opens."), field="closes_on")
    if call.last_day < call.first_day:
        raise Unfit(_("It ends before it begins."), field="last_day")
    if len(call.years) > MOST_YEARS:
        raise Unfit(_("That is too many years for one call."), field="last_day")


def _go_on(held: Call, state: CallState, by: User | None, at: datetime, *more: str) -> Call:
    if state not in NEXT[held.state]:
        raise Refused(_("This step does not follow: the call is %(state)s.") % {"state": held.get_state_display()})
    held.state = state
    held.save(update_fields=["state", *more])
    note(held, by, {"open": "opened"}.get(state, state), at)
    return held

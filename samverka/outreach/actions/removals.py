"""Removals, step by step after the law: what comes next, by when, what is needed, and what it came to."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Role, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock
from samverka.core.ids import new_id
from samverka.core.versions import check_seen
from samverka.outreach import queries, rules
from samverka.outreach.models import PlanTick, RemovalCase, RemovalStep, Settlement
from samverka.outreach.models.removals import ANSWERS, NEEDS, NEXT, ONWARD, PLACES, TOLD, WENT, State
from samverka.outreach.models.settlements import SETTLEMENT_ROLES
from samverka.outreach.policy import LEAST_TOLD, rules_of


MOST = 999
Window = tuple[date, date]
A_YEAR = timedelta(days=365)


@transaction.atomic
def open_removal(
    *, id: UUID, settlement: Settlement, on: date, owner: str, by: User, at: datetime,
    liaison: Organisation | None = None,
) -> RemovalCase:  # fmt: skip
    """Somebody knows whose land it is, and wants people to leave. Asked again with the same id, it changes nothing."""
    told = {"settlement_id": settlement.pk, "liaison_id": liaison and liaison.pk}
    settlement = lock(settlement)
    if there := already(RemovalCase, id, **told):
        return there
    rules.open_removal(by, settlement)
    if settlement.state == Settlement.State.CLOSED:
        raise Refused(_("This settlement is closed."))
    if settlement.removals.running().exists():
        raise Refused(_("A removal runs here already."))
    if owner not in Settlement.Owner.values or owner == Settlement.Owner.UNKNOWN:
        raise Unfit(_("Say whose land it is."), field="owner")
    _check_day(on, at=at)
    settlement.owner = owner
    settlement.save(update_fields=["owner"])
    removal = RemovalCase.objects.create(
        id=id, county=settlement.county, municipality_id=settlement.municipality_id, opened_at=at, **told
    )
    _step(removal, State.OWNER_KNOWN, on, at=at)
    audit.record(by=by, verb="outreach.removal_opened", subject=removal, at=at)
    return removal


@transaction.atomic
def carry_on(
    *, removal: RemovalCase, state: str, on: date, by: User, at: datetime, window: Window | None = None
) -> RemovalCase:
    """Carry a case on to its next state, on a day. Said again, it changes nothing.

    Refused before the time to object is over, and towards the day itself while children were seen and the channel is
    not used. `window` is the days between which a removal is scheduled.
    """
    removal = lock(removal)
    rules.carry_on(by, removal)
    if removal.state == state:
        if window and state == State.SCHEDULED:
            _reschedule(removal, window, by=by, at=at)
        return removal
    return _go_on(removal, state, on, window, by=by, at=at)


@transaction.atomic
def set_window(*, removal: RemovalCase, window_from: date, window_to: date, by: User, at: datetime) -> RemovalCase:
    """Say between which days it is, for the first time or anew. Said again, it changes nothing."""
    removal = lock(removal)
    rules.set_window(by, removal)
    if State.SCHEDULED not in (removal.state, *NEXT[removal.state]):
        raise Refused(_("It is not decided yet: its days are set when it is."), field="window_from")
    if removal.state != State.SCHEDULED:
        return _go_on(removal, State.SCHEDULED, localdate(at), (window_from, window_to), by=by, at=at)
    _reschedule(removal, (window_from, window_to), by=by, at=at)
    return removal


@transaction.atomic
def set_needs(
    *, removal: RemovalCase, places: Mapping[str, int], needs: Mapping[str, bool], by: User, at: datetime,
    seen: str = "",
) -> RemovalCase:  # fmt: skip
    """Say what the support needs: places for each group, interpreter, transport, storage, word of a ticket home."""
    removal = lock(removal)
    rules.set_needs(by, removal)
    check_seen(removal, seen)
    _check_running(removal)
    if set(places) - set(PLACES) or set(needs) - set(NEEDS):
        raise Unfit(_("There is no such need."), field="needs")
    for name, number in places.items():
        if not 0 <= number <= MOST:
            raise Unfit(_("Write a number from 0 to 999."), field=name)
    for name, value in {**places, **needs}.items():
        setattr(removal, name, value)
    removal.save(update_fields=[*places, *needs])
    audit.record(by=by, verb="outreach.needs_set", subject=removal, at=at)
    return removal


@transaction.atomic
def tick_plan(*, removal: RemovalCase, code: str, by: User, at: datetime) -> PlanTick:
    """A step of the support plan is done. Said again, it changes nothing."""
    removal = lock(removal)
    rules.tick_plan(by, removal)
    if there := PlanTick.objects.filter(county=removal.county, removal=removal, code=code).first():
        return there
    known = {line.step.code for line in queries.case_of(removal, on=localdate(at)).plan} - {"close"}
    if code not in known:
        raise Refused(_("This is not a step of the plan."))
    tick = PlanTick.objects.create(
        county=removal.county, removal=removal, code=code, done_at=at, done_as=_role(by, removal)
    )
    audit.record(by=by, verb="outreach.plan_ticked", subject=removal, at=at, step=code)
    return tick


@transaction.atomic
def close_removal(*, removal: RemovalCase, told: Mapping[str, int], by: User, at: datetime) -> RemovalCase:
    """Say what it came to. So few that somebody might be told apart are counted as not known, or not at all.

    Said again with the same numbers, it changes nothing.
    """
    removal = lock(removal)
    rules.close_removal(by, removal)
    least = rules_of(removal.municipality_id, on=localdate(at)).value(LEAST_TOLD)
    counts = _count({name: int(told.get(name, 0)) for name in TOLD}, least)
    if removal.state == State.CLOSED:
        if any(getattr(removal, name) != number for name, number in counts.items()):
            raise Refused(_("It is closed already, with other numbers."))
        return removal
    if State.CLOSED not in NEXT[removal.state]:
        raise Refused(_("Say first how it ended."))
    if queries.child_channel(removal.settlement).open:
        raise Refused(_("Children were seen here, and the channel is not used yet."))
    for name, number in counts.items():
        setattr(removal, name, number)
    removal.state, removal.closed_at = State.CLOSED, at
    removal.save(update_fields=["state", "closed_at", *counts])
    _step(removal, State.CLOSED, localdate(at), at=at)
    audit.record(by=by, verb="outreach.removal_closed", subject=removal, at=at)
    return removal


def _go_on(removal: RemovalCase, state: str, on: date, window: Window | None, *, by: User, at: datetime) -> RemovalCase:
    """The step itself, in an action that has asked its rule."""
    if state not in NEXT[removal.state] or state == State.CLOSED:
        raise Refused(_("A removal does not go there from where it is."), field="state")
    _check_day(on, at=at, after=queries.reached_on(removal, removal.state))
    if state in ONWARD and queries.child_channel(removal.settlement).open:
        raise Refused(_why_not_yet(removal, by), field="state")
    until = queries.case_of(removal, on=on).objections_until
    if state == State.DECIDED and until and on <= until:
        raise Refused(_("Until %(day)s there is time to object.") % {"day": until}, field="on")
    if state == State.SCHEDULED:
        _check_window(window, at=at)
        removal.window_from, removal.window_to = window  # type: ignore[misc]
    if state == State.POSTPONED:
        _forget_ticks(removal)
    removal.state = state
    removal.save(update_fields=["state", "window_from", "window_to"])
    _step(removal, state, on, at=at)
    audit.record(by=by, verb="outreach.removal_carried_on", subject=removal, at=at, state=state)
    return removal


def _reschedule(removal: RemovalCase, window: Window, *, by: User, at: datetime) -> None:
    """Other days than before; the same again changes nothing. What was made ready for the old day is done anew."""
    if (removal.window_from, removal.window_to) == window:
        return
    _check_window(window, at=at)
    if removal.window_from != window[0]:
        _forget_ticks(removal)
    removal.window_from, removal.window_to = window
    removal.save(update_fields=["window_from", "window_to"])
    audit.record(by=by, verb="outreach.window_set", subject=removal, at=at)


def _forget_ticks(removal: RemovalCase) -> None:
    """What was done for a day that is off; that people were told of the procedure stays."""
    removal.ticks.exclude(code="information").delete()


def _why_not_yet(removal: RemovalCase, by: User) -> str:
    """A landowner or the police are told nothing of who lives there."""
    if by.works_in(removal.municipality_id, *SETTLEMENT_ROLES):
        return _("Children were seen here. Use the channel first: whom do I call now?")
    return _("The municipality is not ready for this yet: ask its coordinator.")


def _step(removal: RemovalCase, state: str, on: date, *, at: datetime) -> None:
    RemovalStep.objects.create(id=new_id(), county=removal.county, removal=removal, state=state, on=on, noted_at=at)


def _role(by: User, removal: RemovalCase) -> Role:
    """In which role somebody works with this municipality's removals."""
    here = {one.role for one in by.standing if one.territory.covers(removal.municipality_id)}
    return next(role for role in SETTLEMENT_ROLES if role in here)


def _count(told: dict[str, int], least: int) -> dict[str, int]:
    """The numbers as they are kept. Refused when they do not add up."""
    for name, number in told.items():
        if not 0 <= number <= MOST:
            raise Unfit(_("Write a number from 0 to 999."), field=name)
    if told["offered"] != sum(told[name] for name in ANSWERS):
        raise Unfit(_("Taken, declined and not known come to all places offered."), field="offered")
    few = [name for name in WENT[:-1] if told[name] < least]
    lost = told["went_not_known"] + sum(told[name] for name in few)
    return told | dict.fromkeys(few, 0) | {"went_not_known": lost if lost >= least else 0}


def _check_running(removal: RemovalCase) -> None:
    if removal.state == State.CLOSED:
        raise Refused(_("This removal is closed."))


def _check_day(on: date, *, at: datetime, after: date | None = None) -> None:
    if on > localdate(at):
        raise Unfit(_("Write the day on which it happened: this one is still to come."), field="on")
    if after and on < after:
        raise Unfit(_("This is before the step that came before it."), field="on")


def _check_window(window: Window | None, *, at: datetime) -> None:
    if not window or window[0] > window[1]:
        raise Unfit(_("Write the earliest day and the latest."), field="window_to")
    if window[0] < localdate(at):
        raise Unfit(_("This day is over."), field="window_from")
    if window[1] > localdate(at) + A_YEAR:
        raise Unfit(_("Choose days within a year."), field="window_to")

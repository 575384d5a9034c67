"""Strategies: from an initiative over broad consultation to a decision, into force, and on to the next."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.actions import one_by_one
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.models import Backing, Measure, Strategy
from samverka.programmes.models.strategies import NEXT, OVER, WORDS, MeasureState, StrategyState


State = StrategyState


@transaction.atomic
def begin_strategy(
    *, id: UUID, organisation: Organisation, areas: Collection[Territory], by: User, at: datetime,
    revises: Strategy | None = None, **facts: Any,
) -> Strategy:  # fmt: skip
    """An initiative for one or several municipalities, or one to take the place of a strategy in force.

    Begun again, it changes nothing.
    """
    if there := already(Strategy, id, organisation_id=organisation.pk):
        return there
    rules.begin_strategy(by, organisation)
    if revises:
        _check_revised(revises, by)
    made = Strategy(id=id, organisation=organisation, revises=revises, begun_by=by, begun_at=at, changed_at=at, **facts)
    _check(made)
    made.save(force_insert=True)
    _hold_for(made, areas)
    note_strategy(made, by, "begun", at)
    return made


@transaction.atomic
def revise_strategy(
    *, id: UUID, strategy: Strategy, measures: Collection[Measure], by: User, at: datetime, **facts: Any
) -> Strategy:
    """An initiative to take the place of one in force, with those of its measures that go on, as proposed anew.

    What is done or stopped by now does not go on. Said again, it changes nothing.
    """
    old = hold_strategy(strategy, by)
    if there := already(Strategy, id, revises_id=old.pk):
        return there
    made = begin_strategy(id=id, organisation=old.organisation, revises=old, by=by, at=at, **facts)
    chosen = old.measures.filter(pk__in=[one.pk for one in measures]).exclude(state__in=OVER).order_by("number")
    Measure.objects.bulk_create(_carried(one, made, number) for number, one in enumerate(chosen, 1))
    note_strategy(made, by, "measures_carried", at)
    return made


@transaction.atomic
def write_strategy(
    *, strategy: Strategy, by: User, at: datetime, seen: str = "", areas: Collection[Territory] | None = None,
    **facts: Any,
) -> Strategy:  # fmt: skip
    """Change what it says, and for which municipalities it holds, until it is decided."""
    held = hold_written(strategy, by)
    check_seen(held, seen)
    if areas is not None:
        _hold_for(held, areas)
    for name, value in facts.items():
        setattr(held, name, value)
    held.changed_at = at
    _check(held)
    held.save()
    note_strategy(held, by, "written", at)
    return held


@transaction.atomic
def add_measure(*, id: UUID, strategy: Strategy, by: User, at: datetime, **facts: Any) -> Measure:
    """One more measure. Added again with the same id, it changes nothing."""
    if there := already(Measure, id, strategy_id=strategy.pk):
        return there
    held = hold_written(strategy, by)
    last = held.measures.aggregate(last=Max("number"))["last"] or 0
    made = Measure(id=id, strategy=held, number=last + 1, **facts)
    _check_measure(made)
    made.save(force_insert=True)
    note_strategy(held, by, "measure_added", at)
    return made


@transaction.atomic
def write_measure(*, measure: Measure, by: User, at: datetime, seen: str = "", **facts: Any) -> Measure:
    """Change what a measure says, until the strategy is decided. Whoever has signed other words is asked anew."""
    strategy = hold_written(measure.strategy, by)
    held = Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    if held.state == MeasureState.STOPPED:
        raise Refused(_("The measure is stopped: its words stand."))
    check_seen(held, seen)
    before = held.words()
    for name, value in facts.items():
        setattr(held, name, value)
    _check_measure(held)
    held.save()
    is_asked_anew = held.words() != before and _let_go(held, at)
    note_strategy(strategy, by, "measure_written", at)
    if is_asked_anew:
        note_strategy(strategy, by, "part_asked_anew", at)
    return held


@transaction.atomic
def draft_strategy(*, strategy: Strategy, by: User, at: datetime) -> Strategy:
    """The initiative is taken up. Said again, it changes nothing."""
    held = hold_strategy(strategy, by)
    return held if held.state == State.DRAFTING else go_on(held, State.DRAFTING, by, at)


@transaction.atomic
def open_consultation(*, strategy: Strategy, answers_due_on: date, by: User, at: datetime) -> Strategy:
    """Ask broadly and early: the clock mails those who are asked, and they answer measure by measure."""
    held = hold_strategy(strategy, by)
    if (held.state, held.answers_due_on) == (State.CONSULTATION, answers_due_on):
        return held
    if answers_due_on < localdate(at):
        raise Unfit(_("Choose a day to come."), field="answers_due_on")
    if not queries.unfinished(held).exists() or not held.backers.exists():
        raise Refused(_("Write the measures, and say who is asked, first."))
    held.answers_due_on, held.consulted_at = answers_due_on, at
    return go_on(held, State.CONSULTATION, by, at, "answers_due_on", "consulted_at")


@transaction.atomic
def close_broad_consultation(*, strategy: Strategy, by: User, at: datetime) -> Strategy:
    """Nobody answers any more, every link ends, and the politicians prepare. Said again, it changes nothing."""
    held = hold_strategy(strategy, by)
    if held.state == State.PREPARATION:
        return held
    held.backers.update(digest=None, mailbox="")
    held.measures.filter(state=MeasureState.PROPOSED).update(state=MeasureState.CONSULTED)
    return go_on(held, State.PREPARATION, by, at)


@transaction.atomic
def decide_strategy(*, strategy: Strategy, decided_by: str, decided_on: date, by: User, at: datetime) -> Strategy:
    """Who decided it, and when. From now on its words stand."""
    held = hold_strategy(strategy, by)
    told = (accept(decided_by, field="decided_by"), decided_on)
    if (held.state, held.decided_by, held.decided_on) == (State.DECIDED, *told):
        return held
    if decided_on > localdate(at):
        raise Unfit(_("Choose a day that has been."), field="decided_on")
    if held.state == State.PREPARATION and not queries.unfinished(held).exists():
        raise Refused(_("All its measures are stopped: there is nothing left to decide."))
    if void := ", ".join(str(one.organisation) for one in queries.void_parts(held)):
        why = _("A measure was changed after it was signed. It waits to be signed anew by: %(who)s")
        raise Refused(why % {"who": void})
    held.decided_by, held.decided_on = told
    rows = held.measures.filter(state__in=(MeasureState.PROPOSED, MeasureState.CONSULTED))
    rows.update(state=MeasureState.DECIDED, is_decided=True)
    return go_on(held, State.DECIDED, by, at, "decided_by", "decided_on")


@transaction.atomic
def bring_into_force(*, strategy: Strategy, by: User, at: datetime) -> Strategy:
    """Everybody reads it from now on, and the one that it revises is over. Said again, it changes nothing."""
    held = hold_strategy(strategy, by)
    if held.is_running:
        return held
    old = hold_strategy(held.revises, None) if held.revises else None  # before the trail, which others wait for
    held.published_at = at
    go_on(held, State.IN_FORCE, by, at, "published_at")
    if old and old.is_running:
        go_on(old, State.REVISED, by, at)
    return held


def expire_strategies(*, at: datetime) -> int:
    """By the clock: those whose last day has passed. How many."""
    rows = queries.to_expire(at=at).select_related("organisation__territory")
    return one_by_one(rows, lambda held: bool(go_on(held, State.EXPIRED, None, at)))


def hold_strategy(strategy: Strategy, by: User | None) -> Strategy:
    """The strategy, read again and held, for those who keep it."""
    if by is not None:
        rules.keep_strategy(by, strategy)
    rows = Strategy.objects.select_for_update(of=("self",), no_key=True).select_related(
        "organisation__territory", "revises"
    )
    return rows.get(pk=strategy.pk)


def hold_written(strategy: Strategy, by: User) -> Strategy:
    held = hold_strategy(strategy, by)
    if not held.is_written:
        raise Refused(_("It is decided: its words stand."))
    return held


def note_strategy(strategy: Strategy, by: Any, what: str, at: datetime) -> None:
    county = strategy.organisation.territory.county
    audit.record(by=by, verb=f"programmes.strategy_{what}", subject=strategy, at=at, county=county)


def go_on(held: Strategy, state: StrategyState, by: User | None, at: datetime, *more: str) -> Strategy:
    if state not in NEXT[held.state]:
        told = _("This step does not follow: the strategy is %(state)s.")
        raise Refused(told % {"state": held.get_state_display()})
    held.state = state
    held.save(update_fields=["state", *more])
    note_strategy(held, by, state, at)
    return held


def _check(strategy: Strategy) -> None:
    for name in ("title", "goals"):
        setattr(strategy, name, accept(getattr(strategy, name), field=name))
    if strategy.last_day < strategy.first_day:
        raise Unfit(_("It ends before it begins."), field="last_day")


def _hold_for(strategy: Strategy, areas: Collection[Territory]) -> None:
    """It holds for these, and no others."""
    if not areas:
        raise Unfit(_("Choose for which municipalities it holds."), field="areas")
    strategy.areas.set(areas)


def _check_revised(strategy: Strategy, by: User) -> None:
    held = hold_strategy(strategy, by)
    if not held.is_running:
        raise Refused(_("Only a strategy in force is revised."))
    if Strategy.objects.filter(revises=held).exists():
        raise Refused(_("It is being revised already."))


def _carried(measure: Measure, into: Strategy, number: int) -> Measure:
    made = Measure(strategy=into, number=number, **{name: getattr(measure, name) for name in WORDS})
    if made.indicator not in queries.measurable():
        made.indicator = ""  # published no longer
    return made


def _let_go(measure: Measure, at: datetime) -> bool:
    """Nobody has signed other words, nor answered about them. Is anybody who had signed asked anew?"""
    Backing.objects.filter(measure=measure, changed_at=None).update(changed_at=at)
    signed = measure.parts.filter(signed_at__isnull=False)
    return bool(signed.update(signed_by=None, signed_at=None, asked_anew_at=at))


def _check_measure(measure: Measure) -> None:
    for name in ("title", "text", "partners"):
        setattr(measure, name, accept(getattr(measure, name), field=name))
    if measure.indicator and measure.indicator not in queries.measurable():
        raise Unfit(_("Choose an indicator that is published."), field="indicator")

"""Measures: each party's part, signed by itself; how far they have come; and the yearly follow-up."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core.access import Refused, Unfit
from samverka.core.county import GONE, already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.actions.strategies import go_on, hold_strategy, note_strategy
from samverka.programmes.models import Measure, MeasurePart, Strategy, StrategyYear
from samverka.programmes.models.strategies import MeasureState, StrategyState


@transaction.atomic
def ask_for_part(*, id: UUID, measure: Measure, organisation: Organisation, by: User, at: datetime) -> MeasurePart:
    """Another does a part of this measure, which it writes and signs itself.

    Who has declined is asked anew. Why it declined stays until it has signed.
    """
    if there := already(MeasurePart, id, measure_id=measure.pk):
        return there
    strategy = _hold_lasting(measure, by)
    if not queries.unfinished(strategy).filter(pk=measure.pk).exists():
        raise Refused(_("The measure is done or stopped."))
    made, is_new = MeasurePart.objects.get_or_create(
        measure=measure, organisation=organisation, defaults={"id": id, "territory": organisation.territory}
    )
    if is_new:
        note_strategy(strategy, by, "part_asked", at)
    elif made.is_declined:
        made.asked_anew_at = at
        made.save(update_fields=["asked_anew_at"])
        note_strategy(strategy, by, "part_asked_anew", at)
    return made


@transaction.atomic
def remove_part(*, part: MeasurePart, by: User, at: datetime) -> None:
    """Ask for it after all not, before it is signed. Removed again, it changes nothing.

    What was signed on an earlier wording is still theirs: they sign it anew or decline.
    """
    strategy = _hold_lasting(part.measure, by)
    held = MeasurePart.objects.select_for_update(no_key=True).filter(pk=part.pk).first()
    if held and held.signed_at:
        raise Refused(_("The part is signed."))
    if held and held.is_void:
        raise Refused(_("It was signed on an earlier wording. They sign it anew, or decline."))
    if held:
        held.delete()
        note_strategy(strategy, by, "part_removed", at)


@transaction.atomic
def sign_part(*, part: MeasurePart, text: str, by: User, at: datetime, seen: str = "") -> MeasurePart:
    """Say what one's own organisation does, and sign it. Other words, also the measure's, are signed anew."""
    rules.sign_part(by, part)
    strategy, held = _hold_part(part)
    if held.signed_at and held.text == text:
        return held
    check_seen([held, held.measure], seen)
    if not text.strip():
        raise Unfit(_("Say what you do."), field="text")
    held.text, held.signed_by, held.signed_at = accept(text), by, at
    held.declined_because, held.asked_anew_at = "", None
    held.save(update_fields=["text", "signed_by", "signed_at", "declined_because", "asked_anew_at"])
    note_strategy(strategy, by, "part_signed", at)
    return held


@transaction.atomic
def decline_part(*, part: MeasurePart, because: str, by: User, at: datetime, seen: str = "") -> MeasurePart:
    """One's own organisation does no part of it, for a reason. Said again, it changes nothing.

    What was signed stands; what was declined may be signed later.
    """
    rules.sign_part(by, part)
    strategy, held = _hold_part(part)
    if held.is_declined and held.declined_because == because.strip():
        return held
    if held.signed_at:
        raise Refused(_("The part is signed."))
    check_seen([held, held.measure], seen)
    if not because.strip():
        raise Unfit(_("Say why you do no part of it."), field="declined_because")
    held.text, held.asked_anew_at = "", None
    held.declined_because = accept(because.strip(), field="declined_because")
    held.save(update_fields=["text", "declined_because", "asked_anew_at"])
    note_strategy(strategy, by, "part_declined", at)
    return held


@transaction.atomic
def move_measure(*, measure: Measure, state: str, by: User, at: datetime, because: str = "") -> Measure:
    """It is started, done, stopped for a reason, or taken up again after all. Said again, it changes nothing.

    What falls before the strategy is decided is stopped too: it is not decided with the others.
    """
    strategy = hold_strategy(measure.strategy, None)
    measure.strategy = strategy
    rules.move_measure(by, measure)
    held = Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    held.strategy = strategy
    if held.state == state:
        return held
    if state not in held.steps:
        raise Refused(_("This step does not follow: the measure is %(state)s.") % {"state": held.get_state_display()})
    if state == MeasureState.STOPPED and not because.strip():
        raise Unfit(_("Say why it is stopped."), field="because")
    what, held.state = "taken_up" if held.is_over else state, MeasureState(state)
    held.stopped_because = accept(because, field="because") if state == MeasureState.STOPPED else ""
    held.save(update_fields=["state", "stopped_because"])
    note_strategy(strategy, by, f"measure_{what}", at)
    return held


@transaction.atomic
def write_strategy_year(
    *, strategy: Strategy, year: int, text: str, sentences: Mapping[str, str], by: User, at: datetime, seen: str = "",
    change: str = "", states: Mapping[str, str] | None = None,
) -> StrategyYear:  # fmt: skip
    """The year in short, and a sentence on each measure, by its number. Written until it is published.

    Also the last year of a strategy that is over is followed up; a year to come is not. What is published stays: what
    is written then is the next version, which says what has changed, and in which `states` measures were after all.
    """
    held = hold_strategy(strategy, by)
    if not held.is_open or year not in held.years or year > localdate(at).year:
        raise Refused(_("The strategy is not in force in that year."))
    check_seen(queries.newest_year(held, year), seen)
    made = queries.year_to_write(held, year)
    if made.number > 1:
        _say_change(made, change, states or {})
    made.text = accept(text)
    made.sentences = {key: accept(said, field=f"sentence_{key}") for key, said in sentences.items() if said.strip()}
    made.changed_at = at
    made.save()
    note_strategy(held, by, "followed_up_in_draft", at)
    return made


@transaction.atomic
def publish_strategy_year(*, strategy_year: StrategyYear, by: User, at: datetime) -> StrategyYear:
    """Freeze the year as it is now that it is over, for everybody. Said again, it changes nothing."""
    strategy = hold_strategy(strategy_year.strategy, by)
    held = StrategyYear.objects.select_for_update(no_key=True).get(pk=strategy_year.pk)
    if held.published_at:
        return held
    if not held.text.strip():
        raise Refused(_("Write the year in short first."))
    if not held.has_passed(localdate(at)):
        raise Refused(_("The year is not over yet. The draft is saved; publish it when the year is whole."))
    held.strategy = strategy
    held.content, held.published_at = queries.strategy_year_content(held), at
    held.save(update_fields=["content", "published_at"])
    if held.number > 1:
        note_strategy(strategy, by, "follow_up_corrected", at)
    elif strategy.is_running:
        go_on(strategy, StrategyState.FOLLOWED_UP, by, at)
    else:
        note_strategy(strategy, by, StrategyState.FOLLOWED_UP, at)
    return held


def _say_change(made: StrategyYear, change: str, states: Mapping[str, str]) -> None:
    if not change.strip():
        raise Unfit(_("Say in a sentence what has changed."), field="change")
    if not set(states.values()) <= set(MeasureState):
        raise Unfit(_("No measure is in such a state."), field="states")
    made.change, made.states = accept(change.strip(), field="change"), dict(states)


def _hold_lasting(measure: Measure, by: User | None) -> Strategy:
    """The measure's strategy, held, while anything of it may still be promised."""
    held = hold_strategy(measure.strategy, by)
    if held.is_over:
        raise Refused(_("The strategy is over."))
    return held


def _hold_part(part: MeasurePart) -> tuple[Strategy, MeasurePart]:
    """Both of them, held, for whoever signs or declines the part."""
    strategy = _hold_lasting(part.measure, None)
    rows = MeasurePart.objects.select_for_update(of=("self",), no_key=True).select_related("measure")
    held = rows.filter(pk=part.pk).first()
    if held is None:
        raise Refused(GONE)
    return strategy, held

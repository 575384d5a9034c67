"""Estimates are stated, corrected by another, and withdrawn; none is ever changed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.situation import rules
from samverka.situation.actions.values import MOST
from samverka.situation.models import Definition, Estimate, OverlapTable
from samverka.situation.ranges import LEVELS, surest


Method = Estimate.Method


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said: a range with how and how surely it is known, or that there is no basis."""

    as_of: date
    method: str
    low: int | None = None
    high: int | None = None
    has_no_basis: bool = False
    confidence: str = ""
    source: str = ""
    note: str = ""


@transaction.atomic
def state_estimate(
    *, id: UUID, organisation: Organisation, territory: Territory, definition: str, statement: Statement, by: User,
    at: datetime, table: OverlapTable | None = None,
) -> Estimate:  # fmt: skip
    """Say how many there are. The same id again is the same estimate."""
    facts = {"territory_id": territory.pk, "organisation_id": organisation.pk, "definition": definition}
    if there := already(Estimate, id, **facts, as_of=statement.as_of, low=statement.low, high=statement.high):
        return there
    rules.state_estimate(by, territory)
    if definition not in Definition.values:
        raise Unfit(_("Choose one of these."), field="definition")
    made = Estimate(
        id=id, territory=territory, organisation=organisation, definition=definition, table=table, stated_at=at, by=by
    )
    rules.keep_estimate(by, made)
    _write(made, statement, at)
    _note(made, by, "estimate_stated", at)
    return made


@transaction.atomic
def correct_estimate(*, id: UUID, estimate: Estimate, statement: Statement, by: User, at: datetime) -> Estimate:
    """Let another take its place, of the same people in the same territory. Both stay."""
    facts = {"as_of": statement.as_of, "low": statement.low, "high": statement.high}
    if there := already(Estimate, id, replaces_id=estimate.pk, **facts):
        return there
    held = _hold(estimate, by)
    if held.ended_at:
        raise Refused(_("This estimate is corrected or withdrawn already."))
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    made = Estimate(
        id=id, territory=held.territory, organisation=held.organisation, definition=held.definition, table=held.table,
        replaces=held, stated_at=at, by=by,
    )  # fmt: skip
    _write(made, statement, at)
    _note(made, by, "estimate_corrected", at)
    return made


@transaction.atomic
def withdraw_estimate(*, estimate: Estimate, by: User, at: datetime) -> Estimate:
    """Let it hold no more, with nothing in its place. Said again, it changes nothing."""
    held = _hold(estimate, by)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        _note(held, by, "estimate_withdrawn", at)
    return held


def _hold(estimate: Estimate, by: User) -> Estimate:
    rules.keep_estimate(by, estimate)
    rows = Estimate.objects.select_for_update(of=("self",), no_key=True).select_related(
        "territory", "organisation", "table"
    )
    return rows.get(pk=estimate.pk)


def _write(made: Estimate, said: Statement, at: datetime) -> None:
    """Write what is said. Raises Unfit where it cannot be."""
    _check_day_and_method(said, at)
    if not said.has_no_basis:
        _check_range(said, at)
    for name, value in asdict(said).items():
        setattr(made, name, value)
    made.source = free_text.accept(said.source, field="source").strip()
    made.note = free_text.accept(said.note, field="note").strip()
    if said.has_no_basis:
        made.low, made.high, made.confidence = None, None, ""
    same = {name: getattr(made, name) for name in ("territory", "organisation", "source", "definition", "as_of")}
    if Estimate.objects.stated().filter(**same).exists():
        raise Unfit(_("You have stated one for this day already. Correct that one."), field="as_of")
    made.save(force_insert=True)


def _check_day_and_method(said: Statement, at: datetime) -> None:
    if said.as_of > localdate(at):
        raise Unfit(_("This day is still to come."), field="as_of")
    if said.method not in Method.values:
        raise Unfit(_("Choose one of these."), field="method")
    if said.method == Method.EXTERNAL and not said.source.strip():
        raise Unfit(_("Say whose figure it is, and where it stands."), field="source")


def _check_range(said: Statement, at: datetime) -> None:
    if said.low is None or said.high is None:
        raise Unfit(_("Write the lowest and the highest number, or say that there is no basis."), field="low")
    if not 0 <= said.low <= MOST or said.high > MOST:
        raise Unfit(_("Write a number from 0 to %(most)s.") % {"most": MOST}, field="low")
    if said.low > said.high:
        raise Unfit(_("The highest number is below the lowest."), field="high")
    level = next((one for one in LEVELS if one == said.confidence), None)
    if level is None:
        raise Unfit(_("Say how sure it is."), field="confidence")
    if LEVELS.index(level) > LEVELS.index(surest(said.method, as_of=said.as_of, on=localdate(at))):
        raise Unfit(
            _("High is for what was counted within 14 days, medium for regular outreach in the last three months."),
            field="confidence",
        )


def _note(estimate: Estimate, by: User, verb: str, at: datetime) -> None:
    audit.record(by=by, verb=f"situation.{verb}", subject=estimate, at=at, county=estimate.territory.county)

"""A proposal is drafted, handed over, decided on by whom it is addressed to, and carried out, or none of that."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import GONE, already
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.programmes import queries, rules
from samverka.programmes.models import Proposal
from samverka.programmes.models.proposals import NEXT, ProposalState
from samverka.situation.models import Report


State, Decision = ProposalState, Proposal.Decision
WORDS = ("title", "text", "addressee", "cost", "evidence")


@transaction.atomic
def begin_proposal(
    *, id: UUID, organisation: Organisation, title: str, text: str, addressee: str, by: User, at: datetime,
    needs_law_change: bool = False, cost: str = "", evidence: str = "", origin: Report | None = None,
) -> Proposal:  # fmt: skip
    """Draft one. Said again with the same id, it changes nothing."""
    if there := already(Proposal, id, organisation_id=organisation.pk):
        return there
    rules.write_proposal(by, organisation)
    made = Proposal(id=id, organisation=organisation, changed_at=at)
    _word(made, title=title, text=text, addressee=addressee, cost=cost, evidence=evidence)
    made.needs_law_change, made.origin = needs_law_change, origin
    made.save(force_insert=True)
    note(made, by, "proposal_begun", at)
    return made


@transaction.atomic
def write_proposal(
    *, proposal: Proposal, title: str, text: str, addressee: str, by: User, at: datetime,
    needs_law_change: bool = False, cost: str = "", evidence: str = "", origin: Report | None = None, seen: str = "",
) -> Proposal:  # fmt: skip
    """Write in a draft. What was handed over stays as it was handed over."""
    held = hold(proposal, by)
    check_seen(held, seen)
    if not held.is_draft:
        raise Refused(_("It is handed over, and stays as it was. Make another proposal."))
    _word(held, title=title, text=text, addressee=addressee, cost=cost, evidence=evidence)
    held.needs_law_change, held.origin, held.changed_at = needs_law_change, origin, at
    held.save()
    note(held, by, "proposal_written", at)
    return held


@transaction.atomic
def hand_over(*, proposal: Proposal, on: date, by: User, at: datetime, seen: str = "") -> Proposal:
    """It is with those who decide, and everybody may read it. Said again, it changes nothing."""
    held = hold(proposal, by)
    if not held.is_draft:
        return held
    check_seen(queries.stood_by(held), seen)
    held.handed_over_on = _past(on, at)
    return go_on(held, State.HANDED_OVER, "handed_over_on", by=by, at=at)


@transaction.atomic
def decide_proposal(
    *, proposal: Proposal, decision: str, decided_by: str, on: date, by: User, at: datetime, note: str = ""
) -> Proposal:
    """Note what those who decide have said, and when."""
    held = hold(proposal, by)
    if (held.state, held.decision, held.decided_on) == (State.DECIDED, decision, on):
        return held
    held.decision, held.decided_on = Decision(decision), _since(held, on, at)
    held.decided_by = accept(decided_by, field="decided_by")
    held.decision_note = accept(note, field="note")
    return go_on(held, State.DECIDED, "decision", "decided_on", "decided_by", "decision_note", by=by, at=at)


@transaction.atomic
def note_implemented(*, proposal: Proposal, on: date, by: User, at: datetime) -> Proposal:
    """It is carried out."""
    held = hold(proposal, by)
    if held.state == State.IMPLEMENTED:
        return held
    if held.state == State.DECIDED and not held.holds:
        raise Refused(_("It was rejected, so that nothing of it is carried out."))
    held.implemented_on = _since(held, on, at)
    return go_on(held, State.IMPLEMENTED, "implemented_on", by=by, at=at)


@transaction.atomic
def note_not_taken_up(*, proposal: Proposal, on: date, by: User, at: datetime, note: str = "") -> Proposal:
    """Nobody will decide on it, as far as is known."""
    held = hold(proposal, by)
    if held.state == State.NOT_TAKEN_UP:
        return held
    held.decided_on, held.decision_note = _since(held, on, at), accept(note, field="note")
    return go_on(held, State.NOT_TAKEN_UP, "decided_on", "decision_note", by=by, at=at)


@transaction.atomic
def drop_proposal(*, proposal: Proposal, by: User, at: datetime) -> None:
    """Throw away a draft."""
    held = hold(proposal, by)
    if not held.is_draft:
        raise Refused(_("It is handed over, and stays as it was. Make another proposal."))
    Proposal.objects.filter(pk=held.pk).delete()
    note(held, by, "proposal_dropped", at)


def hold(proposal: Proposal, by: User) -> Proposal:
    """The proposal, held, for those who keep it."""
    rules.keep_proposal(by, proposal)
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__territory")
    held = rows.filter(pk=proposal.pk).first()
    if held is None:
        raise Refused(GONE)
    return held


def go_on(held: Proposal, state: ProposalState, *more: str, by: User, at: datetime) -> Proposal:
    if state not in NEXT[held.state]:
        told = {"state": Proposal.State(held.state).label}
        raise Refused(_("This step does not follow: the proposal is %(state)s.") % told)
    held.state, held.changed_at = state, at
    held.save(update_fields=["state", "changed_at", *more])
    note(held, by, f"proposal_{state.value}", at)
    return held


def note(held: Proposal, by: User | None, verb: str, at: datetime, **detail: Any) -> None:
    county = held.organisation.territory.county
    audit.record(by=by, verb=f"programmes.{verb}", subject=held, at=at, county=county, **detail)


def _word(held: Proposal, **said: str) -> None:
    for name in WORDS:
        setattr(held, name, accept(said[name], field=name))


def _past(on: date, at: datetime) -> date:
    if on > localdate(at):
        raise Unfit(_("This day is still to come."), field="on")
    return on


def _since(held: Proposal, on: date, at: datetime) -> date:
    before = held.decided_on or held.handed_over_on
    if before and on < before:
        raise Unfit(_("This day comes before what it follows."), field="on")
    return _past(on, at)

"""Advice questions: asked, taken up, routed, answered by a card, and shared with everybody or kept."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already, lock, lock_all
from samverka.core.free_text import accept
from samverka.core.versions import check_seen
from samverka.exchange import policy, queries, rules
from samverka.exchange.actions import cards
from samverka.exchange.actions.cards import Wording
from samverka.exchange.models import AdviceQuestion, Card, CardText, Discussion, LawReference
from samverka.exchange.models.questions import DESKWORK, HEARD, NEXT, QuestionState
from samverka.exchange.models.words import Urgency


@transaction.atomic
def ask_question(
    *, id: UUID, territory: Territory, topic: str, text: str, urgency: str, organisation: Organisation, by: User,
    at: datetime, discussion: Discussion | None = None,
) -> AdviceQuestion:  # fmt: skip
    """Ask the advice desk; perhaps what was talked over. Asked again with the same id, it changes nothing."""
    facts = {"territory_id": territory.code, "topic": topic, "text": accept(text), "organisation_id": organisation.pk}
    if there := already(AdviceQuestion, id, **facts):
        return there
    rules.ask_question(by, organisation)
    due = policy.days_after(localdate(at), policy.DAYS[Urgency(urgency)], territory.code)
    made = AdviceQuestion.objects.create(
        id=id, county=territory.county, urgency=urgency, by=by, asked_at=at, due_on=due, discussion=discussion,
        **facts,
    )  # fmt: skip
    audit.record(by=by, verb="exchange.question_asked", subject=made, at=at)
    return made


@transaction.atomic
def withdraw_question(*, question: AdviceQuestion, by: User, at: datetime) -> AdviceQuestion:
    """Whoever asked needs no answer any more, and none is drafted yet. Said again, it changes nothing."""
    rules.withdraw_question(by, question)
    held = lock(question)
    if held.state == QuestionState.WITHDRAWN:
        return held
    if queries.merged_with(held).exists():
        raise Refused(_("Others wait for this answer too, so it is answered. You need do nothing."))
    return _go_on(held, QuestionState.WITHDRAWN, by=by, at=at)


@transaction.atomic
def take_up(*, question: AdviceQuestion, by: User, at: datetime, topic: str = "") -> AdviceQuestion:
    """Somebody at the desk has read it, looks after it and puts it under its topic. Said again, it changes nothing."""
    held = _hold(question, by)
    if held.state != QuestionState.RECEIVED:
        return held
    held.topic = topic or held.topic
    return _go_on(held, QuestionState.TRIAGED, "topic", by=by, at=at)


@transaction.atomic
def route_question(
    *, question: AdviceQuestion, authority: str, by: User, at: datetime, due_on: date | None = None
) -> AdviceQuestion:
    """The responsible authority is asked, by a day: the one given, or that which the rule and the promise leave.

    What was promised to whoever asked stands. What was answered is kept with name and day, and an answer waited for
    anew, also from the same authority. Said again, it changes nothing.
    """
    held = _hold(question, by)
    today = localdate(at)
    due = due_on or queries.authority_day(held, on=today)
    if due < today:
        raise Unfit(_("Choose a day to come."), field="due_on")
    if due > today + policy.LATEST:
        raise Unfit(_("Choose a day within a year."), field="due_on")
    if held.is_routed and (held.authority, held.authority_due_on) == (authority, due):
        return held
    held.earlier_answers, held.authority_answer, held.authority_answered_on = held.heard_before, "", None
    held.authority, held.authority_due_on = accept(authority, field="authority").strip(), due
    return _go_on(held, QuestionState.ROUTED, *HEARD, "authority_due_on", by=by, at=at)


@transaction.atomic
def note_authority_answer(
    *, question: AdviceQuestion, answer: str, answered_on: date, by: User, at: datetime, seen: str = ""
) -> AdviceQuestion:
    """What the responsible authority answered: the desk and the lawyer read it beside the draft."""
    held = _hold(question, by)
    if not (held.authority and held.is_waiting):
        raise Refused(_("No authority is asked."))
    if not answer.strip():
        raise Unfit(_("Write what was answered."), field="answer")
    if answered_on > localdate(at):
        raise Unfit(_("This day is still to come."), field="answered_on")
    told = accept(answer, field="answer")
    if (held.authority_answer, held.authority_answered_on) == (told, answered_on):
        return held
    check_seen(held, seen, *HEARD)
    held.authority_answer, held.authority_answered_on = told, answered_on
    held.save(update_fields=["authority_answer", "authority_answered_on"])
    audit.record(by=by, verb="exchange.authority_answer_noted", subject=held, at=at)
    return held


@transaction.atomic
def draft_answer(
    *, question: AdviceQuestion, id: UUID, organisation: Organisation, wording: Wording, by: User, at: datetime,
    laws: Collection[LawReference] = (), seen: str = "",
) -> AdviceQuestion:  # fmt: skip
    """Write the answer as a card to be, for all that the desk covers: `id` names it, the first time.

    A lawyer reads it next.
    """
    held = _hold(question, by)
    if held.card:
        cards.write_text(card=_hold_card(held, held.card), wording=wording, laws=laws, by=by, at=at, seen=seen)
    else:
        audit.take_turns(held.county, organisation.territory.county)
        held.card = cards.begin_card(
            id=id, organisation=organisation, territory=organisation.territory, kind=Card.Kind.KNOWLEDGE,
            topic=held.topic, authority=held.authority, wording=wording, laws=laws, by=by, at=at,
        )  # fmt: skip
    return _go_on(held, QuestionState.DRAFTED, "card", by=by, at=at)


@transaction.atomic
def review_answer(
    *, question: AdviceQuestion, text: CardText, by: User, at: datetime, seen: str = ""
) -> AdviceQuestion:
    """A lawyer finds the draft right, and the desk may send it."""
    held = lock(question)
    draft = _draft_of(held, text)
    _hold_card(held, draft.card)
    cards.review_held(text=draft, by=by, at=at, seen=seen)
    if held.state == QuestionState.LEGALLY_REVIEWED:
        return held
    return _go_on(held, QuestionState.LEGALLY_REVIEWED, by=by, at=at)


@transaction.atomic
def return_answer(
    *, question: AdviceQuestion, text: CardText, objection: str, by: User, at: datetime
) -> AdviceQuestion:
    """A lawyer says what must be changed in the draft first."""
    held = lock(question)
    draft = _draft_of(held, text)
    _hold_card(held, draft.card)
    cards.return_held(text=draft, objection=objection, by=by, at=at)
    return held if held.state == QuestionState.DRAFTED else _go_on(held, QuestionState.DRAFTED, by=by, at=at)


@transaction.atomic
def answer_question(*, question: AdviceQuestion, by: User, at: datetime) -> AdviceQuestion:
    """Whoever asked reads the answer from now on, and so do those whose question was merged with it."""
    held = _hold(question, by)
    if held.state in (QuestionState.ANSWERED, QuestionState.PUBLISHED, QuestionState.PRIVATE):
        return held
    _may_go(held, QuestionState.ANSWERED)
    text = queries.newest_text(held.card) if held.card else None
    if text:
        cards.refuse_overtaken(text, at=at)
    if text is None or text.reviewed_at is None:
        raise Refused(_("The answer was changed after a lawyer had read it. It is read again first."))
    held.answered_at = at
    queries.merged_with(held).update(answered_at=at)
    return _go_on(held, QuestionState.ANSWERED, "answered_at", by=by, at=at)


@transaction.atomic
def answer_with_card(*, question: AdviceQuestion, card: Card, by: User, at: datetime) -> AdviceQuestion:
    """A published card answers it already: whoever asked reads that. Said again, it changes nothing."""
    held = _hold(question, by)
    if held.state == QuestionState.PUBLISHED and held.card_id == card.pk:
        return held
    _may_go(held, QuestionState.PUBLISHED)
    found = Card.objects.select_for_update(of=("self",), no_key=True).select_related("territory").get(pk=card.pk)
    if held.card or not queries.cards_for(held).filter(pk=found.pk).exists():
        raise Refused(_("Choose a published card that holds where the question is."))
    held.card, held.answered_at = found, at
    queries.merged_with(held).update(answered_at=at)
    return _go_on(held, QuestionState.PUBLISHED, "card", "answered_at", by=by, at=at)


@transaction.atomic
def publish_answer(*, question: AdviceQuestion, by: User, at: datetime) -> AdviceQuestion:
    """Everybody reads the card from now on, without whoever asked."""
    held = _hold(question, by)
    if held.state == QuestionState.PUBLISHED:
        return held
    _may_go(held, QuestionState.PUBLISHED)
    if held.card is None:
        raise Refused(_("There is no answer yet."))
    card = _hold_card(held, held.card)
    held.private_reason = ""
    held = _go_on(held, QuestionState.PUBLISHED, "private_reason", by=by, at=at)
    cards.publish_card(card=card, by=by, at=at)
    return held


@transaction.atomic
def keep_private(*, question: AdviceQuestion, reason: str, by: User, at: datetime) -> AdviceQuestion:
    """The answer stays between the desk and whoever asked. It may be published later."""
    held = _hold(question, by)
    if held.state == QuestionState.PRIVATE:
        return held
    if not reason.strip():
        raise Unfit(_("Say why others do not read it."), field="reason")
    held.private_reason = accept(reason, field="reason")
    return _go_on(held, QuestionState.PRIVATE, "private_reason", by=by, at=at)


@transaction.atomic
def merge_question(*, question: AdviceQuestion, into: AdviceQuestion, by: User, at: datetime) -> AdviceQuestion:
    """It is the same as another: whoever asked reads the answer to that. Those merged with it follow."""
    rules.run_desk(by, question)
    rules.run_desk(by, into)
    if question.county != into.county or question.pk == into.pk:
        raise Unfit(_("Choose another question of this county."), field="into")
    held, other = (next(row for row in lock_all([question, into]) if row.pk == one.pk) for one in (question, into))
    if held.merged_into_id == other.pk:
        return held
    if other.state == QuestionState.MERGED:
        raise Refused(_("That one was merged with another itself."))
    if other.state == QuestionState.WITHDRAWN:
        raise Refused(_("That one was taken back by whoever asked."))
    held.merged_into, held.answered_at = other, at if other.answered_at else None
    same = lock_all(queries.merged_with(held))
    queries.merged_with(held).update(merged_into=other, answered_at=held.answered_at)
    merged = _go_on(held, QuestionState.MERGED, "merged_into", "answered_at", by=by, at=at)
    audit.record_all(by=by, verb="exchange.question_merged", subjects=same, county=held.county, at=at)
    return merged


def _hold(question: AdviceQuestion, by: User) -> AdviceQuestion:
    rules.run_desk(by, question)
    return lock(question)


def _hold_card(question: AdviceQuestion, card: Card) -> Card:
    """The card that answers it: held before the trails of both are, as everybody who changes a card does."""
    held = Card.objects.select_for_update(of=("self",), no_key=True).select_related("territory").get(pk=card.pk)
    audit.take_turns(question.county, held.territory.county)
    return held


def _draft_of(question: AdviceQuestion, text: CardText) -> CardText:
    if question.card_id != text.card_id or question.state not in (*DESKWORK, QuestionState.LEGALLY_REVIEWED):
        raise Refused(_("This is not the draft of this answer."))
    return text


def _go_on(held: AdviceQuestion, state: QuestionState, *more: str, by: User, at: datetime) -> AdviceQuestion:
    _may_go(held, state)
    held.state = state
    held.save(update_fields=["state", *more])
    audit.record(by=by, verb=f"exchange.question_{state.value}", subject=held, at=at)
    return held


def _may_go(held: AdviceQuestion, state: QuestionState) -> None:
    if state not in NEXT[held.state]:
        raise Refused(_("This step does not follow: the question is %(state)s.") % {"state": held.get_state_display()})

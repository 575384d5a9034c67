"""Cards: begun, written, reviewed by somebody else, published, looked at again, withdrawn."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit, free_text
from samverka.core.access import Refused, Unfit
from samverka.core.actions import one_by_one
from samverka.core.county import SWEDEN, already
from samverka.core.versions import check_seen
from samverka.exchange import policy, queries, rules
from samverka.exchange.models import Card, CardLaw, CardText, LawReference
from samverka.exchange.models.questions import QuestionState
from samverka.exchange.models.words import Topic


class Wording(NamedTuple):
    """What a card says. Every text passes the guard when it is kept."""

    question: str
    says: str = ""
    applied: str = ""
    links: str = ""
    fee: str = ""
    source: str = ""

    def accepted(self) -> dict[str, str]:
        """The texts by field. Raises Unfit for a text that points at somebody, or when nothing is answered."""
        told = {name: free_text.accept(text, field=name) for name, text in self._asdict().items()}
        told["links"] = str(self.links)  # addresses, which the form has read
        if not (self.says or self.applied):
            raise Unfit(_("Say what the law says, or how it is applied."), field="says")
        return told


@transaction.atomic
def begin_card(
    *, id: UUID, organisation: Organisation, territory: Territory, kind: str, topic: str, wording: Wording, by: User,
    at: datetime, asked: str = "", authority: str = "", is_region: bool = False,
    laws: Collection[LawReference] = (),
) -> Card:  # fmt: skip
    """A draft with its first wording. Of what is asked of every region or municipality there is one card each."""
    facts = {"organisation_id": organisation.pk, "territory_id": territory.code, "kind": kind, "asked": asked}
    if there := already(Card, id, **facts):
        return there
    scope = _scope(territory, kind, is_region)
    made = Card(
        id=id, topic=topic, authority=authority, scope=scope, organisation=organisation, territory=territory,
        kind=kind, asked=asked,
    )  # fmt: skip
    rules.keep_card(by, made)
    if asked and queries.answer_at(territory, kind, asked):
        raise Refused(_("There is a card for this already. Change that one."))
    made.save(force_insert=True)
    write_wording(made, wording, laws, by=by, at=at)
    _note(made, by, "exchange.card_begun", at)
    return made


def _scope(territory: Territory, kind: str, is_region: bool) -> str:
    if len(territory.code) == 4:
        return Card.Scope.MUNICIPALITY
    if territory.code == SWEDEN:
        return Card.Scope.NATION
    return Card.Scope.REGION if is_region or kind == Card.Kind.CARE_RULE else Card.Scope.COUNTY


@transaction.atomic
def write_text(
    *, card: Card, wording: Wording, by: User, at: datetime, seen: str = "", laws: Collection[LawReference] = (),
) -> CardText:  # fmt: skip
    """Write the draft that there is, or begin the next wording. What is published stays until that is published."""
    rules.keep_card(by, card)
    held = _hold(card)
    _refuse_sent(held)
    _refuse_withdrawn(held)
    check_seen(queries.newest_text(held), seen)
    text = write_wording(held, wording, laws, by=by, at=at)
    if held.state == Card.State.REVIEWED:
        _set(held, Card.State.DRAFT)
    _note(held, by, "exchange.card_written", at)
    return text


def write_wording(card: Card, wording: Wording, laws: Collection[LawReference], *, by: User, at: datetime) -> CardText:
    """The card's draft says this now. A lawyer reviews it again; what was sent back, once it is changed."""
    draft = card.texts.filter(published_at=None).first()
    if draft is None:
        last = queries.newest_text(card)
        draft = CardText(card=card, number=last.number + 1 if last else 1)
    for name, told in wording.accepted().items():
        setattr(draft, name, told)
    draft.by, draft.written_at, draft.reviewed_by, draft.reviewed_at = by, at, None, None
    told = draft.sent_back.get("objection", "")
    draft.objection = told if draft.sent_back == queries.as_sent_back(draft, laws, told) else ""
    draft.save()
    CardLaw.objects.filter(text=draft).exclude(law__in=laws).delete()
    CardLaw.objects.bulk_create([CardLaw(text=draft, law=law) for law in laws], ignore_conflicts=True)
    return draft


@transaction.atomic
def review_text(*, text: CardText, by: User, at: datetime, seen: str = "") -> CardText:
    """A lawyer has read it and finds it right. Said again, it changes nothing."""
    rules.review_text(by, text)
    _refuse_asked(text.card)
    return review_held(text=text, by=by, at=at, seen=seen)


def review_held(*, text: CardText, by: User, at: datetime, seen: str = "") -> CardText:
    rules.review_text(by, text)
    card, draft = _hold_draft(text)
    check_seen(queries.as_read(draft), seen)
    if draft.reviewed_at:
        return draft
    if draft.objection:
        raise Refused(_("It was sent back, and is not changed since. The desk changes it first."))
    draft.reviewed_by, draft.reviewed_at, draft.sent_back = by, at, {}
    draft.save(update_fields=["reviewed_by", "reviewed_at", "sent_back"])
    if card.state == Card.State.DRAFT:
        _set(card, Card.State.REVIEWED)
    _note(card, by, "exchange.card_reviewed", at)
    return draft


@transaction.atomic
def return_text(*, text: CardText, objection: str, by: User, at: datetime) -> CardText:
    """A lawyer says what must be changed first."""
    rules.review_text(by, text)
    _refuse_asked(text.card)
    return return_held(text=text, objection=objection, by=by, at=at)


def return_held(*, text: CardText, objection: str, by: User, at: datetime) -> CardText:
    rules.review_text(by, text)
    card, draft = _hold_draft(text)
    _refuse_sent(card)
    if not objection.strip():
        raise Unfit(_("Say what must be changed."), field="objection")
    draft.objection = free_text.accept(objection, field="objection")
    draft.sent_back = queries.as_sent_back(draft, queries.laws_of(draft), draft.objection)
    draft.reviewed_by = draft.reviewed_at = None
    draft.save(update_fields=["objection", "sent_back", "reviewed_by", "reviewed_at"])
    if card.state == Card.State.REVIEWED:
        _set(card, Card.State.DRAFT)
    _note(card, by, "exchange.card_returned", at)
    return draft


@transaction.atomic
def publish_card(*, card: Card, by: User, at: datetime) -> Card:
    """From now on everybody reads its newest wording. Knowledge is read by a lawyer first."""
    rules.keep_card(by, card)
    held = _hold(card)
    if queries.is_unpublished_answer(held):
        raise Refused(_("Publish it from the question that it answers."))
    return publish_held(held, by=by, at=at)


def _refuse_withdrawn(held: Card) -> None:
    """Another may have taken its place."""
    if held.state == Card.State.WITHDRAWN:
        raise Refused(_("It is withdrawn. Begin another one."))


def publish_held(held: Card, *, by: User, at: datetime) -> Card:
    _refuse_withdrawn(held)
    draft = held.texts.filter(published_at=None).first()
    if draft is None:
        if held.is_open:
            return held
        raise Refused(_("There is nothing to publish."))
    refuse_overtaken(draft, at=at)
    if held.kind == Card.Kind.KNOWLEDGE and draft.reviewed_at is None:
        raise Refused(_("A lawyer reads it first."))
    draft.published_at = at
    draft.save(update_fields=["published_at"])
    held.published_at = at
    _look_again(held, Card.State.PUBLISHED, at)
    _note(held, by, "exchange.card_published", at)
    return held


def refuse_overtaken(text: CardText, *, at: datetime) -> None:
    """Nobody is told what a lawyer read, or should have read, before its law changed."""
    if changes := queries.law_changes(text, on=localdate(at)):
        raise Refused(" ".join([*changes, _("A lawyer reads it again first.")]))


@transaction.atomic
def confirm_card(*, card: Card, by: User, at: datetime, seen: str = "") -> Card:
    """Somebody has looked at it, and it is right as it stands. When its law has changed, a lawyer says so."""
    held = _hold(card)
    text = queries.published_text(held)
    if is_overtaken := text is not None and bool(queries.law_changes(text, on=localdate(at))):
        rules.review_text(by, text)
    else:
        rules.keep_card(by, held)
    if text is None or not held.is_open:
        raise Refused(_("Only a published card is looked at again."))
    check_seen(queries.as_read(text), seen)
    if is_overtaken:
        text.reviewed_by, text.reviewed_at = by, at
        text.save(update_fields=["reviewed_by", "reviewed_at"])
    _look_again(held, Card.State.PUBLISHED, at)
    _note(held, by, "exchange.card_confirmed", at)
    return held


@transaction.atomic
def withdraw_card(*, card: Card, by: User, at: datetime) -> Card:
    """Nobody reads it any more. Said again, it changes nothing."""
    rules.keep_card(by, card)
    held = _hold(card)
    if held.state == Card.State.WITHDRAWN:
        return held
    if held.questions.waiting().exists():
        raise Refused(_("A question waits for this answer."))
    _set(held, Card.State.WITHDRAWN)
    _note(held, by, "exchange.card_withdrawn", at)
    return held


@transaction.atomic
def tell_answer(
    *, id: UUID, organisation: Organisation, territory: Territory, kind: str, asked: str, question: str,
    applied: str, source: str, by: User, at: datetime, fee: str = "", seen: str = "",
) -> Card:  # fmt: skip
    """What a region or a municipality answers to what all are asked: told by itself, and published at once."""
    wording = Wording(question=question, applied=applied, fee=fee, source=source)
    there = queries.answer_at(territory, kind, asked)
    if there is None:
        topic = Topic.CARE if kind == Card.Kind.CARE_RULE else Topic.TOGETHER
        there = begin_card(
            id=id, organisation=organisation, territory=territory, kind=kind, topic=topic, asked=asked,
            wording=wording, by=by, at=at,
        )  # fmt: skip
    else:
        rules.keep_card(by, there)
        there = _hold(there)
        check_seen(queries.newest_text(there), seen)
        write_wording(there, wording, (), by=by, at=at)
    return publish_held(_hold(there), by=by, at=at)


def _look_again(card: Card, state: str, at: datetime) -> None:
    """It was looked at today, and is looked at again when the rule says."""
    today = localdate(at)
    card.state, card.reviewed_on = state, today
    card.valid_from = card.valid_from or today
    card.next_review = policy.days_after(today, policy.REVIEW_DAYS, card.territory_id)
    card.save(update_fields=["state", "reviewed_on", "valid_from", "next_review", "published_at"])


def keep_cards(*, at: datetime) -> int:
    """By the clock: cards past their review are due, and long after that outdated. The number of cards."""
    rows = queries.cards_to_move(at=at).select_related("territory")
    return one_by_one(rows, lambda card: _keep(card, at=at))


def _keep(card: Card, *, at: datetime) -> bool:
    state = queries.moved_card(card, on=localdate(at))
    if card.state == state:
        return False
    _set(card, state)
    _note(card, None, f"exchange.card_{state}", at)
    return True


def _hold(card: Card) -> Card:
    return Card.objects.select_for_update(of=("self",), no_key=True).select_related("territory").get(pk=card.pk)


def _refuse_sent(card: Card) -> None:
    """Whoever asked reads the draft that was sent: it stays until it is published, unless its law has changed."""
    sent = card.questions.filter(state__in=(QuestionState.ANSWERED, QuestionState.PRIVATE))
    if sent.exists() and card.texts.filter(published_at=None, reviewed_at__isnull=False).exists():
        raise Refused(_("This answer is sent. Publish it first, then write its next wording."))


def _refuse_asked(card: Card) -> None:
    """A question that waits for it goes on with the review, or back."""
    if card.questions.waiting().exists():
        raise Refused(_("Review it from the question that it answers."))


def _hold_draft(text: CardText) -> tuple[Card, CardText]:
    card = _hold(text.card)
    draft = CardText.objects.filter(pk=text.pk, published_at=None).first()
    if draft is None:
        raise Refused(_("This wording is published already."))
    return card, draft


def _set(card: Card, state: Any) -> None:
    card.state = state
    card.save(update_fields=["state"])


def _note(card: Card, by: User | None, verb: str, at: datetime) -> None:
    audit.record(by=by, verb=verb, subject=card, at=at, county=card.territory.county)

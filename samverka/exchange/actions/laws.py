"""The law that cards cite. When it changes, what is published is to be looked at again, and drafts are read again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit, free_text
from samverka.core.access import Refused
from samverka.core.county import SWEDEN, already
from samverka.core.versions import check_seen
from samverka.exchange import queries, rules
from samverka.exchange.models import AdviceQuestion, Card, CardText, LawReference
from samverka.exchange.models.questions import QuestionState


MATTERS = ("name", "number", "section", "says", "state", "valid_from", "valid_to")  # what cards rest on


@transaction.atomic
def add_law(*, id: UUID, by: User, at: datetime, verified_on: date | None, **facts: Any) -> LawReference:
    """One more law that may be cited. Added again with the same id, it changes nothing."""
    if there := already(LawReference, id, name=facts["name"], section=facts.get("section", "")):
        return there
    rules.keep_laws(by)
    law = LawReference(id=id, verified_on=verified_on, **facts)
    _check(law)
    law.save(force_insert=True)
    audit.record(by=by, verb="exchange.law_added", subject=law, at=at)
    return law


@transaction.atomic
def change_law(*, law: LawReference, by: User, at: datetime, seen: str = "", **facts: Any) -> LawReference:
    """Tell what has changed. Cards that cite it become due, and what a lawyer has read of drafts is read again.

    A new link or day of looking it up alone changes nothing of that.
    """
    rules.keep_laws(by)
    held = LawReference.objects.select_for_update(no_key=True).get(pk=law.pk)
    check_seen(held, seen)
    matters = any(getattr(held, name) != facts[name] for name in MATTERS if name in facts)
    for name, value in facts.items():
        setattr(held, name, value)
    _check(held)
    held.changed_at = at if matters else held.changed_at
    held.save()
    if matters:
        _overtake(CardText.objects.filter(laws=held), by=by, at=at)
    audit.record(by=by, verb="exchange.law_changed", subject=held, at=at)
    return held


def _check(law: LawReference) -> None:
    free_text.accept(law.says, field="says")
    if queries.same_law(law).exists():
        raise Refused(_("This law is in the list already."), field="name")


def end_reviews(*, at: datetime) -> None:
    """By the clock: what a lawyer read before a law of it began or ended is read again, before it is published."""
    for pk in list(queries.overtaken_drafts(at=at).values_list("pk", flat=True).distinct()):
        with transaction.atomic():
            _overtake(queries.overtaken_drafts(at=at).filter(pk=pk), by=None, at=at)


def _overtake(texts: QuerySet[CardText], *, by: User | None, at: datetime) -> None:
    """The law of these has changed. Questions are held before cards, as everywhere, and both before their trails."""
    told = CardText.objects.told().filter(pk__in=texts.values("pk"), card__state=Card.State.PUBLISHED)
    drafts = CardText.objects.drafts().filter(pk__in=texts.values("pk"))
    waiting = AdviceQuestion.objects.waiting().filter(card__in=drafts.values("card"))
    asked = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk"))
    rows = Card.objects.filter(Q(pk__in=told.values("card")) | Q(pk__in=drafts.values("card")))
    cards = {
        one.pk: one
        for one in rows.select_for_update(of=("self",), no_key=True).select_related("territory").order_by("pk")
    }
    audit.take_turns(SWEDEN, *(one.territory.county for one in cards.values()), *(one.county for one in asked))
    for text in list(told.filter(card__in=cards)):
        _note(cards[text.card_id], Card.State.DUE, "exchange.card_due", by=by, at=at)
    for text in list(drafts.filter(card__in=cards, reviewed_at__isnull=False)):
        _unread(text, cards[text.card_id], by=by, at=at)
    for one in asked:
        _return(one, by=by, at=at)


def _unread(text: CardText, card: Card, *, by: User | None, at: datetime) -> None:
    """What a lawyer said of it holds no more. Whoever has got it as an answer keeps it."""
    text.reviewed_by = text.reviewed_at = None
    text.save(update_fields=["reviewed_by", "reviewed_at"])
    state = Card.State.DRAFT if card.state == Card.State.REVIEWED else card.state
    _note(card, state, "exchange.card_unread", by=by, at=at)


def _return(question: AdviceQuestion, *, by: User | None, at: datetime) -> None:
    if question.state == QuestionState.LEGALLY_REVIEWED:
        question.state = QuestionState.DRAFTED
        question.save(update_fields=["state"])
        audit.record(by=by, verb="exchange.question_drafted", subject=question, at=at)


def _note(card: Card, state: str, verb: str, *, by: User | None, at: datetime) -> None:
    card.state = state
    card.save(update_fields=["state"])
    audit.record(by=by, verb=verb, subject=card, at=at, county=card.territory.county)

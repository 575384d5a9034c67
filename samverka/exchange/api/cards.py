"""Knowledge cards and the law that they cite, to be read."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from samverka.actors.http import Request
from samverka.core.api import PROBLEMS, Id, Listed, Page, listed
from samverka.exchange import queries
from samverka.exchange.models import Card


router = Router(tags=["exchange"])


class CardOut(Schema):
    """One question with its answer; past `next_review` it is to be looked at again."""

    id: UUID
    kind: str
    topic: str
    scope: str
    territory_id: str
    organisation_id: UUID
    asked: str
    state: str
    authority: str
    valid_from: date | None
    reviewed_on: date | None
    next_review: date | None


class LawOut(Schema):
    """A law, or a place in one, as it stands from one day to another."""

    id: UUID
    name: str
    number: str
    section: str
    says: str
    state: str
    valid_from: date | None
    valid_to: date | None
    verified_on: date | None  # nothing: it is still to be verified
    link: str


class CardWhole(CardOut):
    """The same with what it says, as it is published, and the law that it cites."""

    question: str
    says: str
    applied: str
    fee: str
    links: str
    source: str
    laws: list[LawOut]


TEXTS = ("question", "says", "applied", "fee", "links", "source")


@router.get("/cards", response={200: Listed[CardOut], **PROBLEMS})
def cards(request: Request, page: Query[Page]) -> Any:
    """All cards that are published."""
    return listed(Card.objects.published().order_by("topic", "pk"), page)


@router.get("/cards/{card_id}", response={200: CardWhole, **PROBLEMS})
def card(request: Request, card_id: Id) -> Any:
    """One published card with what it says."""
    found = get_object_or_404(Card.objects.published(), pk=card_id)
    text = queries.published_text(found)
    told = {name: getattr(found, name) for name in CardOut.model_fields}
    return told | {name: getattr(text, name, "") for name in TEXTS} | {"laws": list(queries.laws_of(text))}


@router.get("/laws", response={200: Listed[LawOut], **PROBLEMS})
def laws(request: Request, page: Query[Page]) -> Any:
    """The law that cards cite."""
    return listed(queries.laws(), page)

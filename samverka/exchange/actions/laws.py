"""The law that cards cite. When it changes, every card that cites it is to be looked at again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samverka.actors.models import User
from samverka.core import audit, free_text
from samverka.core.access import Refused
from samverka.core.county import SWEDEN, already
from samverka.core.versions import check_seen
from samverka.exchange import queries, rules
from samverka.exchange.models import Card, LawReference


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
    """Tell what has changed. Cards that cite it become due; a new link or day of looking it up alone does not."""
    rules.keep_laws(by)
    held = LawReference.objects.select_for_update(no_key=True).get(pk=law.pk)
    check_seen(held, seen)
    matters = any(getattr(held, name) != facts[name] for name in MATTERS if name in facts)
    for name, value in facts.items():
        setattr(held, name, value)
    _check(held)
    held.save()
    cards = _hold_citing(held) if matters else []
    audit.take_turns(SWEDEN, *(card.territory.county for card in cards))
    _mark_due(cards, by=by, at=at)
    audit.record(by=by, verb="exchange.law_changed", subject=held, at=at)
    return held


def _check(law: LawReference) -> None:
    free_text.accept(law.says, field="says")
    if queries.same_law(law).exists():
        raise Refused(_("This law is in the list already."), field="name")


def _hold_citing(law: LawReference) -> list[Card]:
    rows = Card.objects.select_for_update(of=("self",)).select_related("territory")
    return list(rows.filter(pk__in=queries.citing(law).values("pk")).order_by("pk"))


def _mark_due(cards: Iterable[Card], *, by: User, at: datetime) -> None:
    """A newly proposed law changes no answer yet, but those who keep the card should know."""
    for card in cards:
        card.state = Card.State.DUE
        card.save(update_fields=["state"])
        audit.record(by=by, verb="exchange.card_due", subject=card, at=at, county=card.territory.county)

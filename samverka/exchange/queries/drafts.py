"""Drafts of cards, and whose turn each is: a lawyer reads it, those who wrote it change it, the desk publishes it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import Role, User
from samverka.core.differing import marked
from samverka.exchange.models import AdviceQuestion, Card, CardText, LawReference
from samverka.exchange.models.cards import DESK, CardState
from samverka.exchange.queries.cards import cards, laws_of
from samverka.exchange.queries.questions import unpublished_answers


WORDED = ("question", "says", "applied", "links", "fee", "source")
LASTING = ("valid_from", "valid_to")


class Change(NamedTuple):
    """What a draft said when a lawyer sent it back, and what it says now, as HTML."""

    label: str
    before: str
    now: str


def drafts(viewer: User) -> QuerySet[Any]:
    """Cards, new or published, of which the viewer sees a wording that is not published yet."""
    seen = Card.objects.drafts_seen_by(viewer).exclude(state=CardState.WITHDRAWN)
    unpublished = Exists(CardText.objects.filter(card=OuterRef("pk"), published_at=None))
    return cards(viewer).filter(unpublished, pk__in=seen.values("pk"))


def texts_to_review(viewer: User) -> QuerySet[Any]:
    """What the viewer reads next: nothing of their own, nothing that was sent back. What is due first comes first."""
    here = viewer.covered(Role.LEGAL_REVIEWER, code="card__territory__code")
    return _texts().filter(here, reviewed_at=None, objection="").exclude(by=viewer)


def texts_returned(viewer: User) -> QuerySet[Any]:
    """What a lawyer sent back to those who keep the card."""
    return _texts().filter(_kept_by(viewer)).exclude(objection="")


def texts_to_publish(viewer: User) -> QuerySet[Any]:
    """What a lawyer found right, and the viewer may publish; what answers a question is sent from there first."""
    asked = Exists(unpublished_answers().filter(card=OuterRef("card")))
    return _texts().filter(~asked, _kept_by(viewer), reviewed_at__isnull=False)


def as_sent_back(text: CardText, laws: Iterable[LawReference], objection: str) -> dict[str, str]:
    """What a lawyer has read and why it must be changed, to be read again beside what becomes of it."""
    told = {name: str(getattr(text, name)) for name in WORDED}
    with override(settings.LANGUAGE_CODE):  # kept, so it is told alike whoever reads it
        return told | {"laws": "\n".join(sorted(map(_as_it_stands, laws))), "objection": str(objection)}


def _as_it_stands(law: LawReference) -> str:
    """A law with all that a text rests on."""
    days = {one.verbose_name: getattr(law, one.name) for one in law._meta.fields if one.name in LASTING}
    stands = [law.get_state_display(), *(f"{label} {day}" for label, day in days.items() if day)]
    return f"{law} ({', '.join(map(str, stands))}): {law.says}".removesuffix(": ")


def changed_since(text: CardText) -> list[Change]:
    """What stands otherwise in a draft since a lawyer sent it back, part by part."""
    before, now = text.sent_back, as_sent_back(text, laws_of(text), "")
    labels = {one.name: str(one.verbose_name) for one in CardText._meta.fields if one.name in WORDED}
    return [
        Change(label, *marked(before[name], now[name]))
        for name, label in (labels | {"laws": _("Law")}).items()
        if before and before[name] != now[name]
    ]


def _kept_by(viewer: User) -> Q:
    return Q(card__organisation__in=[one.organisation_id for one in viewer.standing if one.role in DESK])


def _texts() -> QuerySet[Any]:
    """Drafts of knowledge, each with the question that waits for it, if any, and `until` when."""
    asked = AdviceQuestion.objects.waiting().filter(card=OuterRef("card")).order_by("due_on", "pk")
    rows: QuerySet[Any] = CardText.objects.filter(published_at=None, card__kind=Card.Kind.KNOWLEDGE)
    rows = rows.exclude(card__state=CardState.WITHDRAWN).select_related("card__territory")
    rows = rows.annotate(asked=Subquery(asked.values("pk")[:1]), until=Subquery(asked.values("due_on")[:1]))
    return rows.order_by("until", "written_at", "pk")

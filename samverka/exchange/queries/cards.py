"""Cards: as everybody reads them, as tables that neighbours compare, and those to be looked at again."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.utils.timezone import localdate

from samverka.actors.models import Role, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.exchange import policy
from samverka.exchange.models import Card, CardText, LawReference
from samverka.exchange.models.cards import CardState


def newest_text(card: Card) -> CardText | None:
    """The draft if there is one, or else what is published."""
    return card.texts.order_by("-number").first()


def reviewed_text(card: Card) -> CardText | None:
    """The newest wording that a lawyer has read: what whoever asked may be told."""
    return card.texts.exclude(reviewed_at=None).order_by("-number").first()


def published_text(card: Card) -> CardText | None:
    """What everybody reads."""
    return card.texts.exclude(published_at=None).order_by("-number").first()


def told_until(card: Card) -> datetime | None:
    """Which files are everybody's: those that were there when a lawyer read its wording, or it was published unread.

    A file that comes later waits until one does again, so that nothing is told that a lawyer has not seen.
    """
    text = published_text(card) if card.is_open else None
    return (text.reviewed_at or text.published_at) if text else None


def with_titles(rows: QuerySet[Card]) -> QuerySet[Any]:
    """Each with its question in one line as `title`, as it is published."""
    told = CardText.objects.filter(card=OuterRef("pk")).exclude(published_at=None).order_by("-number")
    return rows.annotate(title=Subquery(told.values("question")[:1]))


def cards(viewer: User) -> QuerySet[Any]:
    """All that the viewer may read, by their newest titles where the viewer sees drafts."""
    texts = CardText.objects.filter(card=OuterRef("pk")).order_by("-number").values("question")
    inside = Exists(Card.objects.drafts_seen_by(viewer).filter(pk=OuterRef("pk")))
    newest, told = Subquery(texts[:1]), Subquery(texts.exclude(published_at=None)[:1])
    rows = Card.objects.visible_to(viewer).annotate(title=Case(When(inside, then=newest), default=told))
    return rows.select_related("territory", "organisation")


def published_cards(*, topic: str = "", code: str = "") -> QuerySet[Any]:
    """What everybody reads: of a topic, and for a place with what holds around it. The nearest first."""
    rows = with_titles(Card.objects.published().filter(kind=Card.Kind.KNOWLEDGE)).select_related("territory")
    if topic:
        rows = rows.filter(topic=topic)
    if code:
        rows = rows.filter(territory__in={code, code[:2], SWEDEN})
    return rows.order_by("topic", Alphabetic("title"), "pk")


def to_review(viewer: User, *, on: date) -> QuerySet[Any]:
    """Cards that the viewer's organisations keep, or the viewer confirms as a lawyer, to be looked at again: the oldest
    first."""
    past = Q(state__in=(CardState.DUE, CardState.OUTDATED)) | Q(state=CardState.PUBLISHED, next_review__lt=on)
    kept = past & Q(organisation__in=viewer.organisations())
    rows = Card.objects.filter(kept | Q(pk__in=cards_to_confirm(viewer, on=on).values("pk")))
    return with_titles(rows).select_related("territory").order_by("next_review", "pk")


def cards_to_confirm(viewer: User, *, on: date) -> QuerySet[Card]:
    """Published cards that the viewer reads as a lawyer, since their law has changed."""
    overtaken = CardText.objects.told().overtaken(on).exclude(by=viewer)
    here = viewer.covered(Role.LEGAL_REVIEWER, code="territory__code")
    return Card.objects.filter(here, pk__in=overtaken.values("card"))


def laws_with_cards() -> QuerySet[Any]:
    """Each law with how many published cards cite it."""
    return laws().annotate(cited=Count("texts", filter=Q(texts__in=CardText.objects.told().values("pk"))))


def laws() -> QuerySet[LawReference]:
    return LawReference.objects.order_by(Alphabetic("name"), "number", "section", "valid_from", "pk")


def same_law(law: LawReference) -> QuerySet[LawReference]:
    """Others that tell of the same place in the same law, as it stands in the same way."""
    rows = LawReference.objects.filter(name=law.name, number=law.number, section=law.section, state=law.state)
    return rows.exclude(state=LawReference.State.REPEALED).exclude(pk=law.pk)


def laws_of(text: CardText | None) -> QuerySet[LawReference]:
    """What a wording cites."""
    return laws().filter(texts=text) if text else LawReference.objects.none()


def law_changes(text: CardText | None, *, on: date) -> list[str]:
    """What has become of the laws of a wording since a lawyer read it, or since it was written: a sentence each."""
    since = text.reviewed_at or text.written_at if text else None
    return [told for one in laws_of(text) if since and (told := one.told_since(since, on=on))]


def as_read(text: CardText) -> list[Any]:
    """What a lawyer reads: a wording, and the laws that it cites."""
    return [text, *laws_of(text)]


def overtaken_drafts(*, at: datetime) -> QuerySet[CardText]:
    """What a lawyer has read and nobody has published, before a law of it began or ended."""
    return CardText.objects.drafts().overtaken(localdate(at))


def cards_to_move(*, at: datetime) -> QuerySet[Card]:
    """Published cards past their review, or whose law has begun or ended since it; and due ones so long past it that
    they may have become outdated."""
    today = localdate(at)
    cites = CardText.objects.told().filter(card=OuterRef("pk"))
    begun = cites.filter(laws__valid_from__lte=today, laws__valid_from__gt=OuterRef("reviewed_on"))
    ended = cites.filter(laws__valid_to__lt=today, laws__valid_to__gte=OuterRef("reviewed_on"))
    return Card.objects.filter(
        Q(state=CardState.PUBLISHED) & (Q(next_review__lt=today) | Exists(begun) | Exists(ended))
        | Q(state=CardState.DUE, next_review__lt=today - policy.SOONEST)
    )


def moved_card(card: Card, *, on: date) -> CardState:
    """How a card that may move stands on a day."""
    days = int(policy.rules_of(card.territory_id, on=on).value(policy.OUTDATED_DAYS))
    late = card.next_review is not None and on - card.next_review > timedelta(days=days)
    return CardState.OUTDATED if late else CardState.DUE

"""What all regions and all municipalities are asked, and how each answers: told with its age and its gaps."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from samverka.actors.models import Membership, Organisation, Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.exchange.models import Card, CardText
from samverka.exchange.models.cards import DESK, OPEN, REGION, TOWN, CardState
from samverka.exchange.models.words import CareRule, LocalPolicy


class Answer(NamedTuple):
    """What one region or municipality answers to what all are asked."""

    card: Card
    text: str
    fee: str
    source: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One region or municipality; a question without an answer is a gap, and told as one."""

    territory: Territory
    answers: Sequence[Answer | None]

    @property
    def gaps(self) -> int:
        return sum(one is None for one in self.answers)


class Place(NamedTuple):
    """A region or municipality for which somebody answers."""

    territory: Territory
    kind: str
    organisation: Organisation


def asked_of(kind: str) -> dict[str, str]:
    """What all are asked, by code."""
    asked = {"care_rule": CareRule.choices, "local_policy": LocalPolicy.choices}.get(kind, [])
    return {code: str(text) for code, text in asked}


def own_places(viewer: User) -> list[Place]:
    """Those for which the viewer answers: a municipality's coordinator, a region's own, or the desk of a county."""
    found: dict[tuple[str, str], Place] = {}
    for one in viewer.standing:
        if len(one.territory_id) == 4 and one.role in TOWN:
            found[one.territory_id, "town"] = Place(one.territory, Card.Kind.LOCAL_POLICY, one.organisation)
        elif one.territory_id != SWEDEN and len(one.territory_id) == 2 and one.role in DESK:
            found[one.territory_id, "region"] = Place(one.territory, Card.Kind.CARE_RULE, one.organisation)
        if code := region_of(one):
            place = one.territory if one.territory_id == code else Territory.objects.get(pk=code)
            found[code, "region"] = Place(place, Card.Kind.CARE_RULE, one.organisation)
    return list(found.values())


def counties_of(viewer: User) -> dict[str, str]:
    """The counties where the viewer works, each with what is the viewer's own there."""
    return {one.territory.county: one.territory_id for one in viewer.standing if one.territory_id != SWEDEN}


def region_of(member: Membership) -> str:
    """The region for whose care somebody answers: at a region, or at a municipality that is its own; else empty."""
    kind, code = member.organisation.kind, member.territory_id
    if kind == Organisation.Kind.REGION:
        return code if member.role in REGION and len(code) == 2 and code != SWEDEN else ""
    answers = kind == Organisation.Kind.MUNICIPALITY and member.role in (*TOWN, *REGION)
    return member.territory.own_region if answers else ""


def counties() -> list[Territory]:
    """The counties, which are the regions too, by name."""
    rows = Territory.objects.filter(code__regex="^[0-9]{2}$").exclude(code=SWEDEN)
    return list(rows.order_by(Alphabetic("name")))


def answer_at(territory: Territory, kind: str, asked: str) -> Card | None:
    """The card that answers this for a region or a municipality."""
    rows = Card.objects.select_related("organisation", "territory").exclude(state=CardState.WITHDRAWN)
    return rows.filter(kind=kind, territory=territory, asked=asked).first()


def answers_at(territory: Territory, kind: str, *, on: date) -> list[tuple[str, str, Answer | None]]:
    """What all are asked, in words, and what is answered here: code, question, answer. One query."""
    [row] = comparison(kind, [territory], on=on)
    return [(code, text, answer) for (code, text), answer in zip(asked_of(kind).items(), row.answers, strict=True)]


def comparison(kind: str, territories: Iterable[Territory], *, on: date) -> list[Row]:
    """How each of these answers what all are asked, as it is published, with its age. One query."""
    places = list(territories)
    told = CardText.objects.filter(card=OuterRef("pk")).exclude(published_at=None).order_by("-number")
    rows: QuerySet[Any] = Card.objects.filter(kind=kind, state__in=OPEN, territory__in=places).annotate(
        told=Subquery(told.values("applied")[:1]), price=Subquery(told.values("fee")[:1]),
        written=Subquery(told.values("source")[:1]),
    )  # fmt: skip
    found: dict[str, dict[str, Answer]] = defaultdict(dict)
    for card in rows:
        found[card.territory_id][card.asked] = Answer(card, card.told, card.price, card.written, card.is_past(on))
    return [Row(one, [found[one.code].get(code) for code in asked_of(kind)]) for one in places]

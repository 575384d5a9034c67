"""How cards, questions, practices, discussions, needs, networks and meetings are found, and by whom."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import COORDINATORS, WITH_US, Network, NetworkMember
from samverka.actors.models.networks import BOARD
from samverka.core.finding import (
    EVERYBODY,
    Text,
    anywhere,
    around,
    findable,
    label,
    organisation,
    page_of,
    staff,
    within,
)
from samverka.core.markdown import plain
from samverka.exchange.models import AdviceQuestion, Card, CardText, Discussion, Meeting, Need, Post, Practice
from samverka.exchange.models.cards import DESK, EDITORS
from samverka.exchange.models.needs import is_secret
from samverka.exchange.models.questions import READS


TITLE = 90  # signs of a question that stand for it


@findable("card", _("Knowledge card"), Card, follows={"exchange.lawreference": "texts__laws"})
def cards(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """What is published, for everybody; what is newer than that, for those who see drafts."""
    texts = Prefetch("texts", CardText.objects.order_by("number").prefetch_related("laws"), "wordings")
    for card in rows.select_related("territory").prefetch_related(texts):
        told = [one for one in card.wordings if one.published_at and card.is_open]
        if told:
            yield _card(card, told[-1], (EVERYBODY,), _page(card))
        if card.wordings and (not told or told[-1] != card.wordings[-1]):
            seen = (*organisation(card.organisation_id), *around(card.territory_id, *EDITORS))
            yield _card(card, card.wordings[-1], seen, page_of("exchange:card", card.pk), part="draft")


def _card(card: Card, text: CardText, audience: tuple[str, ...], page: str, part: str = "") -> Text:
    status = _("draft") if part and card.is_open else label(card)
    title = text.question if card.kind == Card.Kind.KNOWLEDGE else f"{text.question}, {card.territory}"
    laws = sorted(f"{law.name} {law.number}" for law in text.laws.all())
    compared = () if card.kind == Card.Kind.KNOWLEDGE else (_("neighbours"),)
    return Text(
        card.pk, title, page, text.written_at, audience, plain(text.says), f"{plain(text.applied)} {text.source}",
        status=status, is_old=not part and card.state != Card.State.PUBLISHED, part=part,
        about=(label(card, "topic"), card.territory, card.authority, *laws, *compared),
    )  # fmt: skip


def _page(card: Card) -> str:
    """Where everybody reads it."""
    if card.kind == Card.Kind.CARE_RULE:
        return f"{reverse('exchange:care_rules')}#{card.pk}"
    if card.kind == Card.Kind.LOCAL_POLICY:
        return f"{reverse('exchange:local_policies', args=[card.territory_id[:2]])}#{card.pk}"
    return page_of("exchange:knowledge_card", card.pk)


@findable("question", _("Question"), AdviceQuestion, follows={"exchange.advicequestion": "merged_into"})
def questions(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    for one in rows.exclude(text="").select_related("territory"):
        seen = around(one.territory_id, *READS)
        audience = (*seen, *organisation(one.organisation_id)) if one.organisation_id else tuple(seen)
        title = Truncator(" ".join(one.text.split())).chars(TITLE)
        page = page_of("exchange:question", one.pk)
        moment = one.answered_at or one.asked_at
        about = label(one, "topic"), one.territory, one.authority
        yield Text(one.pk, title, page, moment, audience, one.text, status=label(one), about=about)


@findable("practice", _("Good practice"), Practice, follows={"actors.organisation": "organisation"})
def practices(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """What is published, for everybody; the rest for its owner, for whoever suggested it, and for the desk.

    Whoever has tried it still opens it when it is archived, but finds it no more. It is old once its owner is asked.
    """
    for one in rows.select_related("territory", "organisation").prefetch_related("tags"):
        audience = (EVERYBODY,) if one.is_told else _of_practice(one)
        page = page_of("exchange:open_practice" if one.is_told else "exchange:practice", one.pk)
        tags = sorted(tag.word for tag in one.tags.all())
        text = " ".join([*map(plain, (one.done, one.result, one.went_wrong, one.legal)), one.by_whom, *tags])
        is_old = one.is_told and one.times_asked > 0
        status = pgettext_lazy("practice", "to be confirmed anew") if is_old else label(one)
        told = one.is_told and one.confirmed_on
        moment = make_aware(datetime.combine(told, time())) if told else one.edited_at
        about = label(one, "topic"), one.territory, one.organisation.name
        facts = moment, audience, plain(one.problem), text, status, is_old
        yield Text(one.pk, one.title, page, *facts, about=about)


def _of_practice(one: Practice) -> tuple[str, ...]:
    own = (*organisation(one.organisation_id), *organisation(one.suggested_by_id))
    return (*own, *around(one.territory_id, *DESK))


@findable("discussion", _("Discussion"), Discussion)
def discussions(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """For all who work with it: the police and landowners have other ways to ask."""
    audience = (*anywhere(*WITH_US),)
    posts = Post.objects.only("discussion", "text").order_by("posted_at", "pk")
    for one in rows.select_related("territory").prefetch_related(Prefetch("posts", posts)):
        said = " ".join(plain(post.text) for post in one.posts.all())
        page = page_of("exchange:discussion", one.pk)
        about = label(one, "topic"), one.territory
        yield Text(one.pk, one.title, page, one.last_post_at, audience, one.agreed, said, label(one), about=about)


@findable(
    "need", _("Need of help"), Need,
    follows={"directory.service": "service", "directory.place": "service__places"},
)  # fmt: skip
def needs(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """Open ones: for everybody where everybody may read them, without who asks; else for those around."""
    for one in rows.filter(state=Need.State.OPEN).select_related("municipality").annotate(is_secret=is_secret()):
        roles = COORDINATORS if one.unnamed else WITH_US
        near = (*organisation(one.organisation_id), *around(one.municipality_id, *roles))
        audience = (EVERYBODY,) if one.is_public else near
        page = page_of("exchange:open_need" if one.is_public else "exchange:need", one.pk)
        status = label(one, "kind")
        about = (status,) if one.unnamed else (status, one.municipality)  # which nobody outside is told
        yield Text(one.pk, one.title, page, one.opened_at, audience, plain(one.text), status=status, about=about)


def _members(way: str = "") -> "Prefetch[Any]":
    return Prefetch(f"{way}members", NetworkMember.objects.current(), "now")


def _of_network(network: Network) -> tuple[str, ...]:
    """Whoever reads a network's minutes: its members, and the boards of its counties."""
    there = (mark for place in network.places.all() for mark in within(place.code, *BOARD))
    return (*(mark for one in network.now for mark in staff(one.organisation_id)), *there)  # type: ignore[attr-defined]


@findable(
    "network", _("Network"), Network,
    follows={"actors.networkmember": "members", "exchange.meeting": "meetings"},
)  # fmt: skip
def networks(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    for one in rows.prefetch_related("places", _members()):
        status = pgettext_lazy("network", "sleeping") if one.told_asleep_at else ""
        status = pgettext_lazy("network", "wound up") if one.wound_up_at else status
        page = page_of("exchange:network", one.pk)
        met = make_aware(datetime.combine(one.met_on, time()))
        places = ", ".join(sorted(str(place) for place in one.places.all()))
        yield Text(one.pk, one.name, page, met, _of_network(one), one.purpose, places, status, is_old=bool(status))


@findable(
    "meeting", pgettext_lazy("noun", "Meeting"), Meeting,
    follows={
        "actors.network": "network", "actors.networkmember": "network__members",
        "exchange.decision": "decisions", "exchange.actionpoint": "action_points",
    },
)  # fmt: skip
def meetings(rows: "QuerySet[Any, Any]") -> Iterator[Text]:
    """With its minutes, also while they are taken: on its page they stand as well."""
    parts = ("network__places", _members("network__"), "decisions", "action_points")
    for one in rows.select_related("network").prefetch_related(*parts):
        title = f"{one.network}, {date_format(localtime(one.starts_at), 'Y-m-d')}"
        noted = [*one.decisions.all(), *one.action_points.all()]
        said = " ".join([plain(one.minutes), *sorted(part.text for part in noted)])
        page, status, about = page_of("exchange:meeting", one.pk), label(one), one.network.places.all()
        seen = _of_network(one.network)
        yield Text(one.pk, title, page, one.starts_at, seen, one.agenda, said, status, about=sorted(map(str, about)))

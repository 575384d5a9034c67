"""What a final report shows of the exchange: practices, cards, questions and meetings, each with its source.

Only what is public already is named. Questions and meetings are counted, small counts hidden as anywhere else.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samverka.actors.models import Network
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.exchange.models import AdviceQuestion, Card, CardText, Meeting, Practice
from samverka.exchange.models.words import Topic
from samverka.situation.disclosure.choices import hide_few
from samverka.situation.disclosure.primary import USUAL
from samverka.situation.queries.basis import Basis, Block, Told, figure
from samverka.situation.queries.blocks import add_block


MOST = 60  # practices and cards of which a block names each


def practices(basis: Basis, code: str) -> Block:
    """Those of the territory that everybody reads and that came within the time, and how many have tried each."""
    rows = Practice.objects.published().filter(_within(basis, "published_at"), _there(basis))
    rows = (
        rows.select_related("organisation")
        .annotate(tried=Count("adoptions"))
        .order_by("-tried", Alphabetic("title"), "pk")
    )
    found: list[Any] = list(rows[:MOST])
    if not found:
        return Block()
    way = reverse("exchange:open_practices")
    source = basis.source(
        "practices", "", says=_("Good practices, as their owners have told and approved them"), way=way
    )
    block = Block([figure(_("Good practices published"), low=rows.count(), high=rows.count(), source=source)])
    for one in found:
        own = basis.source(
            "practice", str(one.pk), says=_("The practice “%(title)s” of %(organisation)s") % {
                "title": one.title, "organisation": one.organisation,
            }, way=reverse("exchange:open_practice", args=[one.pk]),
        )  # fmt: skip
        label = _("%(title)s: others who have tried it") % {"title": one.title}
        block.figures.append(figure(label, low=one.tried, high=one.tried, source=own))
    return block


def cards(basis: Basis, code: str) -> Block:
    """How many cards were published within the time, by topic."""
    published = CardText.objects.filter(_within(basis, "published_at")).values("card")
    rows = Card.objects.published().filter(_there(basis), kind=Card.Kind.KNOWLEDGE, pk__in=published)
    counted = Counter(rows.values_list("topic", flat=True))
    figures = []
    for topic, label in Topic.choices:
        if count := counted[topic]:
            says = _("Knowledge cards: %(topic)s") % {"topic": label}
            source = basis.source("cards", topic, says=says, way=f"{reverse('exchange:knowledge')}?topic={topic}")
            figures.append(figure(str(label).capitalize(), low=count, high=count, source=source))
    return Block(figures)


def questions(basis: Basis, code: str) -> Block:
    """How many questions came, by topic, how many are answered, and in what time: the middle one's days."""
    rows = AdviceQuestion.objects.filter(_within(basis, "asked_at"), _there(basis))
    rows = rows.exclude(state=AdviceQuestion.State.WITHDRAWN)
    told: list[Any] = list(rows.values_list("topic", "asked_at", "answered_at", "merged_into__answered_at"))
    if not told:
        return Block()
    source = basis.source("questions", basis.report.territory_id, says=_(
        "Questions to the advice desk of %(territory)s, counted when this was told. Nobody's question is told."
    ) % {"territory": basis.report.territory})  # fmt: skip
    answers = [(asked, own or by_other) for _topic, asked, own, by_other in told if own or by_other]
    days = [(answered - asked).days for asked, answered in answers]
    block = Block([_counted(_("Questions received"), len(told), source)])
    block.figures.append(_counted(_("Questions answered"), len(days), source))
    if len(days) > USUAL.small:  # the time of fewer would tell of one
        middle = round(median(days))
        unit = ngettext("day", "days", middle)
        block.figures.append(figure(_("Half were answered within"), source=source, low=middle, high=middle, unit=unit))
    if len(told) > USUAL.small:
        block.figures += _by_topic((topic for topic, *_rest in told), source)
    return block


def _counted(label: str, count: int, source: int) -> Told:
    """One count that stands for itself: hidden when it is small, and so is what it consists of."""
    hidden = 0 < count <= USUAL.small
    facts = {"status": "c", "why": "few"} if hidden else {"low": count, "high": count}
    return figure(label, source=source, **facts)


def _by_topic(topics: Iterable[str], source: int) -> list[Told]:
    """As a table of one line whose sum is told."""
    counted = Counter(topics)
    known = [(str(label), counted[topic]) for topic, label in Topic.choices if counted[topic]]
    hidden = hide_few([count for _label, count in known])
    return [
        figure(label.capitalize(), low=count, high=count, source=source, under=_("Questions by topic"),
               status="" if count is not None else "c", why="" if count is not None else "few")
        for (label, _count), count in zip(known, hidden, strict=True)
    ]  # fmt: skip


def meetings(basis: Basis, code: str) -> Block:
    """Networks that meet in the territory, and how often they have met."""
    held = Meeting.objects.over().filter(_within(basis, "starts_at"))
    networks = Network.objects.filter(founded_at__lt=_moment(basis.report.last_day + timedelta(days=1)))
    networks = networks.filter(Q(wound_up_at=None) | Q(wound_up_at__gte=_moment(basis.report.first_day)))
    code = basis.report.territory_id
    if code != SWEDEN:
        networks = networks.filter(places__code__startswith=code[:2] if basis.is_town else code)
    found = set(networks.values_list("pk", flat=True))
    if not found:
        return Block()
    says = _("Networks in %(territory)s and their minutes") % {"territory": basis.report.territory}
    source = basis.source("networks", code, says=says)
    count, met = len(found), held.filter(network__in=found).count()
    return Block(
        [
            figure(_("Networks"), low=count, high=count, source=source),
            figure(_("Meetings held"), low=met, high=met, source=source),
        ]
    )


def _within(basis: Basis, field: str) -> Q:
    """In the report's time."""
    first, after = basis.report.first_day, basis.report.last_day + timedelta(days=1)
    return Q(**{f"{field}__gte": _moment(first), f"{field}__lt": _moment(after)})


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


def _there(basis: Basis) -> Q:
    """Of the territory or of what lies in it."""
    code = basis.report.territory_id
    return Q() if code == SWEDEN else Q(territory__code__startswith=code)


def make_known() -> None:
    """Let final reports show these."""
    add_block("practices", gettext_lazy("good practices, and how many have tried them"), practices)
    add_block("cards", gettext_lazy("knowledge cards, by topic"), cards)
    add_block("questions", gettext_lazy("questions answered, and in what time"), questions)
    add_block("meetings", gettext_lazy("networks and their meetings"), meetings)

"""Cards for everybody: the knowledge that was gathered, and how regions and municipalities do. No log-in, no cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from samverka.actors.models import Territory
from samverka.core import finding
from samverka.core.alphabet import Alphabetic
from samverka.core.http import same_for_all
from samverka.exchange import queries
from samverka.exchange.models import Card
from samverka.exchange.models.words import Topic
from samverka.exchange.views.cards import links_told


MOST, MOST_FOUND = 300, 50


@same_for_all
def knowledge(request: HttpRequest) -> HttpResponse:
    """All published cards, by topic; those past their review say so. Or what of all that everybody reads is found."""
    if typed := request.GET.get("q", "").strip():
        found = finding.search(typed, marks=[finding.EVERYBODY], at=now(), limit=MOST_FOUND)
        return render(request, "exchange/knowledge_found.html", {"typed": typed, "answer": found})
    topic = request.GET.get("topic", "")
    topic = topic if topic in Topic.values else ""
    today = localdate(now())
    rows = [(one, one.is_past(today)) for one in queries.published_cards(topic=topic)[:MOST]]
    context = {"cards": rows, "topic": topic, "topics": Topic.choices, "counties": queries.counties()}
    return render(request, "exchange/knowledge.html", context)


@same_for_all
def knowledge_card(request: HttpRequest, pk: str) -> HttpResponse:
    """One card as it is told now, with its age."""
    card = get_object_or_404(Card.objects.published().select_related("territory", "organisation"), pk=pk)
    text, today = queries.published_text(card), localdate(now())
    context = {
        "card": card,
        "text": text,
        "links": links_told(text),
        "cited": queries.laws_of(text),
        "changes": queries.law_changes(text, on=today),
        "is_past": card.is_past(today),
    }
    return render(request, "exchange/knowledge_card.html", context)


@same_for_all
def care_rules(request: HttpRequest) -> HttpResponse:
    """How each region answers the same questions of care."""
    return _compare(request, Card.Kind.CARE_RULE, queries.counties(), _("Health care in each region"))


@same_for_all
def local_policies(request: HttpRequest, code: str) -> HttpResponse:
    """How each municipality of a county answers the same questions: what do our neighbours do?"""
    county = next((one for one in queries.counties() if one.code == code), None)
    if county is None:
        raise Http404
    places = list(Territory.objects.filter(code__regex=f"^{code}..$").order_by(Alphabetic("name")))
    title = _("What the municipalities do in %(county)s") % {"county": county}
    return _compare(request, Card.Kind.LOCAL_POLICY, places, title)


def _compare(request: HttpRequest, kind: str, places: list[Territory], title: str) -> HttpResponse:
    own = request.GET.get("own", "")  # told by the address, since everybody is shown the same page
    places.sort(key=lambda one: one.code != own)
    rows = queries.comparison(kind, places, on=localdate(now()))
    questions = []
    for place, text in enumerate(queries.asked_of(kind).values()):
        told = [(row.territory, answer) for row in rows if (answer := row.answers[place])]
        questions.append((text, told, [row.territory for row in rows if row.answers[place] is None]))
    answered = sum(len(told) for _text, told, _gaps in questions)
    context = {"title": title, "questions": questions, "told": answered, "all": len(rows) * len(questions)}
    context["own"] = own
    return render(request, "exchange/compare.html", context)

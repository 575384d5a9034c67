"""Cards for those who keep them: what is to be looked at again, drafts, one card with its steps, and the law."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory, User
from samverka.core.access import Refused, require, why_not
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.exchange import actions, queries, rules
from samverka.exchange.forms import cards as forms
from samverka.exchange.forms.questions import ReturnAnswer
from samverka.exchange.models import Card, CardText, LawReference
from samverka.exchange.models.cards import DESK, OPEN
from samverka.situation.rules import compare_support


MOST = 200


@require_GET
def cards(request: Request) -> HttpResponse:
    """All that one may read, drafts too; first those that one is to look at again."""
    viewer, today = request.user, localdate(now())
    rows = queries.cards(viewer).filter(kind=Card.Kind.KNOWLEDGE).order_by("state", "topic", Alphabetic("title"))
    due = {one.pk: one for one in queries.to_review(viewer, on=today)[:MOST]}
    context = _turns(viewer, due) | {
        "published": rows.filter(state__in=OPEN).exclude(pk__in=due)[:MOST],
        "begins": any(one.role in DESK for one in viewer.standing),
        "keeps_laws": not why_not(rules.keep_laws, viewer),
        **_own(request),
    }
    return render(request, "exchange/cards.html", context)


def _turns(viewer: User, due: dict[UUID, Card]) -> dict[str, Any]:
    """Each card once, where it waits for somebody: for a lawyer, for the desk, or because it is `due`."""
    turns = {
        "texts_to_review": queries.texts_to_review(viewer)[:MOST],
        "texts_returned": queries.texts_returned(viewer)[:MOST],
        "texts_to_publish": queries.texts_to_publish(viewer)[:MOST],
    }
    told = {one.card_id for texts in turns.values() for one in texts}
    drafts = queries.drafts(viewer).order_by("topic", Alphabetic("title"))[:MOST]
    return turns | {
        "to_review": [one for one in due.values() if one.pk not in told],
        "drafts": [one for one in drafts if one.pk not in told | {*due}],
    }


@require_http_methods(["GET", "POST"])
def begin_card(request: Request) -> HttpResponse:
    home, territory = _desk(request)
    form = forms.BeginCard(request.POST or None, laws=queries.laws())
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "topic", "authority", "laws")}
            made = actions.begin_card(
                organisation=home, territory=territory, kind=Card.Kind.KNOWLEDGE, wording=form.wording,
                by=request.user, at=now(), **said,
            )  # fmt: skip
            return redirect("exchange:card", pk=made.pk)
    return _edit(request, form, title=_("A new card"), back="exchange:cards")


def find_card(request: Request, pk: UUID) -> Card:
    rows = Card.objects.visible_to(request.user).select_related("territory", "organisation")
    return get_object_or_404(rows, pk=pk)


@require_GET
def card(request: Request, pk: UUID) -> HttpResponse:
    """One card as it is told, its draft beside it, and the steps."""
    return _page(request, find_card(request, pk))


@require_http_methods(["GET", "POST"])
def write_text(request: Request, pk: UUID) -> HttpResponse:
    found = find_card(request, pk)
    rules.keep_card(request.user, found)
    text = queries.newest_text(found)
    start = {name: getattr(text, name) for name in ("question", "says", "applied", "links", "source")}
    start |= {"laws": queries.laws_of(text), "seen": version(text)}
    form = forms.WriteText(request.POST or None, laws=queries.laws(), initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(text)):
            said = {name: form.cleaned_data[name] for name in ("laws", "seen")}
            actions.write_text(card=found, wording=form.wording, by=request.user, at=now(), **said)
            return redirect("exchange:card", pk=pk)
    return _edit(request, form, title=_("Write the card"), back="exchange:card", of=found)


@form_on("exchange:card", find_card)
def review_text(request: Request, pk: UUID) -> HttpResponse:
    return _do(
        request,
        pk,
        lambda **said: actions.review_text(text=_draft(request, pk), seen=request.POST.get("seen", ""), **said),
    )


@form_on("exchange:card", find_card)
def return_text(request: Request, pk: UUID) -> HttpResponse:
    form = ReturnAnswer(request.POST)
    if form.is_valid():
        with explaining(form):
            actions.return_text(text=_draft(request, pk), by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:card", pk=pk)
    return _page(request, find_card(request, pk), form)


@form_on("exchange:card", find_card)
def publish_card(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, lambda **said: actions.publish_card(card=find_card(request, pk), **said))


@form_on("exchange:card", find_card)
def confirm_card(request: Request, pk: UUID) -> HttpResponse:
    seen = request.POST.get("seen", "")
    return _do(request, pk, lambda **said: actions.confirm_card(card=find_card(request, pk), seen=seen, **said))


@form_on("exchange:card", find_card)
def withdraw_card(request: Request, pk: UUID) -> HttpResponse:
    return _do(request, pk, lambda **said: actions.withdraw_card(card=find_card(request, pk), **said))


@require_http_methods(["GET", "POST"])
def tell_answer(request: Request, code: str, table: str, asked: str) -> HttpResponse:
    """What one's region or municipality answers to what all are asked: told, and published at once."""
    home, territory, question = _own_question(request, code, table, asked)
    there = queries.answer_at(territory, table, asked)
    text = queries.newest_text(there) if there else None
    start = {name: getattr(text, name) for name in ("applied", "fee", "source")} if text else {}
    form = forms.TellAnswer(request.POST or None, initial={**start, "seen": version(text)})
    if form.is_valid():
        with explaining(form, seen=lambda: version(text)):
            actions.tell_answer(
                organisation=home, territory=territory, kind=table, asked=asked, question=question, by=request.user,
                at=now(), **form.cleaned_data,
            )  # fmt: skip
            return redirect("exchange:own_answers", code=code)
    return _edit(request, form, title=question, back="exchange:own_answers", of=territory)


@require_GET
def own_answers(request: Request, code: str) -> HttpResponse:
    """What all are asked, and what this region or municipality has answered."""
    context = _own(request)
    place = next((one for one in context["own"] if one.territory.code == code), None)
    if place is None:
        raise Http404
    found = queries.answers_at(place.territory, place.kind, on=localdate(now()))
    return render(request, "exchange/own_answers.html", {**context, "place": place, "answers": found})


@require_GET
def laws(request: Request) -> HttpResponse:
    rules.keep_laws(request.user)
    return render(request, "exchange/laws.html", {"laws": queries.laws_with_cards()})


@require_http_methods(["GET", "POST"])
def add_law(request: Request) -> HttpResponse:
    rules.keep_laws(request.user)
    form = forms.AddLaw(request.POST or None, initial={"verified_on": localdate(now())})
    if form.is_valid():
        with explaining(form):
            actions.add_law(by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:laws")
    return _edit(request, form, title=_("One more law"), back="exchange:laws")


@require_http_methods(["GET", "POST"])
def change_law(request: Request, pk: UUID) -> HttpResponse:
    rules.keep_laws(request.user)
    law = get_object_or_404(LawReference, pk=pk)
    start = {name: getattr(law, name) for name in forms.WriteLaw.base_fields if name != "seen"}
    form = forms.WriteLaw(request.POST or None, initial={**start, "seen": version(law)})
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(law)):
            actions.change_law(law=law, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("Saved. Cards that cite it are marked if what it says has changed."))
            return redirect("exchange:laws")
    return _edit(request, form, title=str(law), back="exchange:laws")


def links_told(text: CardText | None) -> list[tuple[str, str]]:
    return list(forms.links_of(text.links)) if text else []


def _page(request: Request, found: Card, wrong: ReturnAnswer | None = None) -> HttpResponse:
    inside = Card.objects.drafts_seen_by(request.user).filter(pk=found.pk).exists()
    told, draft = queries.published_text(found), found.texts.filter(published_at=None).first() if inside else None
    keeps, today = not why_not(rules.keep_card, request.user, found), localdate(now())
    changes = queries.law_changes(told, on=today)
    context = {
        "card": found,
        "inside": inside,
        "told": told,
        "draft": draft,
        "changed": queries.changed_since(draft) if draft else (),
        "links": links_told(draft or told),
        "told_links": links_told(told),
        "cited": queries.laws_of(draft or told),
        "told_laws": queries.laws_of(told),
        "draft_changes": queries.law_changes(draft, on=today),
        "changes": changes,
        "confirms": told is not None and not why_not(rules.review_text, request.user, told) if changes else keeps,
        "seen": version(queries.as_read(draft)) if draft else "",
        "told_seen": version(queries.as_read(told)) if told else "",
        "is_past": found.is_past(today),
        "keeps": keeps,
        "answers": queries.unpublished_answers().visible_to(request.user).filter(card=found).first(),
        "reviews": draft is not None and not why_not(rules.review_text, request.user, draft),
        "may_publish": keeps
        and draft is not None
        and not queries.is_unpublished_answer(found)
        and (draft.reviewed_at or found.kind != Card.Kind.KNOWLEDGE),
        "returning": wrong or ReturnAnswer(),
        "wrong": wrong,
    }
    return render(request, "exchange/card.html", context, status=422 if wrong else 200)


def _own(request: Request) -> dict[str, Any]:
    """For which places the viewer answers, where there are neighbours, and whether their support may be compared."""
    return {
        "own": queries.own_places(request.user),
        "near": queries.counties_of(request.user),
        "compares_support": not why_not(compare_support, request.user),
    }


def _do(request: Request, pk: UUID, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(by=request.user, at=now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("exchange:card", pk=pk)


def _draft(request: Request, pk: UUID) -> CardText:
    return get_object_or_404(find_card(request, pk).texts.select_related("card"), published_at=None)


def _desk(request: Request) -> tuple[Organisation, Territory]:
    found = next(((one.organisation, one.territory) for one in request.user.standing if one.role in DESK), None)
    require(found, _("Only the advice desk, and a municipality or region of itself, keep cards."))
    return found  # type: ignore[return-value]


def _own_question(request: Request, code: str, kind: str, asked: str) -> tuple[Organisation, Territory, str]:
    place = next(
        (one for one in queries.own_places(request.user) if (one.territory.code, one.kind) == (code, kind)), None
    )
    question = queries.asked_of(kind).get(asked)
    if place is None or question is None:
        raise Http404
    return place.organisation, place.territory, question


def _edit(request: Request, form: Any, *, title: str, back: str, of: Any = None) -> HttpResponse:
    status = form.status if hasattr(form, "status") else 422 if form.errors else 200
    context = {"form": form, "title": title, "back": back, "of": of}
    return render(request, "ui/edit.html", context, status=status)

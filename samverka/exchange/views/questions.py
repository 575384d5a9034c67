"""The advice desk: ask, see what became of it; and for those who answer, one question with its steps."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Role, Territory
from samverka.core.access import require, why_not
from samverka.core.county import SWEDEN
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.ids import new_id
from samverka.core.versions import version
from samverka.exchange import actions, queries, rules
from samverka.exchange.forms import cards as writing
from samverka.exchange.forms import questions as asking
from samverka.exchange.http import authority_letter
from samverka.exchange.models import AdviceQuestion, CardText
from samverka.exchange.models.cards import DESK
from samverka.exchange.models.questions import ENDED, HEARD, NEXT, READS, QuestionState
from samverka.exchange.views.cards import links_told


LATELY, MOST = 30, 200  # questions that are answered and still shown, and those that wait


@require_GET
def advice(request: Request) -> HttpResponse:
    """What one's organisation asked, and for the desk what waits, first what is due first."""
    today, viewer = localdate(now()), request.user
    desk = list(queries.desk(viewer)[:MOST])
    waiting, overdue = queries.counts(desk, on=today)
    context = {
        "mine": [_line(one, today) for one in queries.my_questions(viewer)[:LATELY]],
        "desk": [_line(one, today) for one in desk],
        "waiting": waiting,
        "overdue": overdue,
        "to_share": [_line(one, today) for one in queries.to_share(viewer)[:MOST]],
        "runs_desk": queries.runs_desk(viewer),
        "asks": bool(homes(request)),
        "to_review": queries.to_review(viewer, on=today)[:LATELY],
    }
    return render(request, "exchange/advice.html", context)


def _line(question: AdviceQuestion, today: date) -> tuple[AdviceQuestion, bool, bool]:
    """A question, whether it is late, and whether the authority that it waits for is."""
    return question, question.is_overdue(today), question.waits_in_vain(today)


@require_http_methods(["GET", "POST"])
def ask_question(request: Request) -> HttpResponse:
    own = homes(request)
    require(own, _("Questions are asked for an organisation that one works for."))
    here = request.user.standing[0].territory
    form = asking.AskQuestion(
        request.POST or None, organisations=own, territories=places(request),
        initial={"territory": here.code, "organisation": own[0].pk},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            made = actions.ask_question(by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("It is with the advice desk. You see here how far it has come."))
            return redirect("exchange:question", pk=made.pk)
    return render(request, "exchange/ask.html", {"form": form}, status=422 if form.errors else 200)


def find_question(request: Request, pk: UUID) -> AdviceQuestion:
    return get_object_or_404(queries.questions(request.user), pk=pk)


@require_GET
def question(request: Request, pk: UUID) -> HttpResponse:
    return _page(request, find_question(request, pk))


@form_on("exchange:question", find_question)
def withdraw_question(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.withdraw_question)


@form_on("exchange:question", find_question)
def take_up(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, asking.TakeUp(request.POST), actions.take_up)


@form_on("exchange:question", find_question)
def route_question(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, asking.RouteQuestion(request.POST), actions.route_question)


@form_on("exchange:question", find_question)
def note_authority_answer(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, _noting(find_question(request, pk), request.POST), actions.note_authority_answer)


def _noting(found: AdviceQuestion, typed: Any = None) -> asking.AuthorityAnswer:
    """The form for what the authority that is asked now answered, with what is noted of it."""
    told = {"answer": found.authority_answer, "answered_on": found.authority_answered_on or localdate(now())}
    return asking.AuthorityAnswer(typed, authority=found.authority, initial={**told, "seen": version(found, *HEARD)})


@form_on("exchange:question", find_question)
def answer_question(request: Request, pk: UUID) -> HttpResponse:
    """Send the answer that was written, or a card that answers it already."""
    if "card" in request.POST:
        cards = queries.cards_for(find_question(request, pk))
        return _take(request, pk, asking.ChooseCard(request.POST, cards=cards), actions.answer_with_card)
    return _take(request, pk, forms.Form(request.POST), actions.answer_question)


@form_on("exchange:question", find_question)
def publish_answer(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.publish_answer)


@form_on("exchange:question", find_question)
def keep_private(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, asking.KeepPrivate(request.POST), actions.keep_private)


@form_on("exchange:question", find_question)
def merge_question(request: Request, pk: UUID) -> HttpResponse:
    others = queries.may_be_same(request.user, find_question(request, pk))
    return _take(request, pk, asking.MergeQuestion(request.POST, others=others), actions.merge_question)


@form_on("exchange:question", find_question)
def review_answer(request: Request, pk: UUID) -> HttpResponse:
    said = {"text": _draft(find_question(request, pk)), "seen": request.POST.get("seen", "")}
    return _take(request, pk, forms.Form(request.POST), actions.review_answer, **said)


@form_on("exchange:question", find_question)
def return_answer(request: Request, pk: UUID) -> HttpResponse:
    form = asking.ReturnAnswer(request.POST)
    return _take(request, pk, form, actions.return_answer, text=_draft(find_question(request, pk)))


@require_http_methods(["GET", "POST"])
def draft_answer(request: Request, pk: UUID) -> HttpResponse:
    """The answer, written as the card that it may become."""
    found = find_question(request, pk)
    rules.run_desk(request.user, found)
    text = queries.newest_text(found.card) if found.card else None
    form = writing.WriteText(request.POST or None, laws=queries.laws(), initial=_start(found, text))
    if form.is_valid():
        with explaining(form, seen=lambda: version(_draft(find_question(request, pk)))):
            actions.draft_answer(
                question=found, id=new_id(), organisation=_desk(request, found), wording=form.wording,
                laws=form.cleaned_data["laws"], seen=form.cleaned_data["seen"], by=request.user, at=now(),
            )  # fmt: skip
            return redirect("exchange:question", pk=pk)
    return render(request, "exchange/draft.html", {"question": found, "form": form, "text": text}, status=form.status)


def _start(found: AdviceQuestion, text: Any) -> dict[str, Any]:
    if text is None:
        return {"seen": version(None)}
    told = {name: getattr(text, name) for name in ("question", "says", "applied", "links", "source")}
    return {**told, "laws": queries.laws_of(text), "seen": version(text)}


def _draft(found: AdviceQuestion) -> CardText:
    """The draft of its answer, or 404."""
    return get_object_or_404(CardText.objects.select_related("card"), card=found.card_id, published_at=None)


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any], **more: Any) -> HttpResponse:
    """One step, and the page again."""
    found = find_question(request, pk)
    if form.is_valid():
        with explaining(form, seen=lambda: version(find_question(request, pk), *HEARD)):
            action(question=found, by=request.user, at=now(), **form.cleaned_data, **more)
            return redirect("exchange:question", pk=pk)
    return _page(request, find_question(request, pk), form)


def _page(request: Request, found: AdviceQuestion, wrong: forms.Form | None = None) -> HttpResponse:
    may, card = NEXT[found.state], found.card
    runs = not why_not(rules.run_desk, request.user, found)
    draft = card.texts.filter(published_at=None).first() if card else None
    answer, today = queries.answer_of(found), localdate(now())
    own = found.organisation_id in request.user.organisations()
    reads = request.user.works_in(found.territory_id, *READS)
    context: dict[str, Any] = {
        "question": found,
        "is_overdue": found.is_overdue(today),
        "waits_in_vain": found.waits_in_vain(today),
        "runs": runs,
        "draft": draft if reads else None,
        "reviews": draft is not None and not why_not(rules.review_text, request.user, draft),
        "answer": answer if own or runs or (reads and draft is None) else None,
        "changed": queries.changed_since(draft) if draft and reads else (),
        "links": links_told(answer or draft),
        "cited": queries.laws_of(answer or draft),
        "changes": queries.law_changes(answer or draft, on=today),
        "seen": version(queries.as_read(draft)) if draft else "",
        "may": {one.value for one in may} if runs else set(),
        "reads": reads,
        "letter": authority_letter(found, desk=_desk(request, found)) if runs and found.is_routed else None,
        "returning": wrong if isinstance(wrong, asking.ReturnAnswer) else asking.ReturnAnswer(),
        **(_steps(request, found, wrong, today) if runs else {}),
        "withdraws": QuestionState.WITHDRAWN in may and not why_not(rules.withdraw_question, request.user, found),
        "wrong": wrong,
        "is_over": found.state in (QuestionState.PUBLISHED, QuestionState.PRIVATE, *ENDED),
    }
    return render(request, "exchange/question.html", context, status=getattr(wrong, "status", 422) if wrong else 200)


def _steps(request: Request, found: AdviceQuestion, wrong: forms.Form | None, today: date) -> dict[str, forms.Form]:
    """The forms of the desk; one that was filled in wrongly as it was filled in."""
    waited = found.authority_due_on if found.is_routed and not found.waits_in_vain(today) else None
    asked = {"authority": found.authority, "due_on": waited or queries.authority_day(found, on=today)}
    steps: dict[str, forms.Form] = {
        "taking": asking.TakeUp(initial={"topic": found.topic}),
        "routing": asking.RouteQuestion(initial=asked, promised=found.due_on),
        "noting": _noting(found),
        "keeping": asking.KeepPrivate(),
        "choosing": asking.ChooseCard(cards=() if found.card else queries.cards_for(found)),
        "merging": asking.MergeQuestion(others=queries.may_be_same(request.user, found)),
    }
    return {name: wrong if wrong and type(wrong) is type(form) else form for name, form in steps.items()}


def homes(request: Request) -> list[Organisation]:
    """The organisations for which the user may ask."""
    found = {one.organisation_id: one.organisation for one in request.user.standing if one.role != Role.LIAISON}
    return list(found.values())


def places(request: Request) -> list[Territory]:
    """What a question may concern: one's own municipality and county first, or all of one's county, or the nation."""
    counties = {one.territory.county for one in request.user.standing}
    near = Q(code=SWEDEN)
    for code in counties:
        near |= ~Q(pk=None) if code == SWEDEN else Q(code__startswith=code)
    return list(Territory.objects.filter(near).order_by("code"))


def _desk(request: Request, found: AdviceQuestion) -> Organisation:
    """For which of the user's organisations it is answered."""
    return next(
        one.organisation
        for one in request.user.standing
        if one.role in DESK and one.territory.covers(found.territory_id)
    )

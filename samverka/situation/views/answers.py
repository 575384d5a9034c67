"""A respondent's questionnaire: with a log-in, by a mailed link, or entered for those who sent it on paper."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.core.access import Refused, Stale, why_not
from samverka.core.http import form_on
from samverka.situation import actions, queries, rules
from samverka.situation.forms.answering import Answering, Entering, PassOn
from samverka.situation.http import link_letters
from samverka.situation.models import Answer, AnswerLink


View = Callable[..., HttpResponse]


@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Save as often as one likes, and hand in."""
    found = _open(_mine(request, pk), request.user)
    if found.survey.state != "sent":
        return redirect("situation:read_answer", pk=pk)
    form = _form(request, found)
    if request.method == "POST" and _keep(request, form, found, by=request.user):
        return redirect("situation:surveys" if found.state == "answered" else request.path)
    return _page(request, found, form, pass_on_to=("situation:pass_on", pk))


def _mine(request: Request, pk: UUID) -> Answer:
    return get_object_or_404(_answers().filter(pk__in=Answer.objects.mine(request.user).values("pk")), pk=pk)


def _visible(request: Request, pk: UUID) -> Answer:
    return get_object_or_404(_answers().filter(pk__in=Answer.objects.visible_to(request.user).values("pk")), pk=pk)


@form_on("situation:answer", _mine)
def pass_on(request: Request, pk: UUID) -> HttpResponse:
    _pass_on(request, _mine(request, pk), by=request.user)
    return redirect("situation:answer", pk=pk)


@require_GET
def read_answer(request: Request, pk: UUID) -> HttpResponse:
    """What was handed in, for the respondent and for those who follow the answers of their county."""
    found = _visible(request, pk)
    is_mine = not why_not(rules.answer, request.user, found)
    values = {one.question_id: one for one in queries.values_of(found)}
    is_told = is_mine or found.state == Answer.State.ANSWERED
    context = {
        "answer": found,
        "lines": [(one, values.get(one.pk)) for one in queries.questions_of(found.questionnaire)] if is_told else [],
        "is_mine": is_mine,
        "enters": not why_not(rules.answer_for, request.user, found) and found.survey.state == "sent",
    }
    return render(request, "situation/read_answer.html", context)


@require_http_methods(["GET", "POST"])
def enter_answer(request: Request, pk: UUID) -> HttpResponse:
    """Enter for a respondent what came as a sheet or on paper."""
    found = _visible(request, pk)
    rules.answer_for(request.user, found)
    form = _form(request, found, kind=Entering)
    if request.method == "POST" and form.is_valid():
        way, said = form.cleaned_data["way"], {"seen": form.cleaned_data["seen"], "by": request.user, "at": now()}
        try:
            actions.enter_answer(answer=found, told=form.fit, way=way, **said)
        except Refused as refused:
            _hand_back(form, refused, found)
        else:
            return redirect("situation:survey", pk=found.survey_id)
    return render(request, "situation/enter_answer.html", _context(found, form), status=form.status)


def _by_link(view: View) -> View:
    """Finds the link that a token opens; one that is not, or no longer, good says so as what never was."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        link = queries.open_link(token, at=now())
        try:
            response = view(request, token, link) if link else _over(request)
        except Refused:
            response = _over(request)
        response.headers["Referrer-Policy"] = "same-origin"  # no other site learns the address
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
        return response

    return login_not_required(require_http_methods(["GET", "POST"])(answer))


@_by_link
def by_link(request: HttpRequest, token: str, link: AnswerLink) -> HttpResponse:
    """The same without a log-in. The link opens one answer, and no more."""
    found = _open(link.answer, link)
    if found.survey.state != "sent":
        return _over(request)
    form = _form(request, found)
    if request.method == "POST" and _keep(request, form, found, by=link):
        return redirect(f"{request.path}?saved")
    return _page(request, found, form, pass_on_to=("situation:pass_on_by_link", token))


@_by_link
def pass_on_by_link(request: HttpRequest, token: str, link: AnswerLink) -> HttpResponse:
    if request.method == "POST":
        _pass_on(request, link.answer, by=link)
    return redirect("situation:by_link", token=token)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "situation/link_over.html", status=404)


def _answers() -> QuerySet[Answer]:
    return Answer.objects.select_related("survey__organisation", "questionnaire", "territory", "organisation")


def _open(found: Answer, by: Any) -> Answer:
    """Opened once, with what was counted; the survey's organisation stays known."""
    opened = actions.open_answer(answer=found, by=by, at=now())
    opened.survey.organisation = found.survey.organisation
    return opened


def _form(request: HttpRequest, found: Answer, *, kind: type[Answering] = Answering) -> Answering:
    values = queries.values_of(found)
    return kind(
        request.POST if request.method == "POST" else None, questions=queries.questions_of(found.questionnaire),
        values=values, before=queries.last_time(found), initial={"seen": queries.answer_version(values)},
    )  # fmt: skip


def _keep(request: HttpRequest, form: Answering, found: Answer, *, by: Any) -> bool:
    """Keep what is fit, also when something else must be put right; is all of it kept?"""
    form.is_valid()
    then = request.POST.get("then", "")
    if then == "confirm":
        form.confirm()
    is_whole = not form.errors
    said: dict[str, Any] = {"seen": form.cleaned_data.get("seen", ""), "by": by, "at": now()}
    act = actions.hand_in if then == "hand_in" and is_whole else actions.save_answer
    try:
        kept = act(answer=found, told=form.fit, **said)
    except Refused as refused:
        _hand_back(form, refused, found)
        return False
    found.state = kept.state
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = queries.answer_version(queries.values_of(found))  # type: ignore[index]
    if is_whole:
        messages.success(request, _("Thank you. It is handed in.") if then == "hand_in" else _("Saved."))
    return is_whole


def _hand_back(form: Answering, refused: Refused, found: Answer) -> None:
    if isinstance(refused, Stale):
        form.hand_back(refused, seen=queries.answer_version(queries.values_of(found)))
    else:
        form.add_error(None, str(refused))


def _pass_on(request: HttpRequest, found: Answer, *, by: Any) -> None:
    """Mail a link to a colleague. Whose it is is not kept."""
    form = PassOn(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write an e-mail address."))
        return
    try:
        link, token = actions.pass_on(answer=found, by=by, at=now())
        [letter] = link_letters(link, token, to=form.cleaned_data["email"])
        letter.send()
    except Refused as refused:
        messages.error(request, str(refused))
    except OSError:
        messages.error(request, _("The mail could not be sent. Try again in a while."))
    else:
        messages.success(request, _("A mail with a link is on its way to your colleague."))


def _page(request: HttpRequest, found: Answer, form: Answering, *, pass_on_to: tuple[str, Any]) -> HttpResponse:
    saved = "saved" in request.GET and not form.is_bound
    context = _context(found, form) | {"pass_on": PassOn(), "pass_on_to": pass_on_to, "saved": saved}
    return render(request, "situation/answer.html", context, status=form.status)


def _context(found: Answer, form: Answering) -> dict[str, Any]:
    values = queries.values_of(found)
    return {
        "answer": found,
        "form": form,
        "given": sum(one.is_given for one in values),
        "asked": len(form.questions),
        "counted": sum(one.counted is not None and not one.is_given for one in values),
    }

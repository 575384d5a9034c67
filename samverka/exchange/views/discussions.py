"""Discussions: what is talked over, what is new there, and the steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.actors.queries import digest_of
from samverka.core.access import why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.markdown import plain
from samverka.exchange import actions, queries, rules
from samverka.exchange.forms import discussions as writing
from samverka.exchange.forms.practices import SuggestPractice
from samverka.exchange.forms.questions import AskQuestion
from samverka.exchange.models import Discussion, Post, Practice
from samverka.exchange.models.words import Topic
from samverka.exchange.views.questions import homes, places


A_PAGE = 30
LONGEST_QUESTION = 2000
POSTS = 50  # on a page: the newest page is shown first


@require_GET
def discussions(request: Request) -> HttpResponse:
    """What is talked over now, and what was agreed."""
    rules.read_discussions(request.user)
    topic = request.GET.get("topic", "")
    topic, follows = topic if topic in Topic.values else "", request.GET.get("follows") == "yes"
    rows = queries.discussions(request.user, topic=topic, follows=follows)
    context = {
        "page": Paginator(queries.going_on(rows), A_PAGE).get_page(request.GET.get("page")),
        "settled": queries.settled(rows)[:A_PAGE],
        "topic": topic,
        "topics": Topic.choices,
        "follows": follows,
    }
    return render(request, "exchange/discussions.html", context)


@require_http_methods(["GET", "POST"])
def begin_discussion(request: Request) -> HttpResponse:
    rules.read_discussions(request.user)
    own = homes(request)
    form = writing.BeginDiscussion(
        request.POST or None, organisations=own, territories=places(request),
        initial={"organisation": own[0].pk, "territory": own[0].territory_id},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            made = actions.begin_discussion(by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:discussion", pk=made.pk)
    return render(request, "exchange/begin_discussion.html", {"form": form}, status=422 if form.errors else 200)


def find_discussion(request: Request, pk: UUID) -> Discussion:
    found: Discussion = get_object_or_404(queries.discussions(request.user), pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def discussion(request: Request, pk: UUID) -> HttpResponse:
    """One discussion with all posts, to which another is sent; whoever follows it has read them now."""
    found = find_discussion(request, pk)
    if request.method == "POST":
        return _take(request, pk, writing.WritePost(request.POST, organisations=homes(request)), actions.write_post)
    if found.is_new:  # type: ignore[attr-defined]
        actions.mark_read(discussion=found, by=request.user, at=now())
    return _page(request, found)


@form_on("exchange:discussion", find_discussion)
def settle_discussion(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, writing.SettleDiscussion(request.POST), actions.settle_discussion)


@form_on("exchange:discussion", find_discussion)
def archive_discussion(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.archive_discussion)


@form_on("exchange:discussion", find_discussion)
def follow_discussion(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.follow_discussion)


@form_on("exchange:discussion", find_discussion)
def unfollow_discussion(request: Request, pk: UUID) -> HttpResponse:
    return _take(request, pk, forms.Form(request.POST), actions.unfollow_discussion)


@require_http_methods(["GET", "POST"])
def ask_from_discussion(request: Request, pk: UUID) -> HttpResponse:
    """The advice desk is asked what was talked over, in words that one has seen: no Markdown, as in every question."""
    found, own, near = find_discussion(request, pk), homes(request), places(request)
    here = found.territory if found.territory in near else request.user.standing[0].territory
    text = f"{found.title}\n\n{plain(queries.began(found)[1])}"[:LONGEST_QUESTION]
    form = AskQuestion(
        request.POST or None, organisations=own, territories=near,
        initial={"organisation": own[0].pk, "territory": here.code, "topic": found.topic, "text": text},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            made = actions.ask_question(discussion=found, by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, _("It is with the advice desk. You see here how far it has come."))
            return redirect("exchange:question", pk=made.pk)
    context = {"form": form, "discussion": found}
    return render(request, "exchange/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def practice_from_discussion(request: Request, pk: UUID) -> HttpResponse:
    """What was talked over is suggested as a practice of those whose words it began with."""
    found = find_discussion(request, pk)
    owner, text = queries.began(found)
    start = {"title": found.title, "topic": found.topic, "problem": text, "done": found.agreed}
    form = SuggestPractice(
        request.POST or None, organisations=[owner], laws=queries.laws(),
        initial={**start, "evidence": Practice.Evidence.DESCRIPTION},
    )  # fmt: skip
    if form.is_valid():
        with explaining(form):
            said = {name: form.cleaned_data[name] for name in ("id", "organisation", "laws")}
            made = actions.suggest_practice(
                telling=form.telling, discussion=found, by=request.user, at=now(), **said
            )  # fmt: skip
            return redirect("exchange:practice", pk=made.pk)
    context = {"form": form, "discussion": found, "owner": owner, "is_own": _is_own(request, owner)}
    return render(request, "exchange/practice_from_discussion.html", context, status=422 if form.errors else 200)


def find_post(request: Request, pk: UUID) -> Post:
    rows = Post.objects.filter(discussion__in=Discussion.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("discussion__territory"), pk=pk)


@form_on("exchange:discussion", find_post, of="discussion_id")
def take_back_post(request: Request, pk: UUID) -> HttpResponse:
    found = find_post(request, pk)
    actions.take_back_post(post=found, by=request.user, at=now())
    return redirect("exchange:discussion", pk=found.discussion_id)


def _take(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any]) -> HttpResponse:
    """One step, and the page again."""
    found = find_discussion(request, pk)
    if form.is_valid():
        with explaining(form):
            action(discussion=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect("exchange:discussion", pk=pk)
    return _page(request, find_discussion(request, pk), form)


def _is_own(request: Request, organisation: Organisation) -> bool:
    return organisation.pk in request.user.organisations()


def _page(request: Request, found: Discussion, wrong: forms.Form | None = None) -> HttpResponse:
    viewer, own = request.user, homes(request)
    listed = Paginator(queries.posts(found), POSTS)
    posts = listed.get_page(request.GET.get("page") or listed.num_pages)
    asked, told = queries.became(found, viewer)
    context = {
        "discussion": found,
        "mailed": digest_of(viewer),
        "page": posts,
        "posts": [(one, not why_not(rules.take_back_post, viewer, one)) for one in posts],
        "settles": not why_not(rules.settle_discussion, viewer, found),
        "asked": asked,
        "practices": told,
        "is_own": _is_own(request, queries.began(found)[0]),
        "settling": wrong if isinstance(wrong, writing.SettleDiscussion) else writing.SettleDiscussion(),
        "wrong": wrong,
    }
    if found.is_open:
        context["writing"] = (
            wrong
            if isinstance(wrong, writing.WritePost)
            else writing.WritePost(organisations=own, initial={"organisation": own[0].pk})
        )
    return render(request, "exchange/discussion.html", context, status=422 if wrong else 200)

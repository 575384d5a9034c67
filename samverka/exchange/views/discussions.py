"""Discussions: what is talked over, what is new there, and the steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import Organisation
from samverka.actors.queries import digest_of
from samverka.core.access import why_not
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.exchange import actions, queries, rules
from samverka.exchange.forms import discussions as writing
from samverka.exchange.models import Discussion, Post
from samverka.exchange.models.words import Topic
from samverka.exchange.views.questions import homes, places


A_PAGE = 30
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


@form_on("exchange:discussion", find_discussion)
def ask_from_discussion(request: Request, pk: UUID) -> HttpResponse:
    """The advice desk is asked what was talked over."""
    form = writing.MakeLasting(request.POST, organisations=homes(request), auto_id="asking_%s")
    return _make(request, pk, form, actions.ask_from_discussion, "exchange:question")


@form_on("exchange:discussion", find_discussion)
def practice_from_discussion(request: Request, pk: UUID) -> HttpResponse:
    """A practice is begun with what was talked over, and filled in."""
    form = writing.MakeLasting(request.POST, organisations=homes(request), auto_id="telling_%s")
    return _make(request, pk, form, actions.practice_from_discussion, "exchange:write_practice")


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


def _make(request: Request, pk: UUID, form: forms.Form, action: Callable[..., Any], page: str) -> HttpResponse:
    """What comes of it, on its own page."""
    found = find_discussion(request, pk)
    if form.is_valid():
        with explaining(form):
            made = action(discussion=found, by=request.user, at=now(), **form.cleaned_data)
            return redirect(page, pk=made.pk)
    return _page(request, found, form)


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
        **{name: _lasting(own, f"{name}_%s", wrong) for name in ("asking", "telling")},
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


def _lasting(own: list[Organisation], auto_id: str, wrong: forms.Form | None) -> forms.Form:
    if isinstance(wrong, writing.MakeLasting) and wrong.auto_id == auto_id:
        return wrong
    initial = {"organisation": own[0].pk} if own else {}
    return writing.MakeLasting(organisations=own, initial=initial, auto_id=auto_id)

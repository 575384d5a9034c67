"""Discussions: those that one may read, with what is new, and those that have fallen silent."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from samverka.actors.models import Organisation, User
from samverka.core.county import SWEDEN
from samverka.exchange import policy
from samverka.exchange.models import AdviceQuestion, Discussion, Post, Practice
from samverka.exchange.models.discussions import DiscussionState
from samverka.exchange.queries.practices import practices
from samverka.exchange.queries.questions import questions


def discussions(viewer: User, *, topic: str = "", follows: bool = False) -> QuerySet[Any]:
    """All that the viewer may read, what was written in last first."""
    rows: QuerySet[Any] = Discussion.objects.visible_to(viewer).marked_for(viewer)
    if topic:
        rows = rows.filter(topic=topic)
    if follows:
        rows = rows.filter(follows=True)
    rows = rows.select_related("territory", "organisation")
    rows = rows.annotate(count=Count("posts", filter=Q(posts__taken_back_at=None)))
    return rows.order_by("-last_post_at", "pk")


def going_on(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state=DiscussionState.OPEN)


def settled(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those in which something was agreed, also when they are archived."""
    return rows.exclude(state=DiscussionState.OPEN)


def new_posts(viewer: User) -> QuerySet[Any]:
    """Discussions that the viewer follows, and in which others have written since."""
    rows: QuerySet[Any] = Discussion.objects.visible_to(viewer).marked_for(viewer)
    return rows.filter(is_new=True).order_by("-last_post_at", "pk")


def posts(discussion: Discussion) -> QuerySet[Post]:
    return discussion.posts.select_related("organisation", "by", "discussion").order_by("posted_at", "pk")


def began(discussion: Discussion) -> tuple[Organisation, str]:
    """Whose the first words are that still stand there, and those words."""
    first = posts(discussion).filter(taken_back_at=None).first()
    return (first.organisation, first.text) if first else (discussion.organisation, "")


def became(discussion: Discussion, viewer: User) -> tuple[list[AdviceQuestion], list[Practice]]:
    """The questions and practices that were made of it and stand, as far as the viewer may read them."""
    asked = questions(viewer).filter(discussion=discussion).exclude(state=AdviceQuestion.State.WITHDRAWN)
    return list(asked.order_by("asked_at")), list(
        practices(viewer).filter(discussion=discussion).order_by("suggested_at")
    )


def silent(*, at: datetime) -> QuerySet[Discussion]:
    """Those in which nobody has written for as long as the rule says."""
    today = localdate(at)
    days = int(policy.rules_of(SWEDEN, on=today).value(policy.SILENT_DAYS))
    rows = Discussion.objects.exclude(state=DiscussionState.ARCHIVED).filter(last_post_at__lt=at - timedelta(days=days))
    return rows.select_related("territory")

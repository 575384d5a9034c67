"""Discussions: begun, written in, followed, settled and archived."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samverka.actors.actions import begin_digest
from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.actions import one_by_one
from samverka.core.county import already
from samverka.core.free_text import accept
from samverka.exchange import queries, rules
from samverka.exchange.models import AdviceQuestion, Discussion, Following, Post, Practice
from samverka.exchange.models.discussions import DiscussionState


@transaction.atomic
def begin_discussion(
    *, id: UUID, title: str, topic: str, territory: Territory, organisation: Organisation, text: str, by: User,
    at: datetime,
) -> Discussion:  # fmt: skip
    """Take a matter up with the others. Whoever begins follows it. Begun again with the same id, it changes nothing."""
    facts = {"title": accept(title, field="title"), "territory_id": territory.code, "organisation_id": organisation.pk}
    if there := already(Discussion, id, **facts):
        return there
    rules.join_discussion(by, organisation)
    made = Discussion.objects.create(id=id, topic=topic, begun_at=at, last_post_at=at, **facts)
    Post.objects.create(id=id, discussion=made, organisation=organisation, by=by, text=_said(text), posted_at=at)
    _follow(made, by, at)
    _note(made, by, "exchange.discussion_begun", at)
    return made


@transaction.atomic
def write_post(
    *, id: UUID, discussion: Discussion, organisation: Organisation, text: str, by: User, at: datetime
) -> Post:
    """Say something. Whoever does follows it from then on. Said again with the same id, it changes nothing."""
    facts = {"discussion_id": discussion.pk, "organisation_id": organisation.pk}
    if there := already(Post, id, **facts):
        return there
    rules.join_discussion(by, organisation)
    held = _hold(discussion)
    _must_be_open(held)
    made = Post.objects.create(id=id, by=by, text=_said(text), posted_at=at, **facts)
    held.last_post_at = max(at, held.last_post_at)
    held.save(update_fields=["last_post_at"])
    _follow(held, by, at)
    _note(held, by, "exchange.post_written", at)
    return made


@transaction.atomic
def take_back_post(*, post: Post, by: User, at: datetime) -> Post:
    """Its words are gone; that something was said there is seen. Said again, it changes nothing."""
    rules.take_back_post(by, post)
    held = (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("discussion__territory")
        .get(pk=post.pk)
    )
    if held.taken_back_at is None:
        held.text, held.taken_back_at = "", at
        held.save(update_fields=["text", "taken_back_at"])
        _note(held.discussion, by, "exchange.post_taken_back", at)
    return held


@transaction.atomic
def settle_discussion(*, discussion: Discussion, agreed: str, by: User, at: datetime) -> Discussion:
    """Say in a sentence what was agreed. Nobody writes there any more."""
    rules.settle_discussion(by, discussion)
    held = _hold(discussion)
    _must_be_open(held)
    if not agreed.strip():
        raise Unfit(_("Say in a sentence what was agreed."), field="agreed")
    held.agreed, held.state, held.settled_at = accept(agreed, field="agreed"), DiscussionState.SETTLED, at
    held.last_post_at = max(at, held.last_post_at)  # those who follow it see that
    held.save(update_fields=["agreed", "state", "settled_at", "last_post_at"])
    _note(held, by, "exchange.discussion_settled", at)
    return held


@transaction.atomic
def archive_discussion(*, discussion: Discussion, by: User, at: datetime) -> Discussion:
    """It is over. Said again, it changes nothing."""
    rules.settle_discussion(by, discussion)
    held = _hold(discussion)
    return held if held.state == DiscussionState.ARCHIVED else _archive(held, by, at)


def archive_silent(*, at: datetime) -> int:
    """By the clock: discussions in which nobody has written for long. Their number."""
    return one_by_one(queries.silent(at=at), lambda held: bool(_archive(held, None, at)))


@transaction.atomic
def follow_discussion(*, discussion: Discussion, by: User, at: datetime) -> None:
    rules.read_discussions(by)
    _made, is_new = Following.objects.get_or_create(discussion=discussion, user=by, defaults={"read_at": at})
    if is_new:
        begin_digest(by=by, at=at)


@transaction.atomic
def unfollow_discussion(*, discussion: Discussion, by: User, at: datetime) -> None:
    Following.objects.filter(discussion=discussion, user=by).delete()


def mark_read(*, discussion: Discussion, by: User, at: datetime) -> None:
    """Whoever follows it has seen all that stands there. Who follows nothing leaves no trace of reading."""
    Following.objects.filter(discussion=discussion, user=by, read_at__lt=at).update(read_at=at)


def forget_writers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty who wrote posts; for which organisation stays."""
    rows = Post.objects.filter(by__isnull=False, posted_at__lte=before)
    found = list(rows.order_by("posted_at", "pk").values_list("pk", flat=True)[:limit])
    return Post.objects.filter(pk__in=found).update(by=None)


def forget_discussions(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what has been archived for so long, with all that was said there."""
    rows = Discussion.objects.filter(Q(archived_at__lte=before))
    found = list(rows.order_by("archived_at", "pk").values_list("pk", flat=True)[:limit])
    AdviceQuestion.objects.filter(discussion__in=found).update(discussion=None)
    Practice.objects.filter(discussion__in=found).update(discussion=None)
    Discussion.objects.filter(pk__in=found).delete()
    return len(found)


def _said(text: str) -> str:
    if not text.strip():
        raise Unfit(_("Say something."), field="text")
    return accept(text)


def _follow(discussion: Discussion, by: User, at: datetime) -> None:
    """What one has written oneself is not new."""
    _made, is_new = Following.objects.update_or_create(discussion=discussion, user=by, defaults={"read_at": at})
    if is_new:
        begin_digest(by=by, at=at)


def _archive(held: Discussion, by: User | None, at: datetime) -> Discussion:
    held.state, held.archived_at = DiscussionState.ARCHIVED, at
    held.save(update_fields=["state", "archived_at"])
    _note(held, by, "exchange.discussion_archived", at)
    return held


def _must_be_open(held: Discussion) -> None:
    if not held.is_open:
        raise Refused(_("This discussion is over. Begin a new one."))


def _hold(discussion: Discussion) -> Discussion:
    return (
        Discussion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("territory")
        .get(pk=discussion.pk)
    )


def _note(held: Discussion, by: User | None, verb: str, at: datetime, **more: Any) -> None:
    audit.record(by=by, verb=verb, subject=held, at=at, county=held.territory.county, **more)

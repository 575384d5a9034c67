"""Discussions: begun, read, written in, settled."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import NAME, PROBLEMS, TEXT, Code, Id, Listed, Page, Said, listed
from samverka.exchange import actions, queries
from samverka.exchange.api.questions import TOPICS
from samverka.exchange.models import Discussion


router = Router(tags=["exchange"])
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=TEXT)]


class DiscussionOut(Schema):
    """What organisations talk over, and what they agreed."""

    id: UUID
    title: str
    topic: str
    territory_id: str
    organisation_id: UUID
    state: str
    begun_at: datetime
    last_post_at: datetime
    agreed: str


class PostOut(Schema):
    """What was said for an organisation. Taken back, it has no words."""

    id: UUID
    organisation_id: UUID
    text: str
    posted_at: datetime
    taken_back_at: datetime | None


class DiscussionIn(Said):
    """A matter, and the first post. `id` is made by the client."""

    id: Id
    organisation_id: Id
    territory: Code
    topic: TOPICS
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
    text: Words


class PostIn(Said):
    """What is said, for an organisation."""

    id: Id
    organisation_id: Id
    text: Words


class SettleIn(Said):
    """What was agreed, in a sentence."""

    agreed: Annotated[str, Field(min_length=1, max_length=500, pattern=NAME)]


@router.get("/discussions", response={200: Listed[DiscussionOut], **PROBLEMS})
def discussions(request: Request, page: Query[Page]) -> Any:
    """All discussions, those that were written in last first."""
    return listed(queries.discussions(request.user), page)


@router.post("/discussions", response={201: DiscussionOut, **PROBLEMS})
def begin_discussion(request: Request, payload: DiscussionIn) -> Any:
    """Take a matter up with the others."""
    said = payload.dict()
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    territory = get_object_or_404(Territory, pk=said.pop("territory"))
    made = actions.begin_discussion(organisation=home, territory=territory, by=request.user, at=now(), **said)
    return Status(201, made)


@router.get("/discussions/{discussion_id}", response={200: DiscussionOut, **PROBLEMS})
def discussion(request: Request, discussion_id: Id) -> Any:
    """One discussion."""
    return _discussion(request, discussion_id)


@router.get("/discussions/{discussion_id}/posts", response={200: Listed[PostOut], **PROBLEMS})
def posts(request: Request, discussion_id: Id, page: Query[Page]) -> Any:
    """What was said there, in order."""
    return listed(queries.posts(_discussion(request, discussion_id)), page)


@router.post("/discussions/{discussion_id}/posts", response={201: PostOut, **PROBLEMS})
def write_post(request: Request, discussion_id: Id, payload: PostIn) -> Any:
    """Say something."""
    said, found = payload.dict(), _discussion(request, discussion_id)
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    return Status(201, actions.write_post(discussion=found, organisation=home, by=request.user, at=now(), **said))


@router.post("/discussions/{discussion_id}/settle", response={200: DiscussionOut, **PROBLEMS})
def settle_discussion(request: Request, discussion_id: Id, payload: SettleIn) -> Any:
    """Say what was agreed."""
    found = _discussion(request, discussion_id)
    return actions.settle_discussion(discussion=found, agreed=payload.agreed, by=request.user, at=now())


def _discussion(request: Request, pk: UUID) -> Discussion:
    found: Discussion = get_object_or_404(queries.discussions(request.user), pk=pk)
    return found

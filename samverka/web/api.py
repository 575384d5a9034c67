"""Search over everything that one may read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.timezone import now
from ninja import Query, Router, Schema
from pydantic import Field

from samverka.actors.http import Request
from samverka.core import finding
from samverka.core.api import PROBLEMS, Listed, Page


router = Router(tags=["search"])


class FoundOut(Schema):
    """One thing that was found, with the page that tells it whole."""

    kind: str
    id: UUID
    title: str
    status: str
    is_old: bool
    changed_at: datetime
    address: str
    excerpt: str


class Wanted(Page):
    """Words, and the kind of things to find."""

    q: Annotated[str, Field(max_length=200)] = ""
    kind: Annotated[str, Field(max_length=20)] = ""


@router.get("/search", response={200: Listed[FoundOut], **PROBLEMS})
def search(request: Request, asked: Query[Wanted]) -> Any:
    """What holds these words, in any form and with one slip each, of all that one may read; the best first."""
    start = (asked.page - 1) * asked.limit
    marks = finding.marks_of(request.user)
    answer = finding.search(asked.q, marks=marks, at=now(), kind=asked.kind, start=start, limit=asked.limit)
    items = [
        {
            "kind": one.kind.key, "id": one.text.subject, "title": one.text.title, "status": one.text.status,
            "is_old": one.text.is_old, "changed_at": one.text.changed_at, "address": one.text.address,
            "excerpt": "".join(text for text, _is_hit in one.pieces),
        }
        for one in answer.results
    ]  # fmt: skip
    return {"items": items, "count": answer.number, "page": asked.page, "limit": asked.limit}

"""The board for machines: what is free tonight, everywhere the caller may send somebody."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.timezone import now
from django.utils.translation import get_language
from ninja import Router, Schema

from samverka.actors.http import Request
from samverka.core.api import PROBLEMS, Day
from samverka.shelters import clock, queries
from samverka.shelters.policy import MORNING_CLOSE
from samverka.shelters.queries.board import SiteLine


router = Router(tags=["board"])
Wanted = Literal["woman", "man", "couple", "dog", "step_free", "family"]


class Group(Schema):
    """What one group has left: free to draw and door, and kept for referral."""

    name: str
    kind: str
    free: int
    kept: int


class Phone(Schema):
    """Who answers for the intake or the shelter: a function, empty when it is the shelter itself."""

    function: str
    phone: str


class Site(Schema):
    """One shelter on the board."""

    night_id: UUID
    shelter_id: UUID
    name: str
    area: str
    light: Literal["left", "few", "full", "unfit", "closed", "unknown"]
    free: int
    kept: int
    held: int
    groups: list[Group]
    doors: str
    how: str
    phone: str
    phones: list[Phone]
    changed_at: datetime | None
    is_old: bool


class Board(Schema):
    """One night, every shelter that the caller may see."""

    date: date
    shelters: list[Site]


@router.get("/board", response={200: Board, 304: None, **PROBLEMS})
def board(request: Request, response: HttpResponse, date: Day | None = None, wanted: Wanted | None = None) -> Any:
    """The board of one night, tonight unless told otherwise. Answers 304 to an `If-None-Match` that still holds."""
    at = now()
    night = date or clock.tonight(at, closes=MORNING_CLOSE)
    mark = queries.stamp(viewer=request.user, date=night, at=at)
    etag = f'W/"{mark}-{request.user.pk}-{get_language()}-{wanted or ""}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "private, no-cache"
    lines = queries.board(viewer=request.user, date=night, at=at, wanted=wanted or "")
    return {"date": night, "shelters": [_site(line) for line in lines]}


def _site(line: SiteLine) -> dict[str, Any]:
    night = line.night
    told = {"night_id": night.id, "shelter_id": night.shelter_id, "name": night.name, "area": night.area}
    told |= {"phone": night.phone, "changed_at": night.changed_at, "held": night.held, "is_old": bool(line.old)}
    told |= {"phones": [{"function": function, "phone": phone} for function, phone in line.phones]}
    return told | {name: getattr(line, name) for name in ("light", "free", "kept", "groups", "doors", "how")}

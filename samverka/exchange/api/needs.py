"""Needs of help: what everybody reads, and one's own; and what one's own organisation offers. Never who gives."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import AS_JSON, NAME, PROBLEMS, TEXT, Day, Id, Listed, Page, Said, YesNo, listed
from samverka.exchange import actions, queries
from samverka.exchange.actions import Giver, What
from samverka.exchange.models import Need


router = Router(tags=["exchange"])
Kind = Literal["premises", "volunteers", "goods", "interpreters"]
Amount = Annotated[int, Field(strict=True, ge=1, le=9999), AS_JSON]
Weekday = Annotated[int, Field(strict=True, ge=0, le=6), AS_JSON]
Municipality = Annotated[str, Field(min_length=4, max_length=4, pattern="^[0-9]{4}$")]
Spoken = Annotated[str, Field(max_length=12, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class NeedOut(Schema):
    """What somebody asks for. Of those who must not be found neither name nor municipality is told outside."""

    id: UUID
    kind: str
    title: str
    text: str
    amount: int
    who: str
    municipality: str | None
    starts_on: date
    ends_on: date
    weekdays: list[int]
    languages: list[str]
    is_public: bool
    state: str
    opened_at: datetime


class WhatIn(Said):
    """What is needed or offered. Monday is 0; no weekday means any."""

    kind: Kind
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
    text: Annotated[str, Field(max_length=2000, pattern=f"^$|{TEXT}")] = ""
    amount: Amount = 1
    starts_on: Day
    ends_on: Day
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = []
    languages: Annotated[list[Spoken], Field(max_length=20)] = []


class NeedIn(WhatIn):
    """`id` is made by the client."""

    id: Id
    organisation_id: Id
    municipality: Municipality
    is_public: YesNo = True
    is_unnamed: YesNo = False


class HelpOfferIn(WhatIn):
    """What one's own organisation offers; `name` and `mail` are sealed, and are for those who take the help alone."""

    id: Id
    organisation_id: Id
    municipality: Municipality
    name: Annotated[str, Field(min_length=1, max_length=100, pattern=NAME)]
    mail: Annotated[str, Field(max_length=200, pattern=r"^[^\s@<>,;:\"\\]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$")]
    ask_again: YesNo = False


class HelpOfferOut(Schema):
    """An offer, and how far it has come."""

    id: UUID
    kind: str
    title: str
    amount: int
    municipality_id: str
    starts_on: date
    ends_on: date
    state: str
    answer_by: date | None


@router.get("/needs", response={200: Listed[NeedOut], **PROBLEMS})
def needs(request: Request, page: Query[Page]) -> Any:
    """What is needed around you now, what is needed soonest first."""
    return listed(queries.needs_here(request.user, on=localdate(now())), page, told=partial(_told, request))


@router.post("/needs", response={201: NeedOut, **PROBLEMS})
def open_need(request: Request, payload: NeedIn) -> Any:
    """Ask others for something. Sent again, it changes nothing."""
    made = actions.open_need(
        id=payload.id, organisation=_own(request, payload.organisation_id), what=_what(payload), by=request.user,
        municipality=get_object_or_404(Territory, pk=payload.municipality), at=now(),
        is_public=payload.is_public, is_unnamed=payload.is_unnamed,
    )  # fmt: skip
    return Status(201, _told(request, _need(request, made.pk)))


@router.get("/needs/{need_id}", response={200: NeedOut, **PROBLEMS})
def need(request: Request, need_id: Id) -> Any:
    """One need."""
    return _told(request, _need(request, need_id))


@router.post("/needs/{need_id}/met", response={200: NeedOut, **PROBLEMS})
def meet_need(request: Request, need_id: Id) -> Any:
    """There is enough."""
    actions.meet_need(need=_need(request, need_id), by=request.user, at=now())
    return _told(request, _need(request, need_id))


@router.post("/needs/{need_id}/close", response={200: NeedOut, **PROBLEMS})
def close_need(request: Request, need_id: Id) -> Any:
    """It is asked for no more. Refused while help that was agreed on waits for its thanks."""
    actions.close_need(need=_need(request, need_id), by=request.user, at=now())
    return _told(request, _need(request, need_id))


@router.post("/help-offers", response={201: HelpOfferOut, **PROBLEMS})
def make_offer(request: Request, payload: HelpOfferIn) -> Any:
    """Offer something for your own organisation. Sent again, it changes nothing."""
    giver = Giver(payload.name, payload.mail, is_resident=False, ask_again=payload.ask_again)
    made = actions.make_offer(
        id=payload.id, organisation=_own(request, payload.organisation_id), what=_what(payload), giver=giver,
        municipality=get_object_or_404(Territory, pk=payload.municipality), by=request.user, at=now(),
    )  # fmt: skip
    return Status(201, made)


@router.get("/help-offers", response={200: Listed[HelpOfferOut], **PROBLEMS})
def own_offers(request: Request, page: Query[Page]) -> Any:
    """What your own organisations have offered, the newest first."""
    return listed(queries.own_offers(request.user), page)


def _what(payload: WhatIn) -> What:
    said = {name: getattr(payload, name) for name in What._fields}
    return What(**said | {"weekdays": tuple(payload.weekdays), "languages": tuple(payload.languages)})


def _own(request: Request, pk: UUID) -> Organisation:
    return get_object_or_404(Organisation, pk=pk, pk__in=request.user.organisations())


def _need(request: Request, pk: UUID) -> Need:
    return get_object_or_404(queries.needs(request.user), pk=pk)


def _told(request: Request, one: Need) -> dict[str, Any]:
    """As the viewer may know it."""
    who = queries.who_asks(one, request.user)
    names = [name for name in NeedOut.model_fields if name not in ("who", "municipality")]
    known = not one.unnamed or who == one.organisation.name
    told = {name: getattr(one, name) for name in names}
    return told | {"who": who, "municipality": one.municipality_id if known else None}

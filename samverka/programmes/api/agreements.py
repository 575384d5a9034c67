"""Agreements: read, begun, and taken step by step."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.api import AS_JSON, LINE, NAME, PROBLEMS, TEXT, Code, Day, Id, Listed, Page, Said, listed
from samverka.programmes import actions, queries
from samverka.programmes.models import Agreement


router = Router(tags=["programmes"])
SOURCES = Literal["municipality", "region", "state", "eu", "foundation", "own"]
VOLUMES = Literal[
    "places", "nights", "bed_nights", "visits", "outreach", "opening_hours", "advice_hours", "reports"
]  # fmt: skip
Kronor = Annotated[int, Field(strict=True, ge=0, le=10_000_000_000), AS_JSON]


class AgreementOut(Schema):
    """What some pay for and others run, from one day to another."""

    id: UUID
    kind: str
    title: str
    territory_id: str
    state: str
    first_day: date
    last_day: date
    may_extend_until: date | None
    extended_from: date | None
    reference: str
    signed_on: date | None


class PartyOut(Schema):
    """What an organisation is in an agreement."""

    organisation_id: UUID
    part: str


class MoneyOut(Schema):
    """What a source pays in a year, in kronor."""

    year: int
    source: str
    planned: int
    spent: int | None


class AmendedOut(Schema):
    """How much of it is agreed for an extension, from a day on."""

    since: date
    amount: int
    per: str


class VolumeOut(Schema):
    """How much of something is agreed, as it was signed and since."""

    kind: str
    amount: int
    per: str
    amended: list[AmendedOut]


class AgreementWhole(AgreementOut):
    """The same with its texts, parties, money and volumes."""

    purpose: str
    options: str
    public_text: str
    why_not_renewed: str
    successor_id: UUID | None
    parties: list[PartyOut]
    money: list[MoneyOut]
    volumes: list[VolumeOut]


class AgreementIn(Said):
    """A dialogue about an agreement that `organisation_id` would pay for. `id` is made by the client."""

    id: Id
    organisation_id: Id
    territory: Code
    kind: Literal["iop", "grant", "procurement"]
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
    purpose: Annotated[str, Field(min_length=1, max_length=4000, pattern=TEXT)]
    first_day: Day
    last_day: Day
    may_extend_until: Day | None = None
    reference: Annotated[str, Field(max_length=40, pattern=LINE)] = ""


class AddPartyIn(Said):
    """Who takes part, and as what."""

    organisation_id: Id
    part: Literal["payer", "provider", "partner"]


class MoneyIn(Said):
    """What a source pays in a year, in kronor; a plan of 0 takes the sum away."""

    year: Annotated[int, Field(strict=True, ge=2001, le=2099), AS_JSON]
    source: SOURCES
    planned: Kronor | None = None
    spent: Kronor | None = None


class VolumeIn(Said):
    """How much of something is agreed; 0 takes it away. Places are told by night."""

    kind: VOLUMES
    amount: Annotated[int, Field(strict=True, ge=0, le=1_000_000), AS_JSON]
    per: Literal["night", "month", "year", "whole"] = "year"


class SignIn(Said):
    """When all parties had signed."""

    signed_on: Day


class ExtendIn(Said):
    """Until when it runs on."""

    last_day: Day


class SuccessorIn(Said):
    """Which of the agreements of whoever keeps it comes after it."""

    successor_id: Id


class NotRenewedIn(Said):
    """Why nothing comes after it."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=TEXT)]


@router.get("/agreements", response={200: Listed[AgreementOut], **PROBLEMS})
def agreements(request: Request, page: Query[Page]) -> Any:
    """The agreements of your organisations, and those that are published; the last to end first."""
    return listed(queries.agreements(request.user), page)


@router.post("/agreements", response={201: AgreementWhole, **PROBLEMS})
def begin_agreement(request: Request, payload: AgreementIn) -> Any:
    """Begin a dialogue about an agreement."""
    said = payload.dict()
    home = get_object_or_404(Organisation, pk=said.pop("organisation_id"), pk__in=request.user.organisations())
    territory = get_object_or_404(Territory, pk=said.pop("territory"))
    made = actions.begin_agreement(organisation=home, territory=territory, by=request.user, at=now(), **said)
    return Status(201, _whole(request, made))


@router.get("/agreements/{agreement_id}", response={200: AgreementWhole, **PROBLEMS})
def agreement(request: Request, agreement_id: Id) -> Any:
    """One agreement with its parties, money and volumes."""
    return _whole(request, _agreement(request, agreement_id))


@router.post("/agreements/{agreement_id}/parties", response={200: AgreementWhole, **PROBLEMS})
def add_party(request: Request, agreement_id: Id, payload: AddPartyIn) -> Any:
    """Say who else takes part."""
    found = _agreement(request, agreement_id)
    other = get_object_or_404(Organisation, pk=payload.organisation_id)
    actions.add_party(agreement=found, organisation=other, part=payload.part, by=request.user, at=now())
    return _whole(request, _agreement(request, agreement_id))


@router.post("/agreements/{agreement_id}/money", response={200: AgreementWhole, **PROBLEMS})
def set_money(request: Request, agreement_id: Id, payload: MoneyIn) -> Any:
    """Say what a source pays in a year."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.set_money(agreement=found, by=request.user, at=now(), **payload.dict()))


@router.post("/agreements/{agreement_id}/volumes", response={200: AgreementWhole, **PROBLEMS})
def set_volume(request: Request, agreement_id: Id, payload: VolumeIn) -> Any:
    """Say how much of something is agreed; of what is extended, for the days to come."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.set_volume(agreement=found, by=request.user, at=now(), **payload.dict()))


@router.post("/agreements/{agreement_id}/draft", response={200: AgreementWhole, **PROBLEMS})
def draft_agreement(request: Request, agreement_id: Id) -> Any:
    """Say that there is a draft to sign."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.draft_agreement(agreement=found, by=request.user, at=now()))


@router.post("/agreements/{agreement_id}/sign", response={200: AgreementWhole, **PROBLEMS})
def sign_agreement(request: Request, agreement_id: Id, payload: SignIn) -> Any:
    """Note that all parties have signed."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.sign_agreement(agreement=found, by=request.user, at=now(), **payload.dict()))


@router.post("/agreements/{agreement_id}/extend", response={200: AgreementWhole, **PROBLEMS})
def extend_agreement(request: Request, agreement_id: Id, payload: ExtendIn) -> Any:
    """Let it run on, as far as was agreed."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.extend_agreement(agreement=found, by=request.user, at=now(), **payload.dict()))


@router.post("/agreements/{agreement_id}/successor", response={200: AgreementWhole, **PROBLEMS})
def name_successor(request: Request, agreement_id: Id, payload: SuccessorIn) -> Any:
    """Say which agreement follows it."""
    found, following = (_agreement(request, pk) for pk in (agreement_id, payload.successor_id))
    return _whole(request, actions.name_successor(agreement=found, successor=following, by=request.user, at=now()))


@router.post("/agreements/{agreement_id}/not-renewed", response={200: AgreementWhole, **PROBLEMS})
def note_not_renewed(request: Request, agreement_id: Id, payload: NotRenewedIn) -> Any:
    """Say that it is not renewed, and why."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.note_not_renewed(agreement=found, by=request.user, at=now(), **payload.dict()))


@router.post("/agreements/{agreement_id}/reopen-renewal", response={200: AgreementWhole, **PROBLEMS})
def reopen_renewal(request: Request, agreement_id: Id) -> Any:
    """Take back what was said of what comes after it, while it runs."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.reopen_renewal(agreement=found, by=request.user, at=now()))


@router.post("/agreements/{agreement_id}/publish", response={200: AgreementWhole, **PROBLEMS})
def publish_agreement(request: Request, agreement_id: Id) -> Any:
    """Let everybody read it."""
    found = _agreement(request, agreement_id)
    return _whole(request, actions.publish_agreement(agreement=found, by=request.user, at=now()))


def _agreement(request: Request, agreement_id: Id) -> Agreement:
    return get_object_or_404(queries.agreements(request.user), pk=agreement_id)


def _whole(request: Request, found: Agreement) -> dict[str, Any]:
    texts = ("purpose", "options", "public_text", "why_not_renewed")
    told = {name: getattr(found, name) for name in (*AgreementOut.model_fields, *texts)}
    _before, after = queries.before_and_after(found, queries.agreements(request.user))
    told["successor_id"] = after[0].pk if after else None
    lists = {
        "parties": found.parties.order_by("pk"), "money": found.money.order_by("year", "source"),
        "volumes": queries.volumes(found),
    }  # fmt: skip
    return told | {name: list(rows) for name, rows in lists.items()}

"""Calls for grants, as everybody may read them; and when money of agreements is paid."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.core.api import AS_JSON, LINE, PROBLEMS, Day, Id, Listed, Page, Said, listed
from samverka.programmes import actions, queries
from samverka.programmes.models import Agreement, Call, Payment


router = Router(tags=["programmes"])


class GrantCallOut(Schema):
    """That an authority gives grants for something; `amount` in kronor."""

    id: UUID
    organisation_id: UUID
    territory_id: str
    title: str
    amount: int
    opens_on: date
    closes_on: date
    first_day: date
    last_day: date
    is_invited: bool
    state: str
    decided_on: date | None


class GrantedOut(Schema):
    """Who got how much, in kronor, for what."""

    organisation_id: UUID
    title: str
    granted: int


class GrantCallWhole(GrantCallOut):
    """The same with its texts, its criteria, and what was granted once it is decided."""

    purpose: str
    eligible: str
    criteria: dict[str, int] = Field(description="How heavily each weighs, from 1 to 5.")
    decided_by: str
    decision_number: str
    granted: list[GrantedOut]


class PaymentOut(Schema):
    """A sum in kronor that whoever pays owes on a day, and what it waits for."""

    id: UUID
    due_on: date
    amount: int
    condition: str
    paid_on: date | None


class PaymentIn(Said):
    """The same, planned. `id` is made by the client."""

    id: Id
    due_on: Day
    amount: Annotated[int, Field(strict=True, ge=1, le=10_000_000_000), AS_JSON]
    condition: Annotated[str, Field(max_length=200, pattern=LINE)] = ""


class PaidIn(Said):
    """When it was paid."""

    paid_on: Day


@router.get("/grant-calls", response={200: Listed[GrantCallOut], **PROBLEMS})
def grant_calls(request: Request, page: Query[Page]) -> Any:
    """Calls for grants that you may read; the last to close first."""
    return listed(queries.calls(request.user), page)


@router.get("/grant-calls/{call_id}", response={200: GrantCallWhole, **PROBLEMS})
def grant_call(request: Request, call_id: Id) -> Any:
    """One call, and what came of it."""
    found: Call = get_object_or_404(queries.calls(request.user), pk=call_id)
    texts = ("purpose", "eligible", "decided_by", "decision_number")
    told = {name: getattr(found, name) for name in (*GrantCallOut.model_fields, *texts)}
    criteria = dict(found.criteria.order_by("pk").values_list("name", "weight"))
    return told | {"criteria": criteria, "granted": list(queries.granted(found)) if found.is_decided else []}


@router.get("/agreements/{agreement_id}/payments", response={200: list[PaymentOut], **PROBLEMS})
def payments(request: Request, agreement_id: Id) -> Any:
    """The plan of payments, for the agreement's parties; the first due first."""
    return list(queries.payments(_own(request, agreement_id)))


@router.post("/agreements/{agreement_id}/payments", response={201: PaymentOut, **PROBLEMS})
def plan_payment(request: Request, agreement_id: Id, payload: PaymentIn) -> Any:
    """Plan a payment."""
    found = _own(request, agreement_id)
    return Status(201, actions.plan_payment(agreement=found, by=request.user, at=now(), **payload.dict()))


@router.post("/payments/{payment_id}/paid", response={200: PaymentOut, **PROBLEMS})
def note_paid(request: Request, payment_id: Id, payload: PaidIn) -> Any:
    """Note that it was paid."""
    own = queries.own_parties(request.user).values("agreement")
    found = get_object_or_404(Payment, pk=payment_id, agreement__in=own)
    actions.note_paid(payment=found, by=request.user, at=now(), **payload.dict())
    found.refresh_from_db()
    return found


def _own(request: Request, agreement_id: UUID) -> Agreement:
    """One to which the user's organisation is a party."""
    own = queries.own_parties(request.user).values("agreement")
    return get_object_or_404(Agreement, pk=agreement_id, pk__in=own)

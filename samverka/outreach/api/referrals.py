"""Who was sent where, and who says that they came."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.core.access import Unfit
from samverka.core.api import AS_JSON, PROBLEMS, Code, Id, Listed, Page, listed
from samverka.outreach import actions
from samverka.outreach.api.areas import find_team
from samverka.outreach.api.tallies import Sent, destination
from samverka.outreach.models import Referral


router = Router(tags=["outreach"])


class ReferralIn(Sent):
    """Some people sent on: how many, never who."""

    id: Id
    team_id: Id
    municipality: Code
    people: Annotated[int, Field(1, strict=True, ge=1, le=20), AS_JSON]


class ReferralOut(Schema):
    """A referral. Open until whoever receives says that they came."""

    id: UUID
    team_id: UUID
    municipality_id: str
    kind: str
    service_id: UUID | None
    receiver_id: UUID | None
    people: int
    is_open: bool
    sent_at: datetime
    received_at: datetime | None
    received_as: str
    withdrawn_at: datetime | None


@router.get("/referrals", response={200: Listed[ReferralOut], **PROBLEMS})
def referrals(request: Request, page: Query[Page]) -> Any:
    """What your teams have sent and what was sent to where you work, in the last two weeks, the newest first."""
    lately = now() - timedelta(days=14)
    rows = Referral.objects.visible_to(request.user).filter(sent_at__gte=lately).distinct()
    return listed(rows.order_by("-sent_at", "pk"), page)


@router.post("/referrals", response={201: ReferralOut, 200: ReferralOut, **PROBLEMS})
def refer(request: Request, payload: ReferralIn) -> Status[Referral]:
    """Send somebody on. Sent again, it answers 200 and changes nothing."""
    team, at, to = find_team(request, payload.team_id), now(), destination(payload)
    here = get_object_or_404(team.municipalities, pk=payload.municipality)
    if to is None:
        raise Unfit(_("Say to which service."), field="service_id")
    sent = actions.refer(
        id=payload.id, team=team, municipality=here, to=to, people=payload.people, by=request.user, at=at
    )
    return Status(201 if sent.sent_at == at else 200, sent)


@router.post("/referrals/{referral_id}/receive", response={200: ReferralOut, **PROBLEMS})
def receive_referral(request: Request, referral_id: Id) -> Any:
    """Those who were sent have come. Said again, it changes nothing."""
    return actions.receive_referral(referral=_find_referral(request, referral_id), by=request.user, at=now())


@router.post("/referrals/{referral_id}/withdraw", response={200: ReferralOut, **PROBLEMS})
def withdraw_referral(request: Request, referral_id: Id) -> Any:
    """They go elsewhere. Said again, it changes nothing."""
    return actions.withdraw_referral(referral=_find_referral(request, referral_id), by=request.user, at=now())


def _find_referral(request: Request, pk: UUID) -> Referral:
    rows = Referral.objects.visible_to(request.user).select_related("team__organisation", "receiver")
    return get_object_or_404(rows, pk=pk)

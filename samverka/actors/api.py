"""Who calls."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from samverka.actors.http import Request
from samverka.actors.models import Membership
from samverka.core.api import PROBLEMS


router = Router(tags=["me"])


class Work(Schema):
    """A role of the caller's, where, and until when."""

    role: str
    organisation_id: UUID
    organisation: str
    territory: str
    ends_at: datetime | None


class Me(Schema):
    """Who calls, and what they may be here."""

    name: str
    email: str
    language: str
    roles: list[Work]


@router.get("/me", response={200: Me, **PROBLEMS})
def me(request: Request) -> Any:
    """Who calls, and in which roles."""
    user = request.user
    roles = [_work(one) for one in user.standing]
    return {"name": user.name, "email": user.email, "language": user.language, "roles": roles}


def _work(one: Membership) -> dict[str, Any]:
    return {
        "role": one.role,
        "organisation_id": one.organisation_id,
        "organisation": one.organisation.name,
        "territory": one.territory_id,
        "ends_at": one.ends_at,
    }

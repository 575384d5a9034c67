"""Settlements of the drill: where they are may be told to nobody but the one who is named for it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from samverka.actors.models import Organisation, User
from samverka.core.ids import new_id
from samverka.outreach import actions
from samverka.outreach.models import Position, PositionGrant, RemovalCase


POINTS = {"a": (Decimal("59.287317"), Decimal("18.093561")), "b": (Decimal("59.876513"), Decimal("17.583497"))}
TEAM, AREA = "Drillaget", "Drillområdet"


def plant(home: Organisation, police: Organisation, mark: str, *, at: datetime) -> None:
    """A settlement with a look, its position, somebody who is named, and a removal that the police is told of."""

    def user(role: str) -> User:
        return User.objects.get(email=f"{role}.{mark}@drill.example")

    worker, coordinator = user("outreach_worker"), user("municipality_coordinator")
    here = home.territory
    said: dict[str, Any] = {"by": coordinator, "at": at}
    area = actions.add_area(id=new_id(), municipality=here, name=AREA, **said)
    team = actions.add_team(id=new_id(), organisation=home, name=TEAM, municipalities=[here], **said)
    actions.record_tally(
        id=new_id(), team=team, area=area, place_type="street", counts={"men": (2, 3)}, children="no", by=worker, at=at
    )
    settlement = actions.note_settlement(id=new_id(), area=area, kind="tents", by=worker, at=at)
    actions.tally_settlement(id=new_id(), settlement=settlement, adults=(4, 6), children="no", by=worker, at=at)
    latitude, longitude = POINTS[mark]
    ends_at = at + timedelta(days=20)
    actions.note_position(
        settlement=settlement, latitude=latitude, longitude=longitude, ends_on=ends_at.date(), by=worker, at=at
    )
    actions.grant_position(
        id=new_id(), settlement=settlement, user=worker, need="visit", ends_at=ends_at, by=coordinator, at=at
    )
    actions.open_removal(
        id=new_id(), settlement=settlement, on=at.date(), owner="municipal", liaison=police, by=coordinator, at=at
    )


def planted(home: Organisation) -> list[dict[str, Any]]:
    """Each settlement with its position, the ids of what belongs to it, and who alone may be shown where it is."""
    rows = Position.objects.filter(settlement__municipality=home.territory).select_related("settlement")
    return [
        {
            "pk": one.settlement_id,
            "area": one.settlement.area_id,
            "removals": list(RemovalCase.objects.filter(settlement=one.settlement).values_list("pk", flat=True)),
            "latitude": one.latitude,
            "longitude": one.longitude,
            "named": list(
                PositionGrant.objects.filter(settlement=one.settlement).values_list("user__email", flat=True)
            ),
        }
        for one in rows
    ]

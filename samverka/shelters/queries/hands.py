"""Nights to come for which hosts have found too few volunteers."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from samverka.actors.models import COORDINATORS, Role, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.shelters import clock
from samverka.shelters.models import HostSlot, Night, Shelter
from samverka.shelters.models.sites import in_sight, sight
from samverka.shelters.policy import MORNING_CLOSE


SOON = timedelta(days=14)
MOST = 5000  # turns in the whole country, so that sums are whole


class LackingNight(NamedTuple):
    """A host's turn, and how many volunteers are still to be found for it."""

    host: str
    territory: str  # the code of its municipality
    municipality: str
    date: date
    missing: int
    season: UUID
    shelter: UUID


def nights_lacking_hands(*, at: datetime, viewer: User | None = None, code: str = "") -> list[LackingNight]:
    """Turns of the next two weeks, the first night first: those around the viewer, or those that everybody may know.

    A host of which only the area may be known is told of to nobody but its own. One query.
    """
    tonight = clock.tonight(at, closes=MORNING_CLOSE)
    turns = HostSlot.objects.live().filter(date__range=(tonight, tonight + SOON), scheduled_at__isnull=False)
    turns = turns.filter(volunteers_needed__gt=F("volunteers_found"), host__is_active=True)
    turns = turns.exclude(night__state=Night.State.CLOSED)
    if viewer is None:
        turns = turns.exclude(host__visibility=Shelter.Visibility.AREA_ONLY)
    else:
        turns = turns.filter(in_sight(*sight(viewer), prefix="host__") | _coordinated(viewer))
    rows = turns.filter(host__territory=code) if code else turns
    found = rows.select_related("host__territory").order_by("date", Alphabetic("host__name"), "pk")[:MOST]
    return [
        LackingNight(
            one.host.told_outside,
            one.host.territory_id,
            one.host.territory.name,
            one.date,
            one.missing,
            one.season_id,
            one.host_id,
        )
        for one in found
    ]


def _coordinated(viewer: User) -> Q:
    near = Q(pk=None)
    for one in viewer.standing:
        if one.role in COORDINATORS and one.role != Role.NATIONAL_COORDINATOR:
            near |= Q(host__territory__code__startswith=one.territory_id.removeprefix(SWEDEN))
    return near & ~Q(host__visibility=Shelter.Visibility.AREA_ONLY)

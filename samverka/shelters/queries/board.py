"""Free places tonight, shelter by shelter, for those who send somebody there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samverka.actors.models import User
from samverka.shelters.models import Capacity, Night, Shelter


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What one group has left."""

    name: str
    kind: str
    free: int
    kept: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One shelter on the board."""

    shelter_id: UUID
    name: str
    area: str
    state: str
    changed_at: datetime | None
    groups: list[GroupLine]

    @property
    def free(self) -> int:
        return sum(group.free for group in self.groups)

    def light(self, few: int) -> str:
        """left, few, full, closed or unknown."""
        if self.state in (Night.State.CANCELLED, Night.State.CLOSED):
            return "closed"
        if self.state not in (Night.State.CONFIRMED, Night.State.OPEN):
            return "unknown"
        return "full" if not self.free else "few" if self.free <= few else "left"


def board(*, viewer: User, date: date) -> list[SiteLine]:
    """Every shelter that `viewer` may see the places of, and what it has free on the night `date`. Two queries."""
    shelters = Shelter.objects.on_board(viewer)
    nights = Night.objects.filter(date=date, shelter__in=shelters).values_list(
        "pk", "shelter_id", "shelter__name", "shelter__area", "state", "changed_at"
    )
    groups: dict[UUID, list[GroupLine]] = defaultdict(list)
    for capacity in Capacity.objects.filter(night__date=date, night__shelter__in=shelters).select_related("group"):
        line = GroupLine(capacity.group.name, capacity.group.get_kind_display(), capacity.free, capacity.kept)
        groups[capacity.night_id].append(line)
    lines = [
        SiteLine(shelter, name, area, state, changed, groups[pk]) for pk, shelter, name, area, state, changed in nights
    ]
    return sorted(lines, key=lambda line: (line.area, line.name))

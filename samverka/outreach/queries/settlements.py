"""Settlements for those who work with them; for others, counts."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from samverka.actors.models import COORDINATORS, Membership, Role, Territory, User
from samverka.core.alphabet import Alphabetic, alphabetic
from samverka.core.county import SWEDEN
from samverka.outreach.models import Area, Position, PositionGrant, RemovalCase, Settlement, SettlementTally
from samverka.outreach.models.positions import POSITION_ROLES
from samverka.outreach.models.settlements import SETTLEMENT_ROLES, near
from samverka.safeguarding.models import Sighting


SOURCE = "outreach.settlementtally"
LATEST = SettlementTally.objects.filter(county=OuterRef("county"), settlement=OuterRef("pk")).order_by(
    "-seen_at", "-noted_at"
)


def settlements(viewer: User, *, state: str = "") -> QuerySet[Settlement]:
    """What the viewer may know of, those that were reported last first. `state` is one of them, or those not closed."""
    rows = Settlement.objects.visible_to(viewer)
    rows = rows.filter(state=state) if state in Settlement.State.values else rows.there()
    return rows.order_by("-reported_at", "pk")


def with_latest(rows: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """Each with the id of its latest tally."""
    return rows.select_related("area").annotate(latest_id=Subquery(LATEST.values("pk")[:1]))


def latest(rows: list[Settlement]) -> list[tuple[Settlement, SettlementTally | None]]:
    """Settlements of `with_latest`, each beside its latest tally. One query."""
    found = SettlementTally.objects.in_bulk([row.latest_id for row in rows if row.latest_id])  # type: ignore[attr-defined]
    return [(row, found.get(row.latest_id)) for row in rows]  # type: ignore[attr-defined]


def settlement(viewer: User) -> QuerySet[Settlement]:
    """Settlements of which the viewer may see the page, each with its history."""
    tallies = Prefetch("tallies", SettlementTally.objects.order_by("-seen_at", "-noted_at"))
    removals = Prefetch("removals", RemovalCase.objects.order_by("-opened_at"))
    rows = Settlement.objects.visible_to(viewer).select_related("municipality", "area", "comes_from__settlement__area")
    return rows.prefetch_related(tallies, removals)


def areas_in_use(viewer: User, *, also: Settlement | None = None) -> QuerySet[Area]:
    """The areas of the municipalities where the viewer works with settlements, and the one that a settlement has."""
    codes = {one.territory_id for one in viewer.standing if one.role in SETTLEMENT_ROLES}
    here = Q(municipality__in=codes)
    for code in codes:
        here |= Q(municipality__code__startswith="" if code == SWEDEN else code)
    kept = Q(pk=also.area_id) if also else Q(pk=None)
    rows = Area.objects.filter(here & Q(retired_on=None) | kept).select_related("municipality")
    return rows.order_by(Alphabetic("municipality__name"), Alphabetic("name"))


def settled_municipalities(viewer: User) -> list[Territory]:
    """Where the viewer works with settlements: municipalities, or whole counties. No query."""
    found = {one.territory_id: one.territory for one in viewer.standing if one.role in SETTLEMENT_ROLES}
    return sorted(found.values(), key=lambda one: alphabetic(one.name))


class ChildChannel(NamedTuple):
    """Whether children were seen at a settlement, and whether the channel was used for every time."""

    seen: bool
    open: int
    used_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.seen and not self.open


def child_channel(settlement: Settlement) -> ChildChannel:
    """What became of the children seen there: of the sightings that its tallies made."""
    seen = [one.pk for one in settlement.tallies.all() if one.children == SettlementTally.Children.YES]
    if not seen:
        return ChildChannel(False, 0, None)
    rows = Sighting.objects.filter(county=settlement.county, source_kind=SOURCE, source_id__in=seen)
    found = list(rows.values_list("outcome", "used_at"))
    used = [used_at for _outcome, used_at in found if used_at]
    return ChildChannel(bool(found), sum(outcome == "open" for outcome, _used in found), max(used, default=None))


class AreaCount(NamedTuple):
    """How many settlements an area has, without where in it they lie."""

    area: str
    settlements: int


def by_area(viewer: User, municipality: Territory) -> list[AreaCount]:
    """Every area of a municipality, with the settlements there that are not closed. Two queries."""
    rows = Settlement.objects.visible_to(viewer).there().filter(municipality=municipality)
    counts = Counter(rows.values_list("area", flat=True))
    areas = Area.objects.filter(municipality=municipality).order_by(Alphabetic("name"))
    return [AreaCount(one.name, counts[one.pk]) for one in areas if counts[one.pk] or not one.retired_on]


class MunicipalityCount(NamedTuple):
    """What those who coordinate a county or the nation are told: counts."""

    municipality: str
    settlements: int
    removals: int


def by_municipality(viewer: User) -> list[MunicipalityCount]:
    """Each municipality that the viewer follows, with its settlements and running removals."""
    wide = [role for role in COORDINATORS if role != Role.MUNICIPALITY_COORDINATOR]
    seen = near(viewer, wide)
    there = Counter(Settlement.objects.there().filter(seen).values_list("municipality__name", flat=True))
    running = Counter(RemovalCase.objects.running().filter(seen).values_list("municipality__name", flat=True))
    return [MunicipalityCount(name, there[name], running[name]) for name in sorted({*there, *running}, key=alphabetic)]


def position(settlement: Settlement, *, at: datetime) -> Position | None:
    """Where it is, while that is kept. For the action alone that notes the look."""
    return _positions(settlement, at=at).first()


def has_position(settlement: Settlement, *, at: datetime) -> bool:
    """Is it kept? Not where."""
    return _positions(settlement, at=at).exists()


def _positions(settlement: Settlement, *, at: datetime) -> QuerySet[Position]:
    return Position.objects.lasting(localdate(at)).filter(county=settlement.county, settlement=settlement)


def granted(settlement: Settlement, viewer: User, *, at: datetime) -> PositionGrant | None:
    """The viewer's own grant to see where it is, if one holds."""
    mine = PositionGrant.objects.at(at).filter(county=settlement.county, settlement=settlement, user=viewer)
    return mine.order_by("-ends_at").first()


def grants(settlement: Settlement, *, at: datetime) -> QuerySet[PositionGrant]:
    """Who may see where it is now."""
    rows = PositionGrant.objects.at(at).filter(county=settlement.county, settlement=settlement)
    return rows.select_related("user").order_by(Alphabetic("user__name"), "pk")


def positions_granted(viewer: User, *, at: datetime) -> QuerySet[PositionGrant]:
    """The settlements for which the viewer is named, while working there in a role that can be."""
    here = Settlement.objects.filter(near(viewer, POSITION_ROLES))
    rows = PositionGrant.objects.at(at).filter(user=viewer, settlement__in=here)
    return rows.select_related("settlement__area", "settlement__municipality").order_by("ends_at", "pk")


def nameable(settlement: Settlement) -> QuerySet[User]:
    """Those who can be named to see where it is."""
    code = settlement.municipality_id
    held = Membership.objects.current().filter(role__in=POSITION_ROLES, territory__in=(code, code[:2], SWEDEN))
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by(Alphabetic("name"), "email")

"""What is known of settlements and removals goes when its time is over. Counts of a year stay."""

from datetime import datetime

from django.utils.timezone import localdate

from samverka.outreach.actions.purge import delete
from samverka.outreach.models import (
    Position,
    PositionGrant,
    RemovalCase,
    RemovalSum,
    Settlement,
    SettlementTally,
)


def purge_removals(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete removals whose closing is long past, once they are added to their year's sums."""
    past = RemovalCase.objects.filter(county=county, closed_at__lte=before).order_by("closed_at", "pk")
    rows = list(past.prefetch_related("steps")[:limit])
    for row in rows:
        kept, _new = RemovalSum.objects.get_or_create(
            county=county, municipality_id=row.municipality_id, year=localdate(row.opened_at).year
        )
        kept.cases += 1
        kept.enforced += any(step.state == RemovalCase.State.ENFORCED for step in row.steps.all())
        kept.offered, kept.taken = kept.offered + (row.offered or 0), kept.taken + (row.taken or 0)
        kept.save()
    return delete(RemovalCase, county, rows)


def purge_settlements(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete settlements whose closing is long past and whose removals are gone."""
    past = Settlement.objects.filter(county=county, closed_at__lte=before, removals=None).order_by("closed_at", "pk")
    return delete(Settlement, county, list(past[:limit]))


def purge_settlement_tallies(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what was seen of settlements, one half hour at a time."""
    past = SettlementTally.objects.filter(county=county, seen_at__lte=before).order_by("seen_at", "pk")
    return delete(SettlementTally, county, list(past[:limit]))


def purge_positions(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete positions on the day after their last."""
    past = Position.objects.filter(county=county, ends_on__lt=localdate(before)).order_by("ends_on", "pk")
    return delete(Position, county, list(past[:limit]))


def purge_grants(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete who was named, long after it ended; the trail tells who looked."""
    past = PositionGrant.objects.filter(county=county, ends_at__lte=before).order_by("ends_at", "pk")
    return delete(PositionGrant, county, list(past[:limit]))

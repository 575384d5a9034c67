"""What goes when its time is over, batch by batch, called by the clock. What is counted stays counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from samverka.outreach import queries
from samverka.outreach.models import Duty, Handover, PlannedRound, Referral, Speaker, Tally, TallySum


SUMMED = ("visits", "unchanged", "adults_least", "adults_most", "children_least", "children_most")


def purge_tallies(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete tallies one by one, once they are added to their month's sums."""
    past = Tally.objects.filter(county=county, seen_at__lte=before).order_by("seen_at", "pk")
    rows = list(past.prefetch_related("corrections")[:limit])
    _sum_up(county, [row for row in rows if row.undone_at is None])
    return delete(Tally, county, rows)


def forget_authors(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Forget who noted a tally, once it can no longer be undone: where a worker went is nobody's matter."""
    rows = Tally.objects.filter(county=county, noted_at__lte=before, by__isnull=False).order_by("noted_at", "pk")
    found = list(rows.values_list("pk", flat=True)[:limit])
    return Tally.objects.filter(county=county, pk__in=found).update(by=None)


def purge_referrals(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete referrals."""
    past = Referral.objects.filter(county=county, sent_at__lte=before).order_by("sent_at", "pk")
    return delete(Referral, county, past[:limit])


def purge_handovers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete what was handed over."""
    return delete(Handover, county, Handover.objects.filter(county=county, at__lte=before).order_by("at", "pk")[:limit])


def purge_plans(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete where teams meant to go."""
    past = PlannedRound.objects.filter(date__lte=localdate(before)).order_by("date", "pk")
    found = list(past.values_list("pk", flat=True)[:limit])
    return PlannedRound.objects.filter(pk__in=found).delete()[0]


def purge_duties(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete duties that are over."""
    past = Duty.objects.filter(county=county, ends_at__lte=before).order_by("ends_at", "pk")
    return delete(Duty, county, past[:limit])


def purge_speakers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete which languages somebody speaks, unless they have said so again since."""
    past = Speaker.objects.filter(stated_at__lte=before).order_by("stated_at")
    found = list(past.values_list("pk", flat=True)[:limit])
    return Speaker.objects.filter(pk__in=found).delete()[0]


def _sum_up(county: str, rows: Iterable[Tally]) -> None:
    for row in rows:
        month = localdate(row.seen_at).replace(day=1)
        kept, _new = TallySum.objects.select_for_update(no_key=True).get_or_create(
            county=county, team_id=row.team_id, area_id=row.area_id, month=month,
            defaults={"municipality_id": row.municipality_id},
        )  # fmt: skip
        for name, more in zip(SUMMED, queries.summed(row), strict=True):
            setattr(kept, name, getattr(kept, name) + more)
        kept.save()


def delete(model: Any, county: str, rows: "Iterable[Any] | QuerySet[Any]") -> int:
    """Delete the rows; how many they were."""
    found = [row.pk for row in rows]
    model.objects.filter(county=county, pk__in=found).delete()
    return len(found)

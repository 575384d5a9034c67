"""What goes when its time is over, batch by batch, called by the clock."""

from datetime import datetime

from django.db.models import QuerySet

from samverka.safeguarding.models import ConcernNote, Sighting


def purge_closed_notes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete notes that were closed."""
    return _delete(ConcernNote.objects.filter(county=county, closed_at__lte=before).order_by("closed_at", "pk"), limit)


def purge_old_notes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete notes that nobody closed."""
    return _delete(
        ConcernNote.objects.filter(county=county, noticed_at__lte=before).order_by("noticed_at", "pk"), limit
    )


def purge_sightings(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete sightings. One that is still open waits for its answer no longer than that."""
    return _delete(Sighting.objects.filter(county=county, seen_at__lte=before).order_by("seen_at", "pk"), limit)


def _delete(rows: "QuerySet[ConcernNote] | QuerySet[Sighting]", limit: int) -> int:
    found = list(rows.values_list("pk", flat=True)[:limit])
    return rows.model._default_manager.filter(pk__in=found).delete()[0]

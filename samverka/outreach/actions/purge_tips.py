"""Tips go when their time is over: first their words and where it was, then the whole row."""

from datetime import datetime

from django.db.models import Q

from samverka.outreach.actions.purge import delete
from samverka.outreach.models import Tip


def forget_words(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty what was written, and where it was, of tips that are closed."""
    said = ~Q(text="") | ~Q(place="") | Q(area__isnull=False)
    rows = Tip.objects.filter(said, county=county, closed_at__lte=before).order_by("closed_at", "pk")
    found = list(rows.values_list("pk", flat=True)[:limit])
    return Tip.objects.filter(county=county, pk__in=found).update(text="", place="", area=None)


def purge_tips(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete tips that are closed. Their codes are then as if they had never been."""
    past = Tip.objects.filter(county=county, closed_at__lte=before).order_by("closed_at", "pk")
    return delete(Tip, county, past[:limit])


def purge_old_tips(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete tips that are old, also those that nobody has answered."""
    past = Tip.objects.filter(county=county, received_at__lte=before).order_by("received_at", "pk")
    return delete(Tip, county, past[:limit])

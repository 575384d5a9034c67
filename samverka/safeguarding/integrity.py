"""What must be true of channels, sightings and notes, whoever wrote them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from samverka.core.verifying import check
from samverka.safeguarding.models import ConcernNote, ReportingChannel


@check("whoever looked at what was not reported is another than its author")
def looks(at: datetime) -> Iterator[str]:
    for pk in ConcernNote.objects.filter(looked_by=F("by")).order_by("pk").values_list("pk", flat=True):
        yield f"Concern note {pk} was looked over by its own author."


@check("a note that was not reported is closed only after a second look")
def unlooked(at: datetime) -> Iterator[str]:
    closed = ConcernNote.objects.filter(Q(because__gt=""), state="closed", looked_by=None)
    for pk in closed.exclude(by=None).order_by("pk").values_list("pk", flat=True):
        yield f"Concern note {pk} was closed without a second look."


@check("a channel belongs to a municipality")
def municipalities(at: datetime) -> Iterator[str]:
    for pk in ReportingChannel.objects.exclude(municipality__code__regex="^[0-9]{4}$").values_list("pk", flat=True):
        yield f"Channel {pk} belongs to no municipality."

"""What goes when its time is over, batch by batch, called by the clock. What is counted stays counted.

Each function lets go of at most `limit` things of a county and says how many they were; the caller keeps the proof.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from samverka.shelters import queries
from samverka.shelters.clock import HERE
from samverka.shelters.models import (
    ColdNightEvent,
    Correction,
    Draw,
    HandoverNote,
    Import,
    Night,
    PlaceTicket,
    Pool,
    PoolRequest,
    Slip,
    TurnAway,
    TurnAwayCorrection,
    TurnAwayFigure,
)


def purge_tickets(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete tickets with their codes. Their night places stay, and know no ticket any more."""
    day = before.astimezone(HERE).date()
    over = PlaceTicket.objects.filter(county=county, last_night__lte=day).order_by("last_night", "pk")
    told = Slip.objects.filter(county=county, draw__in=Draw.objects.filter(county=county, date__lte=day))
    told.exclude(tickets=[]).update(tickets=[])
    return _delete(over, limit)


def purge_slips(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete slips. One that may still be shown for an extra lot waits until that window is over."""
    today = at.astimezone(HERE).date()
    draws = Draw.objects.filter(county=county, date__lt=today, slips__isnull=False).distinct()
    over = [pk for pk, date, policy in draws.values_list("pk", "date", "policy") if date + _carry_over(policy) < today]
    slips = Slip.objects.filter(county=county, draw__in=over, handed_at__lte=before).order_by("handed_at", "pk")
    return _delete(slips, limit)


def purge_notes(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete handover notes."""
    return _delete(HandoverNote.objects.filter(county=county, at__lte=before).order_by("at", "pk"), limit)


def close_records(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty the open records of draws. That they were held, their commitment and the hash of their list stay."""
    day = before.astimezone(HERE).date()
    told = ~Q(sealed_secret="") | ~Q(witness="") | Q(locked_list__isnull=False) | Q(record__isnull=False)
    past = Draw.objects.filter(told, county=county, date__lte=day)
    found = list(past.order_by("date", "pk").values_list("pk", flat=True)[:limit])
    return Draw.objects.filter(county=county, pk__in=found).update(
        sealed_secret="", witness="", locked_list=None, record=None
    )


def purge_turn_aways(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete turn-aways one by one, once their sums are written down."""
    past = TurnAway.objects.filter(county=county, date__lte=before.astimezone(HERE).date())
    _sum_up(county, past, at=at)
    return _delete(past.order_by("date", "pk"), limit)


def forget_where_sent(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty what was written of where those turned away were sent."""
    rows = TurnAway.objects.filter(county=county, at__lte=before).exclude(sent_to="").order_by("at", "pk")
    found = list(rows.values_list("pk", flat=True)[:limit])
    return TurnAway.objects.filter(county=county, pk__in=found).update(sent_to="")


def forget_reasons(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty the reasons of corrections. The corrections themselves stay."""
    rows = Correction.objects.filter(county=county, at__lte=before).exclude(reason="").order_by("at", "pk")
    found = list(rows.values_list("pk", flat=True)[:limit])
    return Correction.objects.filter(county=county, pk__in=found).update(reason="")


def purge_pool_requests(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete requests to join a pool that were answered or withdrawn. Open ones wait for their answer."""
    return _delete(PoolRequest.objects.filter(answered_at__lte=before).order_by("answered_at", "pk"), limit)


def forget_why_turn_aways_were_corrected(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty why turn-aways were corrected. The corrections themselves stay."""
    rows = TurnAwayCorrection.objects.filter(county=county, at__lte=before).exclude(because="").order_by("at", "pk")
    found = list(rows.values_list("pk", flat=True)[:limit])
    return TurnAwayCorrection.objects.filter(county=county, pk__in=found).update(because="")


def purge_undecided_cold_nights(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete nights that were watched and on which nobody decided. A decision stays, with what it rests on."""
    day = before.astimezone(HERE).date()
    rows = ColdNightEvent.objects.filter(county=county, decided_at=None, date__lte=day).order_by("date", "pk")
    return _delete(rows, limit)


def forget_why_cold_nights_were_decided(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty why a coordinator decided as was done. The decision itself stays."""
    rows = ColdNightEvent.objects.filter(county=county, decided_at__lte=before).exclude(reason="")
    found = list(rows.order_by("decided_at", "pk").values_list("pk", flat=True)[:limit])
    return ColdNightEvent.objects.filter(county=county, pk__in=found).update(reason="")


def purge_imports(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete files that somebody sent, and what they changed."""
    rows = Import.objects.filter(uploaded_at__lte=before).order_by("uploaded_at", "pk")
    return _delete(rows, limit)


def _carry_over(policy: dict[str, object]) -> timedelta:
    return timedelta(days=int(str(policy.get("carry_over_days", 0))))


def _delete(rows: QuerySet, limit: int) -> int:  # type: ignore[type-arg]
    """Delete the first of these rows; how many were of this very kind."""
    model = rows.model
    found = list(rows.values_list("pk", flat=True)[:limit])
    _all, by_label = model.objects.filter(pk__in=found).delete()
    return int(by_label.get(model._meta.label, 0))


def _sum_up(county: str, past: QuerySet[TurnAway], *, at: datetime) -> None:
    """Write the sums of nights that were never frozen: cancelled ones, and intakes whose last night dropped out."""
    summed = TurnAwayFigure.objects.filter(county=county)
    doors = past.filter(~Exists(summed.filter(night=OuterRef("night"))), night__isnull=False)
    intakes = past.filter(~Exists(summed.filter(night=None, pool=OuterRef("pool"), date=OuterRef("date"))), night=None)
    rows = []
    for night in Night.objects.filter(county=county, pk__in=doors.values("night")):
        rows += queries.turn_away_figures(night)
    for pool, date in intakes.values_list("pool", "date").distinct().order_by("pool", "date"):
        night = Night(county=county, date=date)
        rows += queries.turn_away_figures(night, at_intake=Pool.objects.get(pk=pool))
    TurnAwayFigure.objects.bulk_create([TurnAwayFigure(frozen_at=at, **row) for row in rows])

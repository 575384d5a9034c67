"""Who gave help, and what was needed, goes when its time is over."""

from datetime import datetime

from samverka.exchange import queries
from samverka.exchange.actions.offers import forget
from samverka.exchange.models import Need, Offer
from samverka.exchange.models.offers import OfferState


def forget_givers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Empty who gave, of offers that are over; those who may be asked again are kept until they were."""
    rows = queries.givers_to_forget(county=county, before=before)[:limit]
    for offer in rows:
        forget(offer)
    return len(rows)


def purge_unconfirmed(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete offers that their givers have not confirmed."""
    rows = Offer.objects.filter(county=county, state=OfferState.UNCONFIRMED, offered_at__lte=before)
    found = list(rows.order_by("offered_at", "pk").values_list("pk", flat=True)[:limit])
    Offer.objects.filter(county=county, pk__in=found).delete()
    return len(found)


def purge_offers(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete offers that have long been over."""
    rows = Offer.objects.filter(county=county, over_at__lte=before)
    found = list(rows.order_by("over_at", "pk").values_list("pk", flat=True)[:limit])
    Offer.objects.filter(county=county, pk__in=found).delete()
    return len(found)


def purge_needs(*, county: str, before: datetime, at: datetime, limit: int) -> int:
    """Delete needs that have long been closed."""
    rows = Need.objects.filter(county=county, closed_at__lte=before)
    found = list(rows.order_by("closed_at", "pk").values_list("pk", flat=True)[:limit])
    Need.objects.filter(county=county, pk__in=found).delete()
    return len(found)

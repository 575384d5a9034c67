"""The steps of an offer that several actions take: each is answered, and the answer is a mail that is to be sent."""

from datetime import datetime

from django.utils.timezone import localdate

from samverka.core.ids import new_id
from samverka.exchange import policy
from samverka.exchange.models import Match, Offer, OfferMail
from samverka.exchange.models.offers import ANSWERED, OVER, OfferState


def go_on(offer: Offer, state: OfferState, *, at: datetime) -> Offer:
    """The offer, locked by whoever asks, in its new state, with the marks that go with it."""
    offer.state = state
    offer.answered_at = at if state in ANSWERED else None
    offer.over_at = at if state in OVER else None
    offer.save(update_fields=["state", "answered_at", "over_at"])
    return offer


def set_free(match: Match, state: str, *, at: datetime) -> Match:
    """Nothing comes of a match that is locked: its offer waits for an answer again, as long as when it came."""
    match.state, match.ended_at = state, at
    match.save(update_fields=["state", "ended_at"])
    for taken in Offer.objects.filter(county=match.county, pk=match.offer_id, state=OfferState.AGREED):
        taken.answer_by = policy.days_after(localdate(at), policy.HELP_DAYS, taken.municipality_id)
        taken.state = OfferState.OPEN
        taken.save(update_fields=["state", "answer_by"])
    return match


def write_mail(offer: Offer, kind: str, *, at: datetime, who: str = "", line: str = "") -> OfferMail:
    """To be sent by the clock."""
    return OfferMail.objects.create(
        id=new_id(), county=offer.county, offer=offer, kind=kind, who=who[:200], line=line, made_at=at
    )

"""Files beside cards. What is added is everybody's with the card's next wording."""

from samverka.core.attached import Holder, holds_files
from samverka.exchange import queries, rules
from samverka.exchange.models import Card


holds_files(
    Holder(
        Card, Card.objects.drafts_seen_by, rules.keep_card, "exchange:card", told=queries.told_until,
        county=lambda card: str(card.territory.county),
    )
)  # fmt: skip

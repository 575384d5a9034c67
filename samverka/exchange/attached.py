"""Files beside cards, practices and minutes.

What is added to a card is everybody's with its next wording, and to a practice with its owner's next word.
"""

from samverka.core.attached import Holder, holds_files
from samverka.exchange import queries, rules
from samverka.exchange.models import Card, Meeting, Practice


holds_files(
    Holder(
        Card, Card.objects.drafts_seen_by, rules.keep_card, "exchange:card", told=queries.told_until,
        county=lambda card: str(card.territory.county),
    )
)  # fmt: skip
holds_files(
    Holder(
        Practice, Practice.objects.worked_with_by, rules.write_practice, "exchange:practice",
        told=lambda practice: practice.approved_at if practice.is_told else None,
        county=lambda practice: str(practice.territory.county),
    )
)  # fmt: skip
holds_files(Holder(Meeting, queries.meetings, rules.attach_to_meeting, "exchange:meeting"))

"""What the clock does: cards past their day are called due, and long after that outdated."""

from datetime import datetime

from samverka.exchange import actions, queries


def tick(*, at: datetime) -> None:
    """Done twice, it changes nothing more."""
    if queries.cards_to_move(at=at).exists():
        actions.keep_cards(at=at)

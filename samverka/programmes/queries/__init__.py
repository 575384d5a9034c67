"""What is asked of mandates, money and promises."""

from samverka.programmes.queries.agreements import (
    Kronor,
    Year,
    agreements,
    ending,
    may_be_parties,
    money,
    money_of,
    moved,
    own_parties,
    published_agreements,
    to_move,
    to_remind,
    together,
)


__all__ = [
    "Kronor",
    "Year",
    "agreements",
    "ending",
    "may_be_parties",
    "money",
    "money_of",
    "moved",
    "own_parties",
    "published_agreements",
    "to_move",
    "to_remind",
    "together",
]

"""The nouns of what is learnt from each other: questions, cards, the law that these cite, and practices."""

from samverka.exchange.models.cards import Card, CardLaw, CardText
from samverka.exchange.models.laws import LawReference
from samverka.exchange.models.practices import Adoption, Practice, PracticeLaw, PracticeTag
from samverka.exchange.models.questions import AdviceQuestion


__all__ = [
    "Adoption",
    "AdviceQuestion",
    "Card",
    "CardLaw",
    "CardText",
    "LawReference",
    "Practice",
    "PracticeLaw",
    "PracticeTag",
]

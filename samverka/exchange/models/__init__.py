"""The nouns of what is learnt from each other: questions, cards, and the law that these cite."""

from samverka.exchange.models.cards import Card, CardLaw, CardText
from samverka.exchange.models.laws import LawReference
from samverka.exchange.models.questions import AdviceQuestion


__all__ = ["AdviceQuestion", "Card", "CardLaw", "CardText", "LawReference"]

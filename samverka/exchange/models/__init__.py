"""The nouns of what is shared: questions, cards, the law that these cite, practices, talk, and help."""

from samverka.exchange.models.cards import Card, CardLaw, CardText
from samverka.exchange.models.discussions import (
    Discussion,
    Following,
    Post,
)
from samverka.exchange.models.laws import LawReference
from samverka.exchange.models.meetings import (
    ActionPoint,
    Decision,
    Meeting,
    MeetingMail,
)
from samverka.exchange.models.needs import Need
from samverka.exchange.models.offers import Match, Offer, OfferMail
from samverka.exchange.models.practices import Adoption, Practice, PracticeLaw, PracticeTag
from samverka.exchange.models.questions import AdviceQuestion


__all__ = [
    "ActionPoint",
    "Adoption",
    "AdviceQuestion",
    "Card",
    "CardLaw",
    "CardText",
    "Decision",
    "Discussion",
    "Following",
    "LawReference",
    "Match",
    "Meeting",
    "MeetingMail",
    "Need",
    "Offer",
    "OfferMail",
    "Post",
    "Practice",
    "PracticeLaw",
    "PracticeTag",
]

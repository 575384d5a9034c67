"""The nouns of what was asked, promised, paid and decided."""

from samverka.programmes.models.agreements import Agreement, Money, Party, Volume


__all__ = ["Agreement", "Money", "Party", "Volume"]

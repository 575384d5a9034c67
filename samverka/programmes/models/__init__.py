"""The nouns of what was asked, promised, paid and decided."""

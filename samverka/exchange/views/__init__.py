"""Pages of questions, cards and law."""

"""The pages of a shelter night."""

from samverka.shelters.views.board import board


__all__ = ["board"]

"""What is printed for a town: a fold-out, a card for the pocket, posters. Knows no HTTP."""

from samverka.web.paper.cold import tell_cold
from samverka.web.paper.making import TEMPLATES, Busy, Print, printed
from samverka.web.paper.telling import Reader, tell


__all__ = ["TEMPLATES", "Busy", "Print", "Reader", "printed", "tell", "tell_cold"]

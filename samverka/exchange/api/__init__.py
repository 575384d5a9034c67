"""Questions and cards for machines: the same actions as the pages."""

from samverka.exchange.api import cards, questions


ROUTERS = (questions.router, cards.router)

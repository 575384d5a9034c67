"""Questions, cards and practices for machines: the same actions as the pages."""

from samverka.exchange.api import cards, discussions, meetings, practices, questions


ROUTERS = (
    questions.router,
    cards.router,
    meetings.router,
    practices.router,
    discussions.router,
)

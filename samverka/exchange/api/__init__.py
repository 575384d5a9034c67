"""Questions, cards, practices and needs for machines: the same actions as the pages."""

from samverka.exchange.api import cards, discussions, meetings, needs, practices, questions


ROUTERS = (
    questions.router,
    cards.router,
    meetings.router,
    practices.router,
    discussions.router,
    needs.router,
)

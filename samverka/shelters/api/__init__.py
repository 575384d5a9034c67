"""The night for machines: the same actions as the pages, one module per noun."""

from samverka.shelters.api import board, draws, nights, places


ROUTERS = (board.router, nights.router, places.router, draws.router)

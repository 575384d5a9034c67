"""The night for machines: the same actions as the pages, one module per noun."""

from samverka.shelters.api import (
    board,
    cold,
    draws,
    imports,
    nights,
    places,
    pools,
    reports,
    rules,
    seasons,
    sites,
    tickets,
    turn_aways,
)


ROUTERS = tuple(
    one.router
    for one in (board, sites, pools, rules, seasons, nights, draws, tickets, places, turn_aways, reports, imports, cold)
)

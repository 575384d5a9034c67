"""Work in the field for machines: the same actions as the pages."""

from samverka.outreach.api import aid, areas, desks, referrals, settlements, tallies, tips


ROUTERS = (areas.router, tallies.router, referrals.router, settlements.router, desks.router, aid.router, tips.router)

"""Work in the field for machines: the same actions as the pages."""

from samverka.outreach.api import areas, referrals, settlements, tallies, tips


ROUTERS = (areas.router, tallies.router, referrals.router, settlements.router, tips.router)

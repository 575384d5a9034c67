"""What is done for children, for machines: the same actions as the pages."""

from samverka.safeguarding.api import channels, notes, sightings


ROUTERS = tuple(one.router for one in (channels, sightings, notes))

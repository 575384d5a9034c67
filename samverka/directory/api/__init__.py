"""The directory for machines that help to keep it: the same actions as the pages."""

from samverka.directory.api import entries, feeds, hours, upkeep


ROUTERS = tuple(one.router for one in (entries, hours, upkeep, feeds))

"""The directory for machines that help to keep it: the same actions as the pages."""

from samverka.directory.api import entries, hours, upkeep


ROUTERS = tuple(one.router for one in (entries, hours, upkeep))

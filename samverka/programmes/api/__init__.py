"""Programmes for machines: the same actions as the pages."""

from samverka.programmes.api import agreements, projects, strategies


ROUTERS = (agreements.router, projects.router, strategies.router)
from samverka.programmes.api import agreements, projects, proposals


ROUTERS = (agreements.router, projects.router, proposals.router)

"""Programmes for machines: the same actions as the pages."""

from samverka.programmes.api import agreements, projects, proposals, strategies


ROUTERS = (agreements.router, projects.router, proposals.router, strategies.router)

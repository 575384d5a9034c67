"""Programmes for machines: the same actions as the pages."""

from samverka.programmes.api import agreements, calls, mandates, projects, proposals, strategies


ROUTERS = (
    agreements.router,
    calls.router,
    mandates.router,
    projects.router,
    proposals.router,
    strategies.router,
)

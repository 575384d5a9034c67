"""Programmes for machines: the same actions as the pages."""

from samverka.programmes.api import agreements, projects


ROUTERS = (agreements.router, projects.router)

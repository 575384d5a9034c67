"""Programmes for machines: the same actions as the pages."""

from samverka.programmes.api import agreements


ROUTERS = (agreements.router,)

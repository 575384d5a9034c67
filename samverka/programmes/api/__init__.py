"""Programmes for machines: the same actions as the pages."""

from ninja import Router


ROUTERS: tuple[Router, ...] = ()

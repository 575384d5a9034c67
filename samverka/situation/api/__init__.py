"""Surveys, answers, estimates and figures for machines: the same actions as the pages."""

from samverka.situation.api import answers, estimates, figures, surveys


ROUTERS = (surveys.router, answers.router, estimates.router, figures.router)

"""Surveys, answers and figures for machines: the same actions as the pages."""

from samverka.situation.api import answers, figures, surveys


ROUTERS = (surveys.router, answers.router, figures.router)

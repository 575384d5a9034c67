"""Surveys, answers, estimates, figures and reports for machines: the same actions as the pages."""

from samverka.situation.api import answers, estimates, figures, reports, surveys


ROUTERS = (surveys.router, answers.router, estimates.router, figures.router, reports.router)

"""Surveys and answers for machines: the same actions as the pages."""

from samverka.situation.api import answers, surveys


ROUTERS = (surveys.router, answers.router)

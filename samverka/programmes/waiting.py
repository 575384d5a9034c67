"""What waits for those who lead projects, are consulted, or have a task of a mandate."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext_lazy, pgettext_lazy

from samverka.actors.models import User
from samverka.core.waiting import piles
from samverka.programmes import queries
from samverka.programmes.rules import SPEAK
from samverka.situation.models.surveys import RESPONDING


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s project is to be reported", "%(count)s projects are to be reported", "count"),
    verb=pgettext_lazy("verb", "Report"),
    page="programmes:projects",
    due="due_on",
)
def projects_to_report(user: User, at: datetime) -> QuerySet[Any]:
    return queries.due_periods(user, on=localdate(at))


@piles(
    *SPEAK,
    text=ngettext_lazy("%(count)s measure waits for your part", "%(count)s measures wait for your part", "count"),
    verb=pgettext_lazy("verb", "Sign"),
    page="programmes:strategies",
)
def parts_to_sign(user: User, at: datetime) -> QuerySet[Any]:
    return queries.my_parts(user)


@piles(
    *RESPONDING,
    text=ngettext_lazy("%(count)s consultation to answer", "%(count)s consultations to answer", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="programmes:proposals",
    due="consultation__due_on",
)
def consultations_to_answer(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_answer(user)


@piles(
    *RESPONDING,
    text=ngettext_lazy("%(count)s task of a mandate to do", "%(count)s tasks of mandates to do", "count"),
    verb=pgettext_lazy("verb", "Report"),
    page="programmes:mandates",
    due="due_on",
)
def assignments_to_do(user: User, at: datetime) -> QuerySet[Any]:
    return queries.my_assignments(user)

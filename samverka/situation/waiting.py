"""What waits of surveys and reports, and which reports are new."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from samverka.actors.models import COORDINATORS, Role, User
from samverka.core.waiting import News, piles, tells
from samverka.situation import queries
from samverka.situation.models import Answer, ReportVersion, Survey
from samverka.situation.models.surveys import RESPONDING


FEW = 5


@piles(
    *(*COORDINATORS, Role.RESPONDENT, Role.ORGANISATION_ADMIN),
    text=ngettext_lazy("%(count)s survey to answer", "%(count)s surveys to answer", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="situation:surveys",
    due="survey__due_on",
)
def surveys_to_answer(user: User, at: datetime) -> QuerySet[Any]:
    return Answer.objects.mine(user).exclude(state__in=("answered", "no_answer")).filter(survey__state="sent")


@piles(
    *COORDINATORS,
    text=ngettext_lazy(
        "%(count)s survey of yours has passed its last day",
        "%(count)s surveys of yours have passed their last day",
        "count",
    ),
    verb=gettext_lazy("Remind or lock"),
    page="situation:surveys",
    due="due_on",
)
def surveys_to_close(user: User, at: datetime) -> QuerySet[Any]:
    return Survey.objects.filter(organisation__in=user.organisations(), state="sent", due_on__lt=localdate(at))


@piles(
    *COORDINATORS,
    text=ngettext_lazy("%(count)s report by a colleague", "%(count)s reports by colleagues", "count"),
    verb=pgettext_lazy("verb", "Review"),
    page="situation:reports",
)
def reports_to_review(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_review(user)


@piles(
    *COORDINATORS,
    text=ngettext_lazy(
        "%(count)s report of yours is to be handed over or published",
        "%(count)s reports of yours are to be handed over or published",
        "count",
    ),
    verb=pgettext_lazy("verb", "Publish"),
    page="situation:reports",
)
def reports_to_publish(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_publish(user)


@piles(
    *RESPONDING,
    text=ngettext_lazy(
        "%(count)s report to read before it is adopted", "%(count)s reports to read before they are adopted", "count"
    ),
    verb=pgettext_lazy("verb", "Read and comment"),
    page="situation:circulated_reports",
)
def reports_to_read(user: User, at: datetime) -> QuerySet[Any]:
    return queries.to_read(user)


@piles(
    *COORDINATORS,
    text=ngettext_lazy("%(count)s comment on a report of yours", "%(count)s comments on reports of yours", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="situation:reports",
)
def comments_to_answer(user: User, at: datetime) -> QuerySet[Any]:
    return queries.comments_to_answer(user)


@piles(
    *COORDINATORS,
    text=ngettext_lazy(
        "%(count)s compiled survey has no report yet", "%(count)s compiled surveys have no report yet", "count"
    ),
    verb=gettext_lazy("Begin a report"),
    page="situation:reports",
)
def surveys_to_report(user: User, at: datetime) -> QuerySet[Any]:
    return queries.surveys_to_report(user)


@tells()
def reports(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """Reports that everybody reads."""
    rows = ReportVersion.objects.filter(report__state="published", report__published_at__gt=since)
    told: QuerySet[Any, Any] = rows.order_by("-report__published_at", "pk").values_list(
        "name", "report__title", "report__published_at"
    )
    for name, title, moment in told[:FEW]:
        yield News(_("New report"), reverse("situation:published_report", args=[name]), moment, title)

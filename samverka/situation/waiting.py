"""What waits of surveys and reports, and which reports are new."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samverka.actors.models import COORDINATORS, Role, User
from samverka.core.waiting import News, Waiting, pile, tells, waits
from samverka.situation import queries
from samverka.situation.models import Answer, Report, ReportVersion, Survey


FEW = 5


@waits(*COORDINATORS, Role.RESPONDENT, Role.ORGANISATION_ADMIN)
def surveys_to_answer(user: User, at: datetime) -> Iterator[Waiting]:
    rows = Answer.objects.mine(user).exclude(state__in=("answered", "no_answer")).filter(survey__state="sent")
    found = pile(rows, on=localdate(at), due="survey__due_on")
    if found.number:
        text = ngettext("%(count)s survey to answer", "%(count)s surveys to answer", found.number)
        told = text % {"count": found.number}
        yield Waiting(told, pgettext("verb", "Answer"), reverse("situation:surveys"), found.due, found.late)


@waits(*COORDINATORS)
def surveys_to_close(user: User, at: datetime) -> Iterator[Waiting]:
    today = localdate(at)
    rows = Survey.objects.filter(organisation__in=user.organisations(), state="sent", due_on__lt=today)
    found = pile(rows, on=today)
    if found.number:
        text = ngettext(
            "%(count)s survey of yours has passed its last day",
            "%(count)s surveys of yours have passed their last day",
            found.number,
        )
        told = text % {"count": found.number}
        yield Waiting(told, _("Remind or lock"), reverse("situation:surveys"), found.due)


@waits(*COORDINATORS)
def reports_to_review(user: User, at: datetime) -> Iterator[Waiting]:
    """What colleagues have written, and somebody else is to read."""
    count = Report.objects.visible_to(user).filter(state="compiling").exclude(by=user).count()
    if count:
        text = ngettext("%(count)s report by a colleague", "%(count)s reports by colleagues", count)
        yield Waiting(text % {"count": count}, pgettext("verb", "Review"), reverse("situation:reports"))


@waits(*COORDINATORS)
def surveys_to_report(user: User, at: datetime) -> Iterator[Waiting]:
    count = queries.surveys_to_report(user).count()
    if count:
        text = ngettext(
            "%(count)s compiled survey has no report yet", "%(count)s compiled surveys have no report yet", count
        )
        yield Waiting(text % {"count": count}, _("Begin a report"), reverse("situation:reports"))


@tells()
def reports(user: User, since: datetime, at: datetime) -> Iterator[News]:
    """Reports that everybody reads."""
    rows = ReportVersion.objects.filter(report__state="published", published_at__gt=since)
    told = rows.order_by("-published_at", "pk").values_list("name", "report__title", "published_at")
    for name, title, moment in told[:FEW]:
        yield News(_("New report"), reverse("situation:published_report", args=[name]), moment, title)

"""What waits of the directory: entries to look at, errors that are told, feeds that say no, texts to translate."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext, pgettext_lazy

from samverka.actors.models import COORDINATORS, KEEP_DIRECTORY, Role, User
from samverka.core.waiting import Waiting, piles, waits
from samverka.directory.models import ErrorReport, FeedReading, Provider, Service
from samverka.directory.queries import to_translate
from samverka.directory.queries.upkeep import overdue


LATELY = timedelta(days=14)
KEEPING = (*KEEP_DIRECTORY, *COORDINATORS)


@piles(
    *KEEPING,
    text=ngettext_lazy("%(count)s report of an error", "%(count)s reports of errors", "count"),
    verb=pgettext_lazy("verb", "Answer"),
    page="directory:my_directory",
    query="only=reports",
)
def error_reports(user: User, at: datetime) -> QuerySet[Any]:
    here = {"service__provider__in": Provider.objects.kept_by(user), "service__is_removed": False}
    return ErrorReport.objects.filter(state=ErrorReport.State.OPEN, **here)


@piles(
    *KEEPING,
    text=ngettext_lazy("%(count)s entry to look at again", "%(count)s entries to look at again", "count"),
    verb=_("Look through"),
    page="directory:my_directory",
    query="only=overdue",
)
def entries(user: User, at: datetime) -> QuerySet[Any]:
    """What its keeper is to find right again."""
    mine = Provider.objects.kept_by(user).filter(feed=None)
    return Service.objects.running().filter(overdue(localdate(at)), provider__in=mine, is_removed=False)


@piles(
    *(*COORDINATORS, Role.ORGANISATION_ADMIN),
    text=ngettext_lazy("%(count)s feed waits for you", "%(count)s feeds wait for you", "count"),
    verb=_("Look through"),
    page="directory:feeds",
)
def feeds(user: User, at: datetime) -> QuerySet[Any]:
    """Whose newest reading cannot be used, or is to be looked through."""
    newest = FeedReading.objects.filter(feed=OuterRef("feed")).order_by("-begun_at", "-pk").values("pk")[:1]
    rows = FeedReading.objects.kept_by(user).filter(begun_at__gt=at - LATELY)
    stuck = ~Q(problem="") | Q(compared_at__isnull=False, approved_at=None)
    return rows.annotate(newest=Subquery(newest)).filter(stuck, pk=F("newest"))


@waits(Role.TRANSLATOR)
def texts(user: User, at: datetime) -> Iterator[Waiting]:
    """Whose translation is missing, a draft, or older than the text: a line for each language, since few know two."""
    for language, count in to_translate(user, on=localdate(at)):
        told = ngettext(
            "%(language)s: %(count)s text to translate or read through",
            "%(language)s: %(count)s texts to translate or read through",
            count,
        )
        address = f"{reverse('directory:translations')}?language={language.pk}"
        yield Waiting(told % {"count": count, "language": language}, pgettext("verb", "Translate"), address)

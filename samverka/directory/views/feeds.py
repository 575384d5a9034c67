"""Feeds of others: whose they are, where they are read from, and when they were taken in."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import ADMINISTRATORS, Organisation, Territory
from samverka.core import sheets
from samverka.core.access import Refused
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.core.versions import version, version_now
from samverka.directory import tasks
from samverka.directory.actions import feeds as actions
from samverka.directory.forms.feeds import AddFeed, ChangeFeed, ReadAddress, ReadFile
from samverka.directory.models import Feed
from samverka.directory.queries import feeds as queries
from samverka.directory.views.feed_words import did


TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
EXAMPLE: dict[str, sheets.Cell] = {  # invented, and easy to see as such
    "id": "1", "provider": "Exempelföreningen", "name": "Dusch och tvätt", "category": "SHOWER",
    "description": "Exempel: ta bort den här raden.", "street": "Påhittade gatan 1", "postal_code": "111 11",
    "city": "Stockholm", "phone": "08-12 34 56", "hours": "mån-fre 9-15", "spoken": "svenska, rumänska",
    "cost": "gratis", "step_free": "ja",
}  # fmt: skip


def _find(request: Request, pk: UUID) -> Feed:
    return get_object_or_404(Feed.objects.kept_by(request.user).select_related("organisation", "territory"), pk=pk)


@require_GET
def feeds(request: Request) -> HttpResponse:
    found = list(
        Feed.objects.kept_by(request.user).select_related("organisation", "territory").order_by(Alphabetic("name"))
    )
    readings = queries.last_readings(found)
    context = {
        "feeds": [(feed, readings.get(feed.pk), queries.entries_of(feed)) for feed in found],
        "adds": any(one.role in ADMINISTRATORS for one in request.user.standing),
    }
    return render(request, "directory/feeds.html", context)


@require_http_methods(["GET", "POST"])
def add_feed(request: Request) -> HttpResponse:
    form = AddFeed(
        request.POST if request.method == "POST" else None,
        organisations=_organisations(request),
        territories=_territories(request),
    )
    if form.is_valid():
        with explaining(form):
            made = actions.add_feed(**form.cleaned_data, by=request.user, at=now())
            return redirect("directory:feed", pk=made.pk)
    context = {"form": form, "title": _("New feed")}
    return render(request, "directory/edit_feed.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_feed(request: Request, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    start = {"name": found.name, "url": found.url, "licence": found.licence, "seen": version(found)}
    form = ChangeFeed(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        with explaining(form, seen=lambda: version_now(found)):
            actions.change_feed(feed=found, **form.cleaned_data, by=request.user, at=now())
            return redirect("directory:feed", pk=pk)
    context = {"form": form, "feed": found, "title": _("Change the feed")}
    return render(request, "directory/edit_feed.html", context, status=form.status)


@require_GET
def feed(request: Request, pk: UUID) -> HttpResponse:
    return _feed(request, _find(request, pk), ReadFile())


@form_on("directory:feed", _find)
def read_feed(request: Request, pk: UUID) -> HttpResponse:
    """Read a file that was sent, or what the feed's address gives."""
    found = _find(request, pk)
    form: Any = ReadFile(request.POST, request.FILES) if "send" in request.POST else ReadAddress(request.POST)
    if not form.is_valid():
        return _feed(request, found, form if isinstance(form, ReadFile) else ReadFile(), has_failed=True)
    try:
        one = actions.read_feed(feed=found, by=request.user, at=now(), **form.cleaned_data)
    except Refused as refusal:
        return _feed(request, found, ReadFile(), error=str(refusal))
    file = form.cleaned_data.get("file")
    tasks.go_on(one, is_short=file is not None and len(file) < tasks.AT_ONCE_BYTES)
    return redirect("directory:reading", pk=one.pk)


@require_GET
def feed_template(request: Request, kind: str) -> HttpResponse:
    """A sheet to fill in, with one invented line."""
    if kind not in TYPES:
        raise Http404
    columns = [sheets.Column(str(text)) for text in queries.COLUMNS.values()]
    sheet = sheets.Sheet(_("Services"), columns, [[EXAMPLE.get(name) for name in queries.COLUMNS]])
    file = sheets.xlsx([sheet], title=_("Services")) if kind == "xlsx" else sheets.csv(sheet)
    return HttpResponse(
        file, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="samverka.{kind}"'}
    )


def _feed(request: Request, found: Feed, form: ReadFile, *, error: str = "", has_failed: bool = False) -> HttpResponse:
    context = {
        "feed": found,
        "form": form,
        "address": ReadAddress(),
        "error": error,
        "services": queries.entries_of(found),
        "readings": [(one, did(one)) for one in found.readings.defer("top", "terms").order_by("-begun_at")[:10]],
    }
    status = 409 if error else 422 if has_failed else 200
    return render(request, "directory/feed.html", context, status=status)


def _organisations(request: Request) -> QuerySet[Organisation]:
    homes = [one.organisation_id for one in request.user.standing if one.role in ADMINISTRATORS]
    return Organisation.objects.filter(pk__in=homes).order_by(Alphabetic("name"))


def _territories(request: Request) -> QuerySet[Territory]:
    codes = [one.territory_id for one in request.user.standing if one.role in ADMINISTRATORS]
    if SWEDEN in codes:
        return Territory.objects.order_by("code")
    near = Q(pk=None)
    for code in codes:
        near |= Q(code__startswith=code)
    return Territory.objects.filter(near).order_by("code")

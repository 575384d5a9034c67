"""What is printed for a town, as PDF: for everybody, without a log-in or a cookie."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.directory import queries
from samverka.directory.queries import TownName
from samverka.shelters.queries import announced, standing_intakes
from samverka.web.http import Edition, public_page
from samverka.web.paper import Busy, Reader, printed, tell, tell_cold
from samverka.web.views.town import find_town


@public_page
def paper(request: HttpRequest, edition: Edition, town: str, template: str) -> HttpResponse:
    """Unchanged: four queries. Only towns whose directory has been begun have paper."""
    here, on = find_town(town), localdate(now())
    if here not in queries.towns_with_entries():
        raise Http404
    intakes, stamp = standing_intakes(codes=here.scope[:2], on=on), queries.stamp(here, on=on)
    reader, name = _reader(edition, here), f"{here.slug}-{edition.slug}-{template}"
    return _answer(
        request, template, name=name, stamp=f"{stamp} {intakes}",
        tell=lambda: tell(here, reader, intakes=intakes, stamp=stamp, on=on),
    )  # fmt: skip


@public_page
def cold_poster(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """For an extra-cold night: to print and put up, while the announcement holds."""
    here, at = find_town(town), now()
    told = announced(here.code, at=at)
    if told is None or told.event.called_off_at:
        raise Http404
    reader = _reader(edition, here)
    name = f"{here.slug}-{edition.slug}-cold"
    return _answer(request, "cold", name=name, stamp=str(told.pk), tell=lambda: tell_cold(told, reader))


def _answer(
    request: HttpRequest, template: str, *, name: str, stamp: str, tell: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """A sheet as PDF, made once for as long as `stamp` holds; 304 for who has it."""
    try:
        made = printed(template, key=request.path, stamp=stamp, tell=tell)
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
    headers = {"ETag": made.etag, "Cache-Control": "public, no-cache"}
    if made.etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return HttpResponse(made.body, content_type="application/pdf", headers=headers)


def _reader(edition: Edition, here: TownName) -> Reader:
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("web:town", args=[edition.slug, here.slug])
    return Reader(edition.language, edition.interface, address, settings.EXERCISE)

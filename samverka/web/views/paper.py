"""What is printed for a town, as PDF: for everybody, without a log-in or a cookie."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.directory import queries
from samverka.directory.queries import TownName
from samverka.shelters.queries import standing_intakes
from samverka.web.http import Edition, public_page
from samverka.web.paper import Busy, Reader, printed, tell
from samverka.web.views.town import find_town


@public_page
def paper(request: HttpRequest, edition: Edition, town: str, template: str) -> HttpResponse:
    """Unchanged: four queries. Only towns whose directory has been begun have paper."""
    here, on = find_town(town), localdate(now())
    if here not in queries.towns_with_entries():
        raise Http404
    intakes = standing_intakes(codes=here.scope[:2], on=on)
    stamp, reader = queries.stamp(here, on=on), _reader(edition, here)
    try:
        made = printed(
            template, key=request.path, stamp=f"{stamp} {intakes}",
            tell=lambda: tell(here, reader, intakes=intakes, stamp=stamp, on=on),
        )  # fmt: skip
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})
    headers = {"ETag": made.etag, "Cache-Control": "public, no-cache"}
    if made.etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{here.slug}-{edition.slug}-{template}.pdf"'
    return HttpResponse(made.body, content_type="application/pdf", headers=headers)


def _reader(edition: Edition, here: TownName) -> Reader:
    address = settings.SITE_ADDRESS.rstrip("/") + reverse("web:town", args=[edition.slug, here.slug])
    return Reader(edition.language, edition.interface, address, settings.EXERCISE)

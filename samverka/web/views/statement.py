"""The accessibility statement of this installation, in every language (SFS 2018:1937)."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import override
from django.views.decorators.http import require_safe

from samverka.web.http import Edition, keep, public_page, show, spoken
from samverka.web.views.start import AN_HOUR


REVIEWED = date(2026, 11, 25)  # when the statement was last read through against the pages


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Where the law expects it, in the browser's language."""
    edition = spoken(request, now())
    with override(edition.interface):
        response = _statement(request, edition)
    response.headers["Content-Language"] = edition.language
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page
def statement(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The same in the language of the address."""
    return _statement(request, edition)


def _statement(request: HttpRequest, edition: Edition) -> HttpResponse:
    contact = {"contact": settings.ACCESSIBILITY_CONTACT, "site": settings.SITE_ADDRESS, "reviewed": REVIEWED}
    page = show("web/statement.html", edition, rest="tillganglighet/", **contact)
    return keep(request, stamp=edition.slug, at=now(), make=lambda: (page, now() + AN_HOUR))

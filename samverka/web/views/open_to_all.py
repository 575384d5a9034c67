"""The way to all that is published: figures, answers, money, decisions."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import override
from django.views.decorators.http import require_safe

from samverka.programmes.queries import mandates
from samverka.web.http import Edition, keep, public_page, show, spoken
from samverka.web.views.start import AN_HOUR


FEW = 20  # of the newest mandates


@login_not_required
@require_safe
def all_that_is_open(request: HttpRequest) -> HttpResponse:
    """For those who come from a page without an edition: in the browser's language."""
    edition = spoken(request, now())
    with override(edition.interface):
        response = _made(request, edition)
    response.headers["Content-Language"] = edition.language
    patch_vary_headers(response, ["Accept-Language"])
    return response


@public_page
def open_to_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The same in the language of the address."""
    return _made(request, edition)


def _made(request: HttpRequest, edition: Edition) -> HttpResponse:
    newest = list(mandates()[:FEW])
    stamp = f"{edition.slug} {[(one.pk, one.title) for one in newest]}"
    page = show("web/open_to_all.html", edition, rest="oppet/", mandates=newest)
    return keep(request, stamp=stamp, at=now(), make=lambda: (page, now() + AN_HOUR))

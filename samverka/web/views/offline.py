"""What a phone needs to keep the last town when the network is gone."""

from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samverka.web.http import Edition, keep, public_page, show
from samverka.web.views.start import AN_HOUR
from samverka.web.views.town import find_town


WORKER = Path(__file__).parents[1] / "static" / "web" / "sw.js"
COLOURS = {"background_color": "#ffffff", "theme_color": "#0b4f38"}


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker stands at the root, since it keeps pages that do; it touches public ones alone."""
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for by itself beside a file, such as a card that is opened to be printed."""
    return redirect(static("ui/icon.svg"))


@public_page
def manifest(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """What the town's pages are called on a home screen."""
    here = find_town(town)
    start = reverse("web:town", args=[edition.slug, here.slug])
    icons = [
        {
            "src": static(f"web/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    told = {"id": start, "start_url": start, "scope": "/", "display": "minimal-ui", "lang": edition.tag, "icons": icons}
    named = {"name": _("Help in %(town)s") % {"town": here.name}, "short_name": here.name}
    return JsonResponse(named | told | COLOURS, content_type="application/manifest+json")


@public_page
def offline(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What is shown without a network when the phone has kept nothing."""
    page = show("web/offline.html", edition, rest="offline/")
    return keep(request, stamp="", at=now(), make=lambda: (page, now() + AN_HOUR))


@cache
def _worker() -> bytes:
    return WORKER.read_bytes()

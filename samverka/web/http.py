"""Pages for everybody: in the language of their address, without a cookie, made once and kept until they change."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from gzip import compress
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from samverka.directory.models import Language
from samverka.directory.models.languages import direction


INTERFACE = {"en", *(one.name for one in settings.LOCALE_PATHS[0].iterdir())}  # what the pages themselves speak
EASY = "lattlast"
MOST = 1000  # pages kept in memory, some 30 MB


class Edition(NamedTuple):
    """All public pages in one language; easy Swedish is an edition too."""

    slug: str
    language: str  # of the texts
    name: str

    @property
    def is_easy(self) -> bool:
        return self.slug == EASY

    @property
    def interface(self) -> str:
        """What the words around the texts are in."""
        return self.language if self.language in INTERFACE else "en"

    @property
    def direction(self) -> str:
        return direction(self.interface)

    @property
    def tag(self) -> str:
        """What the page says of its own language (BCP 47; the private part says what is easy to read)."""
        return "sv-x-lattlast" if self.is_easy else self.interface


class Kept(NamedTuple):
    """A page that was made, for as long as nothing in it changes."""

    mark: tuple[object, ...]
    until: datetime
    etag: str
    body: bytes
    packed: bytes


KEPT: dict[str, Kept] = {}
View = Callable[..., HttpResponse]


@lru_cache(maxsize=1)
def _editions(minute: int) -> dict[str, Edition]:
    """What there is to choose from; a language that is added is offered within a minute."""
    rows = Language.objects.filter(is_shown=True, is_spoken_only=False).values_list("code", "name")
    found = [Edition(code, code, name) for code, name in rows]
    swedish = next((place for place, one in enumerate(found, 1) if one.slug == "sv"), 0)
    found[swedish:swedish] = [Edition(EASY, "sv", "Lättläst")]
    return {one.slug: one for one in found}


def editions(at: datetime) -> dict[str, Edition]:
    return _editions(int(at.timestamp()) // 60)


def spoken(request: HttpRequest, at: datetime) -> Edition:
    """The edition that the browser asks for; Swedish when it asks for none of ours."""
    there = editions(at)
    asked = [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    known = [code.partition("-")[0] for code in asked]
    return there[next((code for code in known if code in there), "sv")]


def public(view: View) -> View:
    """A page of an edition: needs no log-in, looks at no cookie and sets none, so that any cache may keep it."""

    @wraps(view)
    def answer(request: HttpRequest, edition: str, *args: Any, **kwargs: Any) -> HttpResponse:
        found = editions(now()).get(edition)
        if found is None:
            return missing(request, spoken(request, now()))
        with override(found.interface):
            try:
                response = view(request, found, *args, **kwargs)
            except Http404:
                return missing(request, found)
        response.headers.setdefault("Content-Language", found.language)
        return response

    return login_not_required(answer)


def public_page(view: View) -> View:
    """The same, of what is only looked at."""
    return public(require_safe(view))


def missing(request: HttpRequest, edition: Edition) -> HttpResponse:
    with override(edition.interface):
        return HttpResponse(show("web/missing.html", edition, rest=""), status=404)


def show(template: str, edition: Edition, *, rest: str, **context: Any) -> str:
    """A page as text. `rest` is its address after the edition, for those who choose another language."""
    told = {
        "edition": edition,
        "editions": list(editions(now()).values()),
        "rest": rest,
        "root": f"/{edition.slug}/",
        "exercise": settings.EXERCISE,
    }
    return render_to_string(template, told | context)


def keep(
    request: HttpRequest, *, stamp: str, at: datetime, make: Callable[[], tuple[str, datetime]], asked: str = ""
) -> HttpResponse:
    """The page that was made for this address, unless `stamp` has changed or its time is over; 304 for who has it.

    `make` gives the page and the moment until which nothing in it changes by itself; `asked` is what else it hangs on.
    Every page offers all languages, so it is made anew when these change.
    """
    key = f"{request.path}?{asked}" if asked else request.path
    mark = (stamp, *editions(at).values())
    kept = KEPT.get(key)
    if kept is None or kept.mark != mark or at >= kept.until:
        body, until = make()
        kept = _kept(body.encode(), mark, until)
        if len(KEPT) >= MOST:
            KEPT.clear()
        KEPT[key] = kept
    headers = {"ETag": kept.etag, "Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
    if kept.etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):  # holds no secret that its length could tell
        return HttpResponse(kept.packed, headers=headers | {"Content-Encoding": "gzip"})
    return HttpResponse(kept.body, headers=headers)


def _kept(body: bytes, mark: tuple[object, ...], until: datetime) -> Kept:
    return Kept(mark, until, f'W/"{sha256(body).hexdigest()[:20]}"', body, compress(body, 6, mtime=0))

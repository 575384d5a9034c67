"""`/hsds/v3/`: the directory in HSDS, for anybody. No key, no cookie; any page anywhere may read it."""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from hashlib import sha256
from io import BytesIO
from math import ceil
from threading import Lock
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samverka.core.access import Unfit
from samverka.core.http import problem
from samverka.directory.api import asked
from samverka.directory.hsds import VERSION, openapi, profile
from samverka.directory.hsds.package import write
from samverka.directory.hsds.words import Thing
from samverka.directory.queries.hsds import NOUNS, Wanted, mark, packaged


READ = ("GET", "HEAD")
ASK = (*READ, "POST")  # for those who do not want their filters in addresses
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Language",
    "Cache-Control": "public, no-cache",  # keep it, but ask each time if it changed
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(ASK),
    "Access-Control-Allow-Headers": "If-None-Match, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}
LINES = "application/x-ndjson"
MANY = 1000  # questions whose number of answers is remembered
KEPT = 4  # packages, for the languages most asked for
View = Callable[..., HttpResponseBase]
_packages: dict[str, tuple[str, bytes]] = {}  # by language: what the directory was, and its archive
_making = Lock()  # one archive at a time: it takes a whole processor for some seconds


def for_anybody(*methods: str) -> Callable[[View], View]:
    """Open to all, readable from any page, and not told again to who has it. What goes wrong is told as JSON too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = _answered(request, view, methods, *args, **kwargs)
            for name, value in OPEN.items():
                response.headers[name] = value
            return response

        return csrf_exempt(login_not_required(answer))

    return decorate


def _answered(
    request: HttpRequest, view: View, methods: tuple[str, ...], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    allowed = {"Allow": ", ".join((*methods, "OPTIONS"))}
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT | allowed)
    if request.method not in methods:
        refusal = problem(405, _("This can only be read."))
        refusal.headers["Allow"] = allowed["Allow"]
        return refusal
    try:
        return _unless_known(request, view, *args, **kwargs)
    except Http404:
        return problem(404, _("This page is not there"))
    except Unfit as unfit:
        return problem(400, unfit, {unfit.field: str(unfit)})


def _unless_known(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponseBase:
    wanted = Wanted(on=localdate(), language=asked.language_of(request))
    etag = _etag(request, wanted)
    known = get_conditional_response(request, etag=etag) if request.method != "POST" else None
    response = known or view(request, wanted, *args, **kwargs)
    if response.status_code < 400:
        response.headers["ETag"] = etag
    response.headers["Content-Language"] = wanted.language
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _etag(request: HttpRequest, wanted: Wanted) -> str:
    return f'W/"{mark(wanted.on)}-{sha256((wanted.language + request.get_full_path()).encode()).hexdigest()[:16]}"'


@for_anybody(*READ)
def about(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    here = _address(request, "about")
    return _json({"version": VERSION, "profile": f"{here}profile/", "openapi_url": f"{here}openapi.json"})


@for_anybody(*READ)
def description(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    return _json(openapi.describe(_address(request, "about").rstrip("/")))


@for_anybody(*READ)
def our_profile(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    return _json(profile.about(_address(request, "our_profile")))


@for_anybody(*READ)
def our_patch(request: HttpRequest, wanted: Wanted, name: str) -> HttpResponse:
    if name not in profile.files():
        raise Http404
    return _json(profile.patch(name))


@for_anybody(*ASK)
def things(request: HttpRequest, wanted: Wanted, noun: str) -> HttpResponseBase:
    """A page of a list, or all of it in lines."""
    found, said = _noun(noun), asked.read(request, wanted, noun)
    if said.format == "ndjson":
        return StreamingHttpResponse(_lines(found.every(said.wanted)), content_type=LINES)
    total = _total(mark(wanted.on), noun, said.wanted)
    pages = ceil(total / said.per_page)
    start = (said.page - 1) * said.per_page
    contents = found.part(said.wanted, start, start + said.per_page) if start < total else []
    return _json(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": said.page,
            "size": len(contents),
            "first_page": said.page == 1,
            "last_page": said.page >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


@for_anybody(*READ)
def thing(request: HttpRequest, wanted: Wanted, noun: str, id: str) -> HttpResponse:
    found = _noun(noun).one(id, asked.read(request, wanted, noun).wanted)
    if found is None:
        raise Http404
    return _json(found)


@for_anybody(*READ)
def package(request: HttpRequest, wanted: Wanted) -> HttpResponseBase:
    """Everything as a Tabular Data Package. While one is made nobody waits, or soon nobody would be served at all."""
    name = f"samverka-{wanted.language}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":  # how long it will be is not known before it is made
        return StreamingHttpResponse((), content_type="application/zip", headers=headers)
    made = _package(mark(wanted.on), wanted)
    if made is None:
        busy = problem(503, _("The package is being made. Ask again in half a minute."))
        busy.headers["Retry-After"] = "30"
        return busy
    return HttpResponse(made, content_type="application/zip", headers=headers)


def _package(mark: str, wanted: Wanted) -> bytes | None:
    """An archive, made when somebody asks and the directory has changed since; none while another one is made."""
    known, kept = _packages.get(wanted.language, ("", b""))
    if known == mark:
        return kept
    if not _making.acquire(blocking=False):
        return None
    try:
        made = BytesIO()
        write(made, packaged(wanted), title="Samverka")
    finally:
        _making.release()
    if len(_packages) >= KEPT:
        _packages.clear()
    _packages[wanted.language] = (mark, made.getvalue())
    return made.getvalue()


@lru_cache(maxsize=MANY)
def _total(mark: str, noun: str, wanted: Wanted) -> int:
    """Counting costs more than a page: it is done once for each state of the directory."""
    return int(NOUNS[noun].count(wanted))


def forget() -> None:
    """The directory is another one from now on."""
    _total.cache_clear()
    _packages.clear()


def _noun(name: str) -> Any:
    if name not in NOUNS:
        raise Http404
    return NOUNS[name]


def _lines(things: Iterator[Thing]) -> Iterator[str]:
    for thing in things:
        yield _written(thing) + "\n"


def _json(told: Thing) -> HttpResponse:
    return HttpResponse(_written(told), content_type="application/json")


def _written(told: Thing) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _address(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(f"hsds:{name}"))


urls = [
    path("", about, name="about"),
    path("openapi.json", description, name="description"),
    path("profile/", our_profile, name="our_profile"),
    path("profile/profile/<slug:name>.json", our_patch, name="our_patch"),
    path("datapackage.zip", package, name="package"),
    path("<slug:noun>", things, name="things"),
    path("<slug:noun>/<str:id>", thing, name="thing"),
]

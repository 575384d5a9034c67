"""`/statistik/v1/`: what was published, for anybody, after Digg's REST profile. No key, no cookie; any page reads it.

Errors are `application/problem+json` (RFC 9457). Times are RFC 3339. Names are written likeThis.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from math import ceil
from typing import Any, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.timezone import localdate
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samverka.core.access import Unfit
from samverka.core.sheets import Column, Sheet, xlsx
from samverka.situation import queries
from samverka.situation.formats import csvw, dumps, json_stat, openapi
from samverka.situation.formats.cubes import Cube
from samverka.situation.models import Dump, PublishedTable


READ = ("GET", "HEAD")
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Language, Link",
    "Cache-Control": "public, no-cache",  # keep it, but ask each time if it changed
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(READ),
    "Access-Control-Allow-Headers": "If-None-Match, Accept, Accept-Language",
    "Access-Control-Max-Age": "86400",
}
RELEASED = "2026-11-26"
USUAL, MOST = 20, 100  # tables on a page
FAR = 1_000_000  # no page and no version lies beyond
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DUMPS: dict[str, str] = {Dump.Kind.PARQUET: dumps.PARQUET, Dump.Kind.CSV: f"{dumps.CSV}; charset=utf-8; header=present"}
View = Callable[..., HttpResponse]


def for_anybody(view: View, mark: Callable[..., str] = lambda **_told: queries.publication_mark()) -> View:
    """Open to all, readable from any page, and not told again to who has it: the mark tells whether it has changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = _language(request)
        with override(language):
            response = _answered(request, view, mark(**kwargs), language, *args, **kwargs)
        for name, value in OPEN.items():
            response.headers[name] = value
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept", "Accept-Language"])
        return response

    return csrf_exempt(login_not_required(answer))


def _language(request: HttpRequest) -> str:
    """That of the address, or else of the browser; Swedish when it asks for none of ours."""
    said = request.GET.get("lang", "")
    if said in queries.LANGUAGES:
        return said
    anybody = HttpRequest()
    anybody.META = {"HTTP_ACCEPT_LANGUAGE": request.headers.get("Accept-Language", "")}
    return get_language_from_request(anybody)


def _answered(
    request: HttpRequest, view: View, mark: str, language: str, *args: Any, **kwargs: Any
) -> HttpResponse:  # fmt: skip
    allowed = ", ".join((*READ, "OPTIONS"))
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={**PREFLIGHT, "Allow": allowed})
    if request.method not in READ:
        refusal = problem(request, 405, _("This can only be read."))
        refusal.headers["Allow"] = allowed
        return refusal
    if request.GET.get("lang", language) not in queries.LANGUAGES:
        return problem(
            request,
            400,
            _("Words come in: %(languages)s.") % {"languages": ", ".join(queries.LANGUAGES)},
            parameter="lang",
        )
    told = f"{mark} {language} {request.get_full_path()} {request.headers.get('Accept', '')}"
    etag = f'W/"{sha256(told.encode()).hexdigest()[:20]}"'
    try:
        known = get_conditional_response(request, etag=etag)
        response = HttpResponse(status=304) if known else view(request, language, *args, **kwargs)
    except Http404:
        return problem(request, 404, _("This is not there."))
    except Unfit as unfit:
        return problem(request, 400, str(unfit), parameter=unfit.field)
    if response.status_code < 400:
        response.headers["ETag"] = etag
    return response


def problem(request: HttpRequest, status: int, detail: str, **more: str) -> HttpResponse:
    """What went wrong (RFC 9457)."""
    titles = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable"}
    told = {"type": "about:blank", "title": titles[status], "status": status, "detail": detail}
    told |= {"instance": request.path, **more}
    return JsonResponse(told, status=status, content_type="application/problem+json")


@for_anybody
def api_info(request: HttpRequest, language: str) -> HttpResponse:
    return _json(
        {
            "apiName": "Samverka statistik",
            "apiVersion": openapi.VERSION,
            "apiReleased": RELEASED,
            "apiDocumentation": request.build_absolute_uri(reverse("situation:guide")),
            "apiStatus": "active",
            "dumps": {DUMPS[kind]: _address(request, "dump", kind) for kind in Dump.Kind.values},
        }
    )


@for_anybody
def description(request: HttpRequest, language: str) -> HttpResponse:
    return _json(openapi.describe(request.build_absolute_uri(reverse("situation:guide")).rstrip("/")))


@for_anybody
def tables(request: HttpRequest, language: str) -> HttpResponse:
    limit = min(_number(request, "limit", least=1) or USUAL, MOST)
    page, offset = _number(request, "page", least=1), _number(request, "offset", least=0)
    if page is not None and offset is not None:
        raise Unfit(_("Tell either page or offset."), field="offset")
    start = (page - 1) * limit if page is not None else offset or 0
    found = queries.newest_tables()
    total = found.count()
    return _json(
        {
            "tables": [_table(request, one, language) for one in found[start : start + limit]],
            "total": total,
            "limit": limit,
            "offset": start,
            "page": start // limit + 1,
            "pages": ceil(total / limit),
        }
    )


@for_anybody
def table(request: HttpRequest, language: str, name: str, version: int | None = None) -> HttpResponse:
    return _json(_table(request, _find(name, version), language, is_old=version is not None))


@for_anybody
def versions(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """All of them: a table has a few in a year."""
    found = queries.versions_of(name)[:FAR]
    if not found:
        raise Http404
    return _json({"versions": [_table(request, one, language, is_old=True) for one in found]})


@for_anybody
def data(
    request: HttpRequest, language: str, name: str, version: int | None = None, extension: str = ""
) -> HttpResponse:
    """The numbers, in the format of the extension or else of what is accepted."""
    found = _find(name, version)
    if not extension:
        kind = request.get_preferred_type([media for media, _write in FORMATS.values()])
        if kind is None:
            return problem(request, 406, _("It comes as %(kinds)s.") % {"kinds": ", ".join(_kinds())})
        extension = next(one for one, (media, _write) in FORMATS.items() if media == kind)
    if extension not in FORMATS:
        raise Http404
    media, write = FORMATS[extension]
    return write(request, queries.cube(found, language), media)


def _dump(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """Everything that was published until last night, in one file."""
    one = Dump.objects.filter(pk=kind).first()
    if one is None:
        raise Http404
    made = {"Last-Modified": http_date(one.made_at.timestamp())}
    return _file(bytes(one.content), DUMPS[one.kind], f"statistik.{one.kind}", **made)


dump = for_anybody(_dump, lambda *, kind: queries.dump_mark(kind))


@for_anybody
def nothing(request: HttpRequest, language: str, rest: str) -> NoReturn:
    raise Http404


def _find(name: str, version: int | None) -> PublishedTable:
    found = queries.table_named(name, version) if version is None or version < FAR else None
    if found is None:
        raise Http404
    return found


def _table(request: HttpRequest, one: PublishedTable, language: str, *, is_old: bool = False) -> dict[str, Any]:
    words = one.words[language]
    args = [one.name, one.version] if is_old else [one.name]
    where = _address(request, "version" if is_old else "table", *args)
    return {
        "id": one.name,
        "version": one.version,
        "title": queries.title_of(one, language),
        "description": words["description"],
        "unit": words["unit"],
        "source": words["source"],
        "about": one.about,
        "areas": one.area,
        "periods": one.step,
        "firstPeriodAdded": one.first_period,
        "lastPeriodAdded": one.last_period,
        "method": one.method,
        "methodDescription": queries.method_of(one),
        "publishedFor": one.territory_id,
        "publishedAt": one.published_at.isoformat(timespec="seconds"),
        "licence": one.licence,
        "self": where,
        "versions": _address(request, "versions", one.name),
        "data": {media: f"{where}/data.{extension}" for extension, (media, _write) in FORMATS.items()},
    }


def _json_stat(request: HttpRequest, cube: Cube, media: str) -> HttpResponse:
    return JsonResponse(
        json_stat.dataset(cube, href=request.build_absolute_uri()),
        content_type=media,
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def _csv(request: HttpRequest, cube: Cube, media: str) -> HttpResponse:
    described = f'<{_near(request)}data.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return _file(csvw.csv(cube).encode(), f"{media}; charset=utf-8; header=present", f"{cube.name}.csv", Link=described)


def _csvw(request: HttpRequest, cube: Cube, media: str) -> HttpResponse:
    page = request.build_absolute_uri(f"{reverse('situation:statistics')}#{cube.name}")
    return _json(csvw.metadata(cube, url=f"{_near(request)}data.csv", page=page), media)


def _xlsx(request: HttpRequest, cube: Cube, media: str) -> HttpResponse:
    numbers = Sheet(
        cube.title,
        [Column(title, "number" if name == "value" else "text") for name, title, _kind in csvw.columns(cube)],
        csvw.lines(cube),
    )
    told = [
        (_("Table"), cube.title), (_("What is counted"), cube.description), (_("Unit"), cube.unit),
        (_("Source"), cube.source), (_("Method"), cube.method), (_("Version"), str(cube.version)),
        (_("Published"), localdate(cube.published_at).isoformat()), (_("Licence"), cube.licence),
        *((letter, text) for letter, text in cube.letters.items()),
    ]  # fmt: skip
    about = Sheet(_("About the table"), [Column(_("What")), Column(_("Told"))], told)
    return _file(xlsx([numbers, about], title=cube.title), media, f"{cube.name}.xlsx")


FORMATS: dict[str, tuple[str, Callable[[HttpRequest, Cube, str], HttpResponse]]] = {
    "json": ("application/json", _json_stat),
    "csv": ("text/csv", _csv),
    "csv-metadata.json": ("application/csvm+json", _csvw),
    "xlsx": (SHEET, _xlsx),
}


def _kinds() -> list[str]:
    return [media for media, _write in FORMATS.values()]


def _near(request: HttpRequest) -> str:
    """The folder that the data lies in."""
    return request.build_absolute_uri(request.path.rpartition("/")[0] + "/")


def _file(content: bytes, media: str, name: str, **headers: str) -> HttpResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}"', **headers}
    return HttpResponse(content, content_type=media, headers=told)


def _json(told: dict[str, Any], media: str = "application/json") -> HttpResponse:
    return JsonResponse(told, content_type=media, json_dumps_params={"ensure_ascii": False})


def _number(request: HttpRequest, name: str, *, least: int) -> int | None:
    said = request.GET.get(name)
    if said is None:
        return None
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else -1
    if not least <= number <= FAR:
        raise Unfit(_("This must be a whole number from %(least)d.") % {"least": least}, field=name)
    return number


def _address(request: HttpRequest, name: str, *args: object) -> str:
    return request.build_absolute_uri(reverse(f"statistics:{name}", args=args))


VERSION = "tables/<slug:name>/versions/<int:version>"
urls = [
    path("api-info", api_info, name="api_info"),
    path("dump.<str:kind>", dump, name="dump"),
    path("openapi.json", description, name="description"),
    path("tables", tables, name="tables"),
    path("tables/<slug:name>", table, name="table"),
    path("tables/<slug:name>/data", data, name="data"),
    path("tables/<slug:name>/data.<str:extension>", data, name="data_as"),
    path("tables/<slug:name>/versions", versions, name="versions"),
    path(VERSION, table, name="version"),
    path(f"{VERSION}/data", data, name="version_data"),
    path(f"{VERSION}/data.<str:extension>", data, name="version_data_as"),
    path("<path:rest>", nothing, name="nothing"),
]

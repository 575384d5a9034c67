"""Reports for everybody: listed, read, and taken away as files. A version never changes, so neither do its files."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from samverka.core.http import same_for_all
from samverka.situation import paper, queries
from samverka.situation.models import ReportVersion
from samverka.situation.queries.basis import Told
from samverka.situation.queries.blocks import shown_today
from samverka.situation.queries.report_words import adopted, sources_of


FILES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST = 60  # files in memory, some 5 MB
_MADE: dict[tuple[str, int, str], bytes] = {}


@same_for_all
def published_reports(request: HttpRequest) -> HttpResponse:
    return render(request, "situation/published_reports.html", {"reports": queries.published_reports()[:200]})


@same_for_all
def published_report(request: HttpRequest, name: str) -> HttpResponse:
    """One version, also one that a later one has come after."""
    found = queries.report_named(name)
    if found is None:
        raise Http404
    context = {
        "version": found, "content": found.content, "sections": shown_today(found.content),
        "sources": sources_of(found.content), "later": queries.later_version(found), "adopted": adopted(found.content),
    }  # fmt: skip
    return render(request, "situation/published_report.html", context)


@same_for_all
def published_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The same to print, or its tables to work with."""
    found = queries.report_named(name) if kind in FILES else None
    if found is None:
        raise Http404
    return _answer(_made(found, kind), kind, name=found.name)


def file_of(content: Told, kind: str, *, name: str, number: int, template: bytes = b"") -> HttpResponse:
    """For those inside; as a letter by their own template, unless it fails on what this report holds."""
    if template:
        with suppress(*paper.WRONG):
            return _answer(paper.letter(content, number, template), kind, name=name)
    return _answer(paper.MAKE[kind](content, number), kind, name=name)


def _made(found: ReportVersion, kind: str) -> bytes:
    """Made once for as long as there is room: what was published stays."""
    key = found.digest, found.number, kind
    file = _MADE.get(key)
    if file is None:
        while len(_MADE) >= MOST:
            _MADE.pop(next(iter(_MADE), key), None)
        file = _MADE[key] = paper.MAKE[kind](found.content, found.number)
    return file


def _answer(file: bytes, kind: str, *, name: str) -> HttpResponse:
    way = "inline" if kind == "pdf" else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}.{kind}"'}
    return HttpResponse(file, content_type=FILES[kind], headers=headers)

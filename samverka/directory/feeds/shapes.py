"""What somebody's document is, whatever its name: a page, a list, lines of JSON, flat tables or a package."""

import io
import json
from collections.abc import Iterator
from typing import Any

from samverka.directory.feeds import tables
from samverka.directory.feeds.words import Broken, Thing, maps


ZIP = b"PK\x03\x04"


def is_workbook(raw: bytes) -> bool:
    """Is it a spreadsheet, or text that is no JSON, rather than a feed?"""
    if raw.startswith(ZIP):
        return b"[Content_Types].xml" in raw or b"xl/workbook.xml" in raw
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[")


def things(raw: bytes) -> Iterator[Thing]:
    """The services in a file, nested. Raises `Broken`."""
    try:
        yield from _things(raw)
    except RecursionError as error:  # lists in lists in lists
        raise Broken("not_json") from error


def _things(raw: bytes) -> Iterator[Thing]:
    if raw.startswith(ZIP):
        yield from tables.package(io.BytesIO(raw))
    elif _is_lines(raw):
        yield from json_lines(raw)
    else:
        yield from services(parse(raw))


def parse(raw: bytes, *, where: object = "") -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Broken("not_utf8", where) from error
    except (ValueError, RecursionError) as error:
        raise Broken("not_json", where or getattr(error, "lineno", "")) from error


def json_lines(raw: bytes) -> Iterator[Thing]:
    for number, row in enumerate(raw.decode("utf-8-sig", errors="replace").split("\n"), start=1):
        if row.strip():
            yield from services(parse(row.encode(), where=number))


def services(document: Any) -> Iterator[Thing]:
    """The services in a document of any shape."""
    if isinstance(document, list):
        for one in document:
            yield from services(one) if isinstance(one, dict) else iter([{}])
        return
    if not isinstance(document, dict):
        raise Broken("no_services")
    if isinstance(document.get("contents"), list):
        yield from services(document["contents"])
    elif "id" not in document and _has_tables(document):
        yield from tables.flat(document)
    elif isinstance(document.get("service"), dict):  # a service at a location
        yield {**document["service"], "service_at_locations": [{**document, "service": None}]}
    elif isinstance(document.get("services"), list) and ("id" in document or "name" in document):
        owner = {name: value for name, value in document.items() if name != "services"}
        yield from ({"organization": owner, **one} for one in maps(document["services"]))
    elif isinstance(document.get("services"), list):
        yield from services(document["services"])
    elif "id" in document or "name" in document:
        yield document
    else:
        raise Broken("no_services")


def _has_tables(document: Thing) -> bool:
    """A list for each of several tables?"""
    return sum(1 for name, rows in document.items() if isinstance(rows, list) and tables.table_name(name)) > 1


def _is_lines(raw: bytes) -> bool:
    """Several objects, one on each line?"""
    first, _, rest = raw.lstrip(b"\xef\xbb\xbf").strip().partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False

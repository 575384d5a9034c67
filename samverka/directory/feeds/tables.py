"""Flat tables put together again: a Tabular Data Package, or one JSON file with a list for each table.

The lines lie in a database of their own on the disk meanwhile, so that a large package needs no large machine.
"""

import csv
import io
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from samverka.directory.feeds.words import Broken, Thing, a_map, line, maps, text


MOST_UNPACKED, MOST_PARTS, MOST_LINES = 300_000_000, 500, 2_000_000
OWNERS = ("service_at_location_id", "service_id", "location_id", "organization_id", "link_id")  # nearest first
NAMES = {  # what a table is called, without its plural: what it is nested as
    "phone": "phones", "schedule": "schedules", "regular_schedule": "schedules", "holiday_schedule": "schedules",
    "language": "languages", "address": "addresses", "physical_addresse": "addresses", "addresse": "addresses",
    "physical_address": "addresses", "postal_address": "addresses", "postal_addresse": "addresses",
    "accessibility": "accessibility", "accessibility_for_disabilitie": "accessibility", "cost_option": "cost_options",
    "accessibility_for_disabilities": "accessibility", "service_area": "service_areas", "attribute": "attributes",
    "required_document": "required_documents", "service_taxonomy": "attributes", "services_taxonomy": "attributes",
    "eligibility": "eligibility_rows", "contact": "contacts",
}  # fmt: skip
HEADS = ("organization", "location", "service", "service_at_location", "taxonomy_term", "taxonomy")
Rows = Iterable[tuple[str, Thing]]


def table_name(told: str) -> str:
    """The table that a file or a list means, or nothing."""
    name = PurePosixPath(told).name.removesuffix(".csv").lower().replace("-", "_")
    name = {"services_at_location": "service_at_location", "services_at_locations": "service_at_location"}.get(
        name, name
    )
    name = {"taxonomies": "taxonomy", "services_taxonomies": "service_taxonomy"}.get(name, name)
    for found in (name, name.removesuffix("s")):
        if found in HEADS or found in NAMES:
            return found
    return ""


def package(file: io.BufferedIOBase | io.BytesIO) -> Iterator[Thing]:
    """The services of a package, nested."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Broken("too_large")
            yield from nested(_lines(archive))
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Broken("broken_package", type(error).__name__) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Broken("broken_package", "zlib") from error
        raise


def _lines(archive: ZipFile) -> Rows:
    for name, table in _files(archive):
        with archive.open(name) as member:
            raw = member.read()
        try:
            told = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            told = raw.decode("cp1252", errors="replace")
        reader = csv.DictReader(io.StringIO(told.replace("\x00", ""), newline=""))
        try:
            for row in reader:
                if None in row and any(row[None]):
                    raise Broken("broken_table", f"{name} {reader.line_num}")
                yield table, {str(key).strip().lower(): value for key, value in row.items() if key and value}
        except csv.Error as error:
            raise Broken("broken_table", f"{name} {reader.line_num}") from error


def _files(archive: ZipFile) -> list[tuple[str, str]]:
    """The tables of an archive, as its descriptor names them, else by what the files are called."""
    inside = {name for name in archive.namelist() if name.lower().endswith(".csv")}
    described = next((name for name in archive.namelist() if PurePosixPath(name).name == "datapackage.json"), "")
    found: dict[str, str] = {}
    if described:
        try:
            descriptor = a_map(json.loads(archive.read(described)))
        except (ValueError, RecursionError):
            descriptor = {}
        for one in maps(descriptor.get("resources")):
            name = str(PurePosixPath(described).parent / text(one.get("path")))
            table = table_name(line(one.get("name"))) or table_name(name)
            if name in inside and table:
                found[name] = table
    found |= {name: table_name(name) for name in inside if name not in found and table_name(name)}
    if "service" not in found.values():
        raise Broken("no_services")
    return sorted(found.items())


def flat(document: Mapping[str, Any]) -> Iterator[Thing]:
    """The same from one JSON file with a list for each table."""
    return nested((table_name(name), row) for name, rows in document.items() if table_name(name) for row in maps(rows))


def nested(rows: Rows) -> Iterator[Thing]:
    with closing(sqlite3.connect("")) as kept:
        kept.execute("pragma journal_mode = off")
        kept.execute("create table part (owner text, link text, place text, told text)")
        kept.execute("create table head (kind text, id text, told text)")
        _spread(kept, rows)
        kept.execute("create index part_by_owner on part (owner, link)")
        kept.execute("create index head_by_id on head (kind, id)")
        yield from _Nest(kept).services()


def _spread(kept: sqlite3.Connection, rows: Rows) -> None:
    heads: list[tuple[str, str, str]] = []
    parts: list[tuple[str, str, str, str]] = []
    for count, (table, row) in enumerate(rows):
        if count > MOST_LINES:
            raise Broken("too_large")
        told = _written(row)
        if table in HEADS:
            heads.append((table, line(row.get("id")), told))
        if table == "service_at_location":
            parts.append((line(row.get("service_id")), "service_id", "service_at_locations", told))
        elif table in NAMES:
            owner = next((name for name in OWNERS if line(row.get(name))), "")
            if table.startswith(("postal_addr", "physical_addr")):
                told = _written({**row, "address_type": table.partition("_")[0]})
            parts.append((line(row.get(owner)), owner, NAMES[table], told))
        if count % 5_000 == 4_999:
            _flush(kept, heads, parts)
    _flush(kept, heads, parts)


def _flush(kept: sqlite3.Connection, heads: list[Any], parts: list[Any]) -> None:
    kept.executemany("insert into head values (?, ?, ?)", heads)
    kept.executemany("insert into part values (?, ?, ?, ?)", parts)
    heads.clear()
    parts.clear()


def _written(row: Thing) -> str:
    try:
        return json.dumps(row)
    except (ValueError, RecursionError):
        return "{}"


class _Nest:
    """Puts what belongs to a service around it again."""

    def __init__(self, kept: sqlite3.Connection) -> None:
        self.kept = kept

    def services(self) -> Iterator[Thing]:
        has_any = False
        for [told] in self.kept.execute("select told from head where kind = 'service' order by rowid"):
            has_any = True
            yield self._service(json.loads(told))
        if not has_any:
            raise Broken("no_services")

    def _service(self, thing: Thing) -> Thing:
        id = line(thing.get("id"))
        whole = thing | self._parts(id, "service_id") | self._linked(id, "service")
        whole["service_at_locations"] = [self._stop(one) for one in maps(whole.get("service_at_locations"))]
        for one in maps(whole.pop("eligibility_rows", None)):
            whole.setdefault("eligibility_description", one.get("eligibility"))
        organization = self._head("organization", line(thing.get("organization_id")))
        if organization:
            whole["organization"] = organization | self._parts(line(organization.get("id")), "organization_id")
        return whole

    def _stop(self, stop: Thing) -> Thing:
        id, place = line(stop.get("id")), line(stop.get("location_id"))
        location = self._head("location", place)
        if location:
            stop = stop | {"location": location | self._parts(place, "location_id") | self._linked(place, "location")}
        return stop | self._parts(id, "service_at_location_id")

    def _head(self, kind: str, id: str) -> Thing:
        found = self.kept.execute("select told from head where kind = ? and id = ?", (kind, id)).fetchone()
        return a_map(json.loads(found[0])) if id and found else {}

    def _parts(self, owner: str, link: str) -> Thing:
        found: dict[str, list[Thing]] = defaultdict(list)
        rows = self.kept.execute(
            "select place, told from part where owner = ? and link = ? order by rowid", (owner, link)
        )
        for place, told in rows if owner else ():
            found[place].append(json.loads(told))
        if "attributes" in found:
            found["attributes"] = [self._attribute(one) for one in found["attributes"]]
        return dict(found)

    def _linked(self, owner: str, entity: str) -> Thing:
        parts = self._parts(owner, "link_id")
        held = [one for one in parts.get("attributes", []) if line(one.get("link_entity")) in ("", entity)]
        return {"attributes": held} if held else {}

    def _attribute(self, one: Thing) -> Thing:
        term = self._head("taxonomy_term", line(one.get("taxonomy_term_id"))) or self._head(
            "taxonomy", line(one.get("taxonomy_id"))
        )
        detail = self._head("taxonomy", line(term.get("taxonomy_id")))
        return one | {"taxonomy_term": {"taxonomy": detail.get("name") or term.get("vocabulary"), **term}}

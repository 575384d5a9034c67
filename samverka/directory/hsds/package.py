"""The same facts as a Tabular Data Package: a file of lines for each table, and a descriptor of them, in one archive.

The same facts make the same archive, byte for byte.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from samverka.directory.hsds.tables import TABLES, Table
from samverka.directory.hsds.words import Thing, told


LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say of a file
FREE = 0o644 << 16
KINDS = {
    "uuid": {"type": "string", "format": "uuid"},
    "text": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "number": {"type": "number"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%fZ"},
    "time": {"type": "time"},
}
Line = tuple[str, Thing]  # a table's name, and what stands there


def lines(table: str, thing: Thing, **links: str) -> Iterator[Line]:
    """A nested thing as lines: its own, and those of whatever is part of it. What has lines of its own is left out."""
    known = TABLES[table]
    kinds = known.kinds()
    yield table, {name: _cell(value, kinds[name]) for name, value in thing.items() if name in kinds} | links
    for name, of in known.many.items():
        if of != "service" and (table, of) != ("organization", "location"):
            for one in thing.get(name, ()):
                yield from lines(of, one, **_links(table, thing, TABLES[of]))


def _cell(value: Any, kind: str) -> Any:
    """A table's time of day has seconds."""
    return f"{value}:00" if kind == "time" else value


def _links(table: str, thing: Thing, of: Table) -> dict[str, str]:
    if "link_id" in of.links:
        return {"link_entity": table, "link_id": thing["id"]}
    return {name: thing["id"] for name in of.links if name == f"{table}_id"}


def columns(table: Table) -> list[str]:
    return [*table.kinds(), *table.links]


def write(target: IO[bytes], found: Iterable[Line], *, title: str, licence: str = "") -> None:
    """Write an archive. Lines may come in any order; they are kept on the disk meanwhile, not in memory."""
    with TemporaryDirectory() as folder, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _spread(Path(folder), found)
        descriptor = json.dumps(describe(title=title, licence=licence), indent=1, ensure_ascii=False)
        archive.writestr(_member("datapackage.json"), descriptor)
        for table in TABLES.values():
            with (Path(folder) / table.file).open("rb") as lines, archive.open(_member(table.file), "w") as member:
                for piece in iter(lambda lines=lines: lines.read(1 << 16), b""):  # type: ignore[misc]
                    member.write(piece)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, LONG_AGO)
    member.compress_type, member.external_attr = ZIP_DEFLATED, FREE
    return member


def _spread(folder: Path, found: Iterable[Line]) -> None:
    with ExitStack() as opened:
        writers = {}
        for name, table in TABLES.items():
            file = opened.enter_context((folder / table.file).open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file)
            writers[name].writerow(columns(table))
        known = {name: columns(table) for name, table in TABLES.items()}
        for name, line in found:
            writers[name].writerow([line.get(column, "") for column in known[name]])


def describe(*, title: str, licence: str = "") -> dict[str, Any]:
    """The descriptor (datapackage.json)."""
    return told(
        name="samverka-directory",
        title=title,
        profile="tabular-data-package",
        licenses=[{"name": licence}] if licence else None,
        resources=[_resource(name, table) for name, table in TABLES.items()],
    )


def _resource(name: str, table: Table) -> dict[str, Any]:
    kinds = chain(table.kinds().items(), ((link, "text" if link == "link_entity" else "uuid") for link in table.links))
    key: dict[str, Any] = {"primaryKey": "id"} if "id" in table.fields else {}
    if links := [
        _link(column) for column in columns(table) if column.removesuffix("_id") in TABLES and column.endswith("_id")
    ]:
        key["foreignKeys"] = links
    return {
        "name": name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(field, kind, table) for field, kind in kinds], **key},
    }


def _link(column: str) -> dict[str, Any]:
    return {"fields": column, "reference": {"resource": column.removesuffix("_id"), "fields": "id"}}


def _field(name: str, kind: str, table: Table) -> dict[str, Any]:
    constraints = told(required=True if name in table.required else None, enum=kind.split("|") if "|" in kind else None)
    if name in ("description", "state_province", "postal_code"):  # asked for, but not always known: then empty
        constraints.pop("required", None)
    return {"name": name, **KINDS.get(kind, {"type": "string"}), **told(constraints=constraints or None)}

"""CSV (RFC 4180), and beside it what its columns mean: CSV on the Web (W3C, 17 December 2015)."""

import csv as comma
import io
from collections.abc import Iterator
from typing import Any

from samverka.situation.formats.cubes import Cube


def csv(cube: Cube) -> str:
    """The table, one told cell on each line. A hidden cell's number is empty."""
    text = io.StringIO(newline="")
    writer = comma.writer(text, lineterminator="\r\n")
    writer.writerow([name for name, _title, _kind in columns(cube)])
    writer.writerows(lines(cube))
    return text.getvalue()


def lines(cube: Cube) -> Iterator[list[str | int | None]]:
    """The told cells: each code with what it is called, the number, and its letter."""
    for codes, cell in cube.lines:
        named = [part for axis, code in zip(cube.axes, codes, strict=True) for part in _named(axis.name, code, cube)]
        yield [*named, cell.value, cell.status]


def columns(cube: Cube) -> list[tuple[str, str, str]]:
    """Name, heading and kind of each column, in order."""
    found = []
    for axis in cube.axes:
        found.append((axis.name, axis.label, "string"))
        if axis.name != "period":
            found.append((f"{axis.name}_name", cube.headings[f"{axis.name}_name"], "string"))
    return [*found, ("value", cube.headings["value"], "integer"), ("status", cube.headings["status"], "string")]


def metadata(cube: Cube, *, url: str, page: str) -> dict[str, Any]:
    """The description of the CSV at `url`, which people read of on `page`."""
    letters = "; ".join(f"{letter}: {text}" for letter, text in cube.letters.items())
    notes = {"value": f"{cube.measured} ({cube.unit})", "status": letters}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": cube.language}],
        "url": url,
        "dialect": {"header": True, "delimiter": ",", "encoding": "utf-8"},
        "dc:title": cube.title,
        "dc:description": f"{cube.description} {cube.method}",
        "dc:source": cube.source,
        "dc:publisher": cube.publisher,
        "dc:license": {"@id": cube.licence},
        "dc:modified": {"@value": cube.published_at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"},
        "rdfs:seeAlso": {"@id": page},
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": [name],
                    "dc:title": title,
                    "datatype": kind,
                    "required": name in (axis.name for axis in cube.axes),
                    **({"dc:description": notes[name]} if name in notes else {}),
                }
                for name, title, kind in columns(cube)
            ],
            "primaryKey": [axis.name for axis in cube.axes],
        },
    }


def _named(name: str, code: str, cube: Cube) -> list[str]:
    labels = next(axis.labels for axis in cube.axes if axis.name == name)
    return [code] if name == "period" else [code, labels[code]]

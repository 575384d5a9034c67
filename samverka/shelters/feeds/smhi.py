"""SMHI's open data: the point forecast (SNOW1gv1) and the warnings by their consequences (IBWW, version 1).

The forecast before it, PMP3gv2, was shut down on 31 March 2026; its form is not read. Only the addresses that the
installation names are asked, without redirects, and nothing of ours is sent along. What was answered is kept, so that
it is asked for again only when it has changed.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from samverka.shelters.cold_rule import Alert, Hour


POINT = "/api/category/snow1g/version/1/geotype/point/lon/{longitude:.4f}/lat/{latitude:.4f}/data.json"
WANTED = "?parameters=air_temperature,wind_speed"  # the commas as they are: written %2C, all but the first are lost
WARNINGS = "/ibww/api/version/1/warning.json"
HEADERS = {"Accept": "application/json", "User-Agent": "Samverka"}
MOST = 8_000_000  # bytes; a forecast is some 20,000, the warnings with their areas a million at most
WAIT = 10.0  # seconds without a byte
LONGEST = 30.0  # seconds for it all
MISSING = 9999
HERE = ("localhost", "127.0.0.1", "::1")


class Silent(Exception):
    """No answer that can be used: unreachable, too_slow, too_large, answered, not_json, other_form or empty."""


class Kept(NamedTuple):
    etag: str
    modified: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is told of a place, hour by hour, and when it was issued."""

    issued_at: datetime
    hours: tuple[Hour, ...]


class Smhi:
    """Where the forecast and the warnings are asked for: an address each; an empty one is never asked."""

    def __init__(self, *, forecasts: str, warnings: str, kept: dict[str, Kept] | None = None) -> None:
        self.at = {"forecasts": forecasts.rstrip("/"), "warnings": warnings.rstrip("/")}
        self.kept = {} if kept is None else kept

    def forecast(self, *, latitude: float, longitude: float) -> Forecast:
        way = POINT.format(latitude=latitude, longitude=longitude) + WANTED
        return read_forecast(_parse(self._get(self.at["forecasts"] + way)))

    def warnings(self, *, code: str, latitude: float, longitude: float) -> list[Alert]:
        """Those that concern a municipality, by the point that stands for it."""
        told = _parse(self._get(self.at["warnings"] + WARNINGS))
        return list(read_warnings(told, code=code, latitude=latitude, longitude=longitude))

    def _get(self, url: str) -> bytes:
        parts, kept = urlsplit(url), self.kept.get(url)
        headers = dict(HEADERS)
        if kept and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept and kept.modified:
            headers["If-Modified-Since"] = kept.modified
        line = _line(parts.scheme, parts.hostname or "", parts.port)
        try:
            line.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=headers)
            answer = line.getresponse()
            if answer.status == 304 and kept:
                return kept.body
            if answer.status != 200:
                raise Silent("answered")
            body = _body(answer)
        except TimeoutError as error:
            raise Silent("too_slow") from error
        except (OSError, HTTPException, ValueError) as error:
            raise Silent("unreachable") from error
        finally:
            line.close()
        self.kept[url] = Kept(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), body)
        return body


def _line(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=WAIT)
    if scheme == "http" and host in HERE:
        return HTTPConnection(host, port, timeout=WAIT)
    raise Silent("unreachable")


def _body(answer: HTTPResponse) -> bytes:
    """All of it, if it is neither too long nor too slow nor cut."""
    pieces, length, began = [], 0, monotonic()
    while piece := answer.read1(1 << 16):
        pieces.append(piece)
        length += len(piece)
        if length > MOST:
            raise Silent("too_large")
        if monotonic() - began > LONGEST:
            raise Silent("too_slow")
    promised = answer.headers.get("Content-Length")
    if promised and promised.isdigit() and int(promised) != length:
        raise Silent("unreachable")
    return b"".join(pieces)


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Silent("not_json") from error


def read_forecast(told: Any) -> Forecast:
    """A forecast as SNOW1gv1 writes it. A step that cannot be read is left out, and missed by whoever judges."""
    if not isinstance(told, dict) or not isinstance(told.get("timeSeries"), list):
        raise Silent("other_form")
    issued_at = _moment(told.get("createdTime")) or _moment(told.get("referenceTime"))
    hours = tuple(hour for hour in map(_hour, told["timeSeries"]) if hour)
    if issued_at is None or (told["timeSeries"] and not hours):
        raise Silent("other_form")
    if not hours:
        raise Silent("empty")
    return Forecast(issued_at, hours)


def _hour(step: Any) -> Hour | None:
    if not isinstance(step, dict) or not isinstance(step.get("data"), dict):
        return None
    at, temperature = _moment(step.get("time")), _number(step["data"].get("air_temperature"), -90, 60)
    if at is None or temperature is None:
        return None
    return Hour(at, temperature, _number(step["data"].get("wind_speed"), 0, 120))


def read_warnings(told: Any, *, code: str, latitude: float, longitude: float) -> Iterator[Alert]:
    """The warnings that concern a place. Their levels are handed on as they are called, never translated."""
    if not isinstance(told, list):
        raise Silent("other_form")
    for event in told:
        areas = event.get("warningAreas") if isinstance(event, dict) else None
        if not isinstance(areas, list):
            raise Silent("other_form")
        kind = _code(event.get("event"))
        for area in areas:
            begins = _moment(area.get("approximateStart")) if isinstance(area, dict) else None
            if begins is None or not _code(area.get("warningLevel")):
                raise Silent("other_form")
            if _concerns(area, code, (longitude, latitude)):
                level = _code(area.get("warningLevel")).lower()
                yield Alert(level, kind, begins, _moment(area.get("approximateEnd")))


def _concerns(area: dict[str, Any], code: str, point: tuple[float, float]) -> bool:
    """Does it lie over the point? Where no outline is told: is the county, or the municipality, among the affected?"""
    outline = area.get("area")
    shape = outline.get("geometry", outline) if isinstance(outline, dict) else None
    rings = list(_rings(shape)) if isinstance(shape, dict) else []
    if rings:
        return sum(_is_inside(ring, point) for ring in rings) % 2 == 1
    affected = area.get("affectedAreas")
    ids = {str(one.get("id")) for one in affected if isinstance(one, dict)} if isinstance(affected, list) else set()
    return bool(ids & {code, code[:2], str(int(code)), str(int(code[:2]))})


def _rings(shape: dict[str, Any]) -> Iterator[Sequence[Any]]:
    """The outlines of a GeoJSON polygon, or of several; holes count once more, and so away again."""
    parts = shape.get("coordinates")
    if shape.get("type") == "Polygon" and isinstance(parts, list):
        yield from (ring for ring in parts if isinstance(ring, list) and len(ring) > 3)
    elif shape.get("type") == "MultiPolygon" and isinstance(parts, list):
        for polygon in parts:
            yield from _rings({"type": "Polygon", "coordinates": polygon})


def _is_inside(ring: Sequence[Any], point: tuple[float, float]) -> bool:
    """Is a point, east and north, within an outline? Counts the sides that a ray to the east crosses."""
    (x, y), inside = point, False
    try:
        corners = [(float(corner[0]), float(corner[1])) for corner in ring]
    except (TypeError, ValueError, IndexError) as error:
        raise Silent("other_form") from error
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _code(told: Any) -> str:
    return str(told.get("code") or "")[:40] if isinstance(told, dict) else ""


def _moment(told: Any) -> datetime | None:
    """An instant with its zone; without one it is none."""
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _number(told: Any, least: float, most: float) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float) or told == MISSING:
        return None
    return float(told) if least <= told <= most else None

"""A map of our own: the outline of a municipality and its public places, with the list before it."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil, log2
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_safe

from samverka.actors.queries import municipalities, outlines
from samverka.directory import queries
from samverka.directory.queries import TownName
from samverka.web.http import Edition, keep, public_page, show
from samverka.web.queries import map_tiles
from samverka.web.tiles import Square, Tiles, world
from samverka.web.views.lists import Line, Listed
from samverka.web.views.town import find_town


WIDTH = 720  # of the drawing
ROOM = 0.06  # around the points, as a part of their spread
LEAST = 0.01 / 360  # of the world: a town with one place is no dot
SLIMMEST = 0.6  # of the shorter side to the longer: a town along a river is no ribbon
LARGEST, STRETCHED = 360, 4  # the side of a picture under the drawing; a file without details is stretched so far
SEAM = 0.3  # pictures overlap by so little that no line shows between them
YEAR = 365 * 24 * 60 * 60


class Pin(NamedTuple):
    number: int
    x: float
    y: float
    lines: list[Line]


class Under(NamedTuple):
    """A picture under the drawing, and where it lies there."""

    square: Square
    x: float
    y: float
    side: float


class View(NamedTuple):
    """The part of the earth that is drawn, as Web Mercator counts it."""

    west: float
    north: float
    east: float
    south: float

    @property
    def height(self) -> float:
        return (self.south - self.north) * self.scale

    @property
    def scale(self) -> float:
        return WIDTH / (self.east - self.west)

    def meets(self, ring: list[tuple[float, float]]) -> bool:
        easts, souths = zip(*ring, strict=True)
        beside = max(easts) < self.west or min(easts) > self.east
        return not beside and max(souths) >= self.north and min(souths) <= self.south

    def place(self, east: float, south: float) -> tuple[float, float]:
        return round((east - self.west) * self.scale, 1), round((south - self.north) * self.scale, 1)

    def pictures(self, tiles: Tiles) -> list[Under]:
        """The pictures that cover it, of the zoom that is sharp enough."""
        zoom = min(max(0, ceil(log2(self.scale / LARGEST))), tiles.most)
        count = 2**zoom
        side = self.scale / count
        if side > LARGEST * STRETCHED:
            return []
        across = range(int(self.west * count), int(self.east * count) + 1)
        down = range(int(self.north * count), int(self.south * count) + 1)
        squares = [Square(zoom, x, y) for y in down for x in across]
        return [Under(one, *self.place(one.x / count, one.y / count), side + SEAM) for one in squares if tiles.has(one)]


@public_page
def town_map(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """Unchanged: one query."""
    here, at = find_town(town), now()
    stamp = queries.stamp(here, on=localdate(at))
    listed = Listed(here, edition.language, at, stamp)
    return keep(request, stamp=stamp, at=at, make=lambda: _map(edition, listed))


@login_not_required
@require_safe
def tile(request: HttpRequest, version: str, zoom: int, x: int, y: int) -> HttpResponse:
    """A picture under a map. Its address names the file's version, so that it is kept for ever."""
    tiles = map_tiles()
    if tiles is None or tiles.version != version:
        raise Http404
    etag = f'"{version}-{zoom}-{x}-{y}"'
    picture = tiles.picture(Square(zoom, x, y))
    if picture is None:
        raise Http404
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={YEAR}, immutable"}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(picture, content_type=f"image/{tiles.kind}", headers=headers)


def _map(edition: Edition, listed: Listed) -> tuple[str, datetime]:
    places: dict[tuple[float, float], list[Line]] = {}
    for line in listed.lines(lambda now: now.here.point is not None):
        if point := line.here.point:
            places.setdefault(world(float(point[1]), float(point[0])), []).append(line)
    view, tiles = _around(places), map_tiles()
    pins = [Pin(number, *view.place(*point), some) for number, (point, some) in enumerate(places.items(), 1)]
    page = show(
        "web/map.html", edition, rest=f"{listed.town.slug}/map/", town=listed.town, pins=pins, width=WIDTH,
        height=round(view.height), land=_land(listed.town, view), tiles=tiles,
        pictures=view.pictures(tiles) if tiles and places else [],
    )  # fmt: skip
    return page, listed.until()


def _around(points: Iterable[tuple[float, float]]) -> View:
    """What holds all the points with some room around."""
    found = list(points) or [world(18.06, 59.33)]
    easts, souths = zip(*found, strict=True)
    wide, high = max(max(easts) - min(easts), LEAST), max(max(souths) - min(souths), LEAST)
    wide, high = max(wide, high * SLIMMEST), max(high, wide * SLIMMEST)
    across, down = (max(easts) + min(easts)) / 2, (max(souths) + min(souths)) / 2
    east, south = wide * (0.5 + ROOM), high * (0.5 + ROOM)
    return View(across - east, down - south, across + east, down + south)


def _land(town: TownName, view: View) -> list[str]:
    """The outlines of the municipalities in the picture, as the paths of a drawing."""
    codes = [code for code in municipalities() if code[:2] == town.code[:2]]
    shapes = (ring for found in outlines(codes).values() for polygon in found.polygons for ring in polygon)
    rings = ([world(*point) for point in ring] for ring in shapes)
    return [_path(view.place(*point) for point in ring) for ring in rings if view.meets(ring)]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + " ".join(f"{x:.0f},{y:.0f}" for x, y in points) + "Z"

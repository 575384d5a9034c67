"""A map of our own: the outline of a municipality and its public places, with the list before it."""

from collections.abc import Iterable
from datetime import datetime
from math import cos, radians
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now

from samverka.actors.queries import municipalities, outlines
from samverka.directory import queries
from samverka.directory.queries import TownName
from samverka.web.http import Edition, keep, public_page, show
from samverka.web.views.lists import Line, Listed
from samverka.web.views.town import find_town


WIDTH = 720  # of the drawing
ROOM = 0.06  # around the points, as a part of their spread
LEAST = 0.01  # degrees: a town with one place is no dot


class Pin(NamedTuple):
    number: int
    x: float
    y: float
    lines: list[Line]


class View(NamedTuple):
    """The part of the earth that is drawn, as degrees; a degree east is shorter than one north."""

    west: float
    south: float
    east: float
    north: float

    @property
    def height(self) -> float:
        return WIDTH * (self.north - self.south) / ((self.east - self.west) * self.shrunk)

    @property
    def shrunk(self) -> float:
        return cos(radians((self.north + self.south) / 2))

    def meets(self, ring: list[tuple[float, float]]) -> bool:
        easts, norths = [x for x, _y in ring], [y for _x, y in ring]
        beside = max(easts) < self.west or min(easts) > self.east
        return not beside and max(norths) >= self.south and min(norths) <= self.north

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        across = WIDTH * (longitude - self.west) / (self.east - self.west)
        return round(across, 1), round(self.height * (self.north - latitude) / (self.north - self.south), 1)


@public_page
def town_map(request: HttpRequest, edition: Edition, town: str) -> HttpResponse:
    """Unchanged: one query."""
    here, at = find_town(town), now()
    stamp = queries.stamp(here, on=localdate(at))
    listed = Listed(here, edition.language, at, stamp)
    return keep(request, stamp=stamp, at=at, make=lambda: _map(edition, listed))


def _map(edition: Edition, listed: Listed) -> tuple[str, datetime]:
    places: dict[tuple[float, float], list[Line]] = {}
    for line in listed.lines(lambda now: now.here.point is not None):
        if point := line.here.point:
            places.setdefault((float(point[1]), float(point[0])), []).append(line)
    view = _around(places)
    pins = [Pin(number, *view.place(*point), some) for number, (point, some) in enumerate(places.items(), 1)]
    page = show(
        "web/map.html", edition, rest=f"{listed.town.slug}/map/", town=listed.town, pins=pins, width=WIDTH,
        height=round(view.height), land=_land(listed.town, view),
    )  # fmt: skip
    return page, listed.until()


def _around(points: Iterable[tuple[float, float]]) -> View:
    """What holds all the points with some room around."""
    found = list(points) or [(18.06, 59.33)]
    easts, norths = [x for x, _y in found], [y for _x, y in found]
    wide, high = max(max(easts) - min(easts), LEAST), max(max(norths) - min(norths), LEAST)
    middle = ((max(easts) + min(easts)) / 2, (max(norths) + min(norths)) / 2)
    half = (wide * (0.5 + ROOM), high * (0.5 + ROOM))
    return View(middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])


def _land(town: TownName, view: View) -> list[str]:
    """The outlines of the municipalities in the picture, as the paths of a drawing."""
    codes = [code for code in municipalities() if code[:2] == town.code[:2]]
    rings = (ring for found in outlines(codes).values() for polygon in found.polygons for ring in polygon)
    return [_path(view.place(*point) for point in ring) for ring in rings if view.meets(ring)]


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + " ".join(f"{x:.0f},{y:.0f}" for x, y in points) + "Z"

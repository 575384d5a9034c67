"""Maps drawn here as SVG from our own boundaries. The table under each tells the same."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from math import cos, radians
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samverka.actors.queries import Outline, outlines
from samverka.situation.models import Answer
from samverka.situation.queries import Come


WIDE, TALL = 480, 640  # of the drawing, at most
EDGE = 4
MOST_SHADES = 4
Point = tuple[float, float]
Drawing = tuple[tuple[int, int], dict[str, tuple[str, str]]]  # its size; name and path by code


class Shade(NamedTuple):
    """What an area is drawn in, told apart without colour, and what the key says of it."""

    pattern: str  # one of PATTERNS
    text: str
    low: float = 0
    high: float = 0

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


PATTERNS = {  # the drawing in a square of eight: so light that the next one is darker
    "zero": "",
    "1": '<circle cx="4" cy="4" r="1.1"/>',
    "2": '<path d="M-2 10L10-2M-2 2L2-2M6 10L10 6"/>',
    "3": '<path d="M0 2H8M0 6H8M2 0V8M6 0V8"/>',
    "4": '<path class="solid" d="M0 0H8V8H0Z"/>',
    "5": '<path d="M0 4H8"/>',
    "6": '<path d="M4 0V8"/>',
    "7": '<path d="M1 1H5V5H1Z"/>',
    "hidden": '<path d="M2 2L6 6M6 2L2 6"/>',
    "missing": '<path d="M2 4H6"/>',
}


def patterns() -> SafeString:
    """The patterns that maps and keys of a page are filled with: once on the page."""
    drawn = "".join(
        f'<pattern id="shade-{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path class="under" d="M0 0H8V8H0Z"/>{lines}</pattern>'
        for name, lines in PATTERNS.items()
    )
    return mark_safe(f'<svg class="away shades" aria-hidden="true" focusable="false"><defs>{drawn}</defs></svg>')  # noqa: S308 (of our own)


def shaded_map(areas: Mapping[str, tuple[Shade, str]], *, title: str, name: str) -> SafeString:
    """Areas by code, each in its shade and with what a pointer is told of it; nothing where none has an outline."""
    size, paths = _drawing(tuple(areas))
    if not paths:
        return SafeString()
    drawn = "".join(
        f'<path fill="url(#shade-{areas[code][0].pattern})" d="{path}">'
        f"<title>{escape(place)}: {escape(areas[code][1])}</title></path>"
        for code, (place, path) in paths.items()
    )
    return mark_safe(  # noqa: S308 (numbers, and texts that are escaped)
        f'<svg class="shaded" role="img" viewBox="0 0 {size[0]} {size[1]}" aria-labelledby="map-{name}">'
        f'<title id="map-{name}">{escape(title)}</title>{drawn}</svg>'
    )


def key(shades: Iterable[Shade]) -> SafeString:
    """What the patterns of a map mean, each once."""
    told = "".join(
        f'<li><svg class="swatch" aria-hidden="true" viewBox="0 0 32 20">'
        f'<rect width="32" height="20" fill="url(#shade-{one.pattern})"/></svg> {escape(one.text)}</li>'
        for one in dict.fromkeys(shades)
    )
    return mark_safe(f'<ul class="shades-key">{told}</ul>')  # noqa: S308 (texts that are escaped)


def classes(values: Iterable[float]) -> list[tuple[float, float]]:
    """What is not zero in at most four classes of about as many areas each: the lowest and the highest of each."""
    known = sorted({one for one in values if one})
    count = min(MOST_SHADES, len(known))
    parts = [known[len(known) * n // count : len(known) * (n + 1) // count] for n in range(count)]
    return [(part[0], part[-1]) for part in parts]


def response_map(answers: Iterable[Come]) -> SafeString:
    """The municipalities that were asked, by how far their answer has come; nothing where none was asked."""
    states = {one.territory_id: one.state for one in answers if len(one.territory_id) == 4}
    size, paths = _drawing(tuple(states))
    if not paths:
        return SafeString()
    names = {value: escape(str(label)) for value, label in Answer.State.choices}
    towns = "".join(
        f'<path class="is-{states[code]}" d="{path}"><title>{escape(place)}: {names[states[code]]}</title></path>'
        for code, (place, path) in paths.items()
    )
    return format_html(
        '<svg class="answers" role="img" viewBox="0 0 {} {}" aria-labelledby="map-title map-text">'
        '<title id="map-title">{}</title><desc id="map-text">{}</desc>{}</svg>',
        *size, _("How far the answers have come"), _("The table below tells them one by one."),
        mark_safe(towns),  # noqa: S308 (texts that are escaped)
    )  # fmt: skip


@lru_cache(maxsize=64)
def _drawing(codes: Sequence[str]) -> Drawing:
    """Areas as they are drawn together. Boundaries change with our program alone."""
    shapes = outlines(codes)
    if not shapes:
        return (0, 0), {}
    scale, size, place = _frame(list(shapes.values()))
    return size, {code: (one.name, _path(one, scale, place)) for code, one in shapes.items()}


def _frame(shapes: list[Outline]) -> tuple[Point, tuple[int, int], Point]:
    """How many units a degree east and north are, how large the drawing is, and its upper left corner on the earth."""
    points = [point for one in shapes for polygon in one.polygons for ring in polygon for point in ring]
    wests, norths = [x for x, _y in points], [y for _x, y in points]
    west, east, south, north = min(wests), max(wests), min(norths), max(norths)
    slim = cos(radians((south + north) / 2))  # a degree east is shorter than one north
    unit = min((WIDE - 2 * EDGE) / ((east - west) * slim), (TALL - 2 * EDGE) / (north - south))
    size = round((east - west) * slim * unit) + 2 * EDGE, round((north - south) * unit) + 2 * EDGE
    return (slim * unit, unit), size, (west, north)


def _path(shape: Outline, scale: Point, corner: Point) -> str:
    """An outline as one path; points that fall together on the drawing are drawn once."""
    drawn = []
    for polygon in shape.polygons:
        for ring in polygon:
            points = [
                (round((x - corner[0]) * scale[0]) + EDGE, round((corner[1] - y) * scale[1]) + EDGE) for x, y in ring
            ]
            kept = [one for number, one in enumerate(points) if number == 0 or one != points[number - 1]]
            drawn.append("M" + " ".join(f"{x},{y}" for x, y in kept) + "Z")
    return "".join(drawn)

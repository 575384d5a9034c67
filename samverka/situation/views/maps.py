"""Maps of answers, drawn here as SVG from our own boundaries. The table under each tells the same."""

from collections.abc import Iterable
from math import cos, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samverka.actors.queries import Outline, outlines
from samverka.situation.models import Answer


WIDE, TALL = 480, 640  # of the drawing, at most
EDGE = 4
Point = tuple[float, float]


def response_map(answers: Iterable[Answer]) -> SafeString:
    """The municipalities that were asked, by how far their answer has come; nothing where none was asked."""
    states = {one.territory_id: (one.state, one.get_state_display()) for one in answers if len(one.territory_id) == 4}
    shapes = outlines(states)
    if not shapes:
        return SafeString()
    scale, size, place = _frame(list(shapes.values()))
    towns = format_html_join(
        "", '<path class="is-{}" d="{}"><title>{}: {}</title></path>',
        ((states[code][0], _path(one, scale, place), one.name, states[code][1]) for code, one in shapes.items()),
    )  # fmt: skip
    return format_html(
        '<svg class="answers" role="img" viewBox="0 0 {} {}" aria-labelledby="map-title map-text">'
        '<title id="map-title">{}</title><desc id="map-text">{}</desc>{}</svg>',
        *size, _("How far the answers have come"), _("The table below tells them one by one."), towns,
    )  # fmt: skip


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

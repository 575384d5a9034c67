"""One indicator in every municipality of a county, or in every county: a map, little series side by side, a table."""

from html import escape
from itertools import chain
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from samverka.actors.http import Request
from samverka.actors.models import Territory
from samverka.situation import queries
from samverka.situation.indicators import INDICATORS, Indicator
from samverka.situation.queries import HIDDEN, Figure, Line, Period
from samverka.situation.views import maps, pictures
from samverka.situation.views.figures import (
    TYPES,
    asked_periods,
    definitions_sheet,
    figures_sheet,
    find_territory,
    sent_file,
    ways,
)
from samverka.situation.views.maps import Shade
from samverka.situation.views.pictures import Words, said


Lines = list[tuple[Territory, Line]]


@require_GET
def everywhere(request: Request, code: str, indicator: str) -> HttpResponse:
    here, one, over = find_territory(request, code), _find(indicator), asked_periods(request)
    areas = queries.territories_in(here)
    if not areas:
        return redirect(f"{reverse('situation:figures', args=[code])}#{one.key}")
    by_value = request.GET.get("order") == "value"
    lines, told = queries.everywhere(request.user, areas, one, over), pictures.words(over)
    at = _newest(lines)
    context = {"territory": here, "one": one, "by_value": by_value, "period": told.names[at], "names": told.names}
    context |= _asked(over) | _drawn(_ordered(lines, at, by_value=by_value), at, told)
    return render(request, "situation/everywhere.html", context)


def _asked(over: list[Period]) -> dict[str, Any]:
    """The time that is shown, and the ways to other times and indicators."""
    context = {"by": over[0].by, "ways": ways(), "before": over[0].first, "until": over[-1].months[-1]}
    is_past = over[-1].months[-1] < localdate(now()).replace(day=1)
    return context | {"is_past": is_past, "indicators": INDICATORS.values()}


@require_GET
def everywhere_file(request: Request, code: str, indicator: str, kind: str) -> HttpResponse:
    """The same figures, and what the indicator means."""
    here, one, over = find_territory(request, code), _find(indicator), asked_periods(request)
    if kind not in TYPES:
        raise Http404
    lines = queries.everywhere(request.user, queries.territories_in(here) or [here], one, over)
    found = [figures_sheet([line for _area, line in lines]), definitions_sheet([line for _area, line in lines[:1]])]
    title = _("%(indicator)s, %(territory)s") % {"indicator": one.name, "territory": here}
    name = f"situation-{here.code}-{one.key}-{over[0].code}-{over[-1].code}"
    return sent_file(found, kind, title=title, name=name)


def _find(key: str) -> Indicator:
    if key not in INDICATORS:
        raise Http404
    return INDICATORS[key]


def _newest(lines: Lines) -> int:
    """The last period of which something is known anywhere: its place."""
    places = range(len(lines[0][1].figures))
    known = [place for place in places if any(not line.figures[place].is_missing for _area, line in lines)]
    return max(known, default=places[-1])


def _ordered(lines: Lines, at: int, *, by_value: bool) -> Lines:
    """By name, as they come; or what is most first, and what has no number last."""
    if not by_value:
        return lines
    return sorted(lines, key=lambda pair: -1 if (value := pair[1].figures[at].value) is None else value, reverse=True)


def _drawn(lines: Lines, at: int, told: Words) -> dict[str, Any]:
    """The map of one period with its key, the series side by side, and the rows of the table."""
    shades = _shades([line.figures[at] for _area, line in lines], told)
    found = {area.code: (_shade(line.figures[at], shades, told), said(line.figures[at], told)) for area, line in lines}
    indicator, most = lines[0][1].indicator, pictures.highest(line for _area, line in lines)
    series = "".join(
        f"<li>{pictures.small_picture(line, told, title=area.name, most=most, name=area.code)}"
        f"<span>{escape(area.name)}</span></li>"
        for area, line in lines
        if line.is_told
    )
    way = reverse("situation:everywhere", args=["0", indicator.key])  # looked up once: there may be fifty areas
    brief = told._replace(hidden=pgettext("figure", "hidden"))  # what that means stands in the key
    used = {one.pattern for one, _text in found.values()}
    return {
        "untold": [area.name for area, line in lines if not line.is_told],
        "is_told": any(line.is_told for _area, line in lines),
        "patterns": maps.patterns(),
        "map": maps.shaded_map(found, title=f"{indicator.name}, {told.names[at]}", name="areas"),
        "key": maps.key(one for one in chain(shades, _without(told)) if one.pattern in used),
        "series": mark_safe(series),  # noqa: S308 (numbers, and texts that are escaped)
        "rows": mark_safe("".join(_row(area, line, at, brief, way) for area, line in lines)),  # noqa: S308 (as above)
    }


def _shades(figures: list[Figure], told: Words) -> list[Shade]:
    """Zero, and what is not in a few classes: each told by its lowest and highest number."""
    by_value = {one.value: said(one, told) for one in figures if one.value is not None}
    zero = [Shade("zero", by_value[0])] if 0 in by_value else []
    return zero + [
        Shade(str(number), _between(by_value[low], by_value[high]), low, high)
        for number, (low, high) in enumerate(maps.classes(by_value), start=1)
    ]


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low}{pictures.DASH}{high}"


def _without(told: Words) -> tuple[Shade, Shade, Shade]:
    empty = _("known, but nothing to take a share of")
    return Shade("hidden", told.hidden), Shade("missing", told.missing), Shade("5", f"{pictures.DASH} {empty}")


def _shade(figure: Figure, shades: list[Shade], told: Words) -> Shade:
    hidden, missing, empty = _without(told)
    if figure.status == HIDDEN:
        return hidden
    if figure.value is None:
        return missing if figure.is_missing else empty
    return next(one for one in shades if one.holds(figure.value))


def _row(area: Territory, line: Line, at: int, told: Words, way: str) -> str:
    way = way.replace("/0/", f"/{area.code}/")
    if line.is_told:
        cells = "".join(
            f'<td class="number{" newest" if place == at else ""}">{escape(said(figure, told))}</td>'
            for place, figure in enumerate(line.figures)
        )
    else:
        cells = f'<td colspan="{len(line.figures)}">{escape(told.missing)}</td>'
    return f'<tr><th scope="row"><a href="{way}">{escape(area.name)}</a></th>{cells}</tr>'

"""Ranges drawn as ranges: one line each on a common scale. Made here: numbers, and texts that are escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samverka.actors.models import Territory
from samverka.situation.queries import Known
from samverka.situation.templatetags.answers import SURE, between


WIDE, LABEL, ROW, FOOT = 360, 118, 22, 18
LEFT, RIGHT = LABEL + 6, WIDE - 14


class Drawn(NamedTuple):
    """One line: what it is of, the ends (none where nothing is known), and how sure it is."""

    label: str
    low: float | None = None
    high: float | None = None
    sure: str = "low"
    is_break: bool = False
    point: float | None = None


def picture(rows: Sequence[Drawn], *, id: str, title: str, from_zero: bool = True) -> SafeString:
    """A line per row; a break as a dashed line above the row that is counted otherwise; a gap as words."""
    ends = [end for row in rows for end in (row.low, row.high, row.point) if end is not None]
    start = 0.0 if from_zero or not ends else min(ends)
    most = max([*ends, start + 1])
    tall = ROW * len(rows) + FOOT
    drawn = [
        f'<svg class="ranges" role="img" viewBox="0 0 {WIDE} {tall}" aria-labelledby="{id}">',
        f'<title id="{id}">{escape(title)}</title>',
        *_scale(start, most, tall),
    ]
    for number, row in enumerate(rows):
        drawn += _row(row, ROW * number, start, most)
    return mark_safe("".join([*drawn, "</svg>"]))  # noqa: S308 (numbers, and texts that are escaped)


def _at(value: float, start: float, most: float) -> float:
    return round(LEFT + (value - start) / (most - start) * (RIGHT - LEFT), 1)


def _scale(start: float, most: float, tall: int) -> Iterable[str]:
    """The ground on which they stand: where it begins, its middle, and where it ends."""
    for value in (start, (start + most) / 2, most):
        x = _at(value, start, most)
        yield f'<path class="ground" d="M{x} 0V{tall - FOOT + 4}"/>'
        yield f'<text class="scale" x="{x}" y="{tall - 2}">{escape(_number(value))}</text>'


def _row(row: Drawn, y: int, start: float, most: float) -> Iterable[str]:
    middle = y + ROW // 2
    if row.is_break:
        yield f'<path class="break" d="M{LEFT} {y + 1}H{RIGHT}"/>'
    label = row.label if len(row.label) <= 20 else f"{row.label[:19]}…"
    yield f'<text class="label" x="{LABEL}" y="{middle + 4}">{escape(label)}</text>'
    if row.low is None or row.high is None:
        gap = escape(_("not known"))
        yield f'<text class="gap" x="{LEFT + 2}" y="{middle + 4}">{gap}</text>'
        return
    low, high = _at(row.low, start, most), _at(row.high, start, most)
    width = max(round(high - low, 1), 3)
    yield f'<rect class="sure-{row.sure}" x="{low}" y="{middle - 5}" width="{width}" height="10"/>'
    if row.point is not None:
        yield f'<circle class="point" cx="{_at(row.point, start, most)}" cy="{middle}" r="4"/>'


def area_rows(areas: Iterable[tuple[Territory, Known | None]], ways: Mapping[str, str]) -> SafeString:
    """The rows of the table under it: area, range, day and confidence; a gap is told as one."""
    words = {level: escape(str(text)) for level, text in SURE.items()}
    missing, no_basis, widened = _("missing"), _("no basis"), _("(ends of 1 to 4 widened)")
    drawn = []
    for area, known in areas:
        found = known.range if known else None
        told = between(of=found) if found else no_basis if known else missing
        more = f' <span class="soft">{escape(widened)}</span>' if known and known.is_widened else ""
        drawn.append(
            f'<tr><th scope="row"><a href="{ways[area.code]}">{escape(area.name)}</a></th>'
            f'<td class="number">{escape(told)}{more}</td><td>{known.as_of.isoformat() if known else ""}</td>'
            f"<td>{words[found.confidence] if found else ''}</td></tr>"
        )
    return mark_safe("".join(drawn))  # noqa: S308 (numbers, and texts that are escaped)


def _number(value: float) -> str:
    return str(number_format(round(value), force_grouping=True))

"""A line's figures as a picture and as the table under it, made here: numbers, and texts that are escaped."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from django.utils.formats import date_format, get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samverka.situation.disclosure.lattice import months_of
from samverka.situation.queries import HIDDEN, Figure, Line, Period


BAR, HIGH, FOOT = 26, 72, 22
GAP = "\u202f"  # between thousands, where no line may be broken
DASH = "\u2013"


class Words(NamedTuple):
    """What every table of a page says, looked up once."""

    names: Sequence[str]  # of the periods
    marks: Sequence[str]  # the same under the bars
    missing: str
    hidden: str
    comma: str


def words(over: Sequence[Period]) -> Words:
    names = [name_of(one) for one in over]
    marks = [date_format(one.first, "b")[:3] if one.by == "month" else one.code[2:] for one in over]
    hidden = _("hidden, since few would be told of")
    return Words(names, marks, _("missing"), hidden, get_format("DECIMAL_SEPARATOR"))


def name_of(period: Period) -> str:
    if period.by == "month":
        return date_format(period.first, "M Y")
    if period.by == "year":
        return str(period.first.year)
    return _("%(year)s, quarter %(number)s") % {"year": period.first.year, "number": period.first.month // 3 + 1}


def words_of_period(code: str) -> str:
    """A month or a quarter of a published table, as people read it."""
    months = tuple(date.fromisoformat(f"{month}-01") for month in months_of(code))
    return name_of(Period("quarter", months)) if len(months) > 1 else date_format(months[0], "F Y")


def said(figure: Figure, told: Words) -> str:
    """A figure as people read it: a number, or why there is none."""
    if figure.status == HIDDEN:
        return told.hidden
    value = figure.value
    if value is None:
        return told.missing if figure.is_missing else DASH
    if figure.indicator.kind == "share":
        return f"{value * 100:.1f}{GAP}%".replace(".", told.comma)
    return f"{value:,.0f}".replace(",", GAP)


def picture(line: Line, told: Words) -> SafeString:
    """Bars on a scale of their own: a dash below the ground where nothing is known, a frame where it is hidden."""
    figures, title = line.figures, f"bars-{line.indicator.key}"
    values = [one.value for one in figures]
    most = 1 if line.indicator.kind == "share" else max((value for value in values if value), default=1)
    wide = BAR * len(figures)
    size = f'viewBox="0 0 {wide} {HIGH + FOOT}"'
    drawn = [
        f'<svg class="indicator" role="img" {size} aria-labelledby="{title}">',
        f'<title id="{title}">{escape(str(line.indicator.name))}</title><path class="ground" d="M0 {HIGH}H{wide}"/>',
    ]
    for number, (figure, value) in enumerate(zip(figures, values, strict=True)):
        x = BAR * number
        if figure.status == HIDDEN:
            drawn.append(f'<rect class="hidden" x="{x + 4}" y="{HIGH - 14}" width="{BAR - 8}" height="14"/>')
        elif figure.is_missing or value is None:
            drawn.append(f'<path class="missing" d="M{x + 8} {HIGH + 3}h8"/>')
        else:
            tall = max(round(value / most * (HIGH - 4)), 1)
            drawn.append(f'<rect class="bar" x="{x + 3}" y="{HIGH - tall}" width="{BAR - 6}" height="{tall}"/>')
        drawn.append(f'<text x="{x + BAR // 2}" y="{HIGH + 18}">{escape(told.marks[number])}</text>')
    return mark_safe("".join([*drawn, "</svg>"]))  # noqa: S308 (numbers, and texts that are escaped)


def rows(line: Line, told: Words) -> SafeString:
    """The rows of the table: period, figure, what it is made of, and how many of its months are known."""
    drawn = []
    for name, figure in zip(told.names, line.figures, strict=True):
        drawn.append(
            f'<tr><th scope="row">{escape(name)}</th><td class="number">{escape(said(figure, told))}</td>'
            f'<td class="number">{_made_of(figure)}</td></tr>'
        )
    return mark_safe("".join(drawn))  # noqa: S308 (numbers, and texts that are escaped)


def _made_of(figure: Figure) -> str:
    """So many of how many; and of how many of the months."""
    parts = []
    if figure.indicator.has_base and figure.denominator is not None:
        parts.append(f"{figure.numerator:,}/{figure.denominator:,}".replace(",", GAP))
    whole = len(figure.period.months)
    if 0 < figure.months < whole and not figure.indicator.is_stock:
        parts.append(escape(_("%(known)s of %(months)s months") % {"known": figure.months, "months": whole}))
    return "; ".join(parts)

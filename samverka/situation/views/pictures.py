"""A line's figures as a picture and as the table under it, made here: numbers, and texts that are escaped."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from django.utils.formats import date_format, get_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samverka.situation.disclosure.lattice import months_of
from samverka.situation.queries import HIDDEN, Figure, Line, Period
from samverka.situation.queries.compiled import Compiled


BAR, HIGH, FOOT = 26, 72, 22
SMALL_BAR, SMALL_HIGH = 14, 44
ROW, NAMES, SCALE = 22, 190, 400  # of ranges: how high a line is, how wide the names and the scale are
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
    """Bars on a scale of their own, each with its period under it."""
    marks = [(BAR * number + BAR // 2, mark) for number, mark in enumerate(told.marks)]
    return _bars(
        line, str(line.indicator.name), marks, most=highest([line]), bar=BAR, high=HIGH, name=line.indicator.key
    )


def small_picture(line: Line, told: Words, *, title: str, most: float, name: str) -> SafeString:
    """The same, one of many that are read side by side: on one scale, with the first and the last period under it."""
    marks = [(2, told.names[0]), (SMALL_BAR * len(line.figures) - 2, told.names[-1])]
    return _bars(line, title, marks, most=most, bar=SMALL_BAR, high=SMALL_HIGH, name=name)


def highest(lines: Iterable[Line]) -> float:
    """Up to where the scale goes: the whole for shares, else what is most."""
    told = list(lines)
    if any(one.indicator.kind == "share" for one in told):
        return 1
    return max((figure.value for one in told for figure in one.figures if figure.value), default=1)


def _bars(
    line: Line, title: str, marks: Sequence[tuple[int, str]], *, most: float, bar: int, high: int, name: str
) -> SafeString:
    """A dash below the ground where nothing is known, a frame where it is hidden."""
    wide, gap, foot = bar * len(line.figures), bar // 8, FOOT
    drawn = [
        f'<svg class="indicator" role="img" viewBox="0 0 {wide} {high + foot}" aria-labelledby="bars-{name}">',
        f'<title id="bars-{name}">{escape(title)}</title><path class="ground" d="M0 {high}H{wide}"/>',
    ]
    for number, figure in enumerate(line.figures):
        x, value, slim = bar * number + gap, figure.value, bar - 2 * gap
        if figure.status == HIDDEN:
            drawn.append(f'<rect class="hidden" x="{x}" y="{high - 14}" width="{slim}" height="14"/>')
        elif figure.is_missing or value is None:
            drawn.append(f'<path class="missing" d="M{x + slim // 4} {high + 3}h{slim // 2}"/>')
        else:
            tall = max(round(value / most * (high - 4)), 1)
            drawn.append(f'<rect class="bar" x="{x}" y="{high - tall}" width="{slim}" height="{tall}"/>')
    texts = [f'<text x="{x}" y="{high + 18}">{escape(mark)}</text>' for x, mark in marks]
    return mark_safe("".join([*drawn, *texts, "</svg>"]))  # noqa: S308 (numbers, and texts that are escaped)


def ranges(one: Compiled) -> SafeString:
    """Figures from low to high on one scale, respondent by respondent; a dashed line where there is none."""
    most = max((figure.high for _answer, figure in one.ranges if figure), default=0) or 1
    tall, missing, drawn = ROW * len(one.ranges) + FOOT, escape(_("missing")), []
    for number, (answer, figure) in enumerate(one.ranges):
        y = ROW * number + ROW // 2
        drawn.append(f'<text class="whose" x="{NAMES - 8}" y="{y + 4}">{escape(answer.respondent[:28])}</text>')
        if figure is None:
            drawn.append(f'<path class="missing" d="M{NAMES} {y}H{NAMES + SCALE}"/>')
            drawn.append(f'<text class="end" x="{NAMES + SCALE + 6}" y="{y + 4}">{missing}</text>')
            continue
        low, high = (NAMES + round(end / most * SCALE) for end in (figure.low, figure.high))
        drawn.append(f'<path class="span" d="M{low} {y}H{high}M{low} {y - 5}v10M{high} {y - 5}v10"/>')
        told = str(figure.low) if figure.low == figure.high else f"{figure.low}{DASH}{figure.high}"
        drawn.append(f'<text class="end" x="{high + 6}" y="{y + 4}">{told}</text>')
    ground = f'<path class="ground" d="M{NAMES} 0V{tall - FOOT}H{NAMES + SCALE}"/>'
    marks = f'<text x="{NAMES}" y="{tall - 6}">0</text><text x="{NAMES + SCALE}" y="{tall - 6}">{most}</text>'
    return mark_safe(  # noqa: S308 (numbers, and texts that are escaped)
        f'<svg class="ranges" role="img" viewBox="0 0 {NAMES + SCALE + NAMES // 2} {tall}" aria-labelledby="ranges">'
        f'<title id="ranges">{escape(one.question.text)}</title>{ground}{marks}{"".join(drawn)}</svg>'
    )


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

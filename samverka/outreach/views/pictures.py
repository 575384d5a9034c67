"""Pictures of the field, drawn here as SVG: areas, months and days, never points. A table stands beside each."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samverka.outreach.queries import AreaYear, Case, Month
from samverka.outreach.queries.settlements import AreaCount


ACROSS, TILE, TALL, GAP = 3, 150, 74, 6
BAR, HIGH, FOOT = 26, 72, 22
WEEKS, DAY, LEFT, LINE, TOP = 8, 9, 132, 30, 26


def areas(counts: Sequence[AreaCount]) -> SafeString:
    """A tile for each area, the darker the more settlements it has."""
    rows = -(-len(counts) // ACROSS) or 1
    size = f"0 0 {ACROSS * (TILE + GAP)} {rows * (TALL + GAP)}"
    tiles = format_html_join("", "{}", ((_tile(number, one),) for number, one in enumerate(counts)))
    text = _("The table below tells them one by one.")
    return format_html(
        '<svg class="tiles" role="img" viewBox="{}" aria-labelledby="tiles-title tiles-text">'
        '<title id="tiles-title">{}</title><desc id="tiles-text">{}</desc>{}</svg>',
        size, _("Settlements in each area"), text, tiles,
    )  # fmt: skip


def _tile(number: int, one: AreaCount) -> SafeString:
    x, y = number % ACROSS * (TILE + GAP), number // ACROSS * (TALL + GAP)
    shade = min(one.settlements, 4)
    name = one.area if len(one.area) < 19 else one.area[:17] + "…"
    return format_html(
        '<g class="shade-{}"><rect x="{}" y="{}" width="{}" height="{}" rx="4"/><text x="{}" y="{}">{}</text>'
        '<text class="number" x="{}" y="{}">{}</text></g>',
        shade, x, y, TILE, TALL, x + 10, y + 24, name, x + 10, y + 58, one.settlements,
    )  # fmt: skip


def ahead(cases: Iterable[Case], *, today: date) -> SafeString:
    """The weeks to come: for each removal its window, and until when there is time to object."""
    begins = today - timedelta(days=today.weekday())
    rows = list(cases)
    width, height = LEFT + WEEKS * 7 * DAY, TOP + LINE * max(1, len(rows))
    lines = format_html_join("", "{}", ((_case(number, one, begins),) for number, one in enumerate(rows)))
    now = LEFT + (today - begins).days * DAY
    return format_html(
        '<svg class="ahead" role="img" viewBox="0 0 {} {}" aria-labelledby="ahead-title ahead-text">'
        '<title id="ahead-title">{}</title><desc id="ahead-text">{}</desc>{}<path class="now" d="M{} {}V{}"/>{}</svg>',
        width, height, _("Removals ahead"), _("The table below tells them one by one."), _weeks(begins, height),
        now, TOP - 4, height, lines,
    )  # fmt: skip


def _weeks(begins: date, height: int) -> SafeString:
    weeks = [(LEFT + 7 * DAY * number, begins + timedelta(days=7 * number)) for number in range(WEEKS)]
    return format_html_join(
        "", '<path class="week" d="M{} {}V{}"/><text x="{}" y="14">{}</text>',
        ((x, TOP - 6, height, x + 2, date_format(day, "j b")) for x, day in weeks),
    )  # fmt: skip


def _case(number: int, case: Case, begins: date) -> SafeString:
    """One line: a thin bar for the time to object, a thick one for the window."""
    y = TOP + LINE * number
    name = case.removal.settlement.area.name
    drawn = format_html('<text x="0" y="{}">{}</text>', y + 18, name if len(name) < 19 else name[:17] + "…")
    served = case.dates.served_on
    if served and case.objections_until:
        drawn += _bar("object", served + timedelta(days=1), case.objections_until, begins, y + 11, 6)
    if case.removal.window_from and case.removal.window_to and case.dates.removal_on:
        drawn += _bar("window", case.removal.window_from, case.removal.window_to, begins, y + 4, 20)
    return drawn


def _bar(kind: str, first: date, last: date, begins: date, y: int, tall: int) -> SafeString:
    """What of the days lies in the picture."""
    start = max(0, (first - begins).days)
    end = min(WEEKS * 7, (last - begins).days + 1)
    if end <= start:
        return SafeString()
    x, wide = LEFT + start * DAY, (end - start) * DAY
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>', kind, x, y, wide, tall
    )  # fmt: skip


def over_time(one: AreaYear, *, most: int) -> SafeString:
    """An area's months on the scale of `most`: each bar is solid up to the least that was met, paler to the most."""
    bars = format_html_join("", "{}", ((_month(month, BAR * number, most),) for number, month in enumerate(one.months)))
    wide, title = len(one.months) * BAR, f"time-{one.area.pk}"
    return format_html(
        '<svg class="over-time" role="img" viewBox="0 0 {} {}" aria-labelledby="{}"><title id="{}">{}</title>'
        '<path class="week" d="M0 {}H{}"/>{}{}</svg>',
        wide, HIGH + FOOT, title, title, _("Contacts with adults by month, %s") % one.area.name, HIGH, wide, bars,
        _initials(one.months),
    )  # fmt: skip


def _month(month: Month, x: int, most: int) -> SafeString:
    """A month without visits is a dash below the ground: nobody looked, which is not that nobody was there."""
    if not month.visits:
        return format_html('<path class="missing" d="M{} {}h8"/>', x + 8, HIGH + 3)
    least, up_to = (round(count / most * (HIGH - 2)) for count in month.adults)
    bars = (("most", up_to), ("least", max(least, 1)))
    return format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        ((kind, x + 3, HIGH - tall, BAR - 6, tall) for kind, tall in bars),
    )  # fmt: skip


def _initials(months: Sequence[Month]) -> SafeString:
    marks = ((BAR * number + BAR // 2, HIGH + 18, date_format(one.first, "b")[:3]) for number, one in enumerate(months))
    return format_html_join("", '<text x="{}" y="{}">{}</text>', marks)

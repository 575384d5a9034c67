"""How the nights of a removal turn out, as bars (SVG): free beds, beds that may come, and how many people there are."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samverka.shelters.room import NightRoom


STEP, BAR, HEIGHT, LEFT, TOP, BOTTOM = 54, 30, 130, 36, 10, 26


def picture(nights: Sequence[NightRoom]) -> SafeString:
    """A bar for each night; a line across it at the number of people; a sign under it where somebody has no bed."""
    most = max([1, *(one.people for one in nights), *(one.beds.free + one.beds.more for one in nights)])
    width, ground = LEFT + STEP * max(1, len(nights)), TOP + HEIGHT
    bars = format_html_join("", "{}", ((_night(number, one, HEIGHT / most),) for number, one in enumerate(nights)))
    return format_html(
        '<svg class="room" role="img" viewBox="0 0 {} {}" width="{}" aria-labelledby="room-title room-text">'
        '<title id="room-title">{}</title><desc id="room-text">{}</desc><path class="line" d="M{} {}H{}"/>'
        '<text x="{}" y="{}" text-anchor="end">0</text><text x="{}" y="{}" text-anchor="end">{}</text>{}</svg>',
        width, ground + BOTTOM, width, _("Free beds and people, night by night"),
        _("The table below tells them one by one."), LEFT, ground, width, LEFT - 6, ground, LEFT - 6, TOP + 10, most,
        bars,
    )  # fmt: skip


def _night(number: int, one: NightRoom, scale: float) -> SafeString:
    x, ground = LEFT + STEP * number + (STEP - BAR) // 2, TOP + HEIGHT
    free, more, people = (round(count * scale) for count in (one.beds.free, one.beds.more, one.people))
    sign = _sign(x, ground) if one.short else ""
    return format_html(
        '<rect class="free" x="{}" y="{}" width="{}" height="{}"/><rect class="more" x="{}" y="{}" width="{}"'
        ' height="{}"/><path class="people" d="M{} {}H{}"/>{}<text x="{}" y="{}" text-anchor="middle">{}</text>',
        x, ground - free, BAR, free, x, ground - free - more, BAR, more, x - 8, ground - people, x + BAR + 8, sign,
        x + BAR // 2, ground + 22, date_format(one.day, "j/n"),
    )  # fmt: skip


def _sign(x: int, ground: int) -> SafeString:
    return format_html('<path class="short" d="M{} {}h12l-6 -10z"/>', x + BAR // 2 - 6, ground - 2)

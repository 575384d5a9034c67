"""The season as a picture: for each night what hosts give, what they offer, and where places are lacking (SVG)."""

from datetime import date
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samverka.shelters.queries.seasons import Calendar, NightSum


STEP, HEIGHT, LEFT, TOP, BOTTOM = 7, 120, 34, 8, 24


def picture(told: Calendar, *, today: date, alone: bool = False) -> SafeString:
    """The bars of all nights; `alone` for a file of its own, which brings its colours."""
    nights = told.nights
    width = LEFT + STEP * len(nights) + 4
    most = max([1, told.season.wanted, *(night.places + night.offered for night in nights)])
    scale = HEIGHT / most
    title = escape(_("Places each night, %(season)s") % {"season": told.season})
    text = escape(
        _("Of %(nights)s nights, %(gaps)s lack places. The table tells them one by one.")
        % {"nights": len(nights), "gaps": sum(bool(night.short) for night in nights)}
    )
    size = f'viewBox="0 0 {width} {TOP + HEIGHT + BOTTOM}" width="{width}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" role="img" {size}',
        ' aria-labelledby="bars-title bars-text">',
        f'<title id="bars-title">{title}</title><desc id="bars-text">{text}</desc>',
        COLOURS if alone else "",
        *_ruler(most, told.season.wanted, scale, width),
        *(_bar(number, night, scale, today) for number, night in enumerate(nights)),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 (numbers, and texts that are escaped)


COLOURS = (
    "<style>.given{fill:#0b5d3b}.offer{fill:none;stroke:#234a63}.none{fill:#8f1220}.wish{stroke:#6b4300;"
    "stroke-dasharray:4 3}.line{stroke:#7a8a83}text{font:11px sans-serif;fill:#12211b}</style>"
)


def _ruler(most: int, wanted: int, scale: float, width: int) -> list[str]:
    ground = TOP + HEIGHT
    lines = [
        f'<path class="line" d="M{LEFT} {ground}H{width}"/><text x="{LEFT - 4}" y="{ground}" text-anchor="end">0</text>'
    ]
    lines.append(f'<text x="{LEFT - 4}" y="{TOP + 8}" text-anchor="end">{most}</text>')
    if wanted:
        height = ground - wanted * scale
        lines.append(f'<path class="wish" d="M{LEFT} {height:.0f}H{width}"/>')
    return lines


def _bar(number: int, night: NightSum, scale: float, today: date) -> str:
    """Given places, offered ones above them as a frame, and a sign below where there are too few."""
    x, ground = LEFT + STEP * number, TOP + HEIGHT
    given, offer = night.places * scale, night.offered * scale
    drawn = f'<rect class="given" x="{x}" y="{ground - given:.0f}" width="5" height="{given:.0f}"/>' if given else ""
    if offer:
        drawn += f'<rect class="offer" x="{x}" y="{ground - given - offer:.0f}" width="5" height="{offer:.0f}"/>'
    if night.short:
        drawn += f'<path class="none" d="M{x} {ground + 3}h5l-2.5 5z"/>'
    if night.day == today:
        drawn += f'<path class="line" d="M{x + 2} {TOP}V{ground}"/>'
    if night.day.day == 1 or number == 0:
        drawn += f'<text x="{x}" y="{ground + 20}">{escape(date_format(night.day, "M"))}</text>'
    return drawn

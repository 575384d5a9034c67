"""Lists of services. They are put together here, since a template takes many times as long over three hundred."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samverka.web.http import Edition
from samverka.web.templatetags.public import dialled, pictogram, point, said, where
from samverka.web.views.lists import Line


register = template.Library()


@register.simple_tag
def lines(*, of: Iterable[Line], edition: Edition) -> SafeString:
    """Services with all that somebody needs who wants to go there."""
    today, way = escape(_("Today")), escape(_("Show the way"))
    told = (_line(line, edition, today, way) for line in of)
    return mark_safe(f'<ul class="lines">{"".join(told)}</ul>')  # noqa: S308 (every text is escaped)


@register.simple_tag
def short_lines(*, of: Iterable[Line], edition: Edition) -> SafeString:
    """Services in a sentence each."""
    today = escape(_("Today"))
    told = (_short(line, edition, today) for line in of)
    return mark_safe(f'<ul class="plain">{"".join(told)}</ul>')  # noqa: S308 (every text is escaped)


def _line(line: Line, edition: Edition, today: str, way: str) -> str:
    phone, geo, place = line.here.phone, line.geo, where(line=line, edition=edition)
    acts = _call(phone, pictogram(name="phone") + " ") if phone else ""
    if geo:
        acts += f'<a href="{escape(geo)}">{pictogram(name="way")} {way}</a>'
    return (
        f'<li class="is-{line.state}" {point(line=line)}>'
        f"<h3>{pictogram(name=line.sort.slug)} {_name(line, edition)}</h3>"
        f'<p class="state">{escape(line.status)}</p>'
        + (f"<p>{today} {escape(line.today)}</p>" if line.today and line.state != "open" else "")
        + (f'<p class="where">{place} <b data-distance></b></p>' if place else "")
        + (f'<p class="acts">{acts}</p>' if acts else "")
        + "</li>"
    )


def _short(line: Line, edition: Edition, today: str) -> str:
    phone = line.here.phone
    parts = [
        _name(line, edition),
        where(line=line, edition=edition),
        f"{today} {escape(line.today)}" if line.today else "",
        _call(phone) if phone else "",
    ]
    return f"<li>{'. '.join(filter(None, parts))}</li>"


def _name(line: Line, edition: Edition) -> str:
    return f'<a href="/{edition.slug}/service/{line.here.offer.pk}/">{said(text=line.name, edition=edition)}</a>'


def _call(phone: str, picture: str = "") -> str:
    return f'<a href="tel:{dialled(phone)}">{picture}{escape(phone)}</a>'

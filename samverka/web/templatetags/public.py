"""Pieces of public pages: pictograms, and texts that say which language they are in."""

from datetime import date
from functools import cache
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samverka.core.templatetags.ui import LIGHTS
from samverka.directory.models.languages import direction
from samverka.directory.queries import Shown
from samverka.web.http import Edition


register = template.Library()


@register.simple_tag
def pictogram(*, name: str) -> SafeString:
    """A picture beside the word that it stands for."""
    return _pictogram(name)


@cache
def _pictogram(name: str) -> SafeString:
    source = static("web/pictograms.svg")
    return format_html('<svg class="pictogram" aria-hidden="true"><use href="{}#{}"/></svg>', source, name)


@register.simple_tag
def said(*, text: Shown, edition: Edition) -> SafeString:
    """A short text; one in another language than the page says in which, and which way it is written."""
    if text.language == edition.interface:
        return mark_safe(escape(text.text))  # noqa: S308
    way = direction(text.language)
    turned = f' dir="{way}"' if way != edition.direction else ""
    return mark_safe(f'<span lang="{text.language}"{turned}>{escape(text.text)}</span>')  # noqa: S308


@register.simple_tag
def paragraph(*, text: Shown, edition: Edition) -> SafeString:
    """A longer text, and what one should know of its language."""
    return format_html("<p>{}</p>", remark(text=text, edition=edition))


@register.simple_tag
def heard(*, text: Shown, id: str) -> SafeString:
    """The same, where a device may read it aloud: what should be known of its language is not read."""
    way = direction(text.language)
    told = format_html('<span id="{}" lang="{}" dir="{}">{}</span>', id, text.language, way, text.text)
    return format_html("<p>{}{}</p>", told, _label(text))


@register.simple_tag
def remark(*, text: Shown, edition: Edition) -> SafeString:
    """The same inside a line."""
    return format_html("{}{}", said(text=text, edition=edition), _label(text))


@register.simple_tag
def lamp(*, name: str) -> SafeString:
    """The light of an intake, in word, sign and colour."""
    return format_html('<span class="light light-{}">{}</span>', name, LIGHTS[name])


@register.simple_tag
def where(*, line: Any, edition: Edition) -> SafeString:
    """Where to go, as far as it may be told."""
    spot = line.here.spot
    if spot is None:
        return SafeString("")
    name = getattr(line, "place", None)
    address = dict.fromkeys(escape(part) for part in (spot.street, spot.area, spot.city) if part)
    parts = [said(text=name, edition=edition)] if name else []
    return mark_safe(", ".join([*parts, *address]))  # noqa: S308


@register.simple_tag
def point(*, line: Any) -> SafeString:
    """Where it is, for a reckoning in the phone."""
    if line.here.point is None:
        return SafeString("")
    latitude, longitude = line.here.point
    return mark_safe(f'data-latitude="{latitude:.5f}" data-longitude="{longitude:.5f}"')  # noqa: S308


@register.filter
def day(on: date, form: str) -> str:
    """A date inside a sentence: only English writes its days and months with a capital."""
    told = date_format(on, form)
    return told if get_language() == "en" else told.lower()


@register.filter
def dialled(phone: str) -> str:
    """A number as a phone dials it."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


@register.filter
def unlocalized(number: float) -> str:
    """A number as drawings write it."""
    return f"{number:.1f}"


def _label(text: Shown) -> SafeString:
    aside = _aside(text)
    return format_html(' <span class="only">({})</span>', aside) if aside else SafeString("")


def _aside(text: Shown) -> str:
    if text.state == "missing":
        return _("only in Swedish") if text.language == "sv" else _("not in your language")
    if text.state == "machine":
        return _("translated by a machine")
    return _("may be out of date") if text.state == "outdated" else ""

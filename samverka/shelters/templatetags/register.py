"""The buttons of the register."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samverka.core.ids import new_id


register = template.Library()


@register.simple_tag
def act(*, name: str, place: Any, text: str, kind: str = "") -> SafeString:
    """A button that does something with a place: its own id makes two taps one event, and only its line changes."""
    return format_html(
        '<button name="id" value="{0}" class="{1}" formaction="/places/{2}/{3}/" hx-post="/places/{2}/{3}/"'
        ' hx-target="#place-{2}" hx-swap="outerHTML">{4}</button>',
        new_id(), kind, place, name, text,
    )  # fmt: skip

"""Numbers that pretend no more than they know."""

from math import isfinite

from django import template
from django.utils.formats import number_format

from samverka.situation import estimate_words as words


register = template.Library()
DASH = "\u2013"


@register.simple_tag
def about(*, of: float | None) -> str:
    """To two figures; a dash where there is none."""
    return words.about(of) if of is not None and isfinite(of) else DASH


@register.simple_tag
def between_about(*, of: tuple[float, float]) -> str:
    """A range, rounded away from its middle."""
    return f"{words.at_least(of[0])}{DASH}{words.at_most(of[1])}" if all(map(isfinite, of)) else DASH


@register.simple_tag
def percent(*, of: float) -> str:
    return f"{number_format(round(of * 100))}\u202f%"

"""Pieces of the pages about open data."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language


register = template.Library()


@register.filter
def spoken(words: Mapping[str, str]) -> str:
    """A text in the language of the page."""
    return words.get(get_language() or "sv", words["sv"])


@register.filter
def fragment(iri: str) -> str:
    """The place on a page that an address names."""
    return iri.partition("#")[2]

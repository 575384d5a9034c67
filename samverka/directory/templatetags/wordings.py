"""What has changed between two versions of a text."""

import re
from difflib import SequenceMatcher

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


register = template.Library()

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 3000  # words and signs; longer texts are told whole, before and after


@register.filter
def changed(now: str, before: str) -> SafeString:
    """A text with what was taken away and what was put in, word by word."""
    old, new = WORDS.findall(before), WORDS.findall(now)
    if max(len(old), len(new)) > MOST:
        return format_html("<del>{}</del> <ins>{}</ins>", before, now)
    parts = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(format_html("{}", "".join(new[c:d])))
            continue
        parts += [format_html("<del>{}</del>", "".join(old[a:b]))] if b > a else []
        parts += [format_html("<ins>{}</ins>", "".join(new[c:d]))] if d > c else []
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)

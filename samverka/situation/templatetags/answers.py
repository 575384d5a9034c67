"""Answers and sums, in words."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.situation.models import AnswerValue, Question
from samverka.situation.presets.asked import METHOD
from samverka.situation.queries.words import in_words
from samverka.situation.ranges import Range, Total


register = template.Library()
METHODS = dict(METHOD)
SURE = {
    "high": gettext_lazy("Confidence: high."),
    "medium": gettext_lazy("Confidence: medium."),
    "low": gettext_lazy("Confidence: low."),
}


@register.simple_tag
def told(*, value: AnswerValue | None, question: Question) -> SafeString | str:
    """What was answered to a question."""
    if value is None or not value.is_given:
        return "–"  # noqa: RUF001 (a dash)
    if value.has_no_basis:
        return _("no basis")
    return format_html('<span lang="sv">{}</span>', value.text or in_words(question, value.value))


@register.simple_tag
def counted(*, value: AnswerValue, question: Question) -> str:
    """What had been counted."""
    return in_words(question, value.counted)


@register.simple_tag(name="range")
def between(*, of: Range | Total) -> str:
    """Between so many and so many."""
    low, high = (str(number_format(end, force_grouping=True)) for end in (of.low or 0, of.high or 0))
    return low if low == high else f"{low}–{high}"  # noqa: RUF001 (a range)


@register.simple_tag
def sure(*, of: Range | Total) -> str:
    return str(SURE[of.confidence]) if of.confidence else ""


@register.simple_tag
def method(*, name: str) -> str:
    """How a figure is known."""
    return str(METHODS.get(name, name))

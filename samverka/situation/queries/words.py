"""Answers in words."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from samverka.situation.models import Question


def in_words(question: Question, value: Any) -> str:
    """What was answered, in the question's own words; an empty string where nothing was."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int():
            return str(number_format(value, force_grouping=True))
        case [int(low), int(high)]:
            ends = [str(number_format(end, force_grouping=True)) for end in (low, high)]
            return ends[0] if low == high else "–".join(ends)  # noqa: RUF001 (a range)
        case []:
            return _("none of these")
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(question.texts.get(str(one), "") for one in chosen)

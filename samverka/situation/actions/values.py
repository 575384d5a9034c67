"""What may be answered to each kind of question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samverka.core import free_text
from samverka.core.access import Unfit
from samverka.situation.models import AnswerValue, Question


MOST = 9_999_999
Kind = Question.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody answers to one question. Nothing at all takes an earlier answer back."""

    value: Any = None
    text: str = ""
    has_no_basis: bool = False
    as_counted: bool = False  # what had been counted is right
    reason: str = ""  # why it is otherwise


def write(row: AnswerValue, told: Told) -> AnswerValue:
    """The row as it is now answered, not yet saved. Raises Unfit, with the question's code as the field."""
    question = row.question
    row.value, row.text, row.reason, row.has_no_basis = None, "", "", told.has_no_basis
    if told.has_no_basis:
        return row
    if told.as_counted:
        if row.counted is None:
            raise Unfit(_("Nothing was counted. Write it yourself."), field=question.code)
        row.value = row.counted
    elif question.kind == Kind.TEXT:
        row.text = _text(question, told.text)
    elif told.value is not None:
        row.value = READ[question.kind](question, told.value)
        row.reason = _reason(row, told.reason)
    return row


def fits(question: Question, counted: Any) -> bool:
    """Can what was counted be said in the words of this question?"""
    try:
        READ[question.kind](question, counted)
    except (KeyError, Unfit):
        return False
    return True


def _reason(row: AnswerValue, reason: str) -> str:
    """Why it is otherwise than counted; nothing when it is not."""
    if row.counted is None or row.value == row.counted:
        return ""
    if reason not in AnswerValue.Reason.values:
        raise Unfit(_("Say why it is otherwise than counted."), field=row.question.code)
    return reason


def _text(question: Question, text: str) -> str:
    if len(text) > 2000:
        raise Unfit(_("Write at most 2,000 characters."), field=question.code)
    return free_text.accept(text, field=question.code)


def _yes_no(question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(_("Say yes or no."), field=question.code)
    return value


def _one_of(question: Question, value: Any) -> str:
    if value not in question.texts:
        raise Unfit(_("Choose one of these."), field=question.code)
    return str(value)


def _several_of(question: Question, value: Any) -> list[str]:
    """In the order in which they are offered; none of them is an answer."""
    if not isinstance(value, list) or set(map(str, value)) - set(question.texts):
        raise Unfit(_("Choose among these."), field=question.code)
    return [code for code in question.texts if code in value]


def _number(question: Question, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise Unfit(_("Write a number from 0 to %(most)s.") % {"most": MOST}, field=question.code)
    return value


def _range(question: Question, value: Any) -> list[int]:
    if not isinstance(value, list) or len(value) != 2:
        raise Unfit(_("Write the lowest and the highest number."), field=question.code)
    low, high = (_number(question, end) for end in value)
    if low > high:
        raise Unfit(_("The highest number is below the lowest."), field=question.code)
    return [low, high]


def _grade(question: Question, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 5:
        raise Unfit(_("Choose from 1 to 5."), field=question.code)
    return value


READ: dict[str, Callable[[Question, Any], Any]] = {
    Kind.YES_NO: _yes_no,
    Kind.ONE_OF: _one_of,
    Kind.BAND: _one_of,
    Kind.SEVERAL_OF: _several_of,
    Kind.NUMBER: _number,
    Kind.RANGE: _range,
    Kind.SCALE: _grade,
    Kind.AGREEMENT: _grade,
}

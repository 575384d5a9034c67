"""What a survey's answers come to. Worked out each time: what is locked does not change."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.timezone import localdate

from samverka.situation.models import Answer, AnswerValue, Question, Questionnaire
from samverka.situation.models.questionnaires import CHOSEN, COUNTED, GRADED
from samverka.situation.ranges import LEVELS, Change, Confidence, Range, Total, add, compare, surest


SURE, METHOD = "confidence", "method"  # codes of the questions that say how sure figures are, and how they are known
OPERATIONS = "tally_based"  # the method of what was counted in operations, and confirmed
NO_BASIS = object()
GOOD_FOR = timedelta(days=183)  # what is older is told to be old


@dataclass(frozen=True, slots=True)
class Compiled:
    """One question, as all who were asked have answered it."""

    question: Question
    asked: int
    answered: int
    no_basis: int
    missing: tuple[str, ...]  # respondents that have no figure, or nothing, to say: by name
    total: Total | None = None  # of figures that may be added
    share: float | None = None  # of the largest area, of the high end
    apart: tuple[tuple[str, Range], ...] = ()  # figures that may not: the same people may be met by several
    methods: tuple[tuple[str, int], ...] = ()  # how the figures are known, with how many know them so
    choices: tuple[tuple[str, int], ...] = ()  # of choices and grades: text, and how many chose it
    texts: tuple[tuple[str, str], ...] = ()  # respondent and text; for those alone who compile
    ranges: tuple[tuple[Answer, Range | None], ...] = ()  # the figures, respondent by respondent
    each: tuple[tuple[Answer, Any], ...] = ()  # what was chosen; None where nothing was, NO_BASIS where that was said

    @property
    def outdated_percent(self) -> int:
        """The share of figures that are old."""
        share = self.total.coverage.outdated_share if self.total else None
        return round(100 * (share or 0))


class _Value(NamedTuple):
    """What one respondent answered to one question. (There may be nine thousand of them: no rows with behaviour.)"""

    value: Any
    text: str
    has_no_basis: bool
    counted: Any

    @property
    def is_known(self) -> bool:
        return self.value is not None or bool(self.text)


@dataclass(slots=True)
class _Told:
    """One respondent's answers, by code."""

    answer: Answer
    values: dict[str, _Value] = field(default_factory=dict)

    def chosen(self, code: str) -> str:
        row = self.values.get(code)
        return str(row.value) if row and row.value is not None else ""


def compiled(
    answers: Iterable[Answer], questionnaire: Questionnaire, *, on: date, only: str = ""
) -> list[Compiled]:  # fmt: skip
    """Each question of a questionnaire, or only one, over these answers, seen on a day. Two queries, for one or 290."""
    rows = [one for one in answers if one.questionnaire_id == questionnaire.pk]
    told = {one.pk: _Told(one) for one in rows}
    handed_in = [one.pk for one in rows if one.state == Answer.State.ANSWERED]
    questions = list(questionnaire.questions.order_by("place", "pk"))
    codes = {one.pk: one.code for one in questions}
    names = ("answer", "question", *_Value._fields)
    given = AnswerValue.objects.filter(answer__in=handed_in)
    if only:
        given = given.filter(question__in=[pk for pk, code in codes.items() if code in (only, SURE, METHOD)])
    for answer, question, *value in given.values_list(*names):
        told[answer].values[codes[question]] = _Value(*value)
    return [_compile(one, list(told.values()), on) for one in questions if only in ("", one.code)]


def _compile(question: Question, told: Sequence[_Told], on: date) -> Compiled:
    rows = [(one.answer, one.values.get(question.code)) for one in told]
    given = [(answer, row) for answer, row in rows if row and row.is_known]
    there = {answer.pk for answer, _row in given}
    missing = tuple(answer.respondent for answer, _row in rows if answer.pk not in there)
    no_basis = sum(bool(row and row.has_no_basis) for _answer, row in rows)
    more: dict[str, Any] = {}
    if question.kind in COUNTED:
        more = _figures(question, told, on)
    elif question.kind == Question.Kind.TEXT:
        more["texts"] = tuple((answer.respondent, row.text) for answer, row in given)
    else:
        more["choices"] = _choices(question, [row.value for _answer, row in given])
        more["each"] = tuple((answer, _chosen(row)) for answer, row in rows)
    return Compiled(question, len(rows), len(given), no_basis, missing, **more)


def _figures(question: Question, told: Sequence[_Told], on: date) -> dict[str, Any]:
    """Figures of areas are added; those of organisations, which may meet the same people, stand side by side."""
    found = [(one.answer, _range(one, question)) for one in told]
    known = [(answer, one) for answer, one in found if one]
    methods = tuple(Counter(one.method for _answer, one in known if one.method).most_common())
    if any(answer.questionnaire.meant_for == Questionnaire.For.OTHER for answer, _one in found):
        return {"apart": tuple((answer.respondent, one) for answer, one in known), "methods": methods}
    areas = [answer.territory_id for answer, _one in found]
    total = add([one for _answer, one in known], areas=areas, on=on, good_for=GOOD_FOR)
    highs = [one.high for _answer, one in known]
    share = max(highs) / sum(highs) if any(highs) else None
    return {"total": total, "share": share, "methods": methods, "ranges": tuple(found)}


def _chosen(row: _Value | None) -> Any:
    return NO_BASIS if row and row.has_no_basis else row.value if row else None


def _range(told: _Told, question: Question) -> Range | None:
    """A respondent's figure with how sure it is; None where there is none."""
    row, answer = told.values.get(question.code), told.answer
    if row is None or row.value is None or answer.answered_at is None:
        return None
    low, high = row.value if question.kind == Question.Kind.RANGE else (row.value, row.value)
    is_counted = row.counted is not None and row.value == row.counted
    method, day = OPERATIONS if is_counted else told.chosen(METHOD), localdate(answer.answered_at)
    sure = "high" if is_counted and question.kind == Question.Kind.NUMBER else _sure(told.chosen(SURE), method, day)
    return Range(answer.territory_id, low, high, day, sure, method)


def _sure(said: str, method: str, day: date) -> Confidence:
    """As sure as the respondent says, and no surer than the method allows."""
    claimed = next((level for level in LEVELS if level == said), LEVELS[0])
    return min(claimed, surest(method, as_of=day, on=day), key=LEVELS.index)


def told_ranges(answers: Collection[Answer], codes: Collection[str]) -> list[tuple[Answer, str, Range | None]]:
    """What these answers say to the questions for a range with these codes; None: there is no basis. One query."""
    told = {one.pk: _Told(one) for one in answers}
    asked: dict[str, Question] = {}
    rows = AnswerValue.objects.filter(answer__in=told, question__code__in=(*codes, SURE, METHOD))
    for answer, code, kind, *value in rows.values_list(
        "answer", "question__code", "question__kind", *_Value._fields
    ):  # fmt: skip
        told[answer].values[code] = _Value(*value)
        if kind == Question.Kind.RANGE:
            asked[code] = Question(code=code, kind=kind)
    return [
        (one.answer, code, _range(one, asked[code]))
        for one in told.values()
        for code in codes
        if code in asked and code in one.values and (one.values[code].has_no_basis or one.values[code].is_known)
    ]


def _choices(question: Question, values: list[Any]) -> tuple[tuple[str, int], ...]:
    """How many chose each, in the order in which they are offered."""
    counts = Counter(str(one) for value in values for one in (value if isinstance(value, list) else [value]))
    if question.kind in CHOSEN:
        return tuple((text, counts[code]) for code, text in question.options)
    if question.kind in GRADED:
        return tuple((str(grade), counts[str(grade)]) for grade in range(1, 6))
    return ("yes", counts["True"]), ("no", counts["False"])


def oldest(found: Iterable[Compiled]) -> date | None:
    """The oldest of the days from which the figures are."""
    return min((one.total.since for one in found if one.total and one.total.since), default=None)


def change(before: Compiled, after: Compiled) -> Change:
    """From an earlier picture to a later one of the same question."""
    old, new = ([one for _answer, one in some.ranges if one] for some in (before, after))
    return compare(old, new)

"""A questionnaire as a form: each question with what was counted, and with “no basis” as an answer."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from samverka.core.access import Unfit
from samverka.core.fields import Difference, GuardedText, Versioned
from samverka.situation.actions import Told
from samverka.situation.actions.values import MOST, write
from samverka.situation.models import Answer, AnswerValue, Question
from samverka.situation.models.questionnaires import GRADED
from samverka.situation.queries.words import in_words


Kind = Question.Kind
OFF = {"autocomplete": "off"}
NUMBER = {"inputmode": "numeric", **OFF}
NONE_OF_THESE, NO_BASIS = "-", "?"
ONE_CHOICE = (Kind.YES_NO, Kind.ONE_OF, Kind.BAND, *GRADED)  # where “no basis” is one of the choices
YES_NO = [("yes", _("yes")), ("no", _("no"))]
GRADES = [(str(grade), str(grade)) for grade in range(1, 6)]
INSTRUCTION = _("About places and work, never about anybody: no names, numbers or origin.")


@dataclass(frozen=True, slots=True)
class Block:
    """One question as it stands on the page."""

    question: Question
    counted: str  # in words, and nothing where nobody counted
    before: str  # what was answered last time
    fields: list[BoundField]
    basis: BoundField | None
    reason: BoundField | None

    @property
    def is_wrong(self) -> bool:
        return any(one.errors for one in [*self.fields, *filter(None, [self.basis, self.reason])])


class Answering(Versioned):
    """All questions at once. What is fit is kept even when something else must be put right."""

    def __init__(
        self, *args: Any, questions: Iterable[Question], values: Iterable[AnswerValue],
        before: Mapping[str, AnswerValue], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.questions, self.before = list(questions), before
        self.rows = {one.question.code: one for one in values}
        self.fit: dict[str, Told] = {}
        for question in self.questions:
            self._add(question)

    def clean(self) -> dict[str, Any]:
        for question in self.questions:
            told = self._told(question)
            try:
                write(copy(self._row(question)), told)
            except Unfit as unfit:
                if not self._is_wrong(question):
                    self.add_error(f"{question.code}.{_main(question)}", str(unfit))
            if not self._is_wrong(question):
                self.fit[question.code] = told
        return self.cleaned_data

    def confirm(self) -> None:
        """Say of all that was counted, and of which nothing else is said, that it is right."""
        for code, told in self.fit.items():
            if told == Told() and code in self.rows and self.rows[code].counted is not None:
                self.fit[code] = Told(as_counted=True)

    @property
    def differences(self) -> list[Difference]:
        """None to take or to leave: what is fit is kept beside what others have filled in meanwhile."""
        return []

    @property
    def blocks(self) -> list[Block]:
        return [self._block(one) for one in self.questions]

    def _add(self, question: Question) -> None:
        row, code = self._row(question), question.code
        is_counted, is_one = row.counted is not None, question.kind in ONE_CHOICE
        is_confirmed = is_counted and row.value == row.counted and not row.reason
        for name, field in _fields(question, row.counted).items():
            field.initial = _initial(row, None if is_confirmed and not is_one else row.value, name)
            self.fields[f"{code}.{name}"] = field
        if is_counted and not is_one:
            said = "none" if row.has_no_basis else "counted" if is_confirmed else "own" if row.is_given else ""
            self.fields[f"{code}.basis"] = _basis(in_words(question, row.counted), said)
        elif not is_one:
            self.fields[f"{code}.basis"] = forms.BooleanField(
                label=_("There is no basis"), required=False, initial=row.has_no_basis
            )
        if is_counted:
            self.fields[f"{code}.reason"] = forms.ChoiceField(
                label=_("Why it is otherwise"), choices=[("", "–"), *AnswerValue.Reason.choices], required=False,  # noqa: RUF001
                initial=row.reason, widget=forms.Select(attrs=OFF),
            )  # fmt: skip

    def _is_wrong(self, question: Question) -> bool:
        return any(name.startswith(f"{question.code}.") for name in self.errors)

    def _row(self, question: Question) -> AnswerValue:
        return self.rows.get(question.code) or AnswerValue(question=question)

    def _told(self, question: Question) -> Told:
        code, found = question.code, self.cleaned_data
        typed, reason = found.get(f"{code}.value"), found.get(f"{code}.reason", "")
        if question.kind in ONE_CHOICE:
            return Told(has_no_basis=True) if typed == NO_BASIS else Told(_value(question, found), reason=reason)
        told = Told(text=typed or "") if question.kind == Kind.TEXT else Told(_value(question, found), reason=reason)
        match found.get(f"{code}.basis"):
            case True | "none" if told.value is None and not told.text:
                return Told(has_no_basis=True)
            case True | "none":
                both = _("You have answered, and said that there is no basis. Choose one of them.")
                self.add_error(f"{code}.{_main(question)}", both)
            case "counted" if told.value in (None, self._row(question).counted):
                return Told(as_counted=True)
        return told

    def _block(self, question: Question) -> Block:
        code, row = question.code, self._row(question)
        names = [f"{code}.{name}" for name in _fields(question, row.counted)]
        basis, reason = (self[name] if name in self.fields else None for name in (f"{code}.basis", f"{code}.reason"))
        return Block(
            question,
            in_words(question, row.counted) if row.counted is not None else "",
            _before(question, self.before.get(code)),
            [self[name] for name in names],
            basis,
            reason,
        )


class Entering(Answering):
    """The same, of what came as a sheet or on paper."""

    way = forms.ChoiceField(
        label=_("How it came"), widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Answer.Way.SHEET, Answer.Way.PAPER)],
    )  # fmt: skip


class PassOn(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of your colleague"), widget=forms.EmailInput(attrs=OFF),
        help_text=_("A mail with a link goes there at once. The address is not kept."),
    )  # fmt: skip


def _main(question: Question) -> str:
    return "low" if question.kind == Kind.RANGE else "value"


def _fields(question: Question, counted: Any) -> dict[str, forms.Field]:
    """The fields in which one question is answered."""
    match question.kind:
        case Kind.RANGE:
            return {"low": _number(_("At least")), "high": _number(_("At most"))}
        case Kind.NUMBER:
            return {"value": _number(_("Number"))}
        case Kind.TEXT:
            return {
                "value": GuardedText(label=_("Your answer"), max_length=2000, required=False, help_text=INSTRUCTION)
            }
        case Kind.SEVERAL_OF:
            choices = [*question.options, (NONE_OF_THESE, _("none of these"))]
            return {"value": forms.MultipleChoiceField(
                label=question.text, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
            )}  # fmt: skip
    choices = YES_NO if question.kind == Kind.YES_NO else [(code, text) for code, text in question.options] or GRADES
    marked = [
        (code, _("%(text)s (as counted)") % {"text": text} if code == counted else text) for code, text in choices
    ]
    return {"value": forms.ChoiceField(
        label=question.text, choices=[*marked, (NO_BASIS, _("no basis"))], widget=forms.RadioSelect, required=False
    )}  # fmt: skip


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, required=False, widget=forms.NumberInput(attrs=NUMBER)
    )


def _basis(counted: str, said: str) -> forms.ChoiceField:
    choices = [
        ("counted", _("as counted: %(counted)s") % {"counted": counted}), ("own", _("otherwise, as I write")),
        ("none", _("there is no basis")),
    ]  # fmt: skip
    return forms.ChoiceField(
        label=_("This was counted"), choices=choices, widget=forms.RadioSelect, required=False, initial=said
    )


def _value(question: Question, found: Mapping[str, Any]) -> Any:
    """What was typed, as the question keeps it; None where nothing was."""
    typed, code = found.get(f"{question.code}.value"), question.code
    match question.kind:
        case Kind.RANGE:
            low, high = found.get(f"{code}.low"), found.get(f"{code}.high")
            ends = [low if low is not None else high, high if high is not None else low]
            return None if ends[0] is None else ends
        case Kind.YES_NO:
            return {"yes": True, "no": False}.get(str(typed))
        case Kind.SEVERAL_OF:
            return [one for one in typed if one != NONE_OF_THESE] if typed else None
        case Kind.SCALE | Kind.AGREEMENT:
            return int(typed) if typed else None
        case Kind.NUMBER:
            return typed
    return typed or None


def _initial(row: AnswerValue, value: Any, name: str) -> Any:
    """What one of a question's fields shows of its answer."""
    kind = row.question.kind
    if row.has_no_basis and kind in ONE_CHOICE:
        return NO_BASIS
    if kind == Kind.TEXT or value is None:
        return row.text or None
    match kind:
        case Kind.RANGE:
            return value[0 if name == "low" else 1]
        case Kind.YES_NO:
            return "yes" if value else "no"
        case Kind.SEVERAL_OF:
            return value or [NONE_OF_THESE]
    return value


def _before(question: Question, row: AnswerValue | None) -> str:
    """What was answered last time, in words."""
    if row is None or row.question.kind != question.kind:
        return ""
    return str(_("no basis")) if row.has_no_basis else row.text or in_words(row.question, row.value)

"""What those who write questions type."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import GuardedText, Versioned
from samverka.core.ids import new_id
from samverka.situation.models import Question, Questionnaire
from samverka.situation.presets import PRESETS


OFF = {"autocomplete": "off"}
CODE = re.compile(r"[a-z0-9_]{1,40}")


class TakePreset(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    preset = forms.ChoiceField(
        label=_("Begin from"), widget=forms.RadioSelect, choices=[(code, one.name) for code, one in PRESETS.items()]
    )


class AddQuestionnaire(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=OFF))
    meant_for = forms.ChoiceField(label=_("Meant for"), choices=Questionnaire.For.choices, widget=forms.RadioSelect)


class NameQuestionnaire(Versioned):
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=OFF))


class WriteQuestion(Versioned):
    """One question. Its choices stand one on each line: a code, a colon and the text; the code can be left out."""

    number = forms.CharField(label=_("Number"), max_length=5, widget=forms.TextInput(attrs=OFF))
    text = GuardedText(label=_("Question"), max_length=300, rows=2, help_text="")
    hint = GuardedText(label=_("Explanation"), max_length=300, rows=2, required=False, help_text="")
    kind = forms.ChoiceField(label=_("Kind"), choices=Question.Kind.choices)
    options = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 6, **OFF}), max_length=4000,
        help_text=_("One on each line, such as “winter: in winter”."),
    )  # fmt: skip
    code = forms.SlugField(
        label=_("Code"), max_length=40, widget=forms.TextInput(attrs=OFF),
        help_text=_("Stays the same from year to year, so that answers can be compared."),
    )  # fmt: skip
    in_profile = forms.BooleanField(label=_("A form of support that neighbours compare"), required=False)

    def clean_options(self) -> list[list[str]]:
        return [_option(number, line) for number, line in enumerate(_lines(self.cleaned_data["options"]), 1)]


class AddQuestion(WriteQuestion):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:40]


def _option(number: int, line: str) -> list[str]:
    """A code and a text; of a line without a code, its number is the code."""
    code, colon, text = (part.strip() for part in line.partition(":"))
    if colon and text and CODE.fullmatch(code):
        return [code, text[:100]]
    return [str(number), line[:100]]


def as_lines(options: list[list[Any]]) -> str:
    return "\n".join(f"{code}: {text}" for code, text in options)

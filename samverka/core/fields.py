"""Form fields that every app may use."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samverka.core.free_text import INSTRUCTION, ReadThrough, objection
from samverka.core.guard import look


class FreeText(forms.Textarea):
    """A text area that asks its writer to read the text through when the guard warns, and keeps what was written."""

    template_name = "core/free_text.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        return ReadThrough(text) if text and data.get(f"{name}_read_through") else text

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        found = look(str(value or ""))
        asks = bool(found.warned and not found.refused)
        context["widget"] |= {"asks": asks, "read_through": isinstance(value, ReadThrough)}
        return context


class GuardedText(forms.CharField):
    """Free text. Refuses personal numbers; asks its writer to stand by what may point somebody out."""

    def __init__(self, *, max_length: int = 1000, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", INSTRUCTION)
        kwargs.setdefault("widget", FreeText(attrs={"rows": rows, "autocomplete": "off"}))
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        said = ReadThrough(text) if isinstance(value, ReadThrough) else text
        if told := objection(said):
            raise ValidationError(told, code="guard")
        return said

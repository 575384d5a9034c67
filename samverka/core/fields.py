"""Form fields that every app may use."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.forms.widgets import Script
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.html import escape
from django.utils.translation import gettext as _

from samverka.core.access import Refused, Stale
from samverka.core.differing import joined, marked
from samverka.core.free_text import INSTRUCTION, ReadThrough, objection
from samverka.core.guard import look
from samverka.core.markdown import html


FEW = 5  # of several that a name may mean
LONGEST = 20_000  # no text of ours is longer; one that is has been refused for that
LONG = 300  # signs that a field takes: what is shorter is soon typed again


class DayField(forms.DateField):
    """A day in our century: one may be added to it, and it is kept by every database."""

    def to_python(self, value: Any) -> date | None:
        found: date | None = super().to_python(value)
        if found and not 2000 <= found.year < 2100:
            raise ValidationError(_("Write a day in our century."))
        return found


class MomentField(forms.DateTimeField):
    """A moment in our century, by the clock on the wall; of an hour that comes twice in October, the first."""

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            found: datetime | None = super().to_python(value)
        if found is None:
            return None
        if not 2000 <= found.year < 2100:
            raise ValidationError(_("Write a day in our century."))
        return found.replace(tzinfo=timezone.get_default_timezone()) if _is_wall(value) else found


def _is_wall(value: Any) -> bool:
    """Was it written without saying how far from Greenwich?"""
    return isinstance(value, str) and not re.search(r"(Z|[+-]\d\d:?\d\d)$", value.strip())


class FreeText(forms.Textarea):
    """A text area that asks its writer to read the text through when the guard warns, and keeps what was written."""

    template_name = "core/free_text.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return _written(data, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return _asking(super().get_context(name, value, attrs), value)


class FreeLine(forms.TextInput):
    """The same on one line."""

    template_name = "core/free_line.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return _written(data, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return _asking(super().get_context(name, value, attrs), value)


class GuardedText(forms.CharField):
    """Free text. Refuses personal numbers; asks its writer to stand by what may point somebody out."""

    def __init__(self, *, max_length: int = 1000, rows: int = 3, **kwargs: Any) -> None:
        off = {"autocomplete": "off"}
        kwargs.setdefault("help_text", INSTRUCTION)
        kwargs.setdefault("widget", FreeText(attrs={**off, "rows": rows}) if rows > 1 else FreeLine(attrs=off))
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        said = ReadThrough(text) if isinstance(value, ReadThrough) else text
        if told := objection(said):
            raise ValidationError(told, code="guard")
        return said


class NamedInput(forms.TextInput):
    """A line in which a name is typed; the browser offers those that there are."""

    template_name = "core/named.html"
    names: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        names = f"names-of-{name}"
        context: dict[str, Any] = super().get_context(name, value, {**(attrs or {}), "list": names})
        context["widget"] |= {"list": names, "names": self.names}
        return context


class NamedField(forms.CharField):
    """One of many things, by typing its name or a part of it that no other has."""

    widget = NamedInput
    things: Mapping[str, Any] = {}

    def offer(self, things: Iterable[Any]) -> None:
        told = list(things)
        self.things = {_small(str(one)): one for one in told}
        self.widget.names = [str(one) for one in told]

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).strip()
        small = _small(typed)
        found = [small] if small in self.things else [name for name in self.things if small in name]
        if not small or len(found) == 1:
            return self.things[found[0]] if small else None
        if not found:
            raise ValidationError(_("Nobody here is called “%(name)s”.") % {"name": typed})
        names = ", ".join(str(self.things[name]) for name in found[:FEW])
        raise ValidationError(_("Several are called so, such as %(names)s. Write the whole name.") % {"names": names})


def _small(name: str) -> str:
    return " ".join(name.casefold().split())


class Difference(NamedTuple):
    """What is said in two ways, as HTML; of a text, what stands in one alone is marked."""

    name: str
    label: str
    theirs: str
    mine: str
    is_text: bool


class Writing(forms.Form):
    """A form that loses nothing of what is typed. Asked for a preview, it is shown again, nothing checked or kept."""

    sealed: tuple[str, ...] = ()  # fields of which no draft is kept
    draft_of = ""  # the name of its draft, as it stands in the page
    resumed: Any = None  # the draft that it shows

    class Media:
        css = {"all": ["ui/writing.css"]}
        js = [Script("ui/writing.js", type="module")]

    @property
    def keeps_drafts(self) -> bool:
        """Does it take free text of some length?"""
        return any(isinstance(one, GuardedText) and (one.max_length or 0) >= LONG for one in self.fields.values())

    @property
    def previews(self) -> bool:
        """Is it only to be shown again: with a preview, a draft, or another's words taken in?"""
        if not self.is_bound:
            return False
        shown = self.fields.get(str(self.data.get("preview", "")).rpartition("-")[2])
        return isinstance(shown, MarkdownText) or any(self.data.get(name) for name in ("take", "resumes"))

    def send_to(self, address: str) -> None:
        """Say which address takes it: there a preview is asked for too."""
        for one in self.fields.values():
            if isinstance(one.widget, MarkdownArea):
                one.widget.address = address

    def take_up(self, typed: Mapping[str, list[str]]) -> None:
        """Show what was typed before, with nothing checked. What was not kept is as it is saved, and says so."""
        lost = [name for name in typed.get("left_out", ()) if name in self.fields]
        saved = {name: [self.get_initial_for_field(self.fields[name], name)] for name in (*lost, *self.sealed)}
        self.data = MultiValueDict({**typed, **saved, "resumes": ["yes"]})
        self.is_bound, self._errors = True, ErrorDict()
        for name in lost:
            self._errors[name] = self.error_class([_("Not kept as a draft: it held a personal number.")])

    @property
    def has_toolbar(self) -> bool:
        return any(isinstance(one, MarkdownText) for one in self.fields.values())

    def full_clean(self) -> None:
        super().full_clean()
        if self.previews:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        return not self.previews and super().is_valid()


class MarkdownArea(FreeText):
    """A text area with a toolbar, and a button that shows how the text will read."""

    template_name = "core/markdown.html"
    previews = False
    address = ""  # that its form is sent to; empty for that of the page

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        self.previews = data.get("preview") == name
        return super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        told = {"previews": self.previews, "told": html(str(value or "")[:LONGEST]), "address": self.address}
        context["widget"] |= told
        return context


class MarkdownText(GuardedText):
    """A long text in Markdown, kept as it was written. Its form is a `Writing`."""

    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MarkdownArea(attrs={"autocomplete": "off", "rows": rows}))
        super().__init__(rows=rows, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        if not isinstance(form, Writing):
            raise TypeError(f"{type(form).__name__} must be a Writing, or a preview would be kept.")
        return super().get_bound_field(form, field_name)


class Versioned(Writing):
    """A form for what others may edit too: it carries the version that the person saw."""

    seen = forms.RegexField("^[0-9a-f]{12}$", required=False, widget=forms.HiddenInput)
    is_stale = False

    def is_valid(self) -> bool:
        if self.is_bound and self.data.get("take"):  # all fields are there by now
            self._take(*str(self.data["take"]).partition(":")[::2])
        return super().is_valid()

    def _take(self, name: str, whose: str) -> None:
        """Put the colleague's words, or both, where one's own stand."""
        if found := next((one for one in self.differences if one.name == name), None):
            theirs = self._theirs(name)
            taken = [joined(theirs[0], _lines(self.data.get(name)))] if whose == "both" and found.is_text else theirs
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data.setlist(name, taken)  # type: ignore[attr-defined]

    def hand_back(self, reason: object, *, seen: str) -> None:
        """Show what was typed with the reason why it was not kept; sent again, it is said knowing of `seen`.

        What a colleague wrote is what the form would begin with, so that is the version that the person has seen.
        """
        self.data, self.is_stale = self.data.copy(), True  # type: ignore[attr-defined]
        self.data["seen"] = self.initial.get("seen") or seen  # type: ignore[index]
        self.add_error(None, str(reason))

    @property
    def differences(self) -> list[Difference]:
        """What a colleague has said otherwise than it is said here, field by field."""
        if not self.is_stale and not (self.is_bound and self.data.get("take")):
            return []
        found = (self._difference(name, field) for name, field in self.fields.items() if not field.widget.is_hidden)
        return [one for one in found if one]

    def _difference(self, name: str, field: forms.Field) -> Difference | None:
        saved, typed = self.get_initial_for_field(field, name), self[name].data
        if isinstance(field, forms.CharField):
            theirs, mine = _lines(saved), _lines(typed)
            told = marked(theirs[:LONGEST], mine[:LONGEST])
        else:
            theirs, mine = _in_words(field, saved), _in_words(field, typed)
            told = escape(theirs), escape(mine)
        is_text = isinstance(field, forms.CharField)
        return Difference(name, self.title_of(name), *told, is_text=is_text) if theirs != mine else None

    def title_of(self, name: str) -> str:
        """What a field is called where it stands alone."""
        return str(self.fields[name].label)

    def _theirs(self, name: str) -> list[str]:
        """What a colleague has said, as the page sends it."""
        field, saved = self.fields[name], self.get_initial_for_field(self.fields[name], name)
        if isinstance(field, forms.BooleanField):
            return ["on"] if saved else []
        told: Any = field.widget.format_value(field.prepare_value(saved))
        return [_lines(one) for one in (told if isinstance(told, list) else [told])]

    @property
    def status(self) -> int:
        """How a page with this form answers."""
        return 409 if self.is_stale else 422 if self.errors else 200


@contextmanager
def explaining(form: forms.Form, *, beside: str | None = None, seen: Callable[[], str] | None = None) -> Iterator[None]:
    """Around what a form asks for: why it was refused is told beside the field that it is about, or else `beside`.

    What a colleague has changed meanwhile is handed back, to be sent again with the version that `seen` tells by then.
    """
    try:
        yield
    except Refused as refusal:
        if isinstance(refusal, Stale) and isinstance(form, Versioned) and seen:
            form.hand_back(refusal, seen=seen())
        else:
            form.add_error(refusal.field if refusal.field in form.fields else beside, str(refusal))


def _in_words(field: forms.Field, value: Any) -> str:
    """What stands in a field, as whoever filled it in sees it."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    told: Any = field.widget.format_value(field.prepare_value(value))
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(label) for key, label in field.choices}  # type: ignore[union-attr,misc]
        return ", ".join(words.get(one, one) for one in told)
    return _lines(told)


def _lines(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").strip()


def _written(data: Mapping[str, Any], name: str) -> Any:
    """What was typed, and whether its writer stands by it."""
    text = data.get(name)
    return ReadThrough(text) if text and data.get(f"{name}_read_through") else text


def _asking(context: dict[str, Any], value: Any) -> dict[str, Any]:
    """The widget's context, with the question that goes with a doubtful text."""
    found = look(str(value or "")[:LONGEST])
    asks = bool(found.warned and not found.refused)
    context["widget"] |= {"asks": asks, "read_through": isinstance(value, ReadThrough)}
    return context

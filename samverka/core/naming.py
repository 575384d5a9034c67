"""A sheet that somebody sent, and which of its columns is which."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _


OFF = {"autocomplete": "off"}
SHOWN = 3  # lines below the headings
Guess = Callable[[list[str]], dict[str, int]]


class Looked(Protocol):
    """The beginning of a sheet: its first lines as text, each with its number, and what is known of its columns."""

    sheet: str
    sheets: Any
    top: Any
    heading: int
    columns: Any


class NameColumns(forms.Form):
    """Where the headings stand, and what each column means."""

    def __init__(self, *args: Any, one: Looked, names: Mapping[str, Any], guess: Guess, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one, self.names, self.guess = one, names, guess
        self.fields["sheet"] = forms.ChoiceField(
            label=_("Sheet"), choices=[(name, name) for name in one.sheets or [one.sheet]], initial=one.sheet,
            widget=forms.Select(attrs=OFF) if len(one.sheets) > 1 else forms.HiddenInput, required=False,
        )  # fmt: skip
        self.fields["heading"] = forms.TypedChoiceField(
            label=_("The headings stand in"), coerce=int, initial=one.heading, choices=self._headings(),
            widget=forms.Select(attrs=OFF),
        )  # fmt: skip
        guessed = one.columns or self._guessed(one.heading)
        meanings = {place: name for name, place in guessed.items()}
        for place in range(self.width):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_("Column %(letter)s") % {"letter": letter(place)},
                choices=[("", _("left out")), *names.items()],
                initial=meanings.get(place, ""),
                required=False,
                widget=forms.Select(attrs=OFF),
            )

    @property
    def width(self) -> int:
        return max((len(cells) for _number, cells in self.one.top), default=0)

    @property
    def chosen_heading(self) -> int:
        try:
            return int(self["heading"].value())
        except (TypeError, ValueError):
            return self.one.heading

    @property
    def places(self) -> list[tuple[Any, str]]:
        """Each column's field, with its heading."""
        heading = self.one.top[self.chosen_heading][1] if 0 <= self.chosen_heading < len(self.one.top) else []
        return [
            (self[f"column_{place}"], heading[place] if place < len(heading) else "") for place in range(self.width)
        ]

    @property
    def sample(self) -> list[tuple[int, list[str]]]:
        """The first lines below the headings, as wide as the widest."""
        start = self.chosen_heading + 1
        return [
            (number, cells + [""] * (self.width - len(cells))) for number, cells in self.one.top[start : start + SHOWN]
        ]

    @property
    def columns(self) -> dict[str, int]:
        told = {place: self.cleaned_data.get(f"column_{place}") for place in range(self.width)}
        return {name: place for place, name in told.items() if name}

    def clean(self) -> dict[str, Any]:
        if self.errors or self.cleaned_data.get("sheet") != self.one.sheet:
            return self.cleaned_data  # another sheet has other columns
        named = [self.cleaned_data.get(f"column_{place}") for place in range(self.width)]
        for name in dict.fromkeys(name for name in named if name and named.count(name) > 1):
            raise forms.ValidationError(
                _("Two columns are called “%(name)s”. Choose one.") % {"name": self.names[name]}
            )
        return self.cleaned_data

    def _headings(self) -> list[tuple[int, str]]:
        lines = [
            (place, _("line %(number)s: %(text)s") % {"number": number, "text": " · ".join(filter(None, cells))[:60]})
            for place, (number, cells) in enumerate(self.one.top)
        ]
        return [(-1, _("no line: there are none")), *lines]

    def _guessed(self, heading: int) -> dict[str, int]:
        return self.guess(self.one.top[heading][1]) if 0 <= heading < len(self.one.top) else {}


def letter(place: int) -> str:
    """A, B … Z, AA: as spreadsheets call their columns."""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)

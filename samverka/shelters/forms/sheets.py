"""A file of capacities, and which of its columns is which."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core.ids import new_id
from samverka.shelters import sheets
from samverka.shelters.models import Import
from samverka.shelters.queries.imports import COLUMNS, own_headings


OFF = {"autocomplete": "off"}
ACCEPTED = ".xlsx,.xlsm,.csv,.tsv,.txt"
SHOWN = 3  # lines below the headings


class UploadImport(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)  # so that two clicks are one
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel (xlsx) or CSV. Only beds and nights: nothing about guests."),
        widget=forms.FileInput(attrs={**OFF, "accept": ACCEPTED}),
        error_messages={"empty": gettext_lazy("There is nothing in this file.")},
    )

    def clean_file(self) -> bytes:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MOST_BYTES:
            most = settings.IMPORT_MOST_BYTES // (1024 * 1024)
            raise forms.ValidationError(
                _("The file is larger than %(most)s MB. Send fewer nights at a time.") % {"most": most}
            )
        return bytes(file.read())


class NameColumns(forms.Form):
    """Where the headings stand, and what each column means."""

    def __init__(self, *args: Any, one: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
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
                choices=[("", _("left out")), *COLUMNS.items()],
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
            raise forms.ValidationError(_("Two columns are called “%(name)s”. Choose one.") % {"name": COLUMNS[name]})
        return self.cleaned_data

    def _headings(self) -> list[tuple[int, str]]:
        lines = [
            (place, _("line %(number)s: %(text)s") % {"number": number, "text": " · ".join(filter(None, cells))[:60]})
            for place, (number, cells) in enumerate(self.one.top)
        ]
        return [(-1, _("no line: there are none")), *lines]

    def _guessed(self, heading: int) -> dict[str, int]:
        return sheets.guess(self.one.top[heading][1], own=own_headings()) if heading >= 0 else {}


def letter(place: int) -> str:
    """A, B … Z, AA: as spreadsheets call their columns."""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)

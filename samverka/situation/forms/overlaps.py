"""A table of overlaps, from a sheet or written into a grid."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Organisation
from samverka.core import sheets
from samverka.core.fields import DayField, GuardedText
from samverka.core.ids import new_id
from samverka.situation.actions import Overlaps
from samverka.situation.actions.overlaps import LONGEST
from samverka.situation.actions.values import MOST
from samverka.situation.estimates import MOST as MOST_LISTS
from samverka.situation.forms.estimates import NUMBER, OFF, keep_to
from samverka.situation.models import OVER_TIME, OverlapTable


MOST_BYTES, MOST_LINES = 1_000_000, 2 ** (MOST_LISTS + 1)
ACCEPTED = ".xlsx,.xlsm,.csv,.tsv,.txt"
NEITHER = -1  # a mark that is neither 0 nor 1, or no number of people: told by the row in which it stands
PROBLEMS = {
    "empty": gettext_lazy("There is nothing in this file."),
    "old_excel": gettext_lazy("This is an old Excel file, or one with a password. Save it as xlsx without a password."),
    "not_a_table": gettext_lazy("This is not a table. Send an Excel file (xlsx) or a CSV file."),
    "too_large": gettext_lazy("This file is larger than any table of overlaps. Send that sheet alone."),
    "too_many_lines": gettext_lazy("There are more rows than eight lists can have. Each combination has one row."),
    "broken": gettext_lazy(
        "The file is broken. Open it in your spreadsheet, save it anew as xlsx or CSV, and send that."
    ),
}
MARKS = {"x": 1, "ja": 1, "yes": 1, "-": 0, "nej": 0, "no": 0}


class BringOverlaps(forms.Form):
    """Whose table, of whom and when. What stands in it comes with one of those below."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("In the name of"), empty_label=None
    )
    name = GuardedText(
        label=gettext_lazy("What the lists are about"), max_length=100, rows=1,
        help_text=gettext_lazy("Such as: Winter 2026/27, outreach and night shelters"),
    )  # fmt: skip
    made_by = GuardedText(
        label=gettext_lazy("Who made the table"), max_length=200, rows=1,
        help_text=gettext_lazy("An organisation, never a person."),
    )  # fmt: skip
    definition = forms.ChoiceField(
        label=gettext_lazy("Who is meant?"), choices=[(one.value, one.label) for one in OVER_TIME]
    )
    first_day = DayField(
        label=gettext_lazy("The lists hold those who came from"),
        widget=forms.DateInput(attrs={"type": "date", **OFF}),
    )
    last_day = DayField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date", **OFF}))

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_to(self.fields["organisation"], organisations)

    def table(self) -> tuple[Sequence[str], Sequence[Sequence[int]]]:
        """The names of the lists, and the rows."""
        raise NotImplementedError

    def overlaps(self) -> Overlaps:
        """What is brought, as actions take it."""
        lists, rows = self.table()
        names = ("name", "made_by", "definition", "first_day", "last_day")
        return Overlaps(**{name: self.cleaned_data[name] for name in names}, lists=lists, rows=rows)


class UploadOverlaps(BringOverlaps):
    """In a sheet: a column for each list, with 1 or 0, and last the people."""

    table_file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Excel (xlsx) or CSV. Only how many are on which lists: no names, no numbers of people's own."
        ),
        widget=forms.FileInput(attrs={**OFF, "accept": ACCEPTED}),
        error_messages={"empty": PROBLEMS["empty"]},
    )

    def clean_table_file(self) -> tuple[list[str], list[list[int]]]:
        file: UploadedFile[Any] = self.cleaned_data["table_file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(PROBLEMS["too_large"])
        try:
            return read_sheet(bytes(file.read()))
        except sheets.Unreadable as unreadable:
            raise forms.ValidationError(PROBLEMS[unreadable.why]) from unreadable

    def table(self) -> tuple[Sequence[str], Sequence[Sequence[int]]]:
        found: tuple[list[str], list[list[int]]] = self.cleaned_data["table_file"]
        return found


class FillInOverlaps(BringOverlaps):
    """In a grid for two to five lists: each combination has its number."""

    def __init__(self, *args: Any, lists: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = range(lists)
        self.patterns = sorted(range(1, 2**lists), key=lambda pattern: (pattern.bit_count(), _turned(pattern, lists)))
        for number in self.lists:
            label = _("List %(letter)s") % {"letter": "ABCDEFGH"[number]}
            self.fields[f"list_{number}"] = forms.CharField(
                label=label, max_length=LONGEST, widget=forms.TextInput(attrs=OFF)
            )
        for pattern in self.patterns:
            on = "".join("ABCDEFGH"[number] for number in self.lists if pattern >> number & 1)
            label = _("People on %(lists)s and no other list") % {"lists": " + ".join(on)}
            self.fields[f"people_{pattern}"] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST, widget=forms.NumberInput(attrs=NUMBER)
            )

    def grid(self) -> list[tuple[list[bool], Any]]:
        """Each row: on which lists, and the field for how many."""
        return [
            ([bool(pattern >> number & 1) for number in self.lists], self[f"people_{pattern}"])
            for pattern in self.patterns
        ]

    def names(self) -> list[Any]:
        return [self[f"list_{number}"] for number in self.lists]

    def told(self) -> list[Any]:
        """The fields that stand above the grid."""
        return [self[name] for name in BringOverlaps.base_fields]

    def table(self) -> tuple[Sequence[str], Sequence[Sequence[int]]]:
        names = [self.cleaned_data[f"list_{number}"] for number in self.lists]
        rows = [
            [*(pattern >> number & 1 for number in self.lists), self.cleaned_data[f"people_{pattern}"]]
            for pattern in self.patterns
        ]
        return names, rows


def _turned(pattern: int, lists: int) -> int:
    """Of as many lists, first those with the first list."""
    return -int(f"{pattern:0{lists}b}"[::-1], 2)


def as_it_was(table: OverlapTable) -> dict[str, Any]:
    """What a grid begins with when a table is brought anew."""
    facts = {name: getattr(table, name) for name in ("name", "made_by", "definition", "first_day", "last_day")}
    names = {f"list_{number}": name for number, name in enumerate(table.lists)}
    people = {f"people_{pattern}": count for pattern, count in enumerate(table.counts) if pattern}
    return {**facts, **names, **people}


def read_sheet(raw: bytes) -> tuple[list[str], list[list[int]]]:
    """The lists' names from the heading, and the rows. What cannot be read is left for the table's own rules to tell.

    Raises `sheets.Unreadable` where there is no table at all.
    """
    table = sheets.read(raw, most_lines=MOST_LINES)
    (_line, heading), *lines = table.lines
    names = ["" if sheets.is_blank(cell) else str(cell) for cell in _trimmed(heading)]
    return names[:-1], [_row(cells, len(names)) for _line, cells in lines]


def _trimmed(cells: Sequence[sheets.Cell]) -> list[sheets.Cell]:
    found = list(cells)
    while found and sheets.is_blank(found[-1]):
        found.pop()
    return found


def _row(cells: Sequence[sheets.Cell], width: int) -> list[int]:
    told = _trimmed(cells)
    told += [None] * (width - len(told))
    return [*map(_mark, told[:-1]), _people(told[-1])]


def _mark(cell: sheets.Cell) -> int:
    if isinstance(cell, str) and cell.strip().casefold() in MARKS:
        return MARKS[cell.strip().casefold()]
    return _people(cell)


def _people(cell: sheets.Cell) -> int:
    """A whole number; a cell that says nothing is not zero."""
    try:
        found = sheets.whole(cell)
    except ValueError:
        return NEITHER
    return NEITHER if found is None else found


def template(lists: int) -> sheets.Sheet:
    """A sheet to fill in, with each combination of so many lists."""
    names = [_("List %(letter)s") % {"letter": "ABCDEFGH"[number]} for number in range(lists)]
    patterns = sorted(range(1, 2**lists), key=lambda pattern: (pattern.bit_count(), _turned(pattern, lists)))
    columns = [*(sheets.Column(name, "number") for name in names), sheets.Column(_("People"), "number")]
    rows = [[*(pattern >> number & 1 for number in range(lists)), None] for pattern in patterns]
    return sheets.Sheet(_("Overlaps"), columns, rows)

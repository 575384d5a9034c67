"""A file of capacities, and which of its columns is which."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core import naming
from samverka.core.ids import new_id
from samverka.shelters import sheets
from samverka.shelters.models import Import
from samverka.shelters.queries.imports import COLUMNS, own_headings


OFF = {"autocomplete": "off"}
ACCEPTED = ".xlsx,.xlsm,.csv,.tsv,.txt"


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


class NameColumns(naming.NameColumns):
    """What each column of a sheet of capacities means."""

    def __init__(self, *args: Any, one: Import, **kwargs: Any) -> None:
        def guess(headings: list[str]) -> dict[str, int]:
            return sheets.guess(headings, own=own_headings())

        super().__init__(*args, one=one, names=COLUMNS, guess=guess, **kwargs)

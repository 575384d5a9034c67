"""Feeds: whose they are, where they are read from, and what their words mean here."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Organisation, Territory
from samverka.core import naming
from samverka.core.fields import Versioned
from samverka.core.ids import new_id
from samverka.directory import feeds
from samverka.directory.models import Category, FeedReading
from samverka.directory.queries.feeds import COLUMNS, own_headings


OFF = {"autocomplete": "off"}
ACCEPTED = ".json,.ndjson,.jsonl,.zip,.xlsx,.xlsm,.csv,.tsv"
MOST_KINDS = 100
MOST_BYTES = 50 * 1024 * 1024


class ChangeFeed(Versioned):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs=OFF))
    url = forms.URLField(
        label=gettext_lazy("Address of the feed"), max_length=500, required=False, empty_value="",
        assume_scheme="https", widget=forms.URLInput(attrs=OFF),
        help_text=gettext_lazy(
            "Of an HSDS interface (the part before /services), of a data package or a file. Empty if you send files."
        ),
    )  # fmt: skip
    licence = forms.CharField(
        label=gettext_lazy("Licence"), max_length=200, required=False, empty_value="",
        widget=forms.TextInput(attrs=OFF),
        help_text=gettext_lazy("By which we may show what it says: CC0, CC BY 4.0, or what was agreed."),
    )  # fmt: skip


class AddFeed(ChangeFeed):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)  # so that two clicks are one
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Who answers for it here"), queryset=Organisation.objects.none()
    )
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Which territory it is about"), queryset=Territory.objects.none(),
        help_text=gettext_lazy("What lies outside is refused. What says no place belongs to all of it."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], territories: QuerySet[Territory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("organisation", organisations), ("territory", territories)):
            field: Any = self.fields[name]
            field.queryset = found
            self.initial.setdefault(name, found.first() if found.count() == 1 else None)
        del self.fields["seen"]


class ReadFile(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("HSDS as JSON or as a data package (zip), Excel (xlsx) or CSV."),
        widget=forms.FileInput(attrs={**OFF, "accept": ACCEPTED}),
        error_messages={"empty": gettext_lazy("There is nothing in this file.")},
    )

    def clean_file(self) -> bytes:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            most = MOST_BYTES // (1024 * 1024)
            raise forms.ValidationError(_("The file is larger than %(most)s MB.") % {"most": most})
        return bytes(file.read())


class ReadAddress(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)


class NameFeedColumns(naming.NameColumns):
    """What each column of a sheet of services means."""

    def __init__(self, *args: Any, one: FeedReading, **kwargs: Any) -> None:
        def guess(headings: list[str]) -> dict[str, int]:
            return feeds.guess(headings, own=own_headings())

        super().__init__(*args, one=one, names=COLUMNS, guess=guess, **kwargs)


class NameKinds(forms.Form):
    """What the feed's own kinds of services are here, the most frequent first."""

    def __init__(self, *args: Any, one: FeedReading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        no_kind = _("(no kind)")
        told = {key: f"{key.rpartition('|')[2] or no_kind} ({count})" for key, count in one.terms[:MOST_KINDS]}
        told |= {key: key.rpartition("|")[2] or no_kind for key in one.feed.kinds if key not in told}
        choices = [("", _("left out")), *((category.code, str(category)) for category in Category.objects.all())]
        for place, (key, text) in enumerate(told.items()):
            name = f"kind_{place}"
            self.keys[name] = key
            self.fields[name] = forms.ChoiceField(
                label=text, choices=choices, required=False, initial=one.feed.kinds.get(key, ""),
                widget=forms.Select(attrs=OFF),
            )  # fmt: skip

    @property
    def kinds(self) -> dict[str, str]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}

"""Which texts a translator sees, what is written for one of them, files, sounds, and languages themselves."""

from base64 import b64decode
from binascii import Error
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory
from samverka.core.fields import LONGEST, Versioned
from samverka.directory import queries
from samverka.directory.models import Category, Language
from samverka.directory.sounds import MOST_BYTES as LARGEST_SOUND
from samverka.directory.xliff import MOST_BYTES as LARGEST_FILE
from samverka.directory.xliff import Broken, Bundle, read


STATES = [("", _("To do")), *((state.value, state.label) for state in queries.State), ("all", _("All"))]
PROBLEMS = {
    "too_large": _("The file is too large. Send fewer texts at a time."),
    "too_many": _("There are too many texts in this file. Send fewer at a time."),
    "too_long": _("A text in this file is too long."),
    "not_xml": _("This file cannot be read. Save it anew in your tool as XLIFF 1.2."),
    "not_xliff": _("This is not an XLIFF 1.2 file into one language. Fetch one here and fill that in."),
    "document_type": _("Files with a document type are not taken. Save it anew as XLIFF 1.2."),
    "twice": _("A text stands twice in this file."),
    "language": _("This file is into a language that is not here."),
}


class Choose(forms.Form):
    """What a translator wants to see. What cannot be understood is passed over."""

    language = forms.ModelChoiceField(label=_("Into"), queryset=Language.objects.all(), empty_label=None)
    town = forms.ModelChoiceField(
        label=_("Town"), queryset=Territory.objects.none(), required=False, empty_label=_("All")
    )
    category = forms.ModelChoiceField(
        label=_("Kind of service"), queryset=Category.objects.order_by("position"), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(label=_("Show"), choices=STATES, required=False)
    own = forms.BooleanField(label=_("Only my organisation's"), required=False)
    service = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town: Any = self.fields["town"]
        town.queryset = queries.translators_towns(user)
        self.is_valid()

    @property
    def choice(self) -> queries.Choice:
        said = self.cleaned_data if self.is_bound else {}
        language = said.get("language") or Language.objects.exclude(pk="sv").first() or Language.objects.get(pk="sv")
        town = said.get("town")
        return queries.Choice(
            language, town.pk if town else "", said.get("category"), said.get("service"), bool(said.get("own"))
        )

    @property
    def states(self) -> tuple[str, ...]:
        asked = self.cleaned_data.get("state", "") if self.is_bound else ""
        every = tuple(state for state in queries.State if state != queries.State.SOURCE)
        return every if asked == "all" else (asked,) if asked else queries.TO_DO


class OfText(Versioned):
    """What says which text is meant, in which language, and which version of it the person saw."""

    subject = forms.UUIDField(widget=forms.HiddenInput)
    field = forms.RegexField(r"^[a-z_]{1,30}\Z", widget=forms.HiddenInput)
    language = forms.ModelChoiceField(queryset=Language.objects.all(), widget=forms.HiddenInput)
    of_version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class Translate(OfText):
    text = forms.CharField(label=_("Translation"), max_length=LONGEST, widget=forms.Textarea)
    is_draft = forms.BooleanField(label=_("A draft: a native reader should look at it"), required=False)


class Record(OfText):
    sound = forms.FileField(label=_("Sound file"), max_length=255)

    def clean_sound(self) -> bytes:
        file = self.cleaned_data["sound"]
        if file.size > LARGEST_SOUND:
            raise forms.ValidationError(_("Send an MP3, Ogg, M4A or WebM file of at most one megabyte."))
        sound: bytes = file.read()
        return sound


class ImportTranslations(forms.Form):
    """A file as it comes from a translator's tool."""

    file = forms.FileField(
        label=_("XLIFF file"), max_length=255, widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.xml"})
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(PROBLEMS["too_large"])
        content: bytes = file.read()
        return content

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "file" in said:
            try:
                said["bundle"] = read(said["file"])
            except Broken as broken:
                raise forms.ValidationError(PROBLEMS[str(broken)]) from broken
            said["into"] = _language(said["bundle"])
        return said


class ApproveTranslations(ImportTranslations):
    """The same file once more, and what was seen of it."""

    file = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_FILE * 2)  # type: ignore[assignment]
    seen = forms.RegexField(r"^[0-9a-f]{12}\Z", widget=forms.HiddenInput)

    def clean_file(self) -> bytes:
        try:
            return b64decode(self.cleaned_data["file"], validate=True)
        except (Error, ValueError) as fault:
            raise forms.ValidationError(PROBLEMS["not_xml"]) from fault


class AddLanguage(forms.Form):
    code = forms.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", label=_("Tag"), max_length=12,
        help_text=_("BCP 47, as in ar, fa-AF, rom or uk."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("What it calls itself"), max_length=50, required=False,
        help_text=_("Left empty, the name is looked up."), widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    is_spoken_only = forms.BooleanField(label=_("Heard rather than read: recordings only"), required=False)


class EditLanguage(Versioned):
    name = forms.CharField(label=_("What it calls itself"), max_length=50)
    position = forms.IntegerField(label=_("Order"), min_value=0, max_value=999)
    is_shown = forms.BooleanField(label=_("Offered to visitors"), required=False)
    is_spoken_only = forms.BooleanField(label=_("Heard rather than read: recordings only"), required=False)


def _language(bundle: Bundle) -> Language:
    found = Language.objects.filter(pk=bundle.language[:12]).first() if "\0" not in bundle.language else None
    if found is None or found.pk != bundle.language:
        raise forms.ValidationError(PROBLEMS["language"])
    return found

"""What people type that is the same for every app."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import GuardedText
from samverka.core.files import MOST, Cleaned, clean_apart
from samverka.core.files.problems import Unusable
from samverka.core.ids import new_id


PROBLEMS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 10 MB."),
    "unknown": _("Send a PDF, a picture (PNG, JPEG or WebP), or a document (DOCX, XLSX or ODT)."),
    "broken": _("The file could not be read. Save it anew, and try again."),
    "locked": _("The file has a password. Save it without one."),
    "macros": _("The file holds macros or programs. Save it without them, or as a PDF."),
    "elsewhere": _("The document fetches parts from elsewhere when it is opened. Save it as a PDF."),
    "unpacks": _("The file is too large to be opened safely. Make it smaller."),
}
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.odt"


class AttachFile(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    title = GuardedText(
        label=_("What is it?"), max_length=120, rows=1, help_text=_("It becomes the name of the file. Name nobody.")
    )
    file = forms.FileField(
        label=_("File"), max_length=255, widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "PDF, picture, DOCX, XLSX or ODT, at most 10 MB. Who wrote it, where a picture was taken, and what acts by "
            "itself is taken out. What can be read in it stays: read it through first."
        ),
    )  # fmt: skip

    def clean_file(self) -> Cleaned:
        file: Any = self.cleaned_data["file"]
        try:
            if file.size > MOST:
                raise Unusable("too_large")
            return clean_apart(file.read())
        except Unusable as problem:
            raise forms.ValidationError(PROBLEMS[problem.args[0]]) from None

"""What the public types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import GuardedText
from samverka.directory.queries.words import WRONG


class ReportError(forms.Form):
    """What is wrong with an entry, said without a name."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is wrong?"), choices=list(WRONG.items()), widget=forms.RadioSelect)
    text = GuardedText(
        label=_("Tell us more, if you want"),
        required=False,
        max_length=300,
        help_text=_("Write no names and nothing about people."),
    )

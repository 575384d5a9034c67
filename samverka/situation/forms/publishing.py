"""What those who publish say."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Prepare(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)


class Confirm(forms.Form):
    """That one has looked, and knows that it stays."""

    sure = forms.BooleanField(
        label=_("I have read the tables, and know that they stay for ever."),
        error_messages={"required": _("Say that you have read the tables before you publish them.")},
    )

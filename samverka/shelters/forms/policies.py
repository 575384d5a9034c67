"""The rules of a pool: one at a time, or from a known rule set."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.deciding import DAY, WriteRule


class SetPolicy(WriteRule):
    valid_from = forms.DateField(label=_("From the night"), widget=forms.DateInput(attrs=DAY))


class ApplyPreset(forms.Form):
    valid_from = forms.DateField(label=_("From the night"), widget=forms.DateInput(attrs=DAY))

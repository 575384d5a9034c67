"""The rules of a pool: one at a time, or from a known rule set."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.deciding import DAY, WriteRule
from samverka.core.fields import DayField


class SetPolicy(WriteRule):
    valid_from = DayField(label=_("From the night"), widget=forms.DateInput(attrs=DAY))


class ApplyPreset(forms.Form):
    valid_from = DayField(label=_("From the night"), widget=forms.DateInput(attrs=DAY))

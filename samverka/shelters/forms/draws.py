"""Slips, the witness, and the lists on the wall."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.alphabet import Alphabetic
from samverka.shelters.forms.parties import Asked
from samverka.shelters.models import Pool, Shelter


OFF = {"autocomplete": "off"}


class HandOutSlip(Asked):
    wish = forms.ModelChoiceField(
        label=_("Wish (forgotten after the draw)"),
        queryset=Shelter.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    lost_slip = forms.CharField(
        label=_("Code of a slip that lost before"), max_length=40, required=False, widget=forms.TextInput(attrs=OFF)
    )

    def __init__(self, *args: Any, pool: Pool, carries_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wish: Any = self.fields["wish"]
        wish.queryset = pool.shelters.filter(is_active=True).order_by(Alphabetic("name"))
        if not carries_over:
            del self.fields["lost_slip"]


class DrawLots(forms.Form):
    witness = forms.CharField(
        label=_("The witness's word or number"), max_length=100, widget=forms.TextInput(attrs=OFF),
        help_text=_("Ask somebody in the room. Whatever they say becomes part of the draw."),
    )  # fmt: skip

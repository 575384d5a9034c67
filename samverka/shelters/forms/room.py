"""Room for those of a removal: numbers that are tried, and a shelter that is opened."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import DayField
from samverka.core.ids import new_id
from samverka.shelters.models import Shelter


OFF = {"autocomplete": "off"}
A_DAY = {**OFF, "type": "date"}


def _count(label: Any, *, low: int = 0, high: int = 99) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", **OFF})
    return forms.IntegerField(label=label, min_value=low, max_value=high, widget=widget)


class Simulate(forms.Form):
    """So many parties of these kinds, for these nights."""

    first = DayField(label=_("First night"), widget=forms.DateInput(attrs=A_DAY))
    nights = _count(_("Nights"), low=1, high=14)
    women = _count(_("Women alone"))
    men = _count(_("Men alone"))
    couples = _count(_("Couples"))
    families = _count(_("Families with children"))
    family_size = _count(_("People in a family"), low=2, high=8)


class OpenForRemoval(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    shelter = forms.ModelChoiceField(Shelter.objects.none(), label=_("Shelter"), empty_label=None)
    first_night = DayField(label=_("First night"), widget=forms.DateInput(attrs=A_DAY))
    last_night = DayField(label=_("Last night"), widget=forms.DateInput(attrs=A_DAY))
    staff = _count(_("Staff each night"), low=1)

    def __init__(self, *args: Any, shelters: QuerySet[Shelter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["shelter"]
        chosen.queryset = shelters

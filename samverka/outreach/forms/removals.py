"""Removals: their steps and days, what is needed, and what they came to."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation
from samverka.core.fields import DayField, Versioned
from samverka.core.ids import new_id
from samverka.outreach.forms.settlements import A_DAY, OFF
from samverka.outreach.models import RemovalCase, Settlement
from samverka.outreach.models.removals import NEEDS, NEXT, PLACES, TOLD, State


class OpenRemoval(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        label=_("Whose land"), choices=[one for one in Settlement.Owner.choices if one[0] != "unknown"],
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = DayField(label=_("Known on"), widget=forms.DateInput(attrs=A_DAY))
    liaison = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Landowner, police or enforcement"), required=False,
        empty_label=_("none of them logs in here"),
        help_text=_("Their liaison is told the steps and the days, and sets the window. Nothing of people."),
    )  # fmt: skip

    def __init__(self, *args: Any, liaisons: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["liaison"]
        chosen.queryset = liaisons


class SetWindow(forms.Form):
    window_from = DayField(label=_("Earliest day"), widget=forms.DateInput(attrs=A_DAY))
    window_to = DayField(label=_("Latest day"), widget=forms.DateInput(attrs=A_DAY))


class TakeStep(forms.Form):
    """What comes next, and on which day. Scheduling asks for the window as well."""

    state = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    on = DayField(label=_("On"), widget=forms.DateInput(attrs=A_DAY))
    window_from = DayField(
        label=_("Earliest day, when it is scheduled"), required=False, widget=forms.DateInput(attrs=A_DAY)
    )
    window_to = DayField(
        label=_("Latest day, when it is scheduled"), required=False, widget=forms.DateInput(attrs=A_DAY)
    )

    def __init__(self, *args: Any, removal: RemovalCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["state"]
        chosen.choices = [(one.value, one.label) for one in NEXT[removal.state] if one != State.CLOSED]
        if State.SCHEDULED not in NEXT[removal.state]:
            del self.fields["window_from"], self.fields["window_to"]

    @property
    def told(self) -> dict[str, Any]:
        found = self.cleaned_data
        ends = found.get("window_from"), found.get("window_to")
        return {"state": found["state"], "on": found["on"], "window": ends if all(ends) else None}


class SetNeeds(Versioned):
    """Places for each group, and what else the support needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {one.name: one for one in RemovalCase._meta.concrete_fields}
        for name in PLACES:
            label = str(fields[name].verbose_name)
            self.fields[name] = forms.IntegerField(
                label=label[:1].upper() + label[1:], min_value=0, max_value=999, initial=0, required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-counter": True, **OFF}),
            )  # fmt: skip
        for name in NEEDS:
            label = str(fields[name].verbose_name)
            self.fields[name] = forms.BooleanField(label=label[:1].upper() + label[1:], required=False)

    @property
    def told(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "places": {name: found.get(name) or 0 for name in PLACES},
            "needs": {name: found[name] for name in NEEDS},
            "seen": found["seen"],
        }


class CloseRemoval(forms.Form):
    """What it came to, in numbers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {one.name: one for one in RemovalCase._meta.concrete_fields}
        for name in TOLD:
            label = str(fields[name].verbose_name)
            self.fields[name] = forms.IntegerField(
                label=label[:1].upper() + label[1:], min_value=0, max_value=999, initial=0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", **OFF}),
            )  # fmt: skip

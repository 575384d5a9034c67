"""Settlements: what is known of them, what was seen, and for the few who were named, where they are."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import User
from samverka.core.fields import DayField, Versioned
from samverka.core.ids import new_id
from samverka.outreach.conditions import SEEN
from samverka.outreach.forms.tallies import counter
from samverka.outreach.models import Area, PositionGrant, RemovalCase, Settlement, SettlementTally
from samverka.outreach.models.settlements import CONDITIONS, MANY, REASONS


OFF = {"autocomplete": "off"}
A_DAY = {**OFF, "type": "date"}
POINT = re.compile(r"^\s*(\d{2}[.,]\d{1,6})\s*[,;\s]\s*(\d{2}[.,]\d{1,6})\s*$")


class NoteSettlement(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=gettext_lazy("Area"), empty_label=None,
        help_text=gettext_lazy("The area is enough. Where in it, is kept apart and told to nobody else."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Settlement.Kind.choices, widget=forms.RadioSelect
    )  # fmt: skip
    owner = forms.ChoiceField(
        label=gettext_lazy("Whose land"), choices=Settlement.Owner.choices, initial="unknown", widget=forms.RadioSelect
    )
    comes_from = forms.ModelChoiceField(
        RemovalCase.objects.none(), label=gettext_lazy("People here come from an earlier removal"), required=False,
        empty_label=gettext_lazy("no, or not known"),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: QuerySet[Area], earlier: QuerySet[RemovalCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["area"].queryset = areas
        chosen["area"].label_from_instance = lambda one: f"{one.municipality}: {one.name}"
        chosen["comes_from"].queryset = earlier
        chosen["comes_from"].label_from_instance = lambda one: f"{one.settlement}, {one.opened_at:%Y-%m-%d}"


class ChangeSettlement(Versioned, NoteSettlement):
    id = None  # type: ignore[assignment]


class TallySettlement(forms.Form):
    """How many there were, and how they live: what was seen, not who."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    adults = counter(gettext_lazy("Adults"), high=MANY)
    adults_most = counter(gettext_lazy("Adults, up to"), high=MANY, initial=None)
    children = forms.ChoiceField(
        label=gettext_lazy("Children seen?"), choices=SettlementTally.Children.choices, widget=forms.RadioSelect
    )
    children_count = counter(gettext_lazy("Children"), high=MANY)
    children_most = counter(gettext_lazy("Children, up to"), high=MANY, initial=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes in SEEN.items():
            label = str(CONDITIONS[name])
            self.fields[name] = forms.MultipleChoiceField(
                label=label[:1].upper() + label[1:], choices=[(code, REASONS[code]) for code in codes], required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        found = self.cleaned_data
        return {
            "id": found["id"], "adults": _range(found, "adults", "adults_most"), "children": found["children"],
            "range_of_children": _range(found, "children_count", "children_most"),
            "seen": [code for name in SEEN for code in found[name]],
        }  # fmt: skip


def _range(found: dict[str, Any], least: str, most: str) -> tuple[int, int]:
    low, high = found.get(least) or 0, found.get(most)
    return low, low if high is None else high


class NotePosition(forms.Form):
    """Two numbers and an end. They are shown again to nobody but those who are named."""

    position = forms.CharField(
        label=gettext_lazy("Position (WGS 84)"), max_length=40, widget=forms.TextInput(attrs=OFF),
        help_text=gettext_lazy("Latitude and longitude with up to six decimals, with a comma between them."),
    )  # fmt: skip
    ends_on = DayField(label=gettext_lazy("Kept until"), widget=forms.DateInput(attrs=A_DAY))

    def clean_position(self) -> tuple[Decimal, Decimal]:
        if found := POINT.match(self.cleaned_data["position"]):
            return Decimal(found[1].replace(",", ".")), Decimal(found[2].replace(",", "."))
        raise forms.ValidationError(_("Write two numbers, such as 60.5, 15.25."))

    @property
    def told(self) -> dict[str, Any]:
        latitude, longitude = self.cleaned_data["position"]
        return {"latitude": latitude, "longitude": longitude, "ends_on": self.cleaned_data["ends_on"]}


class GrantPosition(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who"), empty_label=None)
    need = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=PositionGrant.Need.choices, widget=forms.RadioSelect
    )  # fmt: skip
    ends_on = DayField(label=gettext_lazy("Until and including"), widget=forms.DateInput(attrs=A_DAY))

    def __init__(self, *args: Any, users: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["user"]
        chosen.queryset = users

    @property
    def told(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in ("id", "user", "need")}
        return found | {
            "ends_at": make_aware(datetime.combine(self.cleaned_data["ends_on"], time()) + timedelta(days=1))
        }

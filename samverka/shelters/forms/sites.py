"""Shelters, their groups, and the nights they plan."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Territory
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import DayField, Versioned
from samverka.core.ids import new_id
from samverka.shelters.models import Group, Pool, Shelter
from samverka.shelters.models.sites import SPOKEN


OFF = {"autocomplete": "off"}
FARTHEST = 2099  # years
WEEKDAYS = [(str(day), name) for day, name in dates.WEEKDAYS.items()]


def line(label: Any, *, longest: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=OFF)
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, help_text=help_text)


class EditPool(Versioned):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = line(gettext_lazy("Name"), longest=200)
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Territory"), queryset=Territory.objects.order_by(Alphabetic("name"))
    )
    intake_place = line(gettext_lazy("Where the draw or enrolment is"), longest=300, required=False)


class EditShelter(Versioned):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = line(gettext_lazy("Name"), longest=200)
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"),
        queryset=Territory.objects.filter(code__gt="0100").order_by(Alphabetic("name")),
    )
    pool = forms.ModelChoiceField(
        label=gettext_lazy("Pool"), queryset=Pool.objects.none(), required=False, empty_label=gettext_lazy("none")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Shelter.Kind.choices)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see where it is"), choices=Shelter.Visibility.choices,
        initial=Shelter.Visibility.PARTNERS,
    )  # fmt: skip
    area = line(gettext_lazy("Area"), longest=100, required=False)
    address = line(gettext_lazy("Address"), longest=200, required=False)
    way = line(
        gettext_lazy("The way there"), longest=300, required=False,
        help_text=gettext_lazy("Printed on tickets. Short, for somebody who has never been there."),
    )  # fmt: skip
    phone = line(gettext_lazy("Phone"), longest=30, required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken"), choices=list(SPOKEN.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    house_rules = forms.CharField(
        label=gettext_lazy("House rules"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={**OFF, "rows": 4}),
    )  # fmt: skip
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"), required=False, initial=True,
        help_text=gettext_lazy("A shelter that is not in use is on no board and plans no nights. What was stays."),
    )  # fmt: skip

    def __init__(self, *args: Any, pools: QuerySet[Pool] | None, **kwargs: Any) -> None:
        """A new shelter may begin in one of `pools`; one that is there asks, and leaves, on its own page."""
        super().__init__(*args, **kwargs)
        pool: Any = self.fields["pool"]
        if pools is None:
            del self.fields["pool"]
        else:
            pool.queryset = pools


class EditGroup(Versioned):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = line(gettext_lazy("Name"), longest=100)
    kind = forms.ChoiceField(label=gettext_lazy("For"), choices=Group.Kind.choices, initial=Group.Kind.MIXED)
    beds = forms.IntegerField(label=gettext_lazy("Beds"), min_value=0, max_value=999, widget=forms.NumberInput(OFF))
    rooms = line(
        gettext_lazy("Private rooms"), longest=200, required=False,
        help_text=gettext_lazy("Beds in each room: 4, 4, 2. Leave empty for a dormitory."),
    )  # fmt: skip
    step_free = forms.BooleanField(label=gettext_lazy("step-free"), required=False)
    pets = forms.BooleanField(label=gettext_lazy("dogs welcome"), required=False)
    luggage = forms.BooleanField(label=gettext_lazy("room for luggage"), required=False)
    couples = forms.BooleanField(label=gettext_lazy("couples together"), required=False)
    quiet = forms.BooleanField(label=gettext_lazy("quiet"), required=False)
    is_active = forms.BooleanField(label=gettext_lazy("in use"), required=False, initial=True)

    def clean_rooms(self) -> list[int]:
        words = str(self.cleaned_data["rooms"]).replace(",", " ").split()
        if not all(word.isdigit() and 0 < int(word) < 100 for word in words) or len(words) > 100:
            raise forms.ValidationError(_("Write the beds of each room with commas between: 4, 4, 2."))
        return [int(word) for word in words]


class PlanNights(forms.Form):
    first = DayField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date", **OFF}))
    last = DayField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date", **OFF}))
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Nights"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple,
        initial=[day for day, _ in WEEKDAYS],
    )  # fmt: skip

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and (first.year > FARTHEST or first.year < 2000):
            self.add_error("first", str(_("Choose a day that somebody may live to see.")))
        elif first and last and not first <= last <= first + timedelta(days=370):
            self.add_error("last", str(_("Choose a day after the first, at most a year later.")))

    def days(self) -> list[date]:
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [day for day in days if str(day.weekday()) in self.cleaned_data["weekdays"]]

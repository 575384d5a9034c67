"""Extra-cold nights: what was read, what is decided, who opens, what is announced, and the rule of the place."""

import datetime as time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Territory
from samverka.core.deciding import DAY
from samverka.core.fields import DayField, GuardedText, Versioned
from samverka.core.ids import new_id
from samverka.shelters.cold_rule import LEVELS
from samverka.shelters.forms.sites import OFF, line
from samverka.shelters.models import Capacity, ColdNightEvent, ColdReading, Group, Shelter
from samverka.shelters.policy import METRIC, WARNING_LEVELS


NUMBER = {"inputmode": "decimal", **OFF}
COUNT = {"inputmode": "numeric", **OFF}
TIME = {"type": "time", **OFF}
SEEN_LEVELS = {"message": gettext_lazy("message"), "yellow": gettext_lazy("yellow"), "orange": gettext_lazy("orange")}
SEEN_LEVELS |= {"red": gettext_lazy("red")}
BY_HAND = [(value, label) for value, label in ColdReading.Where.choices if value != ColdReading.Where.FEED]


def degrees(label: Any, **more: Any) -> forms.CharField:
    """A temperature as it is written here: -7,5 as well as -7.5."""
    return forms.CharField(label=label, max_length=6, widget=forms.TextInput(attrs=NUMBER), **more)


def read_degrees(written: str) -> float:
    try:
        found = float(written.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-"))
    except ValueError:
        found = 99.0
    if not -60 <= found <= 40:
        raise forms.ValidationError(_("Write degrees like -7 or -7.5."))
    return round(found, 1)


class NoteForecast(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Territory.objects.none(), empty_label=None
    )
    date = forms.TypedChoiceField(label=gettext_lazy("The night of"), coerce=time.date.fromisoformat)
    value = degrees(gettext_lazy("Coldest in the night, °C"))
    where = forms.ChoiceField(label=gettext_lazy("Where did you read it?"), choices=BY_HAND)
    issued = forms.TimeField(
        label=gettext_lazy("The forecast is of (hour)"), required=False, widget=forms.TimeInput(attrs=TIME)
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Warning for the night"), required=False,
        choices=[("", gettext_lazy("none")), *((level, SEEN_LEVELS[level]) for level in LEVELS)],
        help_text=gettext_lazy("Only of a type that your rule counts."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, territories: QuerySet[Territory], tonight: time.date, at: time.datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        fields: dict[str, Any] = self.fields
        fields["territory"].queryset = territories
        nights = [tonight + time.timedelta(days=number) for number in range(5)]
        fields["date"].choices = [(f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}") for day in nights]
        fields["date"].initial = f"{tonight:%Y-%m-%d}"

    def clean_value(self) -> float:
        return read_degrees(self.cleaned_data["value"])

    def clean(self) -> dict[str, Any]:
        """The hour is the last one of that name."""
        said = super().clean() or self.cleaned_data
        hour, here = said.pop("issued", None), localtime(self.at)
        said["issued_at"] = None
        if hour:
            issued = make_aware(time.datetime.combine(here.date(), hour))
            said["issued_at"] = issued if issued <= self.at else issued - time.timedelta(days=1)
        return said


class DecideColdNight(forms.Form):
    opens = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")
    reason = GuardedText(label=gettext_lazy("Why (needed when you decide against the rule)"), max_length=300, rows=2,
                         required=False)  # fmt: skip


class CallOff(forms.Form):
    because = forms.ChoiceField(label=gettext_lazy("Why?"), choices=ColdNightEvent.Because.choices)


class AskSites(forms.Form):
    shelters = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which shelters do you ask?"), queryset=Shelter.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, shelters: QuerySet[Shelter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["shelters"]
        field.queryset = shelters
        field.label_from_instance = lambda shelter: f"{shelter.told_outside} ({shelter.get_kind_display()})"


class NoteAnswer(forms.Form):
    """What a shelter said by phone."""

    opens = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")
    beds = forms.IntegerField(
        label=gettext_lazy("Extra beds"), min_value=0, max_value=999, initial=0, required=False,
        widget=forms.NumberInput(attrs=COUNT),
    )  # fmt: skip


class ExtraBeds(forms.Form):
    """How many more beds a group puts up tonight."""

    extra = forms.IntegerField(min_value=0, max_value=999, initial=0, widget=forms.NumberInput(attrs=COUNT))

    def __init__(self, typed: Any = None, *, group: Group, capacity: Capacity | None) -> None:
        self.group = group
        super().__init__(typed, prefix=str(group.pk), initial={"extra": capacity.overflow if capacity else 0})
        beds = capacity.nominal if capacity else group.beds
        self.fields["extra"].label = _("%(group)s: extra beds beside its %(beds)s") % {"group": group, "beds": beds}


class Announce(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    places = GuardedText(
        label=gettext_lazy("Where one may come"), max_length=300, rows=2,
        help_text=gettext_lazy("Everybody reads it, in every language: names of places, streets, a duty phone."),
    )  # fmt: skip
    doors = forms.TimeField(label=gettext_lazy("The doors open"), widget=forms.TimeInput(attrs=TIME))

    def clean_doors(self) -> str:
        return f"{self.cleaned_data['doors']:%H:%M}"


class WriteText(forms.Form):
    text = GuardedText(
        label=gettext_lazy("Text"), max_length=1000, rows=4,
        help_text=gettext_lazy("Short and plain. {date}, {places} and {doors} are filled in on the day."),
    )  # fmt: skip


class SetTrigger(Versioned):
    """The rule of the place, field by field."""

    threshold = degrees(gettext_lazy("Extra cold at this temperature or colder, °C"))
    metric = forms.ChoiceField(label=gettext_lazy("Which temperature?"), choices=list(METRIC.items()))
    begins = forms.TimeField(label=gettext_lazy("The night is looked at from"), widget=forms.TimeInput(attrs=TIME))
    ends = forms.TimeField(label=gettext_lazy("until"), widget=forms.TimeInput(attrs=TIME))
    warning_level = forms.ChoiceField(
        label=gettext_lazy("SMHI's warnings"), choices=list(WARNING_LEVELS.items()),
        help_text=gettext_lazy(
            "SMHI dropped classes 1–3 on 26 October 2021, and yellow is not class 1. If your rule says “class 2”, its "  # noqa: RUF001
            "owner has to say which colour counts: nobody may translate it for them."
        ),
    )  # fmt: skip
    warning_types = line(
        gettext_lazy("Types that count"), longest=200, required=False,
        help_text=gettext_lazy("SMHI's own codes with commas, such as WIND, SNOW. None: every type counts."),
    )  # fmt: skip
    latitude = line(gettext_lazy("North (latitude of the place that is asked about)"), longest=9)
    longitude = line(gettext_lazy("East (longitude)"), longest=9)
    lead_hours = forms.IntegerField(label=gettext_lazy("Alert ahead, hours"), widget=forms.NumberInput(attrs=COUNT))
    oldest_hours = forms.IntegerField(
        label=gettext_lazy("A forecast is old after so many hours"), widget=forms.NumberInput(attrs=COUNT)
    )
    season_first = DayField(label=gettext_lazy("Season from"), widget=forms.DateInput(attrs=DAY))
    season_last = DayField(
        label=gettext_lazy("to"), widget=forms.DateInput(attrs=DAY), help_text=gettext_lazy("The year does not matter.")
    )
    valid_from = DayField(label=gettext_lazy("From the night"), widget=forms.DateInput(attrs=DAY))
    source = line(
        gettext_lazy("Source"), longest=300, help_text=gettext_lazy("Where it is written: who decided, when.")
    )

    def clean_threshold(self) -> float:
        return read_degrees(self.cleaned_data["threshold"])

    def clean(self) -> dict[str, Any]:
        """The rule as it is kept, beside what every rule has."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        rule = {name: said.pop(name) for name in RULE}
        rule |= {name: f"{rule[name]:%H:%M}" for name in ("begins", "ends")}
        rule |= {name: f"{rule[name]:%m-%d}" for name in ("season_first", "season_last")}
        rule["warning_types"] = [one.strip() for one in rule["warning_types"].upper().split(",") if one.strip()]
        return said | {"value": rule}

    def clean_latitude(self) -> float:
        return _coordinate(self.cleaned_data["latitude"])

    def clean_longitude(self) -> float:
        return _coordinate(self.cleaned_data["longitude"])


RULE = (
    *("threshold", "metric", "begins", "ends", "warning_level", "warning_types", "latitude", "longitude"),
    *("lead_hours", "oldest_hours", "season_first", "season_last"),
)


def _coordinate(written: str) -> float:
    try:
        return round(float(written.replace(",", ".")), 4)
    except ValueError:
        raise forms.ValidationError(_("Write it like 59.33.")) from None

"""A season, the nights a host offers in it, and what is said of one turn."""

import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import ContactLine
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import DayField, Versioned
from samverka.core.ids import new_id
from samverka.shelters.forms.sites import OFF, WEEKDAYS, line
from samverka.shelters.models import HostSlot, Night, Season, Shelter
from samverka.shelters.queries.seasons import season_days


DAY = {"type": "date", **OFF}
VOLUNTEERS = 4  # of a night, unless the host says otherwise: three to five is usual
WHOLE = "all"
SHOWN = (
    ("", gettext_lazy("everything")),
    ("offered", gettext_lazy("offers to take up")),
    ("gaps", gettext_lazy("nights that lack places")),
    ("missing", gettext_lazy("turns that lack volunteers")),
    ("fire", gettext_lazy("fire notices due")),
)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    return DayField(label=label, required=required, help_text=help_text, widget=widget)


def number_field(label: Any, *, most: int, initial: int = 0, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs=OFF)
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, initial=initial, help_text=help_text, widget=widget
    )


class PlanSeason(Versioned):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = line(gettext_lazy("Season"), longest=50, help_text=gettext_lazy("Written as 2026/27."))
    first = day_field(gettext_lazy("First night"))
    last = day_field(gettext_lazy("Last night"))
    wanted = number_field(
        gettext_lazy("Places wanted each night"), most=9999,
        help_text=gettext_lazy("The calendar points out nights with fewer. 0: those without any."),
    )  # fmt: skip


class ChooseTurns(forms.Form):
    """Which part of a calendar is shown, in the address. Who asks for nothing sees the month that is going on."""

    show = forms.ChoiceField(label=gettext_lazy("Show"), choices=SHOWN, required=False)
    host = line(gettext_lazy("Host"), longest=100, required=False)
    month = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, season: Season, today: date) -> None:
        self.now = min(max(today, season.first), season.last)
        self.season = season
        super().__init__({"month": f"{self.now:%Y-%m}", **data.dict()})

    @property
    def said(self) -> tuple[str, str, str]:
        """Month, what to show, and the host's name; what cannot be is left out."""
        self.full_clean()
        told = self.cleaned_data
        months = {f"{day:%Y-%m}" for day in season_days(self.season)}
        month = told.get("month", "")
        return month if month in {WHOLE, *months} else f"{self.now:%Y-%m}", told.get("show", ""), told.get("host", "")

    @property
    def short(self) -> str:
        """A short name for what is asked for."""
        return sha256(repr(self.said).encode()).hexdigest()[:8]


class OfferNights(forms.Form):
    """A pattern or some days, with the places of each group. A pattern for the whole season is two taps."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Every week on"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    first = day_field(gettext_lazy("From"), required=False)
    last = day_field(gettext_lazy("Until"), required=False)
    days = forms.CharField(
        label=gettext_lazy("Or on these days"), required=False, max_length=3000,
        help_text=gettext_lazy("Days like 2026-12-03, with spaces or commas between."),
        widget=forms.TextInput(attrs=OFF),
    )  # fmt: skip
    volunteers_needed = number_field(gettext_lazy("Volunteers needed each night"), most=99, initial=VOLUNTEERS)
    kit = forms.MultipleChoiceField(
        label=gettext_lazy("Must be brought"), choices=HostSlot.Kit.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, season: Season, host: Shelter, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.season = season
        self.groups = list(host.groups.filter(is_active=True).order_by(Alphabetic("name")))
        self.fields["first"].initial, self.fields["last"].initial = max(season.first, today), season.last
        for group in self.groups:
            label = _("Places: %(group)s") % {"group": group}
            self.fields[f"places_{group.pk}"] = number_field(label, most=999, initial=group.beds)
        self.order_fields([*(f"places_{group.pk}" for group in self.groups), *self.base_fields])

    def clean_days(self) -> list[date]:
        try:
            return [
                date.fromisoformat(word) for word in re.split(r"[\s,;]+", self.cleaned_data["days"].strip()) if word
            ]
        except ValueError:
            raise forms.ValidationError(_("Write days like 2026-12-03, with commas between.")) from None

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not (told.get("weekdays") or told.get("days") or self.errors):
            self.add_error("weekdays", _("Choose a weekday, or write days."))
        return told

    def said(self) -> dict[str, Any]:
        """What the action is told."""
        told = self.cleaned_data
        first, last = told["first"] or self.season.first, told["last"] or self.season.last
        pattern = [
            day for day in season_days(self.season) if first <= day <= last and str(day.weekday()) in told["weekdays"]
        ]
        places: dict[UUID, int] = {group.pk: told[f"places_{group.pk}"] for group in self.groups}
        more = {name: told[name] for name in ("volunteers_needed", "kit")}
        return {"dates": {*pattern, *told["days"]}, "places": places, **more}


class MoveTurn(forms.Form):
    day = forms.TypedChoiceField(label=gettext_lazy("Move to the night"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, season: Season, today: date, taken: Iterable[date] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["day"]
        free = [day for day in season_days(season) if day >= today and day not in {*taken}]
        field.choices = [(f"{day}", date_format(day, "D j F Y")) for day in free]


class PrepareTurn(Versioned):
    volunteers_needed = number_field(gettext_lazy("Volunteers needed"), most=99)
    volunteers_found = number_field(gettext_lazy("Volunteers found"), most=99)
    kit = forms.MultipleChoiceField(
        label=gettext_lazy("Must be brought"), choices=HostSlot.Kit.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    line = forms.ModelChoiceField(
        label=gettext_lazy("Who answers"), queryset=ContactLine.objects.none(), required=False,
        empty_label=gettext_lazy("the host's own number"),
    )  # fmt: skip

    def __init__(self, *args: Any, slot: HostSlot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Q(organisation=slot.host.organisation_id) | Q(organisation=slot.season.pool.organisation_id)
        field: Any = self.fields["line"]
        field.queryset = ContactLine.objects.filter(near).select_related("organisation").order_by("organisation", "pk")


class WithdrawTurn(forms.Form):
    because = forms.ChoiceField(label=gettext_lazy("Why"), choices=Night.Reason.choices, widget=forms.RadioSelect)


class FireNotice(forms.Form):
    sent_on = day_field(
        gettext_lazy("Fire notice sent on"),
        help_text=gettext_lazy("The day on which the rescue service was told of the host's nights from then on."),
    )


class SetUpLink(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    by_mail = forms.BooleanField(
        label=gettext_lazy("Send the day's sentence by mail as well"), required=False,
        help_text=gettext_lazy("To the role mailbox of whoever answers, on days when the host has a turn."),
    )  # fmt: skip

"""From one night to another: a week, a month, or as long as somebody needs."""

import calendar
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core.fields import DayField


LONGEST = timedelta(days=366)
DAY = {"type": "date", "autocomplete": "off"}


class Period(forms.Form):
    """The first and the last night, in the address as `from` and `to`; this week when nothing is said."""

    first = DayField(label=gettext_lazy("First night"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    last = DayField(label=gettext_lazy("Last night"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, tonight: date) -> None:
        self.tonight = tonight
        asked = any(name in data for name in ("from", "to"))
        super().__init__(data if asked else dict(zip(("from", "to"), week(tonight), strict=True)))

    def add_prefix(self, field_name: str) -> str:
        return {"first": "from", "last": "to"}.get(field_name, field_name)  # Django also asks for hidden ones

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last night comes before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Choose at most a year."))
        return self.cleaned_data

    @property
    def days(self) -> tuple[date, date]:
        """The period that was asked for; this week when it cannot be."""
        if self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return week(self.tonight)


def week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def beside(first: date, last: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The period before and the one after: months for a month, else as many days."""
    if (first, last) == month(first):
        return month(first - timedelta(days=1)), month(last + timedelta(days=1))
    days = last - first + timedelta(days=1)
    return (first - days, last - days), (first + days, last + days)

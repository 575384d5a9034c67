"""Hours of the week line by line, days that differ, and notices."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import DayField, GuardedText, Versioned
from samverka.core.ids import new_id
from samverka.directory.actions.hours import MOST_RULES
from samverka.directory.models import DateException, OpeningRule, Service
from samverka.directory.models.entries import Holiday
from samverka.directory.queries.hours import Weekly


OFF = {"autocomplete": "off"}
DAYS = [(str(number + 1), name) for number, name in dates.WEEKDAYS_ABBR.items()]
NTH = [
    ("", _("every week")), ("1", _("the first of the month")), ("2", _("the second of the month")),
    ("3", _("the third of the month")), ("4", _("the fourth of the month")), ("5", _("the fifth of the month")),
    ("-1", _("the last of the month")),
]  # fmt: skip
SAID = _("About the place and the work, never about guests: no names, numbers or origin.")


def clock(label: Any, *, required: bool = False) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", **OFF})
    return forms.TimeField(label=label, required=required, widget=widget)


def day(label: Any, *, required: bool = False, help_text: Any = "") -> DayField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **OFF})
    return DayField(label=label, required=required, widget=widget, help_text=help_text)


class Line(forms.Form):
    """Some days of the week, from one hour to another. A line that says nothing is passed over."""

    days = forms.MultipleChoiceField(
        label=_("Days"), choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    opens = clock(_("From"))
    closes = clock(_("To"))
    kind = forms.ChoiceField(
        label=_("What"), choices=OpeningRule.Kind.choices, initial=OpeningRule.Kind.OPEN, required=False
    )  # fmt: skip
    nth = forms.TypedChoiceField(label=_("How often"), choices=NTH, coerce=int, empty_value=None, required=False)
    valid_from = day(_("Valid from"))
    valid_to = day(_("Valid to"))

    def clean(self) -> None:
        said = self.cleaned_data
        if self.is_blank():
            return
        if not said.get("days"):
            self.add_error("days", str(_("Choose at least one day of the week.")))
        for name in ("opens", "closes"):
            if said.get(name) is None and name not in self.errors:
                self.add_error(name, str(_("Write a time as 20:30.")))
        first, last = said.get("valid_from"), said.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", str(_("The last day comes before the first.")))

    def is_blank(self) -> bool:
        said = self.cleaned_data
        return not self.errors and not said.get("days") and said.get("opens") is None and said.get("closes") is None

    def weekly(self) -> Weekly:
        said = self.cleaned_data
        rest = {name: said[name] for name in ("opens", "closes", "kind", "nth", "valid_from", "valid_to")}
        return Weekly(
            weekdays="".join(sorted(said["days"])), **(rest | {"kind": rest["kind"] or OpeningRule.Kind.OPEN})
        )


class _Lines(BaseFormSet):  # type: ignore[type-arg]  # when it runs, it takes none
    def weekly(self) -> list[Weekly]:
        """What the lines say that can be read and are not taken away."""
        kept = [form for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        return [form.weekly() for form in kept if not form.is_blank()]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take away")


MOST = MOST_RULES + 10
Lines = formset_factory(Line, formset=_Lines, extra=2, can_delete=True, max_num=MOST, absolute_max=MOST)


def told(weekly: Weekly) -> dict[str, Any]:
    """What a line shows of a rule."""
    said = {name: getattr(weekly, name) for name in ("opens", "closes", "kind", "nth", "valid_from", "valid_to")}
    return {"days": list(weekly.weekdays), **said}


class AroundHours(Versioned):
    """What holds on days that are not like others."""

    holidays = forms.ChoiceField(label=_("On holidays"), required=False)
    eves = forms.ChoiceField(
        label=_("On the eves of Midsummer, Christmas and New Year"), required=False
    )  # fmt: skip

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under = [("", _("as the place"))] if isinstance(owner, Service) else []
        for name in ("holidays", "eves"):
            if hasattr(owner, name):
                field: Any = self.fields[name]
                field.choices = [*under, *Holiday.choices]
            else:
                del self.fields[name]


class Differ(Versioned):
    """Days on which the week does not hold."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    first_day = day(_("First day"), required=True)
    last_day = day(_("Last day"), help_text=_("Leave it empty when it is one day."))
    kind = forms.ChoiceField(
        label=_("What differs"), choices=DateException.Kind.choices, widget=forms.RadioSelect,
        initial=DateException.Kind.CLOSED,
    )  # fmt: skip
    opens = clock(_("From"))
    closes = clock(_("To"))
    message = GuardedText(label=_("Message"), max_length=200, rows=1, required=False, help_text=SAID)


class Tell(Versioned):
    """Something to know for a while."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    text = GuardedText(label=_("What is to be told"), max_length=500, rows=2, help_text=SAID)
    first_day = day(_("First day"), required=True)
    last_day = day(_("Last day"), help_text=_("Leave it empty when you do not know; take it away yourself later."))

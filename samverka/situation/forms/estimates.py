"""What those who estimate type."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation
from samverka.core.fields import DayField, GuardedText, Writing
from samverka.core.ids import new_id
from samverka.situation.actions import Statement
from samverka.situation.actions.values import MOST
from samverka.situation.models import Definition, Estimate


OFF = {"autocomplete": "off"}
NUMBER = {**OFF, "inputmode": "numeric"}
SURE = (
    ("low", _("low: judgement")),
    ("medium", _("medium: regular outreach in the last three months")),
    ("high", _("high: counted within the last 14 days")),
)


class CorrectEstimate(Writing):
    """A range, or that there is no basis; how it is known, and how surely."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    low = forms.IntegerField(
        label=_("At least"), required=False, min_value=0, max_value=MOST, widget=forms.NumberInput(attrs=NUMBER)
    )
    high = forms.IntegerField(
        label=_("At most"), required=False, min_value=0, max_value=MOST, widget=forms.NumberInput(attrs=NUMBER)
    )
    has_no_basis = forms.BooleanField(
        label=_("There is no basis to say. That is an answer too."), required=False,
        widget=forms.CheckboxInput(attrs=OFF),
    )  # fmt: skip
    as_of = DayField(label=_("As of"), widget=forms.DateInput(attrs={"type": "date", **OFF}))
    method = forms.ChoiceField(
        label=_("How do you know?"), choices=Estimate.Method.choices, widget=forms.RadioSelect(attrs=OFF)
    )
    confidence = forms.ChoiceField(
        label=_("How sure is it?"), choices=SURE, required=False, widget=forms.RadioSelect(attrs=OFF)
    )
    source = GuardedText(
        label=_("Source, when it is somebody else's"), required=False, max_length=200, rows=1,
        help_text=_("A report or an organisation, never a person. Empty: it is your own."),
    )  # fmt: skip
    note = GuardedText(label=pgettext_lazy("estimate", "Note"), required=False, max_length=1000)

    def statement(self) -> Statement:
        """What is said, as actions take it."""
        return Statement(**{name: self.cleaned_data[name] for name in Statement.__dataclass_fields__})


class StateEstimate(CorrectEstimate):
    """The same, of people who are still to be told."""

    definition = forms.ChoiceField(label=_("Who is meant?"), choices=Definition.choices)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("In the name of"), empty_label=None
    )  # fmt: skip
    field_order = ("id", "definition", "low", "high", "has_no_basis", "as_of", "method", "confidence", "source", "note")

    def __init__(self, *args: Any, organisations: list[Organisation], today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"as_of": today, "confidence": "low", **self.initial}
        keep_to(self.fields["organisation"], organisations)


def keep_to(field: Any, organisations: list[Organisation]) -> None:
    """One's own organisations; where there is one, nobody is asked."""
    field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
    if len(organisations) == 1:
        field.widget, field.initial = forms.HiddenInput(), organisations[0].pk

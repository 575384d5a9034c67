"""Whom to call, and days on which that differs."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory
from samverka.core.fields import Versioned
from samverka.core.ids import new_id
from samverka.directory.forms.hours import clock, day
from samverka.directory.models import DateException
from samverka.directory.models.spoken import SPOKEN
from samverka.safeguarding.models import Kind


OFF = {"autocomplete": "off"}


class EditChannel(Versioned):
    """A number, or the address of an e-service, and the languages spoken there."""

    phone = forms.RegexField(
        r"^\+?[0-9][0-9 -]{1,28}$", label=_("Number to call"), required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", **OFF}),
    )  # fmt: skip
    address = forms.URLField(
        label=_("Address of the e-service"), required=False, max_length=300, assume_scheme="https",
        widget=forms.URLInput(attrs=OFF),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip


class AddChannel(EditChannel):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Territory.objects.none(), empty_label=None, widget=forms.Select(attrs=OFF)
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[choice for choice in Kind.choices if choice[0] != Kind.EMERGENCY],
        widget=forms.RadioSelect, initial=Kind.OFFICE,
    )  # fmt: skip

    field_order = ("id", "municipality", "kind", "phone", "address", "languages")

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality: Any = self.fields["municipality"]
        municipality.queryset = territories


class Differ(forms.Form):
    """Days on which it answers otherwise."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    first_day = day(_("First day"), required=True)
    last_day = day(_("Last day"), help_text=_("Leave it empty when it is one day."))
    kind = forms.ChoiceField(
        label=_("What differs"), choices=DateException.Kind.choices[:2], widget=forms.RadioSelect,
        initial=DateException.Kind.CLOSED,
    )  # fmt: skip
    opens = clock(_("From"))
    closes = clock(_("To"))

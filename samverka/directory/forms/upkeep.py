"""Campaigns, and what whoever holds a mailed link answers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory
from samverka.core.ids import new_id
from samverka.directory.forms.hours import day


class StartCampaign(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("For your own list: “Before the winter of 2026/27”. It does not stand in the mail."),
    )  # fmt: skip
    territory = forms.ModelChoiceField(label=_("Whom to ask in"), queryset=Territory.objects.none())
    begins_on = day(_("Mails go out from"), required=True)
    remind_on = day(_("Those who have not answered are reminded on"), required=True)
    ends_on = day(_("Last day"), required=True)

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory: Any = self.fields["territory"]
        territory.queryset = territories


class Phone(forms.Form):
    phone = forms.CharField(
        label=_("Phone"), max_length=50, required=False, empty_value="",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )  # fmt: skip

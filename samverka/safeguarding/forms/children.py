"""Children seen, and what became of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.alphabet import Alphabetic
from samverka.core.ids import new_id
from samverka.safeguarding.models import Kind, NotNeeded, Setting


OFF = {"autocomplete": "off"}


def counter(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "data-counter": True, **OFF})
    return forms.IntegerField(label=label, min_value=1, max_value=99, initial=1, widget=widget)


class Seen(forms.Form):
    """How many, in which kind of place, for which organisation; `id` makes two taps one."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Territory.objects.none(), empty_label=None, widget=forms.Select(attrs=OFF)
    )  # fmt: skip
    least = counter(_("Children, at least"))
    most = forms.IntegerField(
        label=_("Children, at most"), min_value=1, max_value=99, required=False,
        help_text=_("Leave it empty when you are sure of the number."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", **OFF}),
    )  # fmt: skip
    setting = forms.ChoiceField(label=_("Where"), choices=Setting.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        fields["municipality"].queryset = Territory.objects.filter(code__regex="^[0-9]{4}$").order_by(
            Alphabetic("name")
        )
        if organisations:
            fields["organisation"].initial = organisations[0].pk
            fields["municipality"].initial = organisations[0].territory_id
        if len(organisations) == 1:
            fields["organisation"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        return found | {"most": found.get("most") or found.get("least")}


class UseChannel(forms.Form):
    channel = forms.ChoiceField(label=_("Which channel"), choices=Kind.choices)


class NoneNeeded(forms.Form):
    because = forms.ChoiceField(label=_("Why"), choices=NotNeeded.choices)

"""What is typed to set up a screen, and on it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Territory
from samverka.core.ids import new_id, read_code


class SetUpScreen(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Where it hangs"), max_length=100,
        help_text=gettext_lazy("So that it is found when it is to be ended: the office, second floor."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Territory.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory: Any = self.fields["territory"]
        territory.queryset = territories


class PairScreen(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        if code := read_code(self.cleaned_data["code"]):
            return code
        raise forms.ValidationError(_("This is not a whole code. Look at it once more."))

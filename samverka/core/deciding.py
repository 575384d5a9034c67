"""The form in which somebody lets a rule hold from a day on."""

from itertools import permutations
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import DayField, Versioned
from samverka.core.policy import Key


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}


class WriteRule(Versioned):
    """Its value, from when it holds, and where that is written."""

    value = forms.CharField(label=_("Value"))
    valid_from = DayField(label=_("From"), widget=forms.DateInput(attrs=DAY))
    source = forms.CharField(
        label=_("Source"), max_length=300, widget=forms.TextInput(attrs=OFF),
        help_text=_("Where it is written: an agreement, a decision, a web page with its date."),
    )  # fmt: skip

    def __init__(self, *args: Any, key: Key, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field(key)


def _field(key: Key) -> forms.Field:
    """A field in which a value of the rule can be written, or chosen."""
    if key.is_set:
        return forms.MultipleChoiceField(
            label=key.text, choices=list(key.words.items()), widget=forms.CheckboxSelectMultiple, required=False
        )
    if isinstance(key.default, list):
        orders = [order for length in range(len(key.words) + 1) for order in permutations(key.words, length)]
        orders_told = [(",".join(order), key.told(list(order)) or _("nobody: the lot alone")) for order in orders]
        return forms.ChoiceField(label=key.text, choices=orders_told, required=False)
    if isinstance(key.default, bool):
        return forms.ChoiceField(label=key.text, choices=[("yes", _("yes")), ("no", _("no"))])
    if key.default in key.words and len(key.words) > 1:
        return forms.ChoiceField(label=key.text, choices=list(key.words.items()))
    if isinstance(key.default, int):
        return forms.IntegerField(label=key.text, widget=forms.NumberInput(attrs=OFF))
    kind = {"type": "time"} if ":" in key.default else {}
    return forms.CharField(label=key.text, max_length=300, required=False, widget=forms.TextInput({**kind, **OFF}))


def as_written(key: Key, value: Any) -> Any:
    """A value as the rule's field takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, list) and not key.is_set else value

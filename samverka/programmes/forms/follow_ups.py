"""What parties say of what was delivered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import GuardedText, Writing
from samverka.programmes.forms.agreements import MOST_OF_A_KIND, OFF, choose
from samverka.programmes.models import Volume


class StateDelivered(forms.Form):
    """Of something that no counter counts."""

    volume = forms.TypedChoiceField(label=_("What"), widget=forms.Select(attrs=OFF))
    month = forms.TypedChoiceField(label=_("Month"), widget=forms.Select(attrs=OFF))
    amount = forms.IntegerField(
        label=_("How many"), min_value=0, max_value=MOST_OF_A_KIND, widget=forms.NumberInput(attrs=OFF)
    )

    def __init__(self, *args: Any, volumes: Iterable[Volume], months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["volume"], {str(one.pk): one for one in volumes}, told=lambda one: one.get_kind_display())
        choose(
            self.fields["month"],
            {f"{one:%Y-%m}": one for one in months},
            told=lambda one: f"{MONTHS[one.month]} {one.year}",
        )


class CommentDeviation(Writing):
    text = GuardedText(
        label=_("Why?"), max_length=2000, rows=4,
        help_text=_("What happened, and what you do about it. Never about guests: no names, numbers or origin."),
    )  # fmt: skip


class ObjectToYear(Writing):
    objection = GuardedText(label=_("What must be looked at again?"), max_length=1000, rows=3, help_text="")

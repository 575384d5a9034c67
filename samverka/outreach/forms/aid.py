"""A month of emergency aid, and care that was refused."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import DayField, Versioned
from samverka.outreach.models import CareRefusal, EmergencyAidTally
from samverka.outreach.models.aid import AID_COUNTS


WORDS = {
    "applied": _("Applied"), "granted": _("Granted"), "refused": _("Refused"), "kronor": _("Kronor in all"),
    "adults": _("Adults"), "children": _("Children"),
}  # fmt: skip
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


def months(today: date, *, back: int = 24) -> list[tuple[str, str]]:
    """The months until this one, the newest first: their first days, and their names."""
    found, month = [], today.replace(day=1)
    for _number in range(back):
        found.append((month.isoformat(), date_format(month, "F Y")))
        month = (month - timedelta(days=1)).replace(day=1)
    return found


class StateAid(Versioned):
    """A month, one kind of aid after the other."""

    month = DayField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Iterable[EmergencyAidTally], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stated = {row.kind: row for row in rows}
        for kind in EmergencyAidTally.Kind:
            for name in AID_COUNTS:
                self.fields[f"{kind}_{name}"] = forms.IntegerField(
                    label=WORDS[name], min_value=0, max_value=99_999_999 if name == "kronor" else 99_999,
                    required=False, widget=forms.NumberInput(attrs=NUMBER),
                    initial=getattr(stated[kind], name) if kind in stated else None,
                )  # fmt: skip

    @property
    def aid(self) -> dict[str, dict[str, int]]:
        """The numbers of each kind."""
        found = self.cleaned_data
        return {
            kind.value: {name: found.get(f"{kind}_{name}") or 0 for name in AID_COUNTS}
            for kind in EmergencyAidTally.Kind
        }

    def kinds(self) -> list[tuple[Any, list[Any]]]:
        return [(kind.label, [self[f"{kind}_{name}"] for name in AID_COUNTS]) for kind in EmergencyAidTally.Kind]


class LogRefusal(forms.Form):
    """Kinds and bands alone: nothing is typed, so that nobody is told of."""

    id = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)  # random: it must not tell the day
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Logged for"), empty_label=None)
    region = forms.ModelChoiceField(
        Territory.objects.filter(code__regex="^(0[1-9]|[12][0-9])$").order_by(Alphabetic("name")), label=_("Region"),
        empty_label=None,
    )  # fmt: skip
    month = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)
    setting = forms.ChoiceField(label=_("Where"), choices=CareRefusal.Setting.choices, widget=forms.RadioSelect)
    care = forms.ChoiceField(label=_("What care"), choices=CareRefusal.Care.choices, widget=forms.RadioSelect)
    event = forms.ChoiceField(label=_("What happened"), choices=CareRefusal.Event.choices, widget=forms.RadioSelect)
    amount = forms.ChoiceField(label=_("Amount"), choices=CareRefusal.Amount.choices, initial="unknown")
    card = forms.ChoiceField(label=_("European card shown"), choices=CareRefusal.Card.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("Outcome after advice"), choices=CareRefusal.Outcome.choices)

    def __init__(self, *args: Any, homes: list[Organisation], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["organisation"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in homes])
        chosen["month"].choices = months(today)
        if homes:
            self.initial.update({"organisation": homes[0].pk, "region": homes[0].territory_id[:2]})
        if len(homes) == 1:
            chosen["organisation"].widget = forms.HiddenInput()


class TellOutcome(forms.Form):
    outcome = forms.ChoiceField(choices=CareRefusal.Outcome.choices)

"""Areas, teams, plans, handovers, a month's statements, and one's own languages and duty."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import ContactLine, Territory
from samverka.core import policy
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import DayField, GuardedText
from samverka.core.ids import new_id
from samverka.directory.models.spoken import SPOKEN
from samverka.outreach.models import Area, Duty, LineReferral, UniqueStatement
from samverka.outreach.policy import CHAPTER


OFF = {"autocomplete": "off"}
ABOUT_PLACES = _("About places and work, never about anybody you met: no names, numbers, looks or origin.")
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class AddArea(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = GuardedText(
        label=_("Name of the area"), max_length=60, rows=1,
        help_text=_("As large as a town district or larger, so that nobody can be found by it."),
    )  # fmt: skip


class SetRule(forms.Form):
    """One rule of work in the field, from a day on."""

    key = forms.ChoiceField(label=_("Rule"))
    value = forms.CharField(label=_("Value"), max_length=300, widget=forms.TextInput(attrs=OFF))
    valid_from = DayField(label=_("From"), widget=forms.DateInput(attrs={**OFF, "type": "date"}))
    source = forms.CharField(
        label=_("Where it is written"), max_length=300, widget=forms.TextInput(attrs=OFF)
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["key"]
        chosen.choices = [(key.name, key.text) for key in policy.known(CHAPTER)]


class EditTeam(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    name = GuardedText(
        label=_("Name of the team"), max_length=60, rows=1, help_text=_("A name of the work, not of those who do it.")
    )
    municipalities = forms.ModelMultipleChoiceField(
        Territory.objects.none(), label=_("Goes out in"), widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label=_("Goes out"), required=False, initial=True)

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["municipalities"]
        chosen.queryset = Territory.objects.filter(code__startswith=county, code__regex="^[0-9]{4}$").order_by(
            Alphabetic("name")
        )


class PlanRound(forms.Form):
    date = DayField(label=_("Evening"), widget=forms.DateInput(attrs={**OFF, "type": "date"}))
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(), label=_("Areas"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("What you tick takes the place of what was planned that evening."),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["areas"]
        chosen.queryset = areas


class WriteHandover(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    text = GuardedText(label=_("To those who go next"), max_length=500, rows=2, help_text=ABOUT_PLACES)


class TapLanguage(forms.Form):
    """One tap: once more, or once less. Its id is random, as it must not tell when the language was needed."""

    id = forms.UUIDField()
    month = DayField()
    language = forms.ChoiceField(choices=list(SPOKEN.items()))
    change = forms.TypedChoiceField(choices=[(1, "+1"), (-1, "−1")], coerce=int)  # noqa: RUF001 (as on the button)


class StateUnique(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    month = DayField(widget=forms.HiddenInput)
    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=9999, widget=forms.NumberInput(attrs=NUMBER))
    most = forms.IntegerField(label=_("At most"), min_value=0, max_value=9999, widget=forms.NumberInput(attrs=NUMBER))
    method = forms.ChoiceField(
        label=_("How it is known"), choices=UniqueStatement.Method.choices, widget=forms.RadioSelect
    )


class StateLanguages(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages I speak at work"), choices=list(SPOKEN.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class GoOnDuty(forms.Form):
    """From now, for some hours."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    municipality = forms.ModelChoiceField(Territory.objects.none(), label=_("Municipality"), empty_label=None)
    line = forms.ModelChoiceField(ContactLine.objects.none(), label=_("Ring me on"), empty_label=None)
    kind = forms.ChoiceField(label=_("I am"), choices=Duty.Kind.choices, widget=forms.RadioSelect)
    hours = forms.TypedChoiceField(
        label=_("For so many hours"), coerce=int, choices=[(number, str(number)) for number in (1, 2, 4, 6, 8, 12, 24)],
        initial=4,
    )  # fmt: skip

    def __init__(
        self, *args: Any, lines: QuerySet[ContactLine], municipalities: list[Territory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["line"].queryset = lines
        chosen["line"].label_from_instance = lambda one: f"{one} {one.phone}"
        codes = [one.pk for one in municipalities]
        chosen["municipality"].queryset = Territory.objects.filter(pk__in=codes).order_by(Alphabetic("name"))

    def told(self, *, at: datetime) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in ("id", "municipality", "line", "kind")}
        return found | {"ends_at": at + timedelta(hours=self.cleaned_data["hours"])}


class CountLine(forms.Form):
    id = forms.UUIDField()
    line = forms.ChoiceField(choices=LineReferral.Line.choices)

"""What a project says, its partners, desks, money and targets, and a period's values."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned, Writing
from samverka.core.ids import new_id
from samverka.directory.models import Service
from samverka.programmes.actions import Known, faults
from samverka.programmes.forms.agreements import DAY, OFF, choose
from samverka.programmes.models import Fund, FundIndicator, IndicatorValue
from samverka.programmes.queries import Line


MOST = 1_000_000
PARTS = ("source", "low", "high", "method")  # of what is known of an indicator
Source = IndicatorValue.Source


def _number(label: Any, most: int = MOST, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, widget=forms.NumberInput(attrs=OFF), **more)


class WriteProject(Versioned):
    title = GuardedText(label=_("Title"), max_length=120, rows=1, help_text="")
    purpose = MarkdownText(
        label=_("What is it for?"), max_length=4000, rows=5, help_text=_("The goals, never those who come.")
    )
    tracks = GuardedText(
        label=_("Tracks"), max_length=2000, rows=3, required=False, help_text=_("One a line, such as health promotion.")
    )
    operation_number = GuardedText(
        label=_("Operation number"), max_length=40, rows=1, required=False, help_text=_("As the fund writes it.")
    )
    first_day = DayField(label=_("First day"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(
        label=_("Last day"), widget=forms.DateInput(attrs=DAY), help_text=_("A project runs in whole months.")
    )


class BeginProject(WriteProject):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    organisation = forms.TypedChoiceField(label=_("Who owns it"), widget=forms.Select(attrs=OFF))
    territory = forms.TypedChoiceField(label=pgettext_lazy("project", "Where"), widget=forms.Select(attrs=OFF))
    fund = forms.TypedChoiceField(label=pgettext_lazy("money", "Fund"), widget=forms.Select(attrs=OFF))
    field_order = ("id", "organisation", "fund", "territory", "title")

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], territories: Iterable[Territory],
        funds: Iterable[Fund], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})
        choose(self.fields["territory"], {one.code: one for one in territories})
        choose(self.fields["fund"], {one.code: one for one in funds})


class GrantProject(forms.Form):
    operation_number = GuardedText(label=_("Operation number"), max_length=40, rows=1, help_text="")


class AddPartner(forms.Form):
    organisation = forms.TypedChoiceField(label=_("Organisation"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})


class CountAt(forms.Form):
    services = forms.MultipleChoiceField(
        label=_("Front desks that count for the project"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, services: Iterable[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in services}
        self.fields["services"].choices = [(key, str(one)) for key, one in self.known.items()]  # type: ignore[attr-defined]

    def clean_services(self) -> list[Service]:
        return [self.known[key] for key in self.cleaned_data["services"]]


class SetProjectMoney(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2001, max_value=2099, widget=forms.NumberInput(attrs=OFF))
    planned = _number(_("Planned, kronor"), 10_000_000_000, help_text=pgettext_lazy("budget", "0 takes it away."))
    spent = _number(_("Spent, kronor"), 10_000_000_000, required=False)


class SetTarget(forms.Form):
    indicator = forms.TypedChoiceField(label=_("Indicator"), widget=forms.Select(attrs=OFF))
    target = _number(
        _("Target for the whole project"), required=False, help_text=_("Leave it empty to report it without a target.")
    )

    def __init__(self, *args: Any, indicators: Iterable[FundIndicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["indicator"], {str(one.pk): one for one in indicators})


class PlanPeriods(forms.Form):
    months = forms.TypedChoiceField(
        label=_("A report"), coerce=int, initial=6,
        choices=[(3, _("every quarter")), (6, _("every half-year")), (12, _("every year"))],
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Due so many days after the period"), min_value=1, max_value=180, initial=45,
        widget=forms.NumberInput(attrs=OFF),
    )  # fmt: skip


class Values(Versioned):
    """A period's values: for each indicator where it comes from, at least and at most, and by which method."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        key, typed = line.indicator.pk, line.source != Source.TALLY
        self.fields[f"source_{key}"] = forms.ChoiceField(
            label=_("How it is known"), required=False, initial=line.source, choices=_sources(line.indicator),
            widget=forms.Select(attrs=OFF),
        )  # fmt: skip
        self.fields[f"low_{key}"] = _number(_("At least"), required=False, initial=line.low if typed else None)
        self.fields[f"high_{key}"] = _number(_("At most"), required=False, initial=line.high if typed else None)
        self.fields[f"method_{key}"] = GuardedText(
            label=_("Method"), max_length=300, rows=1, required=False, initial=line.method, help_text=""
        )

    def clean(self) -> dict[str, Any]:
        """All that is wrong is told at once."""
        for line in self.lines:
            one = line.indicator
            if not any(f"{part}_{one.pk}" in self.errors for part in PARTS):
                for part, why in faults(one, self._known(one.pk)):
                    self.add_error(f"{part}_{one.pk}", why)
        return self.cleaned_data

    def title_of(self, name: str) -> str:
        names = {str(one.indicator.pk): str(one.indicator) for one in self.lines}
        return f"{names.get(name.rpartition('_')[2], '')}, {super().title_of(name).lower()}"

    def groups(self) -> list[tuple[Line, list[forms.BoundField]]]:
        """Each indicator with its fields."""
        return [(one, [self[f"{part}_{one.indicator.pk}"] for part in PARTS]) for one in self.lines]

    @property
    def values(self) -> dict[int, Known]:
        return {line.indicator.pk: self._known(line.indicator.pk) for line in self.lines}

    def _known(self, key: int) -> Known:
        """One number is the least and the most."""
        source, low, high, method = (self.cleaned_data[f"{part}_{key}"] for part in PARTS)
        return Known(source, low, low if high is None else high, method)


def _sources(one: FundIndicator) -> list[tuple[str, Any]]:
    may = [Source.OPERATION_ESTIMATE] if one.is_sensitive else [Source.OPERATION_ESTIMATE, Source.STATEMENT]
    if one.counted:
        may = [Source.TALLY, *may]
    return [("", _("not known yet")), *((source.value, source.label) for source in may)]


class SubmitReport(Writing):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    comment = GuardedText(
        label=_("Comment"), max_length=4000, rows=4, required=False,
        help_text=_("What was done, why something differs from its target, and what comes next. Never about guests."),
    )  # fmt: skip
    change = GuardedText(
        label=_("What has changed since it was submitted last"), max_length=300, rows=1, required=False, help_text=""
    )

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["change"]

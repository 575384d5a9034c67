"""What a call says, what an application asks for, and how it is judged and decided."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned, Writing
from samverka.core.ids import new_id
from samverka.programmes.forms.agreements import DAY, MOST_KRONOR, OFF, choose
from samverka.programmes.models import Application, Call, Criterion
from samverka.programmes.models.calls import MOST_MARK


WEIGHTS = [(one, str(one)) for one in range(1, 6)]
ABOUT_WORK = _("About the work, never about guests: no names, numbers or origin.")


def kronor(label: Any, *, least: int = 0, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    typed = forms.NumberInput(attrs=OFF)
    said = {"label": label, "required": required, "help_text": help_text, "widget": typed}
    return forms.IntegerField(min_value=least, max_value=MOST_KRONOR, **said)


def day(label: Any, **more: Any) -> DayField:
    return DayField(label=label, widget=forms.DateInput(attrs=DAY), **more)


class WriteCall(Versioned):
    title = GuardedText(label=_("Title"), max_length=120, rows=1, help_text="")
    purpose = MarkdownText(label=_("What is it for?"), max_length=8000, help_text=ABOUT_WORK)
    eligible = GuardedText(label=_("Who may apply"), max_length=2000, rows=3, help_text="")
    amount = kronor(_("To share out, kronor"), least=1)
    opens_on = day(_("First day to apply"))
    closes_on = day(_("Last day to apply"), help_text=_("What comes later is not taken. The day may be put off."))
    first_day = day(_("For what is done from"))
    last_day = day(_("Until"))
    is_invited = forms.BooleanField(
        label=_("Only those who are invited may apply"), required=False,
        help_text=_("What is decided is everybody's to read all the same."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for first, last, text in (
            ("opens_on", "closes_on", _("It closes before it opens.")),
            ("first_day", "last_day", _("It ends before it begins.")),
        ):
            if told.get(first) and told.get(last) and told[last] < told[first]:
                self.add_error(last, text)
        return dict(told)


class BeginCall(WriteCall):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    organisation = forms.TypedChoiceField(label=_("Who gives the grant"))
    territory = forms.TypedChoiceField(label=_("For"), widget=forms.Select(attrs=OFF))
    field_order = ("id", "organisation", "territory", "title")

    def __init__(
        self, *args: Any, organisations: list[Organisation], territories: Iterable[Territory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose_one(self, organisations)
        choose(self.fields["territory"], {one.code: one for one in territories})
        self.fields["territory"].initial = next((one.territory_id for one in organisations), None)


class SetCriterion(forms.Form):
    name = GuardedText(label=_("Criterion"), max_length=120, rows=1, help_text=_("Such as: meets the need."))
    weight = forms.TypedChoiceField(
        label=_("Weight"), choices=WEIGHTS, coerce=int, initial=1, help_text=_("5 weighs most.")
    )


class InviteApplicant(forms.Form):
    organisation = forms.TypedChoiceField(label=_("Organisation"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})


class WriteApplication(Versioned):
    """With one field for each of the call's years."""

    title = GuardedText(
        label=_("What is it for, in one line?"), max_length=120, rows=1,
        help_text=_("Everybody reads this line if it is granted."),
    )  # fmt: skip
    plan = MarkdownText(
        label=_("Plan"), max_length=8000, rows=14,
        help_text=_("What you do, when, where and with how many. About the work, never about guests."),
    )  # fmt: skip

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {f"applied_{year}": year for year in call.years}
        for name, year in self.years.items():
            label = _("Applied for %(year)s, kronor") % {"year": year}
            self.fields[name] = kronor(label, required=False)

    def clean(self) -> dict[str, Any]:
        """The sums as one: kronor by year."""
        told = dict(super().clean() or self.cleaned_data)
        return told | {"applied": {year: told.pop(name, None) or 0 for name, year in self.years.items()}}


class BeginApplication(WriteApplication):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]
    organisation = forms.TypedChoiceField(label=_("Who applies"))
    field_order = ("id", "organisation", "title")

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_one(self, organisations)


class CompleteApplication(Writing):
    answer = GuardedText(
        label=_("Your answer"),
        max_length=2000,
        rows=3,
        help_text=_("Change plan and sums first if you need to."),
    )


class ReturnApplication(Writing):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    question = GuardedText(label=_("What is to be completed?"), max_length=2000, rows=3, help_text="")
    due_on = day(_("To be answered by"))


class Judge(Writing):
    """A mark and a reason for each criterion."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        marks: list[tuple[Any, str]] = [("", "-"), *((one, str(one)) for one in range(MOST_MARK + 1))]
        for one in self.criteria:
            self.fields[f"mark_{one.pk}"] = forms.TypedChoiceField(
                label=one.name, choices=marks, coerce=int, widget=forms.Select(attrs=OFF),
                help_text=_("From 0, not at all, to 5, wholly."),
            )  # fmt: skip
            self.fields[f"reason_{one.pk}"] = GuardedText(
                label=_("Why: %(criterion)s") % {"criterion": one.name}, max_length=500, rows=2, help_text=""
            )

    @property
    def marks(self) -> dict[int, tuple[int, str]]:
        told = self.cleaned_data
        return {one.pk: (told[f"mark_{one.pk}"], told[f"reason_{one.pk}"]) for one in self.criteria}


class PrepareOutcome(Writing):
    """What is laid before those who decide; with one field for each year that is applied for."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Application.Outcome.choices, widget=forms.RadioSelect)
    reason = GuardedText(label=_("Reason"), max_length=2000, rows=3, help_text=_("The applicant reads it."))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {f"granted_{one.year}": one for one in application.money.all()}
        for name, one in self.years.items():
            self.fields[name] = kronor(_("Granted %(year)s, kronor") % {"year": one.year}, required=False)
            self.fields[name].initial = one.applied if one.granted is None else one.granted
        self.order_fields(["outcome", *self.years, "reason"])

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or self.cleaned_data)
        return told | {"granted": {one.year: told.pop(name, None) or 0 for name, one in self.years.items()}}


class DecideCall(forms.Form):
    decided_on = day(_("Decided on"))
    decided_by = GuardedText(label=_("Decided by"), max_length=150, rows=1, help_text=_("The body, never a person."))
    decision_number = GuardedText(label=_("Number of the decision"), max_length=40, rows=1, help_text="")


def _choose_one(form: forms.Form, organisations: list[Organisation]) -> None:
    """With a single organisation there is no choice to make."""
    choose(form.fields["organisation"], {str(one.pk): one for one in organisations})
    if len(organisations) == 1:
        form.fields["organisation"].initial = str(organisations[0].pk)
        form.fields["organisation"].widget = forms.HiddenInput()

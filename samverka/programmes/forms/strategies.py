"""What a strategy says, its measures, parts and steps, who backs what, and a year's follow-up."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned
from samverka.core.ids import new_id
from samverka.programmes import queries
from samverka.programmes.forms.agreements import DAY, MOST_KRONOR, OFF, choose
from samverka.programmes.models import Backer, Backing, Measure, MeasurePart, StrategyYear
from samverka.programmes.models.strategies import MOVED, MeasureState


class WriteStrategy(Versioned):
    title = GuardedText(label=_("Title"), max_length=120, rows=1, help_text="")
    areas = forms.MultipleChoiceField(label=_("Municipalities"), widget=forms.CheckboxSelectMultiple)
    goals = MarkdownText(label=_("Goals"), max_length=6000, help_text=_("What shall be reached, never about guests."))
    first_day = DayField(label=_("First day"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(label=_("Last day"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, territories: Iterable[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {one.code: one for one in territories}
        self.fields["areas"].choices = [(code, str(one)) for code, one in self.known.items()]  # type: ignore[attr-defined]

    def clean_areas(self) -> list[Territory]:
        return [self.known[code] for code in dict.fromkeys(self.cleaned_data["areas"])]


class _NewStrategy(WriteStrategy):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    field_order = ("id", "organisation", "title", "areas")


class BeginStrategy(_NewStrategy):
    organisation = forms.TypedChoiceField(label=_("Who keeps it"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})


class ReviseStrategy(_NewStrategy):
    """What takes its place says the same to begin with, and goes on with those measures that are ticked."""

    measures = forms.MultipleChoiceField(
        label=_("Measures that go on"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("They are proposed anew, and can be changed. What is done or stopped stays where it is."),
    )  # fmt: skip

    def __init__(self, *args: Any, measures: Iterable[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = {str(one.pk): one for one in measures}
        field: Any = self.fields["measures"]
        field.choices = [(key, f"{one} ({one.get_state_display()})") for key, one in self.unfinished.items()]
        field.initial = list(self.unfinished)
        if not self.unfinished:
            del self.fields["measures"]

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        told["measures"] = [self.unfinished[key] for key in told.get("measures", ())]
        return told


class WriteMeasure(Versioned):
    title = GuardedText(label=_("Measure"), max_length=160, rows=1, help_text="")
    text = MarkdownText(label=_("What is done"), max_length=4000, rows=4, required=False)
    organisation = forms.TypedChoiceField(label=_("Responsible"), widget=forms.Select(attrs=OFF))
    partners = GuardedText(label=_("Together with"), max_length=300, rows=1, required=False, help_text="")
    due_on = DayField(label=_("Done by"), required=False, widget=forms.DateInput(attrs=DAY))
    budget = forms.IntegerField(
        label=_("Budget, kronor"), min_value=0, max_value=MOST_KRONOR, required=False,
        widget=forms.NumberInput(attrs=OFF),
    )  # fmt: skip
    indicator = forms.ChoiceField(
        label=_("Followed by"), required=False, widget=forms.Select(attrs=OFF),
        help_text=_("A published indicator, so that the year after can be held against the year before."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})
        self.fields["indicator"].choices = [("", _("no indicator")), *queries.measurable().items()]  # type: ignore[attr-defined]


class AddMeasure(WriteMeasure):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]


class AskForPart(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("Who does a part of it"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})


class RemovePart(forms.Form):
    part: Any = forms.ModelChoiceField(MeasurePart.objects.none())

    def __init__(self, *args: Any, parts: QuerySet[MeasurePart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]


class SignPart(Versioned):
    text = MarkdownText(label=_("Our part"), max_length=2000, rows=4, required=False)
    declined_because = GuardedText(
        label=_("Or, if you do no part of it: why"), max_length=300, rows=1, required=False, help_text=""
    )

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        signs = "decline" not in self.data or self._said(told.get("text")) != self._said(self.initial.get("text"))
        if told.get("text") and told.get("declined_because") and signs:
            self.add_error("declined_because", _("Either sign, or say why you do no part of it."))
        return told

    def _said(self, text: str | None) -> list[str]:
        """A text however its lines are broken; what was signed before may stand when one declines."""
        return (text or "").split()


class MoveMeasure(forms.Form):
    state = forms.ChoiceField(label=_("What has happened"), widget=forms.Select(attrs=OFF))
    because = GuardedText(
        label=_("If it is stopped: why"), max_length=300, rows=1, required=False, help_text=""
    )  # fmt: skip

    def __init__(self, *args: Any, steps: Iterable[MeasureState] = MOVED, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one.value, one.label) for one in steps]  # type: ignore[attr-defined]


class AskBacker(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(
        label=_("An organisation that takes part"), required=False, widget=forms.Select(attrs=OFF)
    )
    name = GuardedText(label=_("Or a name"), max_length=120, rows=1, required=False, help_text=_("A party group, say."))
    kind = forms.ChoiceField(label=_("Which is"), choices=Backer.Kind.choices, initial=Backer.Kind.PARTY_GROUP)
    mailbox = forms.EmailField(label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        known = {str(one.pk): one for one in organisations}
        field.choices = [("", "-"), *((key, str(one)) for key, one in known.items())]
        field.coerce, field.empty_value = known.get, None


class RemoveBacker(forms.Form):
    backer: Any = forms.ModelChoiceField(Backer.objects.none())

    def __init__(self, *args: Any, backers: QuerySet[Backer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["backer"].queryset = backers  # type: ignore[attr-defined]


class OpenConsultation(forms.Form):
    answers_due_on = DayField(label=_("Answers due on"), widget=forms.DateInput(attrs=DAY))


class Decide(forms.Form):
    decided_by = GuardedText(label=_("Decided by"), max_length=120, rows=1, help_text=_("A council or a board."))
    decided_on = DayField(label=_("Decided on"), widget=forms.DateInput(attrs=DAY))


class Stances(Versioned):
    """What one thinks, measure by measure, as they read now."""

    def __init__(self, *args: Any, measures: list[Measure], said: dict[int, Backing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures, self.said = measures, said
        for one in measures:
            there = said.get(one.number)
            self.fields[f"stance_{one.number}"] = forms.ChoiceField(
                label=_("What do you think?"), required=False, initial=there.stance if there else "",
                choices=[("", _("no answer yet")), *Backing.Stance.choices], widget=forms.Select(attrs=OFF),
            )  # fmt: skip
            self.fields[f"sentence_{one.number}"] = GuardedText(
                label=_("Why, in a sentence"), max_length=300, rows=1, required=False, help_text="",
                initial=there.sentence if there else "",
            )  # fmt: skip

    def groups(self) -> list[tuple[Measure, Backing | None, list[forms.BoundField]]]:
        fields = ([self[f"{name}_{one.number}"] for name in ("stance", "sentence")] for one in self.measures)
        return [(one, self.said.get(one.number), typed) for one, typed in zip(self.measures, fields, strict=True)]

    @property
    def stances(self) -> dict[str, tuple[str, str]]:
        told = self.cleaned_data
        pairs = {
            str(one.number): (told[f"stance_{one.number}"], told[f"sentence_{one.number}"]) for one in self.measures
        }
        return {key: pair for key, pair in pairs.items() if pair[0]}


class WriteStrategyYear(Versioned):
    change = GuardedText(label=_("What has changed"), max_length=300, rows=1, help_text=_("Everybody reads it."))
    text = MarkdownText(label=_("The year in short"), max_length=4000, rows=5)

    def __init__(self, *args: Any, found: StrategyYear, content: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.measures = found, content["measures"]
        self.fields["text"].initial, self.fields["change"].initial = found.text, found.change
        for one in self.measures:
            name = f"{one['number']}. {one['title']}"
            self.fields[f"sentence_{one['number']}"] = GuardedText(
                label=name, max_length=300, rows=1, required=False, help_text="", initial=one["sentence"],
            )  # fmt: skip
            if found.number > 1:
                self.fields[f"state_{one['number']}"] = forms.ChoiceField(
                    label=_("%(measure)s: state") % {"measure": name}, choices=MeasureState.choices,
                    initial=one["state"], widget=forms.Select(attrs=OFF),
                )  # fmt: skip
        if found.number == 1:
            del self.fields["change"]

    @property
    def said(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in ("text", "seen")}
        corrected = (
            {"change": self.cleaned_data["change"], "states": self._each("state")} if "change" in self.fields else {}
        )
        return told | corrected | {"sentences": self._each("sentence")}

    def _each(self, name: str) -> dict[str, str]:
        return {str(one["number"]): self.cleaned_data[f"{name}_{one['number']}"] for one in self.measures}

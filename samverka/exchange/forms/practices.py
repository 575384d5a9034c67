"""What is told of a practice, and how it went elsewhere."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned
from samverka.core.ids import new_id
from samverka.directory.models import Language
from samverka.exchange.actions import Telling
from samverka.exchange.forms.cards import Laws
from samverka.exchange.models import Adoption, LawReference, Practice
from samverka.exchange.models.words import A_TOPIC


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}


class WritePractice(Versioned):
    """Problem, what was done, and what came of it."""

    title = GuardedText(
        label=pgettext_lazy("practice", "Title"),
        max_length=120,
        rows=1,
        help_text=_("In a few words: what others would do."),
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=A_TOPIC, widget=forms.Select(attrs=OFF))
    problem = MarkdownText(label=_("What was the problem?"), max_length=4000, rows=4)
    done = MarkdownText(label=_("What did you do?"), max_length=6000, rows=6, help_text="")
    by_whom = GuardedText(
        label=_("By whom?"), max_length=500, rows=1, required=False, help_text=_("Functions and organisations.")
    )
    since = DayField(label=_("Since when?"), required=False, widget=forms.DateInput(attrs=DAY))
    cost = GuardedText(label=_("What does it cost?"), max_length=300, rows=1, required=False, help_text="")
    people = GuardedText(
        label=_("How many people does it take?"), max_length=300, rows=1, required=False,
        help_text=_("Such as two full-time posts."),
    )  # fmt: skip
    result = MarkdownText(label=_("What came of it?"), max_length=4000, rows=4, required=False, help_text="")
    evidence = forms.ChoiceField(
        label=_("How well is that known?"), choices=Practice.Evidence.choices, widget=forms.RadioSelect
    )
    legal = MarkdownText(label=_("On what law does it rest?"), max_length=3000, rows=3, required=False, help_text="")
    laws = Laws(
        label=pgettext_lazy("practice", "Law that it cites"), queryset=LawReference.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    went_wrong = MarkdownText(
        label=_("What went wrong on the way?"), max_length=4000, rows=3, required=False,
        help_text=_("That is what others learn most from."),
    )  # fmt: skip
    mailbox = forms.EmailField(
        label=_("Shared mailbox for questions"), required=False, widget=forms.EmailInput(attrs=OFF),
        help_text=_("A function's, never a person's. Each year we ask there whether it is still so."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages that those who work with it use"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tags = forms.CharField(
        label=_("Tags"), max_length=250, required=False, widget=forms.TextInput(attrs=OFF),
        help_text=_("A few words with commas between: outreach, families."),
    )  # fmt: skip

    def __init__(self, *args: Any, laws: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["laws"].queryset = laws  # type: ignore[attr-defined]
        named = Language.objects.order_by("position", "code").values_list("code", "name")
        self.fields["languages"].choices = list(named)  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["tags"].split(",") if word.strip()]

    @property
    def telling(self) -> Telling:
        return Telling(**{name: self.cleaned_data[name] for name in Telling._fields})


class SuggestPractice(WritePractice):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    organisation = forms.TypedChoiceField(label=_("Whose is it?"), widget=forms.Select(attrs=OFF))
    field_order = ("id", "organisation")

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], organisations)


class ReturnPractice(forms.Form):
    objection = GuardedText(label=_("What must be changed first"), max_length=500, rows=3, help_text="")


class TellAdoption(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("For"), widget=forms.Select(attrs=OFF))
    tried_on = DayField(label=_("Since when?"), widget=forms.DateInput(attrs=DAY))
    outcome = forms.ChoiceField(
        label=pgettext_lazy("adoption", "How did it go?"), choices=Adoption.Outcome.choices, widget=forms.RadioSelect
    )
    text = GuardedText(label=_("In a few words"), max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], organisations)


def choose(field: Any, organisations: Iterable[Organisation]) -> None:
    """Let a field choose among organisations; a single one is not asked for."""
    found = {str(one.pk): one for one in organisations}
    field.choices = [(key, str(one)) for key, one in found.items()]
    field.coerce, field.empty_value = found.get, None
    if len(found) == 1:
        field.widget = forms.HiddenInput()
        field.initial = next(iter(found))

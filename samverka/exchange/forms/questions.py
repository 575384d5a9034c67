"""What is asked, and the steps at the desk."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, Versioned, Writing
from samverka.core.ids import new_id
from samverka.exchange.models import AdviceQuestion
from samverka.exchange.models.words import A_TOPIC, Topic, Urgency


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}


class AskQuestion(Writing):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("For"))
    territory = forms.TypedChoiceField(
        label=_("Concerns"), widget=forms.Select(attrs=OFF), help_text=_("The municipality, county or region.")
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=A_TOPIC, widget=forms.Select(attrs=OFF))
    text = GuardedText(
        label=_("Your question"), max_length=2000, rows=6,
        help_text=_("Ask about the rule, never about a person: no names, no numbers, no origin, no small place."),
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("When do you need the answer?"),
        choices=Urgency.choices,
        initial=Urgency.USUAL,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], territories: Iterable[Territory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["organisation"], {str(one.pk): one for one in organisations})
        _choose(self.fields["territory"], {one.code: one for one in territories})
        if len(self.fields["organisation"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["organisation"].widget = forms.HiddenInput()


class TakeUp(forms.Form):
    """The desk knows best what it is about."""

    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, required=False, widget=forms.Select(attrs=OFF))


class RouteQuestion(forms.Form):
    authority = GuardedText(
        label=_("Responsible authority"), max_length=120, rows=1, help_text=_("An authority, never a person.")
    )
    due_on = DayField(label=_("Answers by"), required=False, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, promised: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if promised:
            told = gettext("Whoever asked is promised an answer by %(day)s.")
            self.fields["due_on"].help_text = told % {"day": promised}


class AuthorityAnswer(Versioned):
    answer = GuardedText(max_length=4000, rows=6)
    answered_on = DayField(label=_("Answered on"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, authority: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = gettext("What %(authority)s answered") % {"authority": authority}


class ReturnAnswer(forms.Form):
    objection = GuardedText(label=_("What must be changed first"), max_length=500, rows=3, help_text="")


class KeepPrivate(forms.Form):
    reason = GuardedText(label=_("Why others do not read it"), max_length=300, rows=2, help_text="")


class MergeQuestion(forms.Form):
    into = forms.TypedChoiceField(label=_("The same as"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, others: Iterable[AdviceQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["into"], {str(one.pk): one for one in others}, told=lambda one: str(one.text)[:80])


class ChooseCard(forms.Form):
    card = forms.TypedChoiceField(label=_("The card that answers it"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, cards: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["card"]
        found = {str(one.pk): one for one in cards}
        grouped = groupby(found.values(), key=lambda one: one.get_topic_display())
        told = [(topic, [(str(one.pk), one.title) for one in those]) for topic, those in grouped]
        field.choices = [("", _("Choose a card")), *told] if told else []
        field.coerce = found.get
        field.empty_value = None


def _choose(field: Any, things: dict[str, Any], told: Any = str) -> None:
    """Let a field choose among things, by their keys."""
    field.choices = [(key, told(one)) for key, one in things.items()]
    field.coerce = things.get
    field.empty_value = None

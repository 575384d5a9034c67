"""What is said in a discussion, and what was agreed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import GuardedText, MarkdownText, Writing
from samverka.core.ids import new_id
from samverka.exchange.forms.practices import choose
from samverka.exchange.models.words import A_TOPIC


OFF = {"autocomplete": "off"}


class WritePost(Writing):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("For"), widget=forms.Select(attrs=OFF))
    text = MarkdownText(
        label=_("Your post"), max_length=4000, rows=5,
        help_text=_("About the work, never about a person: no names, no numbers, no origin, no small place."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], organisations)


class BeginDiscussion(WritePost):
    title = GuardedText(label=_("Title"), max_length=120, rows=1, help_text=_("What you want to talk over."))
    topic = forms.ChoiceField(label=_("Topic"), choices=A_TOPIC, widget=forms.Select(attrs=OFF))
    territory = forms.TypedChoiceField(label=_("Concerns"), widget=forms.Select(attrs=OFF))
    field_order = ("id", "organisation", "title", "topic", "territory", "text")

    def __init__(self, *args: Any, territories: Iterable[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found, field = {one.code: one for one in territories}, self.fields["territory"]
        field.choices = [(code, str(one)) for code, one in found.items()]  # type: ignore[attr-defined]
        field.coerce, field.empty_value = found.get, None  # type: ignore[attr-defined]


class SettleDiscussion(forms.Form):
    agreed = GuardedText(label=_("What was agreed, in a sentence"), max_length=500, rows=2, help_text="")

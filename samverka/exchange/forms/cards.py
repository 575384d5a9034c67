"""What a card says, and what a law says."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned
from samverka.core.free_text import ReadThrough
from samverka.core.ids import new_id
from samverka.exchange.actions import Wording
from samverka.exchange.models import LawReference
from samverka.exchange.models.words import A_TOPIC


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}
MOST_LINKS = 10
is_address = URLValidator(schemes=["https", "http"])


class Laws(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic outside of types
    """Laws to be ticked. What is not in force is cited on purpose, or not at all."""

    def label_from_instance(self, law: LawReference) -> str:
        until = _("until %(day)s") % {"day": law.valid_to} if law.valid_to else ""
        stands = law.get_state_display() if law.state != LawReference.State.IN_FORCE else ""
        marks = ", ".join(filter(None, [stands, until]))
        return f"{law}, {marks}" if marks else str(law)


class WriteText(Versioned):
    """One wording: the question in one line, what the law says, how it is applied, and links."""

    question = GuardedText(
        label=_("The question in one line"), max_length=300, rows=2,
        help_text=_("As a neighbour would ask it. Nobody sees who asked."),
    )  # fmt: skip
    says = MarkdownText(label=_("What does the law say?"), max_length=6000, required=False, help_text="")
    applied = MarkdownText(label=_("How is it applied?"), max_length=6000, required=False, help_text="")
    links = GuardedText(
        label=_("Links"), max_length=2000, required=False,
        help_text=_("One on each line: what it is, and then its address."),
    )  # fmt: skip
    source = GuardedText(
        label=_("Source"), max_length=300, rows=1, required=False,
        help_text=_("Where it is written: a decision, a page with its date."),
    )  # fmt: skip
    laws = Laws(
        label=_("Law that it cites"), queryset=LawReference.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("When one of them changes, the card is to be looked at again."),
    )  # fmt: skip

    def __init__(self, *args: Any, laws: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["laws"].queryset = laws  # type: ignore[attr-defined]

    def clean_links(self) -> str:
        said = self.cleaned_data["links"]
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("That is enough links."))
        for line in lines:
            is_address(address_in(line))
        told = "\n".join(lines)
        return ReadThrough(told) if isinstance(said, ReadThrough) else told

    @property
    def wording(self) -> Wording:
        told = self.cleaned_data
        return Wording(**{name: told[name] for name in Wording._fields if name in told})


class BeginCard(WriteText):
    """A card that nobody asked for yet."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    topic = forms.ChoiceField(label=_("Topic"), choices=A_TOPIC, widget=forms.Select(attrs=OFF))
    authority = GuardedText(label=_("Responsible authority"), max_length=120, rows=1, required=False, help_text="")
    field_order = ("id", "topic", "question", "says", "applied", "links", "source", "authority", "laws")


class TellAnswer(Versioned):
    """What a region or a municipality answers to what all are asked."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    applied = MarkdownText(label=_("How is it done here?"), max_length=6000, rows=5, help_text="")
    fee = GuardedText(label=_("Fee"), max_length=120, rows=1, required=False, help_text=_("Such as 50 kr."))
    source = GuardedText(
        label=_("Source"), max_length=300, rows=1, help_text=_("Where it is written: a decision, a page with its date.")
    )


class WriteLaw(Versioned):
    name = forms.CharField(label=_("Name of the law"), max_length=200, widget=forms.TextInput(attrs=OFF))
    number = forms.CharField(
        label=_("Number"), max_length=40, required=False, widget=forms.TextInput(attrs=OFF),
        help_text=_("Such as 2025:400, or that of a bill."),
    )  # fmt: skip
    section = forms.CharField(
        label=_("Chapter and section"), max_length=60, required=False, widget=forms.TextInput(attrs=OFF)
    )
    says = GuardedText(label=_("What it says, in a sentence"), max_length=500, rows=2, required=False, help_text="")
    state = forms.ChoiceField(label=_("State"), choices=LawReference.State.choices)
    valid_from = DayField(label=_("In force from"), required=False, widget=forms.DateInput(attrs=DAY))
    valid_to = DayField(label=_("In force until"), required=False, widget=forms.DateInput(attrs=DAY))
    verified_on = DayField(
        label=_("Looked up on"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=_("Leave it empty while it is still to be verified."),
    )  # fmt: skip
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https", widget=forms.URLInput(attrs=OFF))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        begins, ends = told.get("valid_from"), told.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("It ends before it begins."))
        if told.get("state") == LawReference.State.REPEALED and not ends:
            self.add_error("valid_to", _("Say since when it is repealed."))
        return dict(told)


class AddLaw(WriteLaw):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen


def address_in(line: str) -> str:
    """The address at the end of a line."""
    return line.split()[-1]


def links_of(text: str) -> Iterable[tuple[str, str]]:
    """Each link's words and its address; without words, the address stands for itself."""
    for line in text.splitlines():
        if line.strip():
            address = address_in(line)
            yield re.sub(r"[\s:]+$", "", line.strip().removesuffix(address)) or address, address

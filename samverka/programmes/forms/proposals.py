"""A proposal, its decision, whom to consult, and what they answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, NamedField, NamedInput, Versioned, Writing
from samverka.core.ids import new_id
from samverka.programmes.models import Opinion, Proposal
from samverka.situation.models import Report


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}


@dataclass(frozen=True, slots=True)
class All:
    """All organisations of a kind in a territory."""

    kind: str
    territory: Territory
    count: int

    def __str__(self) -> str:
        told = {"territory": self.territory, "count": self.count}
        return {
            Organisation.Kind.MUNICIPALITY: _("All municipalities in %(territory)s (%(count)s)"),
            Organisation.Kind.COUNTY_BOARD: _("All county administrative boards in %(territory)s (%(count)s)"),
            Organisation.Kind.REGION: _("All regions in %(territory)s (%(count)s)"),
        }[Organisation.Kind(self.kind)] % told


def day(label: Any, **more: Any) -> DayField:
    return DayField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


class WriteProposal(Versioned):
    title = GuardedText(label=pgettext_lazy("proposal", "Title"), max_length=150, rows=1, help_text="")
    text = MarkdownText(label=_("What you propose"), max_length=8000, rows=10, help_text="")
    addressee = GuardedText(
        label=_("Addressee"), max_length=150, rows=1, help_text=_("Who decides: a government, an authority, a council.")
    )
    needs_law_change = forms.BooleanField(label=_("It needs a change of law"), required=False)
    cost = GuardedText(
        label=_("Cost"), max_length=1000, rows=3, required=False, help_text=_("Whose, how much, and how you know.")
    )
    evidence = MarkdownText(
        label=_("What it rests on"), max_length=4000, rows=5, required=False,
        help_text=_("Figures with their source, experience, other inquiries."),
    )  # fmt: skip
    origin = forms.ModelChoiceField(
        Report.objects.none(), label=_("Comes from the report"), required=False, empty_label=_("none"),
        widget=forms.Select(attrs=OFF),
    )  # fmt: skip

    def __init__(self, *args: Any, origins: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].queryset = origins  # type: ignore[attr-defined]


class BeginProposal(WriteProposal):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("For"))

    field_order = ("id", "organisation")

    def __init__(self, *args: Any, homes: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in homes})
        if len(self.fields["organisation"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["organisation"].widget = forms.HiddenInput()


class HandOver(Versioned):
    on = day(_("Handed over on"))


class Decide(Writing):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=Proposal.Decision.choices, widget=forms.RadioSelect, initial=None
    )
    decided_by = GuardedText(label=_("Decided by"), max_length=150, rows=1, help_text="")
    on = day(pgettext_lazy("decision", "On"))
    note = GuardedText(label=_("What was decided"), max_length=2000, rows=3, required=False, help_text="")


class NotTakenUp(Writing):
    on = day(_("Known since"))
    note = GuardedText(label=_("What became of it"), max_length=2000, rows=3, required=False, help_text="")


class Implemented(forms.Form):
    on = day(_("Carried out on"))


class PlanConsultation(Versioned):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    due_on = day(_("Answers are due on"))
    text = MarkdownText(
        label=_("What you want opinions on"), max_length=4000, rows=5, required=False,
        help_text=_("It stands above the proposal. Leave it empty to ask about the proposal as a whole."),
    )  # fmt: skip
    is_open_to_all = forms.BooleanField(
        label=_("Anybody may answer"), required=False,
        help_text=_("An open link stands on the public page. Answers by it are marked as not verified."),
    )  # fmt: skip


class Consult(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    called = NamedField(
        label=_("Organisation in Samverka, by name"), required=False, max_length=200, widget=NamedInput(attrs=OFF),
        help_text=_("Its name, or a part of it that no other has."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Or chosen in the list"), required=False, widget=forms.Select(attrs=OFF)
    )
    respondent = GuardedText(label=_("Or another, by name"), max_length=150, rows=1, required=False, help_text="")
    mailbox = forms.EmailField(
        label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF),
        help_text=_("Leave it empty for one in Samverka to use the mailbox that we know."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["called"].offer(organisations)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        if called := told.pop("called", None):
            if told.get("organisation") not in (None, called):
                self.add_error("called", _("Ask one at a time: by its name, or chosen in the list."))
            told["organisation"] = called
        return told


class ConsultAll(forms.Form):
    whom = forms.TypedChoiceField(label=_("All of a kind"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Territory, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["whom"], {f"{kind}-{place.pk}": All(kind, place, count) for kind, place, count in kinds})


class Answer(Versioned):
    opinion = forms.ChoiceField(label=_("What do you think of it?"), choices=Opinion.choices, widget=forms.RadioSelect)
    summary = MarkdownText(
        label=_("In short, why"), max_length=4000, rows=6, required=False,
        help_text=_("About the proposal, never about a person. Needed when you object."),
    )  # fmt: skip


class EnterOpinion(Answer):
    came_on = day(_("It came on"), help_text=_("The day on which the letter came. By that it is in time or late."))


class AnswerOpenly(Answer):
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    respondent = GuardedText(
        label=_("For whom you answer"), max_length=150, rows=1,
        help_text=_("The name of the association, company or congregation; or “a private person”."),
    )  # fmt: skip

    field_order = ("id", "respondent")


def choose(field: Any, things: dict[str, Any]) -> None:
    """Let a field choose among things, by their keys."""
    field.choices = [(key, str(one)) for key, one in things.items()]
    field.coerce = things.get
    field.empty_value = None

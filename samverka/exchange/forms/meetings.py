"""When a network meets and about what, and what is noted while it does."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import NetworkMember
from samverka.core.fields import DayField, Difference, GuardedText, MarkdownText, MomentField, Versioned, Writing
from samverka.core.ids import new_id
from samverka.exchange.forms.networks import OFF, choose


MOMENT = {"type": "datetime-local", **OFF}
AS_TYPED = "%Y-%m-%dT%H:%M"


class MeetingFacts(Writing):
    starts_at = MomentField(label=_("Begins"), widget=forms.DateTimeInput(attrs=MOMENT, format=AS_TYPED))
    minutes_long = forms.IntegerField(
        label=_("How long, in minutes"), min_value=15, max_value=720, initial=90,
        widget=forms.NumberInput(attrs={**OFF, "inputmode": "numeric", "step": 15}),
    )  # fmt: skip
    place = GuardedText(label=_("Place"), max_length=200, rows=1, required=False, help_text="")
    link = forms.URLField(
        label=_("Link to take part from afar"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs=OFF),
    )  # fmt: skip
    agenda = GuardedText(
        label=_("Agenda"), max_length=4000, rows=6, required=False,
        help_text=_("One item a line. Open actions and the minutes to approve come up by themselves."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        starts_at, long = told.get("starts_at"), told.pop("minutes_long", None)
        if isinstance(starts_at, datetime) and long:
            told["ends_at"] = starts_at + timedelta(minutes=long)
        return told


class PlanMeeting(MeetingFacts):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)


class EditMeeting(MeetingFacts, Versioned):
    pass


class TakeMinutes(Versioned):
    """What was said, and when one meets next: kept as often as one likes, and sent when the meeting is over."""

    minutes = MarkdownText(
        label=_("What was said"), max_length=20_000, required=False,
        help_text=_("About the work, never about a person in need. Save as often as you like."),
    )  # fmt: skip
    next_id = forms.UUIDField(initial=new_id, required=False, widget=forms.HiddenInput)
    next_starts_at = MomentField(
        label=_("Next meeting"), required=False, widget=forms.DateTimeInput(attrs=MOMENT, format=AS_TYPED),
        help_text=_("It is planned at the same place. Empty: decide later."),
    )  # fmt: skip

    @property
    def differences(self) -> list[Difference]:
        """Of the notes alone: the next day is nowhere kept before it is planned."""
        return [one for one in super().differences if one.name == "minutes"]


class NoteDecision(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    text = GuardedText(label=_("Decided"), max_length=500, rows=1, help_text="")


class NoteAction(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    text = GuardedText(label=_("To be done"), max_length=300, rows=1, help_text="")
    organisation = forms.TypedChoiceField(label=_("By whom"), widget=forms.Select(attrs=OFF))
    due_on = DayField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date", **OFF}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, members: Iterable[NetworkMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.organisation_id): one.organisation for one in members})

"""A night's beds, its door, its notes and its end."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core.fields import GuardedText
from samverka.core.ids import LETTERS, LOOK_ALIKES, new_id
from samverka.shelters.forms.parties import Asked
from samverka.shelters.models import Capacity, Correction, Night, NightFigure, TurnAway


OFF = {"autocomplete": "off"}
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class GroupBeds(forms.Form):
    """What one group holds tonight."""

    blocked = forms.IntegerField(
        label=gettext_lazy("Blocked"), min_value=0, max_value=999, initial=0, widget=forms.NumberInput(attrs=NUMBER)
    )
    rooms = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Blocked rooms"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    because = GuardedText(
        label=gettext_lazy("Why blocked"), max_length=100, rows=1, required=False,
        help_text=gettext_lazy("About the building, never about guests."),
    )  # fmt: skip
    overflow = forms.IntegerField(
        label=gettext_lazy("Extra"), min_value=0, max_value=999, initial=0, widget=forms.NumberInput(attrs=NUMBER)
    )
    reserved = forms.IntegerField(
        label=gettext_lazy("Kept for referral"), min_value=0, max_value=999, initial=0,
        widget=forms.NumberInput(attrs=NUMBER),
    )  # fmt: skip

    def __init__(self, typed: Any = None, *, capacity: Capacity, suggested: int = 0) -> None:
        self.capacity = capacity
        now = {"blocked": capacity.blocked, "because": capacity.blocked_because, "overflow": capacity.overflow}
        now |= {"reserved": capacity.reserved or suggested, "rooms": capacity.blocked_rooms}
        super().__init__(typed, prefix=str(capacity.group_id), initial=now)
        rooms = capacity.group.rooms
        room = _("Room %(number)s, %(beds)s beds")
        choices = [(number, room % {"number": number, "beds": beds}) for number, beds in enumerate(rooms, start=1)]
        if rooms:
            self.fields["rooms"].choices = choices  # type: ignore[attr-defined]
            del self.fields["blocked"]
        else:
            del self.fields["rooms"]

    def clean_blocked(self) -> int:
        blocked = int(self.cleaned_data["blocked"])
        if blocked > self.capacity.nominal:
            raise forms.ValidationError(_("There are only %(beds)s beds.") % {"beds": self.capacity.nominal})
        return blocked

    def clean(self) -> None:
        gone = self.cleaned_data.get("blocked") or self.cleaned_data.get("rooms")
        if gone and not self.cleaned_data.get("because"):
            self.add_error("because", str(_("Say why beds are blocked.")))


class Seen(forms.Form):
    """The version of the beds that the person saw when the page was made."""

    seen = forms.RegexField("^[0-9a-f]{12}$", widget=forms.HiddenInput)


class Event(forms.Form):
    """One tap: its id makes two taps one."""

    id = forms.UUIDField()


class FindTicket(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Ticket"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                **OFF,
                "autocapitalize": "characters",
                "spellcheck": "false",
                "accesskey": "k",
                "data-filter": "list",
            }
        ),
    )

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).upper().split()).replace("-", "")
        if strange := [sign for sign in dict.fromkeys(code) if sign not in LETTERS]:
            raise forms.ValidationError(_not_ours(strange))
        if len(code) < 3:
            raise forms.ValidationError(_("Type at least the first three signs of the ticket."))
        return code


def change(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=-999, max_value=999, widget=widget)


class TurnAwayForm(Asked):
    """A party that gets no place, and why: two taps. No reason is chosen beforehand, so none is noted unthought."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=TurnAway.Reason.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why first, then who they are.")},
    )  # fmt: skip
    sent_to = GuardedText(
        label=gettext_lazy("Sent to"), max_length=100, rows=1, required=False,
        help_text=gettext_lazy("A place or a service, never a person."),
    )  # fmt: skip
    slip = forms.IntegerField(
        label=gettext_lazy("Slip number, if they show one"), min_value=1, max_value=99999, required=False,
        widget=forms.NumberInput(attrs=NUMBER),
    )  # fmt: skip

    def quick_choices(self) -> list[tuple[str, Any]]:
        return [(name, _("Turn away %(party)s") % {"party": text}) for name, text in super().quick_choices()]


class CorrectTurnAways(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=gettext_lazy("Turned away because"), choices=TurnAway.Reason.choices)
    outcome = forms.ChoiceField(label=gettext_lazy("How it ended"), choices=TurnAway.Outcome.choices)
    at_door = forms.TypedChoiceField(
        label=gettext_lazy("Counted"), coerce=lambda said: said == "door",
        choices=[("door", gettext_lazy("at the door, may overlap")), ("once", gettext_lazy("once a slip"))],
    )  # fmt: skip
    parties = change(gettext_lazy("Change in parties (-1, 2 …)"))
    people = change(gettext_lazy("Change in people (-2, 3 …)"))
    because = GuardedText(label=gettext_lazy("Why"), max_length=200, rows=1)


class CancelNight(forms.Form):
    because = forms.ChoiceField(label=gettext_lazy("Why"), choices=Night.Reason.choices, widget=forms.RadioSelect)


class WriteNote(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    text = GuardedText(label=gettext_lazy("Note to those who come next"))


class CorrectFigure(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    figure = forms.ChoiceField(label=gettext_lazy("Group"))
    field = forms.ChoiceField(label=gettext_lazy("Figure"), choices=Correction.Field.choices)
    change = change(gettext_lazy("Change (-2, 3 …)"))
    reason = GuardedText(label=gettext_lazy("Why"), max_length=200, rows=1)

    def __init__(self, typed: Any = None, *, figures: list[NightFigure]) -> None:
        super().__init__(typed)
        figure: Any = self.fields["figure"]
        figure.choices = [(str(one.pk), one.group.name) for one in figures]


def _not_ours(strange: list[str]) -> str:
    """Which signs no ticket has, what they may be instead, and which there are."""
    may = _("%(sign)s may be %(like)s")
    guesses = [may % {"sign": sign, "like": LOOK_ALIKES[sign]} for sign in strange if sign in LOOK_ALIKES]
    said = [_("No ticket has the sign %(signs)s.") % {"signs": ", ".join(strange)}]
    said += [_("Look again: %(guesses)s.") % {"guesses": ", ".join(guesses)}] if guesses else []
    return " ".join([*said, _("The signs are 2–9 and %(letters)s.") % {"letters": " ".join(LETTERS[8:])}])  # noqa: RUF001

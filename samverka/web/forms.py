"""What the public types."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import DayField, GuardedText
from samverka.directory.queries.words import WRONG
from samverka.outreach.models import Area
from samverka.outreach.models.tip_words import Daypart


class ReportError(forms.Form):
    """What is wrong with an entry, said without a name."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is wrong?"), choices=list(WRONG.items()), widget=forms.RadioSelect)
    text = GuardedText(
        label=_("Tell us more, if you want"),
        required=False,
        max_length=300,
        help_text=_("Write no names and nothing about people."),
    )


OFF = {"autocomplete": "off"}
PEOPLE = {  # how many, as somebody says who has passed by
    "unknown": ((0, 0), _("I do not know")),
    "one": ((1, 1), _("one person")),
    "few": ((2, 4), _("2 to 4")),
    "some": ((5, 9), _("5 to 9")),
    "many": ((10, 19), _("10 to 19")),
    "most": ((20, 99), _("20 or more")),
}
CHILDREN = {
    "no": ((0, 0), _("No")),
    "one": ((1, 1), _("Yes, one")),
    "few": ((2, 4), _("Yes, 2 to 4")),
    "many": ((5, 99), _("Yes, 5 or more")),
    "unknown": ((0, 0), _("I do not know")),
}


class SendTip(forms.Form):
    """What somebody without a name has seen. The first question decides whether there are others."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(max_length=20, widget=forms.HiddenInput)
    danger = forms.ChoiceField(
        label=_("Is somebody's life in danger now?"), choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect, help_text=_("Very cold and cannot get up, fire, violence: then call 112."),
    )  # fmt: skip
    area = forms.TypedChoiceField(
        label=_("Where?"), required=False, empty_value=None, widget=forms.Select(attrs=OFF),
        help_text=_("A part of the municipality is enough."),
    )  # fmt: skip
    place = GuardedText(
        label=_("Near what?"), required=False, max_length=120, rows=1, empty_value="",
        help_text=_("For example: by the big car park. No house number, no names."),
    )  # fmt: skip
    seen_on = DayField(label=_("Which day?"), widget=forms.DateInput(format="%Y-%m-%d", attrs={**OFF, "type": "date"}))
    daypart = forms.ChoiceField(label=_("When on the day?"), choices=Daypart.choices, widget=forms.RadioSelect)
    people = forms.ChoiceField(
        label=_("How many people?"), choices=[(name, words) for name, (_range, words) in PEOPLE.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    children = forms.ChoiceField(
        label=_("Did you see children?"), choices=[(name, words) for name, (_range, words) in CHILDREN.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = GuardedText(
        label=_("Tell us more, if you want"), required=False, max_length=500, empty_value="",
        help_text=_("What do they need? Write no names, and nothing of where they come from or what they look like."),
    )  # fmt: skip
    wants_answer = forms.BooleanField(label=_("I want an answer"), required=False)

    def __init__(self, *args: Any, areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["area"]
        known = {str(one.pk): one for one in areas}
        chosen.choices = [("", _("I do not know, or it is not here")), *((pk, one.name) for pk, one in known.items())]
        chosen.coerce = known.get

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors and not found.get("area") and not found.get("place", "").strip():
            self.add_error("place", _("Choose a part of the municipality, or write near what it is."))
        return found

    @property
    def told(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        found = self.cleaned_data
        names = ("id", "code", "area", "place", "seen_on", "daypart", "text", "wants_answer")
        many, _told = CHILDREN[found["children"]]
        people, _told = PEOPLE[found["people"]]
        return {name: found[name] for name in names} | {
            "people": people, "range_of_children": many,
            "children": "yes" if many[0] else found["children"],
        }  # fmt: skip


class ReadTip(forms.Form):
    """The code that somebody was given."""

    code = forms.CharField(
        label=_("Your code"), max_length=40, strip=True,
        widget=forms.TextInput(attrs={**OFF, "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip

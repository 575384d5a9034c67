"""What becomes of a tip: to whom it goes, and how it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Territory
from samverka.core.fields import GuardedText
from samverka.directory.queries import TownName
from samverka.outreach.models import Team, Tip
from samverka.outreach.models.tip_words import TipAnswer


OFF = {"autocomplete": "off"}


class PassTipOn(forms.Form):
    """To whom it goes; another municipality is chosen among those where somebody reads tips."""

    to = forms.ChoiceField(choices=Tip.Recipient.choices)
    team = forms.TypedChoiceField(required=False, empty_value=None)
    municipality = forms.TypedChoiceField(
        label=_("Municipality"), required=False, empty_value=None, widget=forms.Select(attrs=OFF)
    )

    def __init__(self, *args: Any, teams: list[Team], towns: list[TownName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["team"].choices = [(str(one.pk), str(one)) for one in teams]
        chosen["team"].coerce = {str(one.pk): one for one in teams}.get
        chosen["municipality"].choices = [("", ""), *((one.code, one.name) for one in towns)]
        chosen["municipality"].coerce = lambda code: Territory.objects.get(pk=code)


class LookAtTip(forms.Form):
    found = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes")


class SetTipAside(forms.Form):
    state = forms.CharField(max_length=12)


class AnswerTip(forms.Form):
    answer = forms.ChoiceField(
        label=_("The answer, told in the reader's language"), choices=TipAnswer.choices, widget=forms.RadioSelect
    )
    text = GuardedText(
        label=_("More, if something must be said"), required=False, max_length=300, rows=2, empty_value="",
        help_text=_("Never where, never who. It is shown as you write it, in your language."),
    )  # fmt: skip

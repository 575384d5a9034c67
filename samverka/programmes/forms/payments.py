"""When money of an agreement is paid, and when its parties meet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import GuardedText, MarkdownText, Versioned
from samverka.core.ids import new_id
from samverka.programmes.forms.calls import ABOUT_WORK, day, kronor
from samverka.programmes.models import AgreementMeeting


class PlanPayment(forms.Form):
    """Its ids are its own: beside it stands the form of a volume, which asks how many too."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    due_on = day(_("To be paid on"))
    amount = kronor(_("Kronor"), least=1)
    condition = GuardedText(
        label=_("Waits for"), max_length=200, rows=1, required=False,
        help_text=_("Such as: after the half-year report. Leave it empty when it waits for nothing."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "payment_%s"


class NotePaid(forms.Form):
    paid_on = day(_("Paid on"))


class PlanMeeting(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    planned_on = day(_("Day"))
    form = forms.ChoiceField(label=_("How do you meet?"), choices=AgreementMeeting.Form.choices)


class HoldMeeting(Versioned):
    held_on = day(_("Held on"))
    decisions = MarkdownText(label=_("What was said and decided?"), max_length=6000, help_text=ABOUT_WORK)
    next_id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    next_on = day(_("Next meeting"), required=False, help_text=_("Leave it empty when no day is set."))

"""The reporter's own reminder, step by step."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.fields import DayField, MomentField
from samverka.safeguarding.forms.children import OFF, Seen
from samverka.safeguarding.models import ConcernNote, Kind, NotReported, Setting


def moment(label: Any) -> MomentField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", **OFF})
    return MomentField(label=label, widget=widget)


class NoteConcern(Seen):
    noticed_at = moment(_("Noticed"))
    setting = forms.ChoiceField(label=_("Where"), choices=Setting.choices, widget=forms.RadioSelect)
    duty = forms.ChoiceField(
        label=_("Who noticed"), choices=ConcernNote.Duty.choices, initial=ConcernNote.Duty.MANDATED,
        widget=forms.RadioSelect,
    )  # fmt: skip

    field_order = ("id", "organisation", "municipality", "noticed_at", "least", "most", "setting", "duty")

    def start(self, at: datetime) -> None:
        """The hour that is now, unless told otherwise."""
        self.fields["noticed_at"].initial = at


class Report(forms.Form):
    channel = forms.ChoiceField(
        label=_("Which channel"), choices=[("", _("Choose")), *Kind.choices], widget=forms.Select(attrs=OFF)
    )
    reported_at = moment(_("When"))


class Acknowledge(forms.Form):
    reference = forms.RegexField(
        r"^[0-9A-Za-zÅÄÖåäö :/.-]*$", label=_("Their reference number"), max_length=40, required=False,
        help_text=_("Only the number that they gave: nothing about the child."), widget=forms.TextInput(attrs=OFF),
    )  # fmt: skip


class Feedback(forms.Form):
    received_on = DayField(
        label=_("The answer came on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **OFF})
    )


class NotReport(forms.Form):
    because = forms.ChoiceField(label=_("Why"), choices=NotReported.choices, widget=forms.Select(attrs=OFF))


class LookOver(forms.Form):
    agrees = forms.TypedChoiceField(
        choices=[("yes", _("I agree")), ("no", _("I do not agree: report it"))], coerce=lambda said: said == "yes"
    )  # fmt: skip


STEPS: dict[str, type[forms.Form]] = {  # what is typed at each step of a note
    "take_advice": forms.Form,
    "report_concern": Report,
    "acknowledge_report": Acknowledge,
    "receive_feedback": Feedback,
    "not_report": NotReport,
    "look_over": LookOver,
    "close_note": forms.Form,
}

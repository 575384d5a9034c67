"""A mandate as it was decided, its steps, its tasks, and the report that answers for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import GuardedText, MarkdownText, Versioned, Writing
from samverka.core.ids import new_id
from samverka.programmes.forms.proposals import OFF, choose, day
from samverka.programmes.models import Mandate
from samverka.programmes.models.mandates import AssignmentState, MandateState


class WriteMandate(Versioned):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("Held by"))
    title = GuardedText(label=pgettext_lazy("mandate", "Title"), max_length=150, rows=1, help_text="")
    issuer = GuardedText(label=_("Given by"), max_length=150, rows=1, help_text="")
    form = forms.ChoiceField(label=_("Legal form"), choices=Mandate.Form.choices, widget=forms.Select(attrs=OFF))
    reference = GuardedText(
        label=_("Reference"), max_length=60, rows=1, required=False, help_text=_("Such as the number of a directive.")
    )
    purpose = MarkdownText(label=_("Purpose"), max_length=4000, rows=6, help_text="")
    target_group = GuardedText(
        label=_("Whom it is about, in its own words"), max_length=500, rows=2, required=False,
        help_text=_("As the decision says. Words change from one mandate to the next."),
    )  # fmt: skip
    decided_on = day(_("Decided on"))
    first_day = day(_("From"))
    last_day = day(_("Until"))
    money = forms.IntegerField(label=_("Money, in kronor"), required=False, min_value=0, max_value=2_000_000_000)
    predecessor = forms.ModelChoiceField(
        Mandate.objects.none(), label=_("Follows"), required=False, empty_label=_("none"),
        widget=forms.Select(attrs=OFF),
    )  # fmt: skip

    def __init__(self, *args: Any, homes: list[Organisation], mandates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in homes})
        self.fields["predecessor"].queryset = mandates  # type: ignore[attr-defined]
        if len(homes) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()


class MoveMandate(forms.Form):
    state = forms.ChoiceField(choices=MandateState.choices, widget=forms.HiddenInput)


class Extend(MoveMandate):
    decided_on = day(_("Decided on"))
    extended_until = day(_("Extended until"))
    change = GuardedText(label=_("What the extension changed"), max_length=500, rows=2, required=False, help_text="")


class MendExtension(Extend):
    state = None  # type: ignore[assignment]
    extension = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawExtension(forms.Form):
    extension = forms.IntegerField(widget=forms.HiddenInput)
    because = GuardedText(label=_("Why it is withdrawn"), max_length=300, rows=1, help_text="")


class AddDeliverable(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    title = GuardedText(label=_("What is to be handed in"), max_length=150, rows=1, help_text="")
    due_on = day(_("Due on"))


class Delivered(forms.Form):
    on = day(_("Handed in on"))


class Assign(Writing):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(state=Organisation.State.ACTIVE).order_by(Alphabetic("name")),
        label=_("Who does it"), widget=forms.Select(attrs=OFF),
    )  # fmt: skip
    task = GuardedText(label=_("Task"), max_length=1000, rows=3, help_text="")
    due_on = day(_("Due on"))


class MoveAssignment(Writing):
    state = forms.ChoiceField(choices=AssignmentState.choices, widget=forms.HiddenInput)
    text = GuardedText(label=_("What was done, or what is missing"), max_length=4000, rows=4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"reported": pgettext_lazy("assignment", "What was done"), "returned": _("What is missing")}
        self.fields["text"].label = asked.get(str(self["state"].value()), self.fields["text"].label)


class BeginFinalReport(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    title = GuardedText(label=pgettext_lazy("report", "Title"), max_length=100, rows=1, help_text="")
    last_day = day(_("About the time until"))

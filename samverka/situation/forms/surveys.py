"""What those who ask type."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, Versioned
from samverka.core.ids import new_id
from samverka.situation.models import Questionnaire


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}


class EditSurvey(Versioned):
    """What it is called, the time that it is about, and when answers are due."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=OFF))
    first_day = DayField(label=_("About the time from"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(label=_("Until"), widget=forms.DateInput(attrs=DAY))
    due_on = DayField(label=_("Answers are due on"), widget=forms.DateInput(attrs=DAY))


class PlanSurvey(forms.Form):
    """The same, of a territory that one coordinates."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("Territory"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=OFF))
    first_day = DayField(label=_("About the time from"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(label=_("Until"), widget=forms.DateInput(attrs=DAY))
    due_on = DayField(label=_("Answers are due on"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["territory"]
        chosen.queryset = territories
        if territories.count() == 1:
            chosen.widget, chosen.initial = forms.HiddenInput(), territories.first()


class BeginOwnPicture(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("Municipality"), empty_label=None)
    first_day = DayField(label=_("About the time from"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(label=_("Until"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["territory"]
        chosen.queryset = territories
        if territories.count() == 1:
            chosen.widget, chosen.initial = forms.HiddenInput(), territories.first()


class AskMunicipalities(forms.Form):
    """All of them, with one questionnaire."""

    questionnaire = forms.ModelChoiceField(Questionnaire.objects.none(), label=_("Questionnaire"), empty_label=None)

    def __init__(self, *args: Any, questionnaires: QuerySet[Questionnaire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["questionnaire"]
        chosen.queryset = questionnaires.filter(meant_for=Questionnaire.For.MUNICIPALITY)


class AskRespondent(forms.Form):
    """One more: an organisation that takes part, or one that answers by link alone."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    questionnaire = forms.ModelChoiceField(Questionnaire.objects.none(), label=_("Questionnaire"), empty_label=None)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("It answers for"), empty_label=None)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False,
        empty_label=_("one that does not take part in Samverka"),
    )  # fmt: skip
    respondent = forms.CharField(
        label=_("What it is called"), max_length=200, required=False, widget=forms.TextInput(attrs=OFF),
        help_text=_("An organisation, never a person. Only when it does not take part."),
    )  # fmt: skip
    mailbox = forms.EmailField(
        label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF),
        help_text=_("The link goes there. Not somebody's own address."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, questionnaires: QuerySet[Questionnaire], territories: QuerySet[Territory],
        organisations: QuerySet[Organisation], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["questionnaire"].queryset = questionnaires
        fields["territory"].queryset = territories
        fields["organisation"].queryset = organisations


class SetMailbox(forms.Form):
    mailbox = forms.EmailField(
        label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF)
    )  # fmt: skip

"""What those who write a draft, and those who read it, say of it while it goes round."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation
from samverka.core.fields import GuardedText, Writing
from samverka.core.ids import new_id
from samverka.situation.forms.reports import NOBODY
from samverka.situation.models import ReportComment, ReportSection


class AskReader(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("An organisation that takes part"))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = organisations


class CommentOnReport(Writing):
    """Of one section, or of the whole."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    section = forms.TypedChoiceField(label=pgettext_lazy("comment", "About"), required=False, empty_value=None)
    text = GuardedText(label=_("Comment"), max_length=1000, rows=4, help_text=NOBODY)

    def __init__(self, *args: Any, sections: Iterable[ReportSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(one.pk): one for one in sections}
        field: Any = self.fields["section"]
        field.choices = [("", _("the whole report")), *((key, one.heading) for key, one in known.items())]
        field.coerce = known.get


class AnswerComment(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=ReportComment.Outcome.choices, widget=forms.RadioSelect
    )
    answer = GuardedText(
        label=_("In a sentence"), max_length=300, rows=1, required=False,
        help_text=_("They read it beside what they said. What is not taken up needs a reason."),
    )  # fmt: skip

"""What those who write a report type."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned
from samverka.core.ids import new_id
from samverka.situation.models import ReportSection, Survey


OFF = {"autocomplete": "off"}
MOST = 2 * 1024**2  # of a template, in bytes
DAY = {"type": "date", **OFF}
NOBODY = _(
    "Nothing that points anybody out; countries only for the whole county, never with a small place or a number below "
    "five."
)


class BeginReport(forms.Form):
    """Of a compiled survey, or of a time."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("Territory"), empty_label=None)
    title = GuardedText(label=pgettext_lazy("report", "Title"), max_length=100, rows=1, help_text="")
    survey = forms.ModelChoiceField(
        Survey.objects.none(), label=_("The survey that it rests on"), required=False,
        empty_label=_("none: the time below counts"),
    )  # fmt: skip
    first_day = DayField(label=_("About the time from"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(
        label=_("Until"), widget=forms.DateInput(attrs=DAY), help_text=_("With a survey, its own time counts.")
    )

    def __init__(
        self, *args: Any, territories: QuerySet[Territory], surveys: QuerySet[Survey], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["territory"].queryset, fields["survey"].queryset = territories, surveys
        if territories.count() == 1:
            fields["territory"].widget, fields["territory"].initial = forms.HiddenInput(), territories.first()


class NameReport(Versioned):
    title = GuardedText(label=pgettext_lazy("report", "Title"), max_length=100, rows=1, help_text="")


class AddSection(forms.Form):
    """A heading, and what of the data stands below it."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    heading = GuardedText(label=pgettext_lazy("report", "Heading"), max_length=120, rows=1, help_text="")
    shows = forms.ChoiceField(label=_("From the data"), required=False)

    def __init__(
        self, *args: Any, codes: Iterable[tuple[str, str]], more: Iterable[tuple[str, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        plain = [(one.value, one.label) for one in ReportSection.Block if one not in ("question", "indicator")]
        plain += list(more)
        told = list(codes)
        questions = [pair for pair in told if pair[0].startswith("question:")]
        indicators = [pair for pair in told if pair[0].startswith("indicator:")]
        chosen: Any = self.fields["shows"]
        chosen.choices = [
            ("", _("text alone")), *plain, (_("Answers to a question"), questions),
            (_("An indicator over time"), indicators),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        told["block"], _colon, told["code"] = told.pop("shows", "").partition(":")
        return told


class WriteSection(Versioned):
    heading = GuardedText(label=pgettext_lazy("report", "Heading"), max_length=120, rows=1, help_text="")
    text = MarkdownText(label=_("Text"), max_length=8000, rows=14, required=False, help_text=NOBODY)


class TakeInTemplate(forms.Form):
    file = forms.FileField(label=_("Word document (DOCX)"), max_length=255)

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(_("The file is larger than %(most)s MB.") % {"most": MOST // 1024**2})
        return bytes(file.read())


class NextReport(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    change = GuardedText(
        label=_("What has changed"), max_length=500, rows=2,
        help_text=_("A sentence for those who have read the version before. It is published with the report."),
    )  # fmt: skip

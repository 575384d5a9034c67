"""What an agreement says, its parties, money and volumes, and its steps."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned
from samverka.core.ids import new_id
from samverka.programmes.models import Agreement, Money, Party, Volume
from samverka.programmes.models.agreements import STILL_OPEN


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}
MOST_KRONOR, MOST_OF_A_KIND = 10_000_000_000, 1_000_000


def _kronor(label: Any, *, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    typed = forms.NumberInput(attrs=OFF)
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_KRONOR, required=required, widget=typed, help_text=help_text
    )


class WriteAgreement(Versioned):
    title = GuardedText(label=_("Title"), max_length=120, rows=1, help_text="")
    purpose = MarkdownText(
        label=_("What is it for?"),
        max_length=4000,
        rows=5,
        help_text=_("The goals that are shared, never about guests."),
    )
    first_day = DayField(label=_("First day"), widget=forms.DateInput(attrs=DAY))
    last_day = DayField(label=_("Last day"), widget=forms.DateInput(attrs=DAY))
    may_extend_until = DayField(
        label=_("May be extended until"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=_("Leave it empty when there is no such option."),
    )  # fmt: skip
    reference = GuardedText(
        label=_("Reference number"), max_length=40, rows=1, required=False,
        help_text=_("Of the decision, or of the procurement."),
    )  # fmt: skip
    options = GuardedText(
        label=_("Options"), max_length=1000, rows=2, required=False,
        help_text=_("What more may be called for, and on which terms."),
    )  # fmt: skip
    followed_up = forms.ChoiceField(label=_("Volumes are followed up"), choices=Agreement.FollowedUp.choices)
    public_text = MarkdownText(
        label=_("Text for the public"), max_length=4000, rows=4, required=False,
        help_text=_("Read by everybody once the agreement is published."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_signed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed:  # what was agreed stands, and is no field
            self.fields = {name: self.fields[name] for name in ("seen", *STILL_OPEN)}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        begins, ends, longest = (told.get(name) for name in ("first_day", "last_day", "may_extend_until"))
        if begins and ends and ends < begins:
            self.add_error("last_day", _("It ends before it begins."))
        if ends and longest and longest < ends:
            self.add_error("may_extend_until", _("Choose a day after its end."))
        return dict(told)


class BeginAgreement(WriteAgreement):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]  # there is nothing to have seen
    organisation = forms.TypedChoiceField(label=_("Who pays"))
    territory = forms.TypedChoiceField(label=_("For"), widget=forms.Select(attrs=OFF))
    kind = forms.ChoiceField(label=_("Kind"), choices=Agreement.Kind.choices, initial=Agreement.Kind.IOP)
    field_order = ("id", "organisation", "kind", "territory", "title")

    def __init__(
        self, *args: Any, organisations: list[Organisation], territories: Iterable[Territory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})
        if len(organisations) == 1:  # no choice
            self.fields["organisation"].initial = str(organisations[0].pk)
            self.fields["organisation"].widget = forms.HiddenInput()
        choose(self.fields["territory"], {one.code: one for one in territories})
        self.fields["territory"].initial = next((one.territory_id for one in organisations), None)
        self.fields["followed_up"].initial = Agreement.FollowedUp.QUARTER


class AddParty(forms.Form):
    organisation = forms.TypedChoiceField(label=_("Organisation"), widget=forms.Select(attrs=OFF))
    part = forms.ChoiceField(label=_("Role"), choices=Party.Part.choices, initial=Party.Part.PROVIDER)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})


class SetMoney(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2001, max_value=2099, widget=forms.NumberInput(attrs=OFF))
    source = forms.ChoiceField(label=_("Source of money"), choices=Money.Source.choices)
    planned = _kronor(
        _("Planned, kronor"), required=False, help_text=_("Leave it empty to keep what is planned. 0 takes it away.")
    )
    spent = _kronor(_("Spent, kronor"), required=False)


class SetVolume(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=Volume.Kind.choices)
    amount = forms.IntegerField(
        label=_("How many"), min_value=0, max_value=MOST_OF_A_KIND, widget=forms.NumberInput(attrs=OFF),
        help_text=_("0 takes it away."),
    )  # fmt: skip
    per = forms.ChoiceField(
        label=_("Per"), choices=[one for one in Volume.Per.choices if one[0] != Volume.Per.NIGHT],
        initial=Volume.Per.YEAR, help_text=_("Places are always told by night."),
    )  # fmt: skip


class SignAgreement(forms.Form):
    signed_on = DayField(label=_("Signed on"), widget=forms.DateInput(attrs=DAY))


class ExtendAgreement(forms.Form):
    last_day = DayField(label=_("Runs on until"), widget=forms.DateInput(attrs=DAY))


class NotRenewed(forms.Form):
    reason = GuardedText(
        label=_("Why is it not renewed?"), max_length=500, rows=2,
        help_text=_("Read by all who read the agreement when logged in. Nothing about guests."),
    )  # fmt: skip


class NameSuccessor(forms.Form):
    successor = forms.TypedChoiceField(label=pgettext_lazy("agreement", "Followed by"), widget=forms.Select(attrs=OFF))

    def __init__(self, *args: Any, agreements: Iterable[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(
            self.fields["successor"], {str(one.pk): one for one in agreements},
            lambda one: f"{one}, {one.first_day:%Y}\N{EN DASH}{one.last_day:%Y}",
        )  # fmt: skip


def choose(field: Any, things: dict[str, Any], told: Any = str) -> None:
    """Let a field choose among things, by their keys."""
    field.choices = [(key, told(one)) for key, one in things.items()]
    field.coerce, field.empty_value = things.get, None

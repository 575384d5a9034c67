from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import ContactLine, Organisation, Role, Territory, User, read_number
from samverka.core.fields import DayField, GuardedText, Versioned
from samverka.core.ids import new_id


OFF = {"autocomplete": "off"}
LATEST = date(2099, 12, 31)


class SignTerms(forms.Form):
    agree = forms.BooleanField(label=_("I have read this and will keep it"))


class MakeToken(forms.Form):
    label = forms.CharField(label=_("Which machine will use it?"), max_length=100, widget=forms.TextInput(attrs=OFF))


class EditAccount(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class ChooseDigest(forms.Form):
    digest = forms.ChoiceField(
        label=_("How often"), choices=User.Digest.choices, widget=forms.RadioSelect,
        help_text=_("Counts, and titles of what is published: nothing that is protected. Nothing new: no mail."),
    )  # fmt: skip


class Invite(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    email = forms.EmailField(label=_("Email address"), widget=forms.EmailInput(attrs=OFF))
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("choose")), *Role.choices])
    territory = forms.ModelChoiceField(label=_("Territory"), queryset=Territory.objects.none())
    ends_at = DayField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={**OFF, "type": "date"}, format="%Y-%m-%d"),
        help_text=_("When the season or the agreement ends. Empty: until somebody ends it."),
    )  # fmt: skip

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["territory"]
        field.queryset = territories  # type: ignore[attr-defined]

    def clean_ends_at(self) -> datetime | None:
        """The end of the last day."""
        last: date | None = self.cleaned_data["ends_at"]
        if last and not localdate() < last <= LATEST:
            raise forms.ValidationError(_("Choose a day from tomorrow on, and before the year 2100."))
        return make_aware(datetime.combine(last + timedelta(days=1), time())) if last else None


class OrganisationNumber(forms.CharField):
    """Ten digits, of which the last one checks the others."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed and not read_number(typed):
            raise forms.ValidationError(
                _("This is no organisation number: it has ten digits, and the last one checks the others.")
            )
        return read_number(typed)


class OrganisationFacts(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs=OFF))
    number = OrganisationNumber(
        label=_("Organisation number"), max_length=20, required=False,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "numeric"}), help_text=_("Ten digits, such as 212000-0142."),
    )  # fmt: skip


class EditOrganisation(OrganisationFacts, Versioned):
    pass


class AddOrganisation(OrganisationFacts):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    territory = forms.ModelChoiceField(label=_("Territory"), queryset=Territory.objects.none())

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["territory"]
        field.queryset = territories  # type: ignore[attr-defined]


class AcceptInvitation(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    passphrase = forms.CharField(
        label=_("Passphrase"),
        help_text=_("At least 15 characters. Four words you make up are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Whoever has an open account keeps its name and passphrase, and only says yes."""
        self.user = user
        super().__init__(*args, **kwargs)
        if user.pk and user.is_active:
            self.fields.clear()

    def clean_passphrase(self) -> str:
        passphrase = str(self.cleaned_data["passphrase"])
        validate_password(passphrase, self.user)
        return passphrase

    def clean(self) -> None:
        passphrase, again = (self.cleaned_data.get(name) for name in ("passphrase", "again"))
        if passphrase and again and passphrase != again:
            self.add_error("again", str(_("The two are not the same.")))


PHONE = RegexValidator(r"^[+0-9][0-9 ()/-]{4,}$", _("Only digits, spaces and hyphens, such as 08-123 456 78."))


class EditContactLine(Versioned):
    function = forms.ChoiceField(label=_("Function"), choices=ContactLine.Function.choices)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, validators=[PHONE],
        widget=forms.TextInput(attrs={**OFF, "inputmode": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF),
        help_text=_("One that outlives whoever reads it, never somebody's own."),
    )  # fmt: skip
    hours = GuardedText(label=_("Hours"), max_length=200, rows=1, required=False, help_text=_("When somebody answers."))

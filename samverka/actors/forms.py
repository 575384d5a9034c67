from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import ContactLine, Role, Territory, User
from samverka.core.ids import new_id


OFF = {"autocomplete": "off"}


class SignTerms(forms.Form):
    agree = forms.BooleanField(label=_("I have read this and will keep it"))


class MakeToken(forms.Form):
    label = forms.CharField(label=_("Which machine will use it?"), max_length=100, widget=forms.TextInput(attrs=OFF))


class EditAccount(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class Invite(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs=OFF))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    territory = forms.ModelChoiceField(label=_("Territory"), queryset=Territory.objects.order_by("name"))


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
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_passphrase(self) -> str:
        passphrase = str(self.cleaned_data["passphrase"])
        validate_password(passphrase, self.user)
        return passphrase

    def clean(self) -> None:
        if self.cleaned_data.get("passphrase") != self.cleaned_data.get("again", self.cleaned_data.get("passphrase")):
            self.add_error("again", str(_("The two are not the same.")))


class EditContactLine(forms.Form):
    function = forms.ChoiceField(label=_("Function"), choices=ContactLine.Function.choices)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs=OFF))
    email = forms.EmailField(label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF))
    hours = forms.CharField(label=_("Hours"), max_length=200, required=False, widget=forms.TextInput(attrs=OFF))

"""What a network is for, who belongs to it, and who convenes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Network, NetworkMember, Organisation, Territory, User
from samverka.core.fields import GuardedText, Versioned, Writing
from samverka.core.ids import new_id


OFF = {"autocomplete": "off"}


class NetworkFacts(Writing):
    name = GuardedText(label=_("Name"), max_length=120, rows=1, help_text="")
    purpose = GuardedText(
        label=_("What it is for"), max_length=1000, rows=3,
        help_text=_("Everybody who logs in can read the name and this."),
    )  # fmt: skip
    places = forms.ModelMultipleChoiceField(
        label=_("Places"), queryset=Territory.objects.none(), widget=forms.SelectMultiple(attrs={**OFF, "size": 6}),
        help_text=_("One or several municipalities, or a whole county."),
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=_("Weeks between meetings"), min_value=1, max_value=52, initial=6,
        widget=forms.NumberInput(attrs={**OFF, "inputmode": "numeric"}),
        help_text=_("When two meetings in a row have not been held, the convenor and the county board are told."),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = places  # type: ignore[attr-defined]


class EditNetwork(NetworkFacts, Versioned):
    pass


class Reached(forms.Form):
    """In which function an organisation takes part, and where it is reached."""

    function = GuardedText(
        label=_("Function"), max_length=120, rows=1, help_text=_("Such as duty service or outreach, never a person.")
    )
    mailbox = forms.EmailField(
        label=_("Role mailbox"), required=False, widget=forms.EmailInput(attrs=OFF),
        help_text=_("Invitations and minutes go there. One that outlives whoever reads it, never somebody's own."),
    )  # fmt: skip


class FoundNetwork(Reached, NetworkFacts):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.TypedChoiceField(label=_("Convenor"))
    field_order = ("id", "name", "purpose", "places", "weeks", "organisation", "function", "mailbox")

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], {str(one.pk): one for one in organisations})


class AddMember(Reached):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=_("choose")
    )
    field_order = ("id", "organisation", "function", "mailbox")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class EditMember(Reached, Versioned):
    pass


class HandOver(forms.Form):
    convenor = forms.TypedChoiceField(label=_("Convenor"))
    deputy = forms.TypedChoiceField(label=_("Deputy convenor"), required=False)

    def __init__(self, *args: Any, network: Network, members: Iterable[NetworkMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {str(one.organisation_id): one.organisation for one in members}
        choose(self.fields["convenor"], named)
        choose(self.fields["deputy"], named)
        self.fields["deputy"].choices = [("", _("nobody")), *self.fields["deputy"].choices]  # type: ignore[attr-defined]
        self.initial.update({"convenor": network.convenor_id, "deputy": network.deputy_id or ""})


class NameActing(forms.Form):
    users = forms.ModelMultipleChoiceField(
        label=_("Who convenes"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Administrators of the organisation always may."),
    )  # fmt: skip

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = users  # type: ignore[attr-defined]


class Because(forms.Form):
    """Why something is called off, reopened, dropped or wound up."""

    reason = GuardedText(label=_("Why"), max_length=300, rows=2, help_text="")


def choose(field: Any, things: dict[str, Any]) -> None:
    """Let a field choose among things, by their keys."""
    field.choices = [(key, str(one)) for key, one in things.items()]
    field.coerce = things.get
    field.empty_value = None

"""What is needed, what is offered, and a line to who gives."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Territory
from samverka.core.fields import DayField, GuardedText, MarkdownText, Versioned, Writing
from samverka.core.ids import new_id
from samverka.directory.models import Service
from samverka.directory.models.spoken import spoken_names
from samverka.directory.queries import TownName
from samverka.exchange.actions import Giver, What
from samverka.exchange.forms.practices import choose
from samverka.exchange.models.words import Help


OFF = {"autocomplete": "off"}
DAY = {"type": "date", **OFF}
NOBODY = _("About the help, never about those who get it: no names, numbers or origin.")


class HelpForm(Writing):
    """What needs and offers have in common."""

    kind = forms.ChoiceField(label=pgettext_lazy("help", "What?"), choices=Help.choices, widget=forms.RadioSelect)
    title = GuardedText(label=_("In one line"), max_length=120, rows=1, help_text="")
    text = GuardedText(label=_("More about it"), max_length=2000, rows=4, required=False, help_text=NOBODY)
    amount = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=9999, initial=1, widget=forms.NumberInput(attrs=OFF),
        help_text=_("People, places to sleep or sit, or things."),
    )  # fmt: skip
    municipality = forms.TypedChoiceField(label=_("In which municipality?"), widget=forms.Select(attrs=OFF))
    starts_on = DayField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    ends_on = DayField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on certain weekdays?"), required=False, coerce=int, choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple, help_text=_("Nothing chosen: any day."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages, for interpreters"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, towns: Iterable[TownName] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["languages"].choices = list(spoken_names().items())
        if "municipality" in fields:
            fields["municipality"].choices = [("", _("Choose")), *((one.code, one.name) for one in towns)]
            fields["municipality"].coerce = lambda code: Territory.objects.get(pk=code)
            fields["municipality"].empty_value = None

    @property
    def what(self) -> What:
        said = {name: self.cleaned_data[name] for name in What._fields}
        return What(**said | {"weekdays": tuple(said["weekdays"]), "languages": tuple(said["languages"])})


class WriteNeed(HelpForm, Versioned):
    text = MarkdownText(
        label=_("More about it"), max_length=3000, rows=6, required=False,
        help_text=_("What is to be done, when on the day, what one must know or bring. About the work, never about "
                    "guests: no names, numbers or origin."),
    )  # fmt: skip
    service = forms.ModelChoiceField(
        label=_("For which of our services?"), queryset=Service.objects.none(), required=False,
        empty_label=_("none of them"), widget=forms.Select(attrs=OFF),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=_("Everybody may read it"), required=False,
        help_text=_("Otherwise only those who work with it in the county."),
    )  # fmt: skip
    is_unnamed = forms.BooleanField(
        label=_("Without our name"), required=False,
        help_text=_("For protected accommodation: neither name nor municipality is told outside."),
    )  # fmt: skip

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("service", "is_public", "is_unnamed")}


class OpenNeed(WriteNeed):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen = None  # type: ignore[assignment]
    organisation = forms.TypedChoiceField(label=_("Who needs it?"), widget=forms.Select(attrs=OFF))
    field_order = ("id", "organisation")

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], organisations)


class OfferHelp(HelpForm):
    """What anybody offers, and who they are: sealed when it is kept."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What can you help with?"), choices=Help.choices, widget=forms.RadioSelect)
    title = GuardedText(
        label=_("What do you offer, in one line?"), max_length=120, rows=1,
        help_text=_("For example: two evenings a week at a night shelter, or twenty sleeping bags."),
    )  # fmt: skip
    text = GuardedText(
        label=_("More about it, if you want"), max_length=2000, rows=4, required=False,
        help_text=_("Your name and address have their own fields. Write nothing about those who get help."),
    )  # fmt: skip
    is_resident = forms.TypedChoiceField(
        label=_("Who offers?"), choices=[("yes", _("I do, as a resident")), ("no", _("an organisation or company"))],
        coerce=lambda said: said == "yes", widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Kept sealed. Only the organisation that takes your help can read it."),
    )  # fmt: skip
    mail = forms.EmailField(
        label=_("Your e-mail address"), max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write there at once: you confirm your offer by a link."),
    )  # fmt: skip
    ask_again = forms.BooleanField(label=_("You may ask me again next winter"), required=False)
    field_order: tuple[str, ...] = (
        "id", "kind", "languages", "title", "municipality", "name", "mail", "is_resident", "ask_again",
    )  # fmt: skip
    MORE = ("text", "amount", "starts_on", "ends_on", "weekdays")  # that hardly anybody needs to touch

    @property
    def shown(self) -> list[forms.BoundField]:
        return [one for one in self if one.name not in self.MORE]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [one for one in self if one.name in self.MORE]

    @property
    def is_unfolded(self) -> bool:
        """Does something that is folded away need to be looked at?"""
        return "night" in self.initial or any(name in self.errors for name in self.MORE)

    def giver(self, language: str) -> Giver:
        names = ("name", "mail", "is_resident", "ask_again")
        return Giver(language=language, **{name: self.cleaned_data[name] for name in names})


class OfferForUs(OfferHelp):
    """The same for an organisation that takes part."""

    sealed = ("name", "mail")
    organisation = forms.TypedChoiceField(label=_("Which organisation offers it?"), widget=forms.Select(attrs=OFF))
    is_resident = None  # type: ignore[assignment]
    name = forms.CharField(
        label=_("Whom to ask for"), max_length=100, widget=forms.TextInput(attrs=OFF),
        help_text=_("A function or a name. Kept sealed: only the organisation that takes the help can read it."),
    )  # fmt: skip
    mail = forms.EmailField(label=_("Mailbox for answers"), max_length=200, widget=forms.EmailInput(attrs=OFF))
    field_order = ("id", "organisation", "kind", "title", "text", "amount")

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["organisation"], organisations)

    def giver(self, language: str) -> Giver:
        names = ("name", "mail", "ask_again")
        return Giver(language=language, is_resident=False, **{name: self.cleaned_data[name] for name in names})


class ChangeOffer(HelpForm):
    """What its giver says better. Where stays, for so do those who answer."""

    municipality = None  # type: ignore[assignment]


class WriteOffer(ChangeOffer, Versioned):
    """The same for the organisation that made it, whose colleagues may change it too."""


class RenewOffer(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    starts_on = DayField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    ends_on = DayField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))


class TellGiver(forms.Form):
    line = GuardedText(
        label=_("A line of your own, if you want"), max_length=300, rows=2, required=False,
        help_text=_("It stands in the mail as you write it. Nothing about those who got the help."),
    )  # fmt: skip


class Propose(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    offer = forms.UUIDField(widget=forms.HiddenInput)


def one_night(said: str, *, on: date) -> dict[str, Any]:
    """The days of a form to which somebody comes from one night that lacks volunteers; nothing when it is over."""
    try:
        night = date.fromisoformat(said)
    except ValueError:
        return {}
    return {"night": night, "starts_on": night, "ends_on": night} if night >= on else {}


def half_a_year(on: date) -> dict[str, str]:
    """The days with which a form begins: from today to the end of what is still winter, or half a year."""
    year = on.year + 1 if on.month >= 6 else on.year
    last = date(year, 4, 30) if on.month >= 9 or on.month <= 3 else date(on.year, 12, 31)
    return {"starts_on": on.isoformat(), "ends_on": last.isoformat()}

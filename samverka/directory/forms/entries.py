"""Providers, places and services: all that is told of them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samverka.actors.models import Organisation, Territory
from samverka.core.alphabet import Alphabetic
from samverka.core.fields import DayField, Versioned
from samverka.core.ids import new_id
from samverka.directory.models import Category, Language, Place, Service
from samverka.directory.models.spoken import SPOKEN


OFF = {"autocomplete": "off"}
YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
ADDRESS_CLASSES = [
    ("public", _("Everybody: street and point on the map are public")),
    ("partners", _("Partners only: the public sees the part of town, partners who log in see the street")),
    ("area_only", _("Only the area: no street is kept here at all, and nobody can look it up")),
]


def line(label: Any, *, longest: int, required: bool = False, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=OFF)
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, help_text=help_text)


def words(label: Any, *, longest: int = 4000, rows: int = 4, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={**OFF, "rows": rows})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget, help_text=help_text)


def web() -> forms.URLField:
    widget = forms.URLInput(attrs=OFF)
    return forms.URLField(label=_("Website"), max_length=500, required=False, widget=widget, assume_scheme="https")


def role_mailbox(help_text: Any = "") -> forms.EmailField:
    widget = forms.EmailInput(attrs=OFF)
    return forms.EmailField(label=_("Role mailbox"), required=False, widget=widget, help_text=help_text)


def phone() -> forms.CharField:
    widget = forms.TextInput(attrs={**OFF, "inputmode": "tel"})
    return forms.CharField(label=_("Phone"), max_length=50, required=False, widget=widget)


class Number(forms.DecimalField):
    """A number with a comma or a point, as people write it."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class YesNo(forms.TypedChoiceField):
    """Yes, no, or that nobody knows."""

    def __init__(self, label: Any) -> None:
        read = {"yes": True, "no": False}.get
        super().__init__(label=label, choices=YES_NO, coerce=read, empty_value=None, required=False)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class Entry(Versioned):
    """What forms of entries share."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=_("Language of these texts"), help_text=_("The language you write in. Translations are made from it.")
    )
    is_minor = forms.BooleanField(
        label=_("Only spelling is put right: translations stay good"), required=False
    )  # fmt: skip

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: Any = self.fields["language"]
        languages.choices = [(one.code, one.name) for one in Language.objects.filter(is_spoken_only=False)]
        if is_new:
            del self.fields["is_minor"]
        self.order_fields([name for name in self.fields if name not in ("language", "is_minor", "is_right")])


class EditProvider(Entry):
    organisation = forms.ModelChoiceField(
        label=_("Kept by"), queryset=Organisation.objects.none(), required=False,
        help_text=_("Whoever works there may change these entries."),
    )  # fmt: skip
    territory = forms.ModelChoiceField(
        label=_("Municipality or county"), queryset=Territory.objects.order_by(Alphabetic("name")),
        help_text=_("Where it is known: most often a municipality."),
    )  # fmt: skip
    name = line(_("Name"), longest=300, required=True)
    description = words(
        _("Description"), help_text=_("One or two short sentences, for somebody who has never heard of you.")
    )
    phone = phone()
    email = role_mailbox(_("Never somebody's own address. It is public, and is asked whether your entries are right."))
    website = web()

    def __init__(self, *args: Any, homes: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home: Any = self.fields["organisation"]
        home.queryset = homes
        if "is_minor" in self.fields:  # who keeps it, and where, is said once
            del self.fields["organisation"], self.fields["territory"]


class EditPlace(Entry):
    name = line(_("Name"), longest=300, required=True, help_text=_("As on the sign at the door."))
    territory = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Territory.objects.filter(code__gt="0100").order_by(Alphabetic("name"))
    )
    address_class = forms.ChoiceField(
        label=_("Who may know where it is"), choices=ADDRESS_CLASSES, widget=forms.RadioSelect, initial="public"
    )
    area = line(_("Part of town"), longest=100)
    street = line(_("Street and number"), longest=200)
    postal_code = line(_("Postal code"), longest=20)
    city = line(_("Town"), longest=100)
    latitude = Number(
        label=_("Latitude"), max_digits=9, decimal_places=6, min_value=-90, max_value=90, required=False,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "decimal"}),
        help_text=_("With a point, people find the way with their own map. 59,3293 is in Stockholm."),
    )  # fmt: skip
    longitude = Number(
        label=_("Longitude"), max_digits=9, decimal_places=6, min_value=-180, max_value=180, required=False,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "decimal"}),
    )  # fmt: skip
    way = line(_("The way there"), longest=300, help_text=_("Short, for somebody who has never been there."))
    phone = phone()
    step_free = YesNo(_("Step-free"))
    dogs = YesNo(_("Dogs welcome"))

    def clean(self) -> None:
        if (self.cleaned_data.get("latitude") is None) != (self.cleaned_data.get("longitude") is None):
            self.add_error("longitude", str(_("A point has both a latitude and a longitude.")))


class EditService(Entry):
    category = forms.ModelChoiceField(label=_("What it is"), queryset=Category.objects.all())
    name = line(_("Name"), longest=300, required=True)
    description = words(_("Description"), help_text=_("What one gets, in short sentences."))
    easy = words(
        _("In easy words"), rows=3, help_text=_("The same in the simplest words: shown on the easy-read pages.")
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Where"), queryset=Place.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Or, without a place, for whom in"), queryset=Territory.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("For a phone line, or a team that comes to people."),
    )  # fmt: skip
    is_mobile = forms.BooleanField(label=_("It comes to different stops, each with hours of its own"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=Service.State.choices, initial=Service.State.OPEN)
    access = forms.ChoiceField(label=_("How to get it"), choices=Service.Access.choices, initial=Service.Access.DROP_IN)
    cost = Number(
        label=_("Cost in kronor"), max_digits=8, decimal_places=2, min_value=0, required=False,
        widget=forms.TextInput(attrs={**OFF, "inputmode": "decimal"}),
        help_text=_("0 is free. Leave it empty when you do not know."),
    )  # fmt: skip
    cost_note = line(_("About the cost"), longest=200)
    audience = forms.MultipleChoiceField(
        label=_("For whom"), choices=Service.Audience.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: for everybody."),
    )  # fmt: skip
    no_id_needed = YesNo(_("One gets it without showing an ID"))
    bring = line(_("What to bring"), longest=300)
    spoken = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    phone = phone()
    email = role_mailbox()
    website = web()
    step_free = YesNo(_("Step-free"))
    dogs = YesNo(_("Dogs welcome"))
    fullness = forms.ChoiceField(
        label=_("How full"), choices=[("", _("not told")), *Service.Fullness.choices], required=False
    )
    exempt_number = line(
        _("Number of the decision that nothing identifying is documented"), longest=60,
        help_text=_("Only if the municipality has decided so for this very service. Then all three lines are needed."),
    )  # fmt: skip
    exempt_on = DayField(
        label=_("Day of that decision"), required=False,
        widget=forms.DateInput(attrs={**OFF, "type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    exempt_body = line(_("Who decided it"), longest=200, help_text=_("The board, as it is called."))
    is_right = forms.BooleanField(
        label=_("All that is told here is right today"), required=False, initial=True
    )  # fmt: skip

    def __init__(self, *args: Any, places: QuerySet[Place], areas: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        chosen["places"].queryset, chosen["areas"].queryset = places, areas
        others = {*self.initial.get("spoken", ())} - {*SPOKEN}
        chosen["spoken"].choices = [*SPOKEN.items(), *((code, code) for code in sorted(others))]
        groups: dict[str, list[tuple[Any, str]]] = {}
        for one in chosen["category"].queryset:
            groups.setdefault(one.get_group_display(), []).append((one.pk, str(one)))
        chosen["category"].choices = [("", ""), *groups.items()]
        if "is_minor" not in chosen:
            del chosen["is_right"]  # what is new counts as right

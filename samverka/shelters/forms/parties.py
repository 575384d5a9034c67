"""Parties: how many ask together and what they need, in one tap where they are of a common kind."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from samverka.core.ids import new_id
from samverka.shelters import queries
from samverka.shelters.models import Capacity
from samverka.shelters.models.party import PARTY, Party


QUICK: dict[str, tuple[Any, dict[str, int]]] = {
    "man": (_("1 man"), {"men": 1}),
    "woman": (_("1 woman"), {"women": 1}),
    "couple": (_("1 woman, 1 man"), {"women": 1, "men": 1}),
    "men": (_("2 men"), {"men": 2}),
    "women": (_("2 women"), {"women": 2}),
}


def counter(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-counter": True})
    return forms.IntegerField(label=label, min_value=0, max_value=20, initial=0, required=False, widget=widget)


class Asked(forms.Form):
    """A party, by a quick button or by counters; `id` makes two taps one."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    quick = forms.ChoiceField(choices=[("", ""), *((name, text) for name, (text, _) in QUICK.items())], required=False)
    women = counter(_("women"))
    men = counter(_("men"))
    other = counter(_("other adults"))
    children = counter(_("children"))
    dog = forms.BooleanField(label=_("dog"), required=False)
    step_free = forms.BooleanField(label=_("needs step-free"), required=False)
    together = forms.ChoiceField(
        label=_("stay together"), choices=Party.Together.choices, initial=Party.Together.MUST, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        counts = {name: found.get(name) or 0 for name in ("women", "men", "other", "children")}
        if quick := found.get("quick"):
            counts = dict.fromkeys(counts, 0) | QUICK[quick][1]
        if not self.errors and not sum(counts.values()):
            self.add_error(None, str(_("Say how many they are.")))
        return {**found, **counts, "together": found.get("together") or Party.Together.MUST}

    @property
    def party(self) -> dict[str, Any]:
        """The make-up, as actions take it."""
        return {name: self.cleaned_data[name] for name in PARTY}

    @property
    def event(self) -> UUID:
        return UUID(str(self.cleaned_data["id"]))

    def quick_choices(self) -> list[tuple[str, Any]]:
        return [(name, text) for name, (text, _) in QUICK.items()]


class AtDoor(Asked):
    """Somebody without a ticket: one tap for each common party that fits a group of this shelter."""

    def __init__(self, typed: Any = None, *, capacities: Iterable[Capacity]) -> None:
        super().__init__(typed, prefix="give")
        self.capacities = capacities

    def quick_choices(self) -> list[tuple[str, Any]]:
        return [choice for choice in super().quick_choices() if queries.fits(self.capacities, QUICK[choice[0]][1])]

    @property
    def is_narrow(self) -> bool:
        """Is there a common party that fits nowhere here?"""
        return len(self.quick_choices()) < len(QUICK)

"""Whom a team met, in as few taps as can be: big counters, nothing that must be typed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.actors.models import Organisation, User
from samverka.core.fields import MomentField
from samverka.core.ids import new_id
from samverka.directory.models import Category, Service
from samverka.outreach import queries
from samverka.outreach.actions import Destination
from samverka.outreach.models import PlaceType, Tally, TallyCorrection, Team
from samverka.outreach.models.tallies import AGES, KINDS, MOST
from samverka.outreach.policy import AGE_BANDS, rules_of


OFTEN = (  # what is asked for most, shown first
    *("SHELTER-NIGHT", "FOOD-MEAL", "SHOWER", "CLOTHES", "SLEEP-KIT", "HEALTH-CLINIC", "ADVICE-GENERAL"),
    *("TRAVEL-HOME",),
)
WORDS = {
    "women": gettext_lazy("Women"),
    "men": gettext_lazy("Men"),
    "other": gettext_lazy("Other adults"),
    "children": gettext_lazy("Children"),
}


def choices(user: User, *, at: datetime) -> dict[str, Any]:
    """What there is to choose: somebody's teams, their areas, and where they can send people."""
    teams, today = queries.teams_of(user), localdate(at)
    codes = sorted({one.pk for team in teams for one in team.municipalities.all()})
    return {
        "teams": teams,
        "areas": list(queries.areas_of(teams)),
        "services": list(queries.services_near(codes, on=today)),
        "givers": list(queries.bed_givers(codes)),
        "has_ages": any(rules_of(code, on=today).value(AGE_BANDS) for code in codes),
    }


def counter(label: Any, *, low: int = 0, high: int = MOST, initial: int | None = 0) -> forms.IntegerField:
    off = {"inputmode": "numeric", "autocomplete": "off", "data-counter": True}
    widget = forms.NumberInput(attrs=off)
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, initial=initial, required=False, widget=widget
    )


class Where(forms.Form):
    """Which team, where: what both a count and “nothing changed” say."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    seen_at = MomentField(required=False, widget=forms.HiddenInput)  # filled by a phone without a network
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), widget=forms.RadioSelect)
    area = forms.TypedChoiceField(label=gettext_lazy("Area"), widget=forms.Select(attrs={"autocomplete": "off"}))
    place_type = forms.ChoiceField(
        label=gettext_lazy("Kind of place"), choices=PlaceType.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, teams: list[Team], areas: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        self.areas = {str(area.pk): area for area in areas}
        chosen["team"].queryset = Team.objects.filter(pk__in=[team.pk for team in teams])
        if len(teams) == 1:
            chosen["team"].widget = forms.HiddenInput()
            self.initial["team"] = teams[0].pk
        self.teams = {team.pk: team for team in teams}
        groups: dict[str, list[tuple[str, str]]] = {}
        for area in areas:
            groups.setdefault(str(area.municipality), []).append((str(area.pk), area.name))
        [first, *others] = groups.values() or [[]]
        chosen["area"].choices = [("", "")] + (list(groups.items()) if others else first)
        chosen["area"].coerce = self.areas.get

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"].pk]


class Unchanged(Where):
    """A team came by, and all was as before."""


class RecordTally(Where):
    """Whom a team met. A number is a count; with “up to” beside it, a range."""

    children = forms.ChoiceField(
        label=gettext_lazy("Children seen?"),
        choices=Tally.Children.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"required": True}),
    )
    needs = forms.MultipleChoiceField(label=gettext_lazy("Needs"), required=False, widget=forms.CheckboxSelectMultiple)
    helped_with = forms.MultipleChoiceField(
        label=gettext_lazy("Help given"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_needs = forms.MultipleChoiceField(
        label=gettext_lazy("Other needs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_help = forms.MultipleChoiceField(
        label=gettext_lazy("Other help given"), required=False, widget=forms.CheckboxSelectMultiple
    )
    refer_to = forms.ChoiceField(label=gettext_lazy("Sent on to"), required=False)
    follow_up = forms.BooleanField(label=gettext_lazy("Wishes to be met again"), required=False)

    def __init__(
        self, *args: Any, services: list[Service], givers: list[Organisation], has_ages: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in WORDS.items():
            self.fields[f"{kind}_count"] = counter(label)
            self.fields[f"{kind}_most"] = counter(_("%(kind)s, up to") % {"kind": label}, initial=None)
        for number, label in enumerate(AGES if has_ages else ()):
            self.fields[f"age_{number}"] = counter(label)
        chosen: dict[str, Any] = self.fields
        sorts = {one.code: (one.code, one.name) for one in Category.objects.order_by("position")}
        for usual, rest in (("needs", "more_needs"), ("helped_with", "more_help")):
            chosen[usual].choices = [sorts[code] for code in OFTEN if code in sorts]
            chosen[rest].choices = [one for code, one in sorts.items() if code not in OFTEN]
        self.destinations = Destinations(services, givers)
        chosen["refer_to"].choices = [("", _("nobody")), *self.destinations.choices()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("children_count") and not found.get("children"):
            found["children"] = Tally.Children.YES
        if not self.errors and not found.get("children"):
            self.add_error("children", _("Say whether children were seen."))
        for kind in KINDS:
            if (found.get(f"{kind}_most") or MOST) < (found.get(f"{kind}_count") or 0):
                self.add_error(f"{kind}_most", _("Write the larger number here, or nothing."))
        return found

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        found = self.cleaned_data
        counts = {kind: (found.get(f"{kind}_count") or 0, found.get(f"{kind}_most") or 0) for kind in KINDS}
        return {
            **{name: found[name] for name in ("id", "team", "area", "place_type", "seen_at", "children", "follow_up")},
            "counts": {kind: (least, max(least, most)) for kind, (least, most) in counts.items()},
            "ages": [found.get(f"age_{number}") or 0 for number in range(len(AGES))] if "age_0" in found else [],
            "needs": [*found["needs"], *found["more_needs"]],
            "helped_with": [*found["helped_with"], *found["more_help"]],
            "refer_to": self.destinations.of(found["refer_to"]),
        }

    def counters(self) -> list[tuple[Any, Any]]:
        """Each kind of adult: how many, and up to how many."""
        return [(self[f"{kind}_count"], self[f"{kind}_most"]) for kind in KINDS if kind != "children"]

    def ages(self) -> list[Any]:
        return [self[f"age_{number}"] for number in range(len(AGES)) if f"age_{number}" in self.fields]


class Destinations:
    """Where somebody can be sent: beds first, then the services of the directory by their kind."""

    def __init__(self, services: list[Service], givers: list[Organisation]) -> None:
        self.known = {f"night:{one.pk}": Destination("night", organisation=one) for one in givers}
        self.known |= {f"service:{one.pk}": Destination("service", service=one) for one in services}

    def of(self, value: str) -> Destination | None:
        return self.known.get(value)

    def choices(self) -> list[tuple[Any, Any]]:
        beds: list[tuple[str, str]] = []
        groups: dict[str, list[tuple[str, str]]] = {str(_("A bed for the night")): beds}
        for value, to in self.known.items():
            if to.service:
                line = f"{to.service.name}, {to.service.provider}"
                groups.setdefault(str(to.service.category), []).append((value, line))
            else:
                beds.append((value, str(to.organisation)))
        return [(name, lines) for name, lines in groups.items() if lines]


class CorrectTally(forms.Form):
    """By how much a tally was wrong."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=TallyCorrection.Reason.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in WORDS.items():
            self.fields[kind] = counter(label, low=-MOST)

    @property
    def changes(self) -> dict[str, int]:
        return {kind: self.cleaned_data.get(kind) or 0 for kind in KINDS}

    def counters(self) -> list[Any]:
        return [self[kind] for kind in KINDS]


class Refer(forms.Form):
    """Somebody sent on, without a tally."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), empty_label=None)
    municipality = forms.ChoiceField(label=gettext_lazy("Municipality"))
    to = forms.ChoiceField(label=gettext_lazy("Sent on to"))
    people = counter(gettext_lazy("How many"), low=1, high=20, initial=1)

    def __init__(
        self, *args: Any, teams: list[Team], services: list[Service], givers: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = self.fields
        self.teams = {team.pk: team for team in teams}
        chosen["team"].queryset = Team.objects.filter(pk__in=list(self.teams))
        self.towns = {one.pk: one for team in teams for one in team.municipalities.all()}
        chosen["municipality"].choices = [(code, str(one)) for code, one in self.towns.items()]
        self.destinations = Destinations(services, givers)
        chosen["to"].choices = [("", ""), *self.destinations.choices()]

    @property
    def told(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "id": UUID(str(found["id"])), "team": self.teams[found["team"].pk],
            "municipality": self.towns[found["municipality"]], "to": self.destinations.of(found["to"]),
            "people": found["people"] or 1,
        }  # fmt: skip

"""At a front desk: taps, a day put right, talks and groups. Nothing that must be typed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverka.core.fields import DayField
from samverka.core.ids import new_id
from samverka.directory.models import Category, Service
from samverka.outreach.forms.tallies import WORDS, counter
from samverka.outreach.models import AdviceSession, GroupActivity, VisitCorrection
from samverka.outreach.models.tallies import KINDS, MOST


MOST_AT_ONCE = 999


def day_field(today: date) -> DayField:
    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    return DayField(label=_("Day"), initial=today, widget=widget)


class Tap(forms.Form):
    """One more of a kind."""

    id = forms.UUIDField()
    kind = forms.RegexField(r"^[A-Za-z-]{1,30}$")


class UndoTap(forms.Form):
    """Which tap was a mistake."""

    tap = forms.UUIDField()


class CorrectVisits(forms.Form):
    """By how much a day was wrong; or what was counted on paper, which is all that it was wrong by."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=VisitCorrection.Reason.choices)

    def __init__(self, *args: Any, servings: Iterable[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.code for one in servings]
        words = {**WORDS, **{one.code: one.name for one in servings}}
        for kind, label in words.items():
            self.fields[kind] = counter(label, low=-MOST_AT_ONCE, high=MOST_AT_ONCE)

    @property
    def changes(self) -> dict[str, int]:
        return {kind: self.cleaned_data.get(kind) or 0 for kind in (*KINDS, *self.codes)}

    def counters(self) -> list[Any]:
        return [self[kind] for kind in (*KINDS, *self.codes)]


class RecordSession(forms.Form):
    """One talk: what it was about, how long, and where it led."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    topic = forms.ChoiceField(
        label=gettext_lazy("What was it about?"), choices=AdviceSession.Topic.choices, widget=forms.RadioSelect
    )
    minutes = forms.ChoiceField(
        label=gettext_lazy("Minutes"), choices=AdviceSession.Minutes.choices, widget=forms.RadioSelect, initial="10"
    )
    children = forms.ChoiceField(
        label=gettext_lazy("Children seen?"), choices=AdviceSession.Answer.choices, widget=forms.RadioSelect
    )
    children_count = counter(gettext_lazy("Children"))
    children_most = counter(gettext_lazy("Children, up to"), initial=None)
    sent_to = forms.ChoiceField(label=gettext_lazy("Sent on to"), required=False)
    received = forms.ChoiceField(
        label=gettext_lazy("Received there?"), required=False,
        choices=[("", gettext_lazy("nobody was sent")), *AdviceSession.Answer.choices],
    )  # fmt: skip

    def __init__(self, *args: Any, services: Iterable[Service], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"] = day_field(today)
        kinds = list(Category.objects.order_by("position"))
        self.known: dict[str, Service | Category] = {f"kind:{one.code}": one for one in kinds}
        self.known |= {f"service:{one.pk}": one for one in services}
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, one in self.known.items():
            is_kind = isinstance(one, Category)
            name = str(_("A kind of service")) if isinstance(one, Category) else str(one.category)
            groups.setdefault(name, []).append((value, str(one) if is_kind else f"{one}, {one.provider}"))  # type: ignore[union-attr]
        chosen: dict[str, Any] = self.fields
        chosen["sent_to"].choices = [("", _("nobody")), *groups.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if (found.get("children") == "yes") != bool(found.get("children_count")) and "children" in found:
            self.add_error("children_count", _("Say how many children, when children were seen."))
        if (found.get("children_most") or MOST) < (found.get("children_count") or 0):
            self.add_error("children_most", _("Write the larger number here, or nothing."))
        return found

    @property
    def told(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        found = self.cleaned_data
        least = found.get("children_count") or 0
        to = self.known.get(found["sent_to"])
        return {
            **{name: found[name] for name in ("id", "topic", "minutes", "children", "date")},
            "range_of_children": (least, max(least, found.get("children_most") or 0)),
            "sent_to": to,
            "received": found["received"],
        }


class SayReceived(forms.Form):
    received = forms.ChoiceField(choices=AdviceSession.Answer.choices)


class RecordActivity(forms.Form):
    """A course or a health session."""

    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("What was it?"), choices=GroupActivity.Kind.choices, widget=forms.RadioSelect
    )
    is_for_women = forms.BooleanField(label=gettext_lazy("For women only"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in WORDS.items():
            self.fields[kind] = counter(label)
        self.fields["date"] = day_field(today)

    @property
    def told(self) -> dict[str, Any]:
        found = self.cleaned_data
        counts = {kind: found.get(kind) or 0 for kind in KINDS}
        return {name: found[name] for name in ("id", "kind", "is_for_women", "date")} | {"counts": counts}

    def counters(self) -> list[Any]:
        return [self[kind] for kind in KINDS]

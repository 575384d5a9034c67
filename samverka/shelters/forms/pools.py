"""A shelter that wants to join a pool of others, and the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from samverka.core.alphabet import Alphabetic
from samverka.core.fields import GuardedText
from samverka.core.ids import new_id
from samverka.shelters.models import Pool, Shelter


class Pools(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Pools by name, with who runs the intake and where."""

    def label_from_instance(self, pool: Pool) -> str:
        return f"{pool} ({pool.organisation}, {pool.territory})"


class AskToJoin(forms.Form):
    id = forms.UUIDField(initial=new_id, widget=forms.HiddenInput)
    pool = Pools(label=gettext_lazy("Pool"), queryset=Pool.objects.none(), empty_label=gettext_lazy("Choose a pool"))

    def __init__(self, typed: Any = None, *, shelter: Shelter) -> None:
        super().__init__(typed)
        pool: Any = self.fields["pool"]
        pool.queryset = Pool.objects.open_to(shelter).order_by(Alphabetic("name"))


class DeclineShelter(forms.Form):
    reason = GuardedText(
        label=gettext_lazy("Why not"), max_length=200, rows=1, help_text=gettext_lazy("The shelter's lead reads it.")
    )

"""Questions about a shelter that no single night answers."""

from datetime import date

from django.utils.translation import gettext as _

from samverka.core.policy import effective
from samverka.shelters.models import Shelter


def doors(shelter: Shelter, *, on: date) -> str:
    """When one can come, from the hour the doors open to the hour they close, and what it costs."""
    policies = effective(shelter.scopes, on=on)
    hours = f"{policies.value('doors_open')}–{policies.value('doors_close')}"  # noqa: RUF001 (a range)
    fee = policies.value("fee")
    return hours + ", " + _("%(fee)s SEK a night") % {"fee": fee} if fee else hours

"""Questions about a shelter that no single night answers."""

from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from samverka.core.policy import effective
from samverka.shelters.models import Group, Pool, Shelter


def doors(shelter: Shelter, *, on: date) -> str:
    """When one can come, from the hour the doors open to the hour they close, and what it costs."""
    policies = effective(shelter.scopes, on=on)
    hours = f"{policies.value('doors_open')}–{policies.value('doors_close')}"  # noqa: RUF001 (a range)
    fee = policies.value("fee")
    return hours + ", " + _("%(fee)s SEK a night") % {"fee": fee} if fee else hours


def version(record: Pool | Shelter | Group) -> str:
    """A short name for all that is told of it: when that changes, so does the name."""
    told = [(field.attname, getattr(record, field.attname)) for field in record._meta.concrete_fields]
    return sha256(repr(told).encode()).hexdigest()[:12]

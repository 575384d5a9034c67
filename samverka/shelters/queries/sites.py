"""Questions about a shelter that no single night answers."""

from datetime import date

from django.utils.translation import gettext as _

from samverka.core.policy import effective
from samverka.shelters.models import Shelter


def doors(shelter: Shelter, *, on: date) -> str:
    """When one can come, from doors to doors; the hour after which the place is another's; and what it costs."""
    policies = effective(shelter.scopes, on=on)
    told = [f"{policies.value('doors_open')}–{policies.value('doors_close')}"]  # noqa: RUF001 (a range)
    if policies.value("no_show_effect") != "none" and policies.value("release_at") != policies.value("doors_close"):
        told.append(_("come before %(hour)s") % {"hour": policies.value("release_at")})
    if fee := policies.value("fee"):
        told.append(_("%(fee)s SEK a night") % {"fee": fee})
    return ", ".join(told)

"""Who sees this: told wherever a ticket's code, a party or a note stands."""

from typing import Any

from django import template

from samverka.actors.models import Organisation
from samverka.shelters.models.sites import NIGHT_ROLES


register = template.Library()


@register.inclusion_tag("shelters/who_sees.html")
def who_sees(*, of: Organisation, rule: str, issuer: Organisation | None = None) -> dict[str, Any]:
    """Those who keep nights at `of`, and those of `issuer` who gave the ticket out. A link explains `rule`."""
    roles = ", ".join(str(role.label) for role in NIGHT_ROLES)
    return {"roles": roles, "organisation": of, "issuer": issuer if issuer != of else None, "rule": rule}

"""Which pages of the situation picture somebody is led to."""

from django import template

from samverka.actors.models import User
from samverka.situation.queries import own_territories, publishing_territories


register = template.Library()


@register.filter
def coordinated(user: User) -> str:
    """The smallest territory that it is this user's work to see; nothing where there is none."""
    return next((one.code for one in own_territories(user)), "")


@register.filter
def publishes(user: User) -> bool:
    """May this user publish statistics of some territory?"""
    return bool(publishing_territories(user))

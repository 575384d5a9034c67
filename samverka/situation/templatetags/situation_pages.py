"""Which pages of the situation picture somebody is led to."""

from django import template

from samverka.actors.models import COORDINATORS, User


register = template.Library()


@register.filter
def coordinates(user: User) -> bool:
    """Is it this user's work to see how it stands in a territory?"""
    return any(one.role in COORDINATORS for one in user.standing)

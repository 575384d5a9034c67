"""Pools, shelters and groups: where the places are."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Router

from samverka.actors.http import Request
from samverka.shelters.models import Shelter


router = Router(tags=["shelters"])


def own_shelter(request: Request, shelter_id: UUID) -> Shelter:
    """A shelter of one of the caller's organisations, or 404."""
    own = Shelter.objects.filter(organisation__in=request.user.organisations())
    return get_object_or_404(own.select_related("organisation", "pool", "territory"), pk=shelter_id)

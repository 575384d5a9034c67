"""How views of the directory find what somebody keeps. What others keep is not there."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from samverka.actors.models import User
from samverka.directory.models import Place, Provider, Service, ServicePlace


KEPT: dict[str, tuple[type[Any], str, tuple[str, ...]]] = {  # noun: model, the way to its provider, what is read along
    "provider": (Provider, "pk", ("organisation",)),
    "place": (Place, "provider", ("provider__organisation", "territory")),
    "service": (Service, "provider", ("provider__organisation", "category")),
    "stop": (ServicePlace, "service__provider", ("service__provider__organisation", "service__category", "place")),
}


def find(user: User, noun: str, pk: UUID, *nouns: str) -> Any:
    """An entry that the user keeps, or 404; of one of the nouns, if some are named."""
    if noun not in (nouns or KEPT):
        raise Http404
    model, way, along = KEPT[noun]
    kept = Provider.objects.kept_by(user)
    return get_object_or_404(model._default_manager.filter(**{f"{way}__in": kept}).select_related(*along), pk=pk)

"""Providers, places and services."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Query, Router, Schema, Status

from samverka.actors.http import Request
from samverka.actors.models import Organisation, Territory
from samverka.core.access import Stale
from samverka.core.alphabet import Alphabetic
from samverka.core.api import PROBLEMS, Changed, Id, Listed, Page, Problem, handed_back, listed
from samverka.core.versions import version
from samverka.directory import actions, queries
from samverka.directory.api.schemas import (
    AddDirectoryPlace,
    AddProvider,
    AddService,
    ChangeDirectoryPlace,
    ChangeProvider,
    ChangeService,
    DaysOut,
    DirectoryPlaceOut,
    NoticeOut,
    PartnerAddressOut,
    ProviderOut,
    ServiceOut,
)
from samverka.directory.models import Category, DateException, Notice, Place, Provider, Service


router = Router(tags=["directory"])
OUT: dict[type[Any], type[Schema]] = {
    Provider: ProviderOut,
    Place: DirectoryPlaceOut,
    Service: ServiceOut,
    DateException: DaysOut,
    Notice: NoticeOut,
}
EDITED: dict[Any, Any] = {**PROBLEMS, 409: Changed | Problem}


@router.get("/directory/providers", response={200: Listed[ProviderOut], **PROBLEMS})
def providers(request: Request, page: Query[Page]) -> Any:
    """Those whose entries the caller keeps, also removed ones."""
    return listed(Provider.objects.kept_by(request.user).order_by(Alphabetic("name"), "pk"), page, told=told)


@router.post("/directory/providers", response={201: ProviderOut, 200: ProviderOut, **PROBLEMS})
def add_provider(request: Request, payload: AddProvider) -> Any:
    """Add somebody who offers something."""
    said = payload.dict(exclude={"territory", "organisation_id"})
    said["territory"] = _territory(payload.territory)
    said["organisation"] = _home(request, payload.organisation_id)
    return add(request, Provider, actions.add_provider, said)


@router.get("/directory/providers/{provider_id}", response={200: ProviderOut, **PROBLEMS})
def provider(request: Request, provider_id: Id) -> Any:
    """Who offers something."""
    return told(own_provider(request, provider_id))


@router.put("/directory/providers/{provider_id}", response={200: ProviderOut, **EDITED})
def change_provider(request: Request, provider_id: Id, payload: ChangeProvider) -> Any:
    """Change what is told of a provider."""
    found = own_provider(request, provider_id)
    return change(request, payload, found, actions.change_provider, {"provider": found, **payload.dict()})


@router.post("/directory/providers/{provider_id}/remove", response={200: ProviderOut, **PROBLEMS})
def remove_provider(request: Request, provider_id: Id) -> Any:
    """Take a provider away from everybody's eyes."""
    return told(actions.remove_entry(entry=own_provider(request, provider_id), by=request.user, at=now()))


@router.post("/directory/providers/{provider_id}/restore", response={200: ProviderOut, **PROBLEMS})
def restore_provider(request: Request, provider_id: Id) -> Any:
    """Bring back what was removed."""
    return told(actions.restore_entry(entry=own_provider(request, provider_id), by=request.user, at=now()))


@router.get("/directory/providers/{provider_id}/places", response={200: Listed[DirectoryPlaceOut], **PROBLEMS})
def directory_places(request: Request, provider_id: Id, page: Query[Page]) -> Any:
    """The places of a provider, also removed ones."""
    return listed(own_provider(request, provider_id).places.order_by(Alphabetic("name"), "pk"), page, told=told)


@router.post(
    "/directory/providers/{provider_id}/places",
    response={201: DirectoryPlaceOut, 200: DirectoryPlaceOut, **PROBLEMS},
)
def add_directory_place(request: Request, provider_id: Id, payload: AddDirectoryPlace) -> Any:
    """Add a place. What only partners may know is kept apart."""
    said = {**_pointed(payload), "provider": own_provider(request, provider_id)}
    return add(request, Place, actions.add_place, said)


@router.get("/directory/places/{directory_place_id}", response={200: DirectoryPlaceOut, **PROBLEMS})
def directory_place(request: Request, directory_place_id: Id) -> Any:
    """A place."""
    return told(own_place(request, directory_place_id))


@router.put("/directory/places/{directory_place_id}", response={200: DirectoryPlaceOut, **EDITED})
def change_directory_place(request: Request, directory_place_id: Id, payload: ChangeDirectoryPlace) -> Any:
    """Change what is told of a place. When it becomes more secret, what said where it is is taken away."""
    found = own_place(request, directory_place_id)
    return change(request, payload, found, actions.change_place, {"place": found, **_pointed(payload)})


@router.post("/directory/places/{directory_place_id}/remove", response={200: DirectoryPlaceOut, **PROBLEMS})
def remove_directory_place(request: Request, directory_place_id: Id) -> Any:
    """Take a place away from everybody's eyes."""
    return told(actions.remove_entry(entry=own_place(request, directory_place_id), by=request.user, at=now()))


@router.post("/directory/places/{directory_place_id}/restore", response={200: DirectoryPlaceOut, **PROBLEMS})
def restore_directory_place(request: Request, directory_place_id: Id) -> Any:
    """Bring back what was removed."""
    return told(actions.restore_entry(entry=own_place(request, directory_place_id), by=request.user, at=now()))


@router.get("/directory/places/{directory_place_id}/address", response={200: PartnerAddressOut, **PROBLEMS})
def partner_address(request: Request, directory_place_id: Id) -> Any:
    """Where a place is that only partners may know. The look is written down."""
    place = get_object_or_404(queries.partner_places(request.user), pk=directory_place_id)
    return actions.see_address(place=place, by=request.user, at=now())


@router.get("/directory/services", response={200: Listed[ServiceOut], **PROBLEMS})
def services(request: Request, page: Query[Page]) -> Any:
    """The services that the caller keeps, also removed ones."""
    own = Service.objects.filter(provider__in=Provider.objects.kept_by(request.user))
    rows = own.select_related("category").prefetch_related("at_places", "areas").order_by(Alphabetic("name"), "pk")
    return listed(rows, page, told=told)


@router.post("/directory/providers/{provider_id}/services", response={201: ServiceOut, 200: ServiceOut, **PROBLEMS})
def add_service(request: Request, provider_id: Id, payload: AddService) -> Any:
    """Add a service at its places, in their order, or for the areas it serves."""
    home = own_provider(request, provider_id)
    return add(request, Service, actions.add_service, {**_placed(payload, home), "provider": home})


@router.get("/directory/services/{service_id}", response={200: ServiceOut, **PROBLEMS})
def service(request: Request, service_id: Id) -> Any:
    """A service."""
    return told(own_service(request, service_id))


@router.put("/directory/services/{service_id}", response={200: ServiceOut, **EDITED})
def change_service(request: Request, service_id: Id, payload: ChangeService) -> Any:
    """Change what is told of a service, and where it is; `is_right` says at once that now all of it is right."""
    found = own_service(request, service_id)
    said = {"service": found, **_placed(payload, found.provider)}
    return change(request, payload, found, actions.change_service, said)


@router.post("/directory/services/{service_id}/remove", response={200: ServiceOut, **PROBLEMS})
def remove_service(request: Request, service_id: Id) -> Any:
    """Take a service away from everybody's eyes."""
    return told(actions.remove_entry(entry=own_service(request, service_id), by=request.user, at=now()))


@router.post("/directory/services/{service_id}/restore", response={200: ServiceOut, **PROBLEMS})
def restore_service(request: Request, service_id: Id) -> Any:
    """Bring back what was removed."""
    return told(actions.restore_entry(entry=own_service(request, service_id), by=request.user, at=now()))


def own_provider(request: Request, pk: UUID) -> Provider:
    """One that the caller keeps, or 404."""
    kept = Provider.objects.kept_by(request.user)
    return get_object_or_404(kept.select_related("organisation", "territory"), pk=pk)


def own_place(request: Request, pk: UUID) -> Place:
    kept = Place.objects.filter(provider__in=Provider.objects.kept_by(request.user))
    return get_object_or_404(kept.select_related("provider__organisation"), pk=pk)


def own_service(request: Request, pk: UUID) -> Service:
    kept = Service.objects.filter(provider__in=Provider.objects.kept_by(request.user))
    return get_object_or_404(kept.select_related("provider__organisation", "category"), pk=pk)


def change(request: Request, payload: Any, found: Any, action: Callable[..., Any], said: dict[str, Any]) -> Any:
    """Do it, and tell the record as it then stands; when somebody was quicker, hand back what was sent."""
    try:
        changed = action(by=request.user, at=now(), **said)
    except Stale as stale:
        found.refresh_from_db()
        return handed_back(stale, payload, told(found))
    return told(changed)


def told(record: Any) -> dict[str, Any]:
    """What the API tells of an entry, or of what is said of it for some days."""
    names = {*OUT[type(record)].model_fields} - {"seen", "stops", "areas", "category"}
    more: dict[str, Any] = {"seen": version(record)}
    if isinstance(record, Service):
        more |= {"category": record.category.code, "areas": [one.pk for one in record.areas.all()]}
        more["stops"] = [{"id": one.pk, "place_id": one.place_id} for one in record.at_places.all()]
    return {name: plain(getattr(record, name)) for name in names} | more


def plain(value: Any) -> Any:
    """Hours on the clock as people write them."""
    return f"{value:%H:%M}" if isinstance(value, time) else value


def add(request: Request, model: type[Any], action: Callable[..., Any], said: dict[str, Any]) -> Any:
    is_new = not model._default_manager.filter(pk=said["id"]).exists()
    made = action(by=request.user, at=now(), **said)
    return Status(201 if is_new else 200, told(model._default_manager.get(pk=made.pk)))


def _placed(payload: AddService | ChangeService, home: Provider) -> dict[str, Any]:
    """What was said, with its category, places and areas; 404 for what is not there or not the provider's."""
    said = payload.dict(exclude={"category", "place_ids", "areas"})
    said["category"] = get_object_or_404(Category, code=payload.category)
    own = {one.pk: one for one in home.places.all()}
    if set(payload.place_ids) - set(own):
        raise Http404
    said["places"] = tuple(own[pk] for pk in dict.fromkeys(payload.place_ids))
    said["areas"] = tuple(_territory(code) for code in payload.areas)
    return said


def _pointed(payload: AddDirectoryPlace | ChangeDirectoryPlace) -> dict[str, Any]:
    """What was said, with its territory, and its point as it is kept."""
    said = {**payload.dict(), "territory": _territory(payload.territory)}
    for name in ("latitude", "longitude"):
        said[name] = None if said[name] is None else Decimal(f"{said[name]:.6f}")
    return said


def _territory(code: str) -> Territory:
    return get_object_or_404(Territory, pk=code)


def _home(request: Request, pk: UUID | None) -> Organisation | None:
    """The organisation that keeps it: one of the caller's."""
    homes = {one.organisation_id: one.organisation for one in request.user.standing}
    if pk and pk not in homes:
        raise Http404
    return homes[pk] if pk else None

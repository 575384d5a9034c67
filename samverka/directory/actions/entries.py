"""Providers, places and services: added, changed, removed. Each change is a version of its texts and a new page."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samverka.actors.models import Organisation, Territory, User
from samverka.core import audit
from samverka.core.access import Refused, Unfit
from samverka.core.county import already
from samverka.core.free_text import objection
from samverka.core.guard import has_personal_number
from samverka.core.versions import check_seen
from samverka.directory import queries, rules
from samverka.directory.actions.search import index
from samverka.directory.actions.texts import forget, word
from samverka.directory.actions.towns import hold, touch, towns_of
from samverka.directory.actions.upkeep import verify
from samverka.directory.models import Category, PartnerAddress, Place, Provider, Service, ServicePlace


Kept = TypeVar("Kept", Provider, Place, Service)

PROTECTED = "SHELTER-WOMEN"  # protected accommodation: of its places only the area is ever told
EXEMPT = ("exempt_number", "exempt_on", "exempt_body")
WHERE = ("street", "postal_code", "latitude", "longitude", "way")


@transaction.atomic
def add_provider(
    *, id: UUID, territory: Territory, name: str, by: User, at: datetime, organisation: Organisation | None = None,
    **facts: Any,
) -> Provider:  # fmt: skip
    """Add somebody who offers services. Asked again with the same id, it changes nothing."""
    said = {"territory_id": territory.pk, "name": name, "organisation_id": organisation.pk if organisation else None}
    if there := already(Provider, id, **said):
        return there
    rules.add_provider(by, territory)
    if organisation:
        rules.edit_entry(by, Provider(territory=territory, organisation=organisation))
    return _add(Provider(id=id, **said, **facts), by=by, at=at)


@transaction.atomic
def change_provider(*, provider: Provider, by: User, at: datetime, seen: str = "", **facts: Any) -> Provider:
    """Change what is told of a provider. `seen` is the version that the person saw."""
    rules.edit_entry(by, provider)
    return _change(provider, facts, by=by, at=at, seen=seen)


@transaction.atomic
def add_place(
    *, id: UUID, provider: Provider, territory: Territory, name: str, address_class: str, by: User, at: datetime,
    **facts: Any,
) -> Place:  # fmt: skip
    """Add a place. What says where it is goes to a table of its own when only partners may know.

    Unfit for a place of which only the area may be known: then nothing that says more is kept at all.
    """
    if there := already(Place, id, provider_id=provider.pk, name=name):
        return there
    rules.edit_entry(by, provider)
    facts, secret = _apart(address_class, facts)
    place = Place(id=id, provider=provider, territory=territory, name=name, address_class=address_class, **facts)
    place = _add(place, by=by, at=at)
    _keep_address(place, secret)
    return place


@transaction.atomic
def change_place(*, place: Place, by: User, at: datetime, seen: str = "", **facts: Any) -> Place:
    """Change what is told of a place. When it becomes more secret, what said where it is is taken away for good."""
    assert place.provider is not None  # noqa: S101 (what people keep has a provider)
    rules.edit_entry(by, place.provider)
    address_class = facts.get("address_class", place.address_class)
    if address_class != Place.AddressClass.AREA_ONLY and _is_protected(place):
        raise Unfit(_("Protected accommodation is here: only the area may be told."), field="address_class")
    facts, secret = _apart(address_class, facts)
    if address_class != Place.AddressClass.PUBLIC:
        facts |= {name: None if name in ("latitude", "longitude") else "" for name in WHERE}
    place = _change(place, facts, by=by, at=at, seen=seen)
    if address_class != Place.AddressClass.PUBLIC:
        forget([place.pk], fields=["way"])  # also what it once said, in any language
    _keep_address(place, secret)
    return place


@transaction.atomic
def see_address(*, place: Place, by: User, at: datetime) -> PartnerAddress | None:
    """Look at where a place is that only partners may know. Nobody sees it without a line in the audit trail."""
    rules.see_partner_address(by, place)
    found = PartnerAddress.objects.filter(place=place).first()
    if found:
        home = str(place.provider.organisation_id) if place.provider else ""
        told = {"county": place.territory_id[:2], "organisation": home}
        audit.record(by=by, verb="directory.address_seen", subject=place, at=at, **told)
    return found


@transaction.atomic
def add_service(
    *, id: UUID, provider: Provider, category: Category, name: str, by: User, at: datetime,
    places: tuple[Place, ...] = (), areas: tuple[Territory, ...] = (), **facts: Any,
) -> Service:  # fmt: skip
    """Add a service at its places, in their order, or for the areas it serves. It counts as found right today."""
    if there := already(Service, id, provider_id=provider.pk, category_id=category.pk, name=name):
        return there
    rules.edit_entry(by, provider)
    _check_exempt(facts)
    service = Service(id=id, provider=provider, category=category, name=name, **facts)
    service = _add(service, by=by, at=at)
    _put(service, category, places, areas)
    index([service.pk])
    touch(towns_of(service), at=at)
    return service


@transaction.atomic
def change_service(
    *, service: Service, by: User, at: datetime, seen: str = "", places: tuple[Place, ...] | None = None,
    areas: tuple[Territory, ...] | None = None, is_right: bool = False, **facts: Any,
) -> Service:  # fmt: skip
    """Change what is told of a service, and where it is; perhaps say at once that now all of it `is_right`."""
    rules.edit_entry(by, service.provider)
    _check_exempt({name: getattr(service, name) for name in EXEMPT} | facts)
    if is_right:
        hold([("provider", service.provider_id)])
    held = Service.objects.select_for_update(of=("self",), no_key=True).select_related("category").get(pk=service.pk)
    before, is_moved = towns_of(held), _is_elsewhere(held, places, areas)
    _put(held, facts.get("category", held.category), places, areas)
    service = _change(held, facts, by=by, at=at, seen=seen, is_moved=is_moved)
    touch(before | towns_of(service), at=at)
    if is_right:
        verify(provider=service.provider, services=[service], by=by, at=at)
    return service


@transaction.atomic
def remove_entry(*, entry: Kept, by: User, at: datetime) -> Kept:
    """Take an entry away from everybody's eyes; its id stays, for those who follow what has changed."""
    return _set_removed(entry, is_removed=True, by=by, at=at)


@transaction.atomic
def restore_entry(*, entry: Kept, by: User, at: datetime) -> Kept:
    """Bring back what was removed by mistake."""
    return _set_removed(entry, is_removed=False, by=by, at=at)


def _set_removed(entry: Kept, *, is_removed: bool, by: User, at: datetime) -> Kept:
    provider = entry if isinstance(entry, Provider) else entry.provider
    assert provider is not None  # noqa: S101 (what people keep has a provider)
    rules.edit_entry(by, provider)
    return _change(entry, {"is_removed": is_removed}, by=by, at=at, seen="")


def _add(entry: Kept, *, by: User, at: datetime) -> Kept:
    _guard({field: getattr(entry, field) for field in entry.TEXTS})
    entry.changed_at, entry.verified_on = at, localdate(at)
    if not entry.verified_by_id and by.standing:
        entry.verified_by = by.standing[0].organisation
    entry.save(force_insert=True)
    audit.record(by=by, verb=f"directory.{entry._meta.model_name}_added", subject=entry, at=at)
    word(entry, [field for field in entry.TEXTS if getattr(entry, field)], by=by, at=at)
    touch(towns_of(entry), at=at)
    return entry


def _change(
    entry: Kept, facts: dict[str, Any], *, by: User, at: datetime, seen: str, is_moved: bool = False
) -> Kept:  # fmt: skip
    is_minor = facts.pop("is_minor", False)
    found = type(entry)._default_manager.select_for_update(no_key=True).get(pk=entry.pk)
    changed = [name for name, value in facts.items() if getattr(found, name) != value]
    if not changed and not is_moved:
        return found
    check_seen(found, seen)
    _guard({field: facts[field] for field in found.TEXTS if field in changed})
    before = towns_of(found)
    for name in changed:
        setattr(found, name, facts[name])
    found.changed_at = at
    found.save()
    hold([(str(found._meta.model_name), found.pk)])
    audit.record(by=by, verb=f"directory.{found._meta.model_name}_changed", subject=found, at=at)
    word(found, [field for field in found.TEXTS if field in changed], by=by, at=at, is_minor=is_minor)
    index(queries.services_about(str(found._meta.model_name), [found.pk]))
    touch(before | towns_of(found), at=at)
    return found


def _guard(texts: dict[str, str]) -> None:
    """An entry tells of a house and its people's work, with its phone numbers: only a personal number is refused."""
    for field, text in texts.items():
        if has_personal_number(text):
            raise Unfit(objection(text), field=field)


def _apart(address_class: str, facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may stand in the place itself, and what says where it is and only partners may know."""
    where = {name: value for name, value in facts.items() if name in WHERE and value not in ("", None)}
    if address_class == Place.AddressClass.PUBLIC:
        return facts, {}
    if where and address_class == Place.AddressClass.AREA_ONLY:
        raise Unfit(_("Only the area may be told of this place: take away street and point."), field="street")
    return {name: value for name, value in facts.items() if name not in WHERE}, where


def _keep_address(place: Place, secret: dict[str, Any]) -> None:
    if place.address_class != Place.AddressClass.PARTNERS:
        PartnerAddress.objects.filter(place=place).delete()
    elif secret:
        PartnerAddress.objects.update_or_create(place=place, defaults=secret)


def _check_exempt(facts: dict[str, Any]) -> None:
    """A decision is told whole, or not at all."""
    told = {name: bool(facts.get(name)) for name in EXEMPT}
    if any(told.values()) and not all(told.values()):
        missing = next(name for name, is_told in told.items() if not is_told)
        raise Unfit(_("Say the decision's number, its day and who decided it, or none of them."), field=missing)


def _is_protected(place: Place) -> bool:
    return place.services.filter(category__code=PROTECTED, is_removed=False).exists()


def _is_elsewhere(service: Service, places: tuple[Place, ...] | None, areas: tuple[Territory, ...] | None) -> bool:
    """Is it to be at other places, or in another order, or to serve other areas?"""
    at, serves = service.at_places.values_list("place", flat=True), service.areas.values_list("pk", flat=True)
    is_at_others = places is not None and [one.pk for one in places] != [*at]
    return is_at_others or (areas is not None and {one.pk for one in areas} != {*serves})


def _put(
    service: Service, category: Category, places: tuple[Place, ...] | None, areas: tuple[Territory, ...] | None
) -> None:
    """Say where a service is. Places that stay keep their own hours."""
    if places is not None:
        if category.code == PROTECTED and any(place.address_class != Place.AddressClass.AREA_ONLY for place in places):
            raise Refused(_("Of protected accommodation only the area may be told. Choose a place that says no more."))
        service.at_places.exclude(place__in=places).delete()
        for position, place in enumerate(places):
            ServicePlace.objects.update_or_create(service=service, place=place, defaults={"position": position})
    if areas is not None:
        service.areas.set(areas)

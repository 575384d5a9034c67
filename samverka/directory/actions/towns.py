"""Pages of a town are made anew when its directory has changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from samverka.core.county import SWEDEN
from samverka.directory import queries
from samverka.directory.actions.search import hold_services
from samverka.directory.models import DateException, Notice, Place, Provider, Service, ServicePlace, Town
from samverka.directory.models.languages import Worded


def towns_of(entry: Provider | Place | Service) -> set[str]:
    """The territories whose pages tell of an entry."""
    match entry:
        case Place():  # the pages of a service tell of all its places
            here = entry.services.values("pk")
            towns = ServicePlace.objects.filter(service__in=here).values_list("place__territory_id", flat=True)
            areas = Service.areas.through._default_manager.filter(service__in=here)
            return {entry.territory_id, *towns, *areas.values_list("territory_id", flat=True)}
        case Service():
            at = entry.places.values_list("territory", flat=True)
            return {*at, *entry.areas.values_list("code", flat=True)} or {entry.provider.territory_id}
        case _:
            services = entry.services.prefetch_related("places", "areas")
            return {entry.territory_id}.union(*(towns_of(service) for service in services))


OWNERS: dict[str, type[Provider] | type[Place] | type[Service]] = {
    Worded.Kind.PROVIDER: Provider,
    Worded.Kind.PLACE: Place,
    Worded.Kind.SERVICE: Service,
}
SAID: dict[str, Any] = {Worded.Kind.NOTICE: Notice, Worded.Kind.EXCEPTION: DateException}


def owner_of_text(kind: str, subject: UUID) -> Provider | Place | Service | None:
    """The entry that a text belongs to; none for the name of a category."""
    if kind == Worded.Kind.CATEGORY:
        return None
    if kind in SAID:
        held = SAID[kind].objects.filter(pk=subject).first()
        return held and (held.service or held.place or getattr(held, "provider", None))
    return OWNERS[kind]._default_manager.filter(pk=subject).first()


def towns_of_text(kind: str, subject: UUID) -> set[str]:
    """The territories whose pages show a text; the names of categories stand on all of them."""
    entry = owner_of_text(kind, subject)
    return towns_of(entry) if entry else {SWEDEN} if kind == Worded.Kind.CATEGORY else set()


def hold(texts: Iterable[tuple[str, UUID]]) -> None:
    """Hold the entries that these texts, or entries, belong to and the services found by them, as all do: in one order.

    Part of every action that will change them after its line in the trail. Rows that point at them may still come.
    """
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for kind, subject in texts:
        wanted[kind].add(subject)
    services = set[UUID]().union(*(queries.services_about(kind, some) for kind, some in wanted.items()))
    for kind, said in SAID.items():
        found = list(said.objects.filter(pk__in=wanted[kind]))
        for name in OWNERS:
            wanted[name] |= {owner for one in found if (owner := getattr(one, f"{name}_id", None))}
    for model in (Provider, Place):
        rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=wanted[str(model._meta.model_name)])
        list(rows.order_by("pk").values_list("pk"))
    hold_services(services | wanted[Worded.Kind.SERVICE])


def touch_text(kind: str, subject: UUID, *, at: datetime) -> None:
    """Say that a text has changed in some language: its entry has, and its towns. Part of the action that did it."""
    touch_texts({(kind, subject): towns_of_text(kind, subject)}, at=at)


def touch_texts(texts: Mapping[tuple[str, UUID], Iterable[str]], *, at: datetime) -> None:
    """The same for many texts, by kind and what they belong to, with the territories whose pages show them."""
    owners = [owner for text in texts if (owner := owner_of_text(*text))]
    for model in OWNERS.values():
        concerned = [owner.pk for owner in owners if isinstance(owner, model)]
        model._default_manager.filter(pk__in=concerned).update(changed_at=at)
    touch({code for codes in texts.values() for code in codes}, at=at)


def touch(codes: Iterable[str], *, at: datetime) -> None:
    """Say that the directory of these territories has changed. Part of the action that changes it.

    What serves a county or the country stands in each of its towns: its own number counts there too.
    """
    wanted = sorted({*codes} or {SWEDEN})
    Town.objects.bulk_create([Town(territory_id=code, changed_at=at) for code in wanted], ignore_conflicts=True)
    held = list(Town.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    Town.objects.filter(pk__in=[town.pk for town in held]).update(revision=F("revision") + 1, changed_at=at)

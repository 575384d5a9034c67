"""What a search should know of a service, read from its entry as it is now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from samverka.core import spelling
from samverka.core.indexing import FIELD, MARK
from samverka.directory.models import Place, SearchText, Service, ServicePlace, Translation


TRANSLATED = ("name", "easy", "description")
Translated = Mapping[tuple[UUID, str], Sequence[str]]


class Spot(NamedTuple):
    """Where a service can be had. Of some places only the area may be told, so that only this is searched."""

    service: UUID
    place: UUID
    name: str
    area: str
    street: str  # only a public place has one
    address_class: str
    territory: str
    territory_name: str
    is_removed: bool

    @property
    def is_named(self) -> bool:
        return self.address_class != Place.AddressClass.AREA_ONLY


class Told(NamedTuple):
    """A service, by what it is called and what it says itself."""

    id: UUID
    category: UUID
    category_name: str
    provider_name: str
    territory: str  # of its provider
    territory_name: str
    name: str
    easy: str
    description: str


def search_texts(services: Iterable[UUID]) -> dict[UUID, str]:
    """What `SearchText` should say of these services. Four queries, however many they are."""
    ids = list(services)
    fields = (
        "pk", "category", "category__name", "provider__name", "provider__territory", "provider__territory__name",
        "name", "easy", "description",
    )  # fmt: skip
    told = [Told(*row) for row in Service.objects.filter(pk__in=ids).values_list(*fields)]
    spots, areas = _spots(ids), _areas(ids)
    named = {spot.place for some in spots.values() for spot in some if spot.is_named}
    translated = _translated([*ids, *{one.category for one in told}, *named])
    return {one.id: _text(one, spots.get(one.id, []), areas.get(one.id, []), translated) for one in told}


def services_about(kind: str, subjects: Iterable[UUID]) -> set[UUID]:
    """The services of which entries tell: themselves, those at a place, of a provider, or of a category."""
    link = {"service": "pk", "place": "places", "provider": "provider", "category": "category"}
    if kind not in link:
        return set()
    return set(Service.objects.filter(**{f"{link[kind]}__in": list(subjects)}).values_list("pk", flat=True))


def _text(told: Told, spots: list[Spot], areas: list[tuple[str, str]], translated: Translated) -> str:
    here = [spot for spot in spots if not spot.is_removed]
    towns = {spot.territory: spot.territory_name for spot in here} | dict(areas)
    if not spots and not areas:
        towns = {told.territory: told.territory_name}
    said = {
        "name": [told.name, *translated[told.id, "name"]],
        "category": [told.category_name, *translated[told.category, "name"]],
        "place": [text for spot in here if spot.is_named for text in (spot.name, *translated[spot.place, "name"])],
        "provider": [told.provider_name],
        "area": [*(spot.area for spot in here), *(spot.street for spot in here if spot.is_named), *towns.values()],
        "easy": [told.easy, *translated[told.id, "easy"]],
        "description": [told.description, *translated[told.id, "description"]],
    }
    marked = [MARK + code for code in sorted(towns)]
    for field in SearchText.FIELDS:
        marked += [FIELD + field, *spelling.words(" ".join(said[field]))]
    return " ".join(marked)


def _spots(services: list[UUID]) -> Mapping[UUID, list[Spot]]:
    rows = ServicePlace.objects.filter(service__in=services).order_by("position", "id")
    found: dict[UUID, list[Spot]] = defaultdict(list)
    for row in rows.values_list(
        "service", "place", "place__name", "place__area", "place__street", "place__address_class",
        "place__territory", "place__territory__name", "place__is_removed",
    ):  # fmt: skip
        spot = Spot(*row)
        found[spot.service].append(spot)
    return found


def _areas(services: list[UUID]) -> Mapping[UUID, list[tuple[str, str]]]:
    rows = Service.areas.through.objects.filter(service__in=services).order_by("territory")
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for service, code, name in rows.values_list("service", "territory", "territory__name"):
        found[service].append((code, name))
    return found


def _translated(subjects: list[UUID]) -> Translated:
    rows = Translation.objects.filter(subject__in=subjects, field__in=TRANSLATED).order_by("language")
    found: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for subject, field, text in rows.values_list("subject", "field", "text"):
        found[subject, field].append(text)
    return found

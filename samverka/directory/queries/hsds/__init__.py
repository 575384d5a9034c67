"""The directory as HSDS asks for it: what there is, a part of it, all of it, one of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet, Sum
from django.utils.timezone import get_default_timezone

from samverka.directory.hsds import entries as told
from samverka.directory.hsds.package import Line, lines
from samverka.directory.hsds.terms import TAXONOMIES
from samverka.directory.hsds.words import Thing, moment
from samverka.directory.models import Place, Provider, Service, ServicePlace, Town
from samverka.directory.policy import hide_days
from samverka.directory.queries.hsds import around as read
from samverka.directory.queries.hsds.wanted import Wanted, as_id, places, providers, services, stops


__all__ = ["NOUNS", "Noun", "Wanted", "mark", "packaged"]

MINIMAL = ("id", "changed_at")
AT_ONCE = 200  # things read together when all are asked for
Tell = Callable[[list[dict[str, Any]], Wanted], list[Thing]]


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing that can be asked for, kept in a table of ours."""

    model: type[Model]
    found: Callable[[Wanted], QuerySet[Any]]
    fields: tuple[str, ...]
    tell: Tell

    def count(self, wanted: Wanted) -> int:
        return self.found(wanted).count()

    def part(self, wanted: Wanted, start: int, end: int) -> list[Thing]:
        if wanted.minimal:
            return self.tell(list(self._ids(wanted).values(*MINIMAL)[start:end]), wanted)
        return self._told(list(self._ids(wanted)[start:end]), wanted)

    def every(self, wanted: Wanted) -> Iterator[Thing]:
        """All of them, some at a time: memory does not grow with them."""
        asked = self._ids(wanted)
        ids = list(asked[:AT_ONCE])
        while ids:
            yield from self._told(ids, wanted)
            ids = list(asked.filter(pk__gt=ids[-1])[:AT_ONCE])

    def one(self, id: str, wanted: Wanted) -> Thing | None:
        key = as_id(id)
        ids = list(self._ids(wanted).filter(pk=key)) if key else []
        return next(iter(self._told(ids, replace(wanted, full=True, minimal=False))), None)

    def _ids(self, wanted: Wanted) -> QuerySet[Any, UUID]:
        """Ids alone are found and sorted many times faster than whole rows."""
        return self.found(wanted).order_by("pk").values_list("pk", flat=True)

    def _told(self, ids: list[UUID], wanted: Wanted) -> list[Thing]:
        fields = MINIMAL if wanted.minimal else self.fields
        rows = self.model._default_manager.filter(pk__in=ids).order_by("pk").values(*fields)
        return self.tell(list(rows), wanted) if ids else []


@dataclass(frozen=True, slots=True)
class KnownNoun:
    """A kind of thing of which there are few: all are at hand."""

    known: Callable[[Wanted], list[Thing]]

    def count(self, wanted: Wanted) -> int:
        return len(self._found(wanted))

    def part(self, wanted: Wanted, start: int, end: int) -> list[Thing]:
        return self._found(wanted)[start:end]

    def every(self, wanted: Wanted) -> Iterator[Thing]:
        yield from self._found(wanted)

    def one(self, id: str, wanted: Wanted) -> Thing | None:
        return next((one for one in self.known(replace(wanted, full=True)) if one["id"] == id), None)

    def _found(self, wanted: Wanted) -> list[Thing]:
        words = wanted.search.casefold().split()
        return [
            one
            for one in self.known(wanted)
            if all(word in f"{one['name']} {one['description']} {one.get('code', '')}".casefold() for word in words)
        ]


def mark(on: date) -> str:
    """Changes whenever the directory does, and each day, since some things are shown until a day."""
    changes = Town.objects.aggregate(changes=Sum("revision"))["changes"]
    return f"{on:%y%m%d}-{changes or 0}"


def packaged(wanted: Wanted) -> Iterator[Line]:
    """Every line of a package."""
    everything = replace(wanted, full=True, flat=True)
    for noun, table in (
        ("taxonomies", "taxonomy"), ("taxonomy_terms", "taxonomy_term"), ("organizations", "organization"),
        ("locations", "location"), ("services", "service"),
    ):  # fmt: skip
        for thing in NOUNS[noun].every(everything):
            yield from lines(table, thing)


def _services(rows: list[dict[str, Any]], wanted: Wanted) -> list[Thing]:
    if wanted.minimal:
        return [{"id": str(row["id"]), "modified_date": moment(row["changed_at"])} for row in rows]
    days = hide_days(wanted.on)
    hidden = [row for row in rows if wanted.modified_after and not _is_shown(row, wanted.on, days)]
    rest = [row for row in rows if row not in hidden] if hidden else rows
    if wanted.full:
        known = read.around(rest, wanted)
        full = [told.service_full(row, known) for row in rest]
    else:
        known = read.around_listed(rest, wanted)
        full = [told.service_listed(row, known) for row in rest]
    gone = [told.service_hidden(row["id"], is_gone=_is_gone(row), at=_hidden_at(row, days)) for row in hidden]
    return sorted([*full, *gone], key=lambda one: str(one["id"])) if gone else full


def _is_gone(row: Mapping[str, Any]) -> bool:
    return any((row["is_removed"], row["state"] == "closed", row["provider__is_removed"]))


def _is_shown(row: Mapping[str, Any], on: date, days: int) -> bool:
    return not _is_gone(row) and bool(row["verified_on"] > on - timedelta(days))


def _hidden_at(row: Mapping[str, Any], days: int) -> datetime:
    """When it or its provider was changed, or when it became too old to be shown, whichever came last."""
    changed: datetime = row["changed_at"]
    left: datetime = row["provider__changed_at"]
    if row["provider__is_removed"]:
        return max(changed, left)
    if _is_gone(row):
        return changed
    lapsed = row["verified_on"] + timedelta(days)
    at = datetime.combine(lapsed, time(), get_default_timezone()).astimezone(UTC)
    return max(changed, at)


def _stops(rows: list[dict[str, Any]], wanted: Wanted) -> list[Thing]:
    at = read.services_at(rows)
    by_id = {row["id"]: row for row in at}
    if wanted.full:
        known = read.around(at, wanted, stops=rows)
        return [
            told.service_at_location_full(row, known)
            | {"service": told.service_full(by_id[row["service_id"]], known, with_places=False)}
            for row in rows
        ]
    known = read.around_listed(at, wanted, stops=rows)
    return [
        told.service_at_location(row)
        | {
            "location": told.location(known.places[row["place_id"]]),
            "service": told.service_listed(by_id[row["service_id"]], known),
        }
        for row in rows
    ]


def _providers(rows: list[dict[str, Any]], wanted: Wanted) -> list[Thing]:
    if not (wanted.full or wanted.full_service):
        read.translate(rows, wanted.language)
        return [told.organization(row) for row in rows]
    ids = [row["id"] for row in rows]
    offered, at = ([], []) if wanted.flat else (read.services_of(ids, wanted), read.places_of(ids, wanted))
    known = read.around(offered if wanted.full_service else [], wanted, at=at, providers=rows)
    if not wanted.full_service:
        read.translate(offered, wanted.language)
    tell = told.service_full if wanted.full_service else told.service_named
    return [
        told.organization_full(
            row,
            known,
            locations=[told.location_full(place, known) for place in at if place["provider_id"] == row["id"]],
            services=[tell(one, known) for one in offered if one["provider_id"] == row["id"]],
        )
        for row in rows
    ]


def _places(rows: list[dict[str, Any]], wanted: Wanted) -> list[Thing]:
    if wanted.full:
        known = read.around([], wanted, at=rows)
        return [told.location_full(row, known) for row in rows]
    read.translate(rows, wanted.language)
    return [told.location(row) for row in rows]


def _terms(wanted: Wanted) -> list[Thing]:
    found: Iterable[Thing] = read.categories(wanted.language).values()
    if wanted.taxonomy:
        found = [one for one in found if one["taxonomy_id"] == wanted.taxonomy]
    if wanted.parent:
        return []
    if wanted.full:
        return [one | {"taxonomy_detail": TAXONOMIES[one["taxonomy_id"]]} for one in found]
    return [{name: value for name, value in one.items() if name != "translations"} for one in found]


NOUNS: Mapping[str, Noun | KnownNoun] = {
    "services": Noun(Service, services, (*read.SERVICE, "provider__is_removed", "provider__changed_at"), _services),
    "service_at_locations": Noun(ServicePlace, stops, read.STOP, _stops),
    "organizations": Noun(Provider, providers, read.PROVIDER, _providers),
    "locations": Noun(Place, places, read.PLACE, _places),
    "taxonomies": KnownNoun(lambda wanted: list(TAXONOMIES.values())),
    "taxonomy_terms": KnownNoun(_terms),
}

"""What somebody wants of the directory, and which entries that is. Only what the public may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.db.models import Avg, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace

from samverka.core.county import SWEDEN
from samverka.directory.hsds.terms import CONDITIONS, KINDS, OF_A_SERVICE, TAGS, tags, term_id
from samverka.directory.models import Category, Place, Provider, Service, ServicePlace, Translation
from samverka.directory.policy import hide_days


EARTH = 6_371_000  # metres
DEGREE = 111_000  # metres along a meridian
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request: what is asked for, on which day and in which language."""

    on: date
    language: str = "sv"
    search: str = ""
    term: str = ""
    taxonomy: str = ""
    organization: str = ""
    modified_after: datetime | None = None
    postcode: str = ""
    proximity: int | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    parent: str = ""
    flat: bool = False  # for a package: without what has lines of its own


def shown(wanted: Wanted) -> QuerySet[Service]:
    return Service.objects.shown(wanted.on)


def services(wanted: Wanted) -> QuerySet[Service]:
    """Those that are shown; with `modified_after` also those that were, unless their texts are asked about."""
    if wanted.modified_after and not wanted.search:
        found = _changed(wanted, wanted.modified_after)
    else:
        found = shown(wanted)
        if wanted.modified_after:
            found = found.filter(changed_at__gte=wanted.modified_after)
    return _searched(_offered(found, wanted), wanted, "name", "description", "provider__name")


def _changed(wanted: Wanted, after: datetime) -> QuerySet[Service]:
    """Becoming too old to be shown is a change too, and so is the end of its provider."""
    kept = timedelta(days=hide_days(wanted.on))
    lapsed = Q(verified_on__gte=after.date() - kept, verified_on__lte=wanted.on - kept)
    left = Q(provider__is_removed=True, provider__changed_at__gte=after)
    return Service.objects.filter(Q(changed_at__gte=after) | lapsed | left, verified_on__isnull=False)


def stops(wanted: Wanted) -> QuerySet[ServicePlace]:
    """Services at locations."""
    offered = _offered(shown(wanted), wanted).filter(pk=OuterRef("service"))
    found = ServicePlace.objects.order_by().filter(Exists(offered), place__is_removed=False)
    if wanted.modified_after:
        after = wanted.modified_after
        found = found.filter(Q(service__changed_at__gte=after) | Q(place__changed_at__gte=after))
    if wanted.postcode:
        found = _near(found, wanted)
    return _searched(found, wanted, "service__name", "service__description", subject="service")


def providers(wanted: Wanted) -> QuerySet[Provider]:
    """Those that offer something; unless it is asked what, also those at whose places others do."""
    has = Q(Exists(_offered(shown(wanted), wanted).filter(provider=OuterRef("pk"))))
    if not (wanted.term or wanted.taxonomy):
        hosted = shown(wanted).filter(at_places__place__provider=OuterRef("pk"), at_places__place__is_removed=False)
        has |= Q(Exists(hosted))
    found = Provider.objects.filter(has, is_removed=False)
    return _searched(found, wanted, "name", "description")


def places(wanted: Wanted) -> QuerySet[Place]:
    offered = _offered(shown(wanted), wanted).filter(at_places__place=OuterRef("pk"))
    found = Place.objects.filter(Exists(offered), is_removed=False)
    if wanted.search:  # the name of a secret place is not found either
        found = found.exclude(address_class=Place.AddressClass.AREA_ONLY)
    return _searched(found, wanted, "name", "area", "city")


def _offered(found: QuerySet[Service], wanted: Wanted) -> QuerySet[Service]:
    if wanted.term:
        found = _with_term(found, wanted.term)
    if wanted.taxonomy:
        found = _with_taxonomy(found, wanted.taxonomy)
    if wanted.organization:
        id = as_id(wanted.organization)
        found = found.filter(provider=id) if id else found.none()
    return found


def as_id(written: str) -> UUID | None:
    try:
        return UUID(written) if len(written) == 36 else None
    except ValueError:
        return None


def _with_term(found: QuerySet[Service], term: str) -> QuerySet[Service]:
    for kind, codes in OF_A_SERVICE.items():
        for code in codes:
            if term == term_id(CONDITIONS, f"{kind}.{code}"):
                return _with_condition(found, kind, code)
    held = [
        row["id"]
        for row in Category.objects.values("id", "osm")
        if term == str(row["id"]) or term in {term_id(TAGS, tag) for tag in tags(row)}
    ]
    return found.filter(category__in=held)


def _with_condition(found: QuerySet[Service], kind: str, code: str) -> QuerySet[Service]:
    if kind == "audience":
        return found.annotate(for_whom=Cast("audience", TextField())).filter(for_whom__contains=f'"{code}"')
    return found.filter(**({code: True} if kind == "is" else {kind: code}))


def _with_taxonomy(found: QuerySet[Service], taxonomy: str) -> QuerySet[Service]:
    if taxonomy == TAGS:
        return found.exclude(category__osm="")
    return found if taxonomy in (KINDS, CONDITIONS) else found.none()


def _searched(found: QuerySet[Any], wanted: Wanted, *fields: str, subject: str = "pk") -> QuerySet[Any]:
    """Each word stands in one of the fields, or in a translation of them."""
    for word in wanted.search.split()[:MOST_WORDS]:
        translated = Translation.objects.filter(subject=OuterRef(subject), text__icontains=word)
        told = Q(Exists(translated))
        for field in fields:
            told |= Q(**{f"{field}__icontains": word})
        found = found.filter(told)
    return found


def _near(found: QuerySet[ServicePlace], wanted: Wanted) -> QuerySet[ServicePlace]:
    """Near a postal code, or else serving its municipality. We know a postal code by the public places that have it."""
    code = Replace("postal_code", Value(" "), Value(""))
    there = Place.objects.annotate(code=code).filter(code=wanted.postcode.replace(" ", ""), is_removed=False)
    if wanted.proximity is None:
        towns = set(there.order_by().values_list("territory", flat=True).distinct())
        serving = towns | {town[:2] for town in towns} | ({SWEDEN} if towns else set())
        by_area = Service.areas.through.objects.filter(territory__in=serving).values("service")
        return found.filter(Q(place__territory__in=towns) | Q(service__in=by_area))
    middle = there.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return found.none()
    return found.filter(place__in=_within(wanted.proximity, float(middle["latitude"]), float(middle["longitude"])))


def _within(metres: int, latitude: float, longitude: float) -> list[UUID]:
    """Places that lie no farther off than this."""
    metres = min(metres, EARTH * 4)
    up = metres / DEGREE
    candidates = Place.objects.filter(latitude__range=(latitude - up, latitude + up)).values_list(
        "pk", "latitude", "longitude"
    )
    return [
        pk
        for pk, north, east in candidates
        if _distance(latitude, longitude, float(north or 0), float(east or 0)) <= metres
    ]


def _distance(north: float, east: float, other_north: float, other_east: float) -> float:
    """Metres over the ground between two points (haversine)."""
    up, along = radians(other_north - north) / 2, radians(other_east - east) / 2
    half = sin(up) ** 2 + cos(radians(north)) * cos(radians(other_north)) * sin(along) ** 2
    return 2 * EARTH * asin(sqrt(half))

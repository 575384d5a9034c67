"""What is told of some entries: read all at once, in a number of questions that does not grow with them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.conf.locale import LANG_INFO
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from samverka.actors.models import Territory
from samverka.directory.hsds import entries as told
from samverka.directory.hsds.entries import Around, Rows
from samverka.directory.hsds.terms import terms
from samverka.directory.hsds.words import Row, Thing
from samverka.directory.models import (
    Category,
    DateException,
    Language,
    Notice,
    OpeningRule,
    Place,
    Provider,
    Service,
    ServicePlace,
    Translation,
)
from samverka.directory.queries.hsds.wanted import Wanted, places, shown


PROVIDER = ("id", "name", "description", "website", "email", "phone", "language", "organisation__number")
PLACE = (
    "id", "provider_id", "provider__is_removed", "territory_id", "territory__name", "name", "address_class", "area",
    "street", "postal_code", "city", "latitude", "longitude", "way", "phone", "step_free", "dogs", "holidays", "eves",
    "language",
)  # fmt: skip
SERVICE = (
    "id", "provider_id", "category_id", "name", "description", "easy", "state", "access", "cost", "cost_note",
    "audience", "no_id_needed", "bring", "spoken", "phone", "email", "website", "step_free", "dogs", "fullness",
    "is_mobile", "holidays", "eves", "verified_on", "verified_by_id", "changed_at", "language", "is_removed",
    "provider__email", "provider__organisation_id",
)  # fmt: skip
CATEGORY = ("id", "code", "group", "name", "osm", "language")
STOP = ("id", "service_id", "place_id", "position")
RULE = (
    "id",
    "place_id",
    "service_id",
    "at_place_id",
    "kind",
    "weekdays",
    "opens",
    "closes",
    "nth",
    "valid_from",
    "valid_to",
)
NOTICE = ("id", "service_id", "provider_id", "place_id", "text", "language")
DIFFERING = ("id", "place_id", "service_id", "first_day", "last_day", "kind", "opens", "closes", "message", "language")
Found = list[dict[str, Any]]


def labels(language: str) -> dict[str, str]:
    """The words for what is chosen from lists, in the language of the interface that is nearest."""
    with override(language):
        chosen: dict[str, Any] = {
            "access": Service.Access, "audience": Service.Audience, "fullness": Service.Fullness,
            "state": Service.State, "hours": OpeningRule.Kind, "day": DateException.Kind, "group": Category.Group,
        }  # fmt: skip
        said = {f"{kind}.{one.value}": str(one.label) for kind, choices in chosen.items() for one in choices}
        fields = ("audience", "access", "fullness", "state", "no_id_needed", "dogs", "step_free", "is_mobile")
        names = {field: str(Service._meta.get_field(field).verbose_name) for field in fields}  # type: ignore[union-attr]
        return (
            said
            | {f"is.{name}": label for name, label in names.items()}
            | names
            | {"is.not_step_free": _("not step-free"), "identity": _("identity document")}
        )


def around_listed(services: Found, wanted: Wanted, *, stops: Found | None = None) -> Around:
    """What a list of services, or of their stops, tells beside them."""
    providers = _providers({row["provider_id"] for row in services})
    stopping = _stops(services)
    places = _places({stop["place_id"] for stop in stops or []}, [])
    notices = _notices(services, stopping, on=wanted.on)
    translate([*services, *providers.values(), *places.values(), *notices], wanted.language)
    return Around(
        labels(wanted.language), providers=providers, places=places, alerts=_alerts(services, stopping, notices)
    )


def around(
    services: Found, wanted: Wanted, *, at: Found | None = None, stops: Found | None = None,
    providers: Found | None = None,
) -> Around:  # fmt: skip
    """Everything that is told of services and places, and of the places and providers of these services."""
    stopping = _grouped(stops, "service_id") if stops is not None else _stops(services)
    stopped_at = {stop["place_id"] for some in stopping.values() for stop in some}
    known_places = _places(set() if wanted.flat else stopped_at, at or [])
    offering = _providers({row["provider_id"] for row in services}, providers or [])
    notices = _notices(services, stopping, on=wanted.on)
    owners = [
        *(row["id"] for row in services),
        *known_places,
        *(stop["id"] for some in stopping.values() for stop in some),
    ]
    exceptions = _exceptions(owners, since=wanted.on)
    categories = _categories(wanted.language)
    said = labels(wanted.language)
    texts = [*services, *known_places.values(), *offering.values(), *notices, *exceptions]
    return Around(
        said,
        places=known_places,
        providers=offering,
        categories=categories,
        terms=terms(categories.values(), labels=said, language=wanted.language),
        counties=dict(Territory.objects.filter(code__regex="^..$").values_list("code", "name")),
        spoken=_language_names(),
        stops=stopping,
        rules=_owned(_rules(owners)),
        translations=translate(texts, wanted.language, all_languages=True),
        exceptions=_owned(exceptions),
        areas=_areas(services),
        alerts=_alerts(services, stopping, notices),
    )


def services_of(providers: Iterable[UUID], wanted: Wanted) -> Found:
    return list(shown(wanted).filter(provider__in=[*providers]).order_by("id").values(*SERVICE))


def places_of(providers: Iterable[UUID], wanted: Wanted) -> Found:
    """Their places where something is offered that is shown."""
    found = places(replace(wanted, search="", term="", taxonomy="", organization=""))
    return list(found.filter(provider__in=[*providers]).order_by("id").values(*PLACE))


def services_at(stops: Found) -> Found:
    ids = {stop["service_id"] for stop in stops}
    return list(Service.objects.filter(pk__in=ids).values(*SERVICE))


def _providers(ids: set[UUID], known: Sequence[Row] = ()) -> dict[UUID, Row]:
    missing = ids - {row["id"] for row in known}
    asked = Provider.objects.filter(pk__in=missing).values(*PROVIDER) if missing else []
    return {row["id"]: row for row in [*known, *asked]}


def _places(ids: set[UUID], known: Found) -> dict[UUID, Row]:
    missing = ids - {row["id"] for row in known}
    asked = Place.objects.filter(pk__in=missing).values(*PLACE) if missing else []
    return {row["id"]: row for row in [*known, *asked]}


def _stops(services: Found) -> Rows:
    ids = [row["id"] for row in services]
    asked = ServicePlace.objects.filter(service__in=ids, place__is_removed=False).values(*STOP) if ids else []
    return _grouped(asked, "service_id")


def _notices(services: Found, stops: Rows, *, on: date) -> Found:
    """What is to know today of services, of their providers and of their places."""
    owned = (
        Q(service__in=[row["id"] for row in services])
        | Q(provider__in={row["provider_id"] for row in services})
        | Q(place__in={stop["place_id"] for some in stops.values() for stop in some})
    )
    now = Q(first_day__lte=on) & (Q(last_day__isnull=True) | Q(last_day__gte=on))
    asked = Notice.objects.filter(now & owned, Q(place__isnull=True) | ~Q(place__address_class="area_only"))
    return list(asked.order_by("first_day", "id").values(*NOTICE))


def _alerts(services: Found, stops: Rows, notices: Found) -> dict[UUID, str]:
    texts = defaultdict(list)
    for notice in notices:
        texts[notice["service_id"] or notice["provider_id"] or notice["place_id"]].append(notice["text"])
    found = {}
    for row in services:
        owners = [row["id"], *(stop["place_id"] for stop in stops.get(row["id"], ())), row["provider_id"]]
        if said := [text for owner in owners for text in texts.get(owner, ())]:
            found[row["id"]] = "\n".join(said)
    return found


def _rules(owners: Sequence[UUID]) -> Found:
    asked = OpeningRule.objects.filter(_of(owners) | Q(at_place__in=owners))
    return list(asked.order_by("weekdays", "opens", "id").values(*RULE))


def _exceptions(owners: Sequence[UUID], *, since: date) -> Found:
    asked = DateException.objects.filter(_of(owners), last_day__gte=since)
    return list(asked.order_by("first_day", "id").values(*DIFFERING))


def _of(owners: Sequence[UUID]) -> Q:
    return Q(place__in=owners) | Q(service__in=owners)


def _owned(rows: Found) -> Rows:
    found = defaultdict(list)
    for row in rows:
        found[row.get("at_place_id") or row["service_id"] or row["place_id"]].append(row)
    return found


def _areas(services: Found) -> Rows:
    asked = Service.areas.through.objects.filter(service__in=[row["id"] for row in services])
    rows: Any = asked.order_by("territory_id").values_list("service_id", "territory_id", "territory__name")
    return _grouped([{"service_id": id, "code": code, "name": name} for id, code, name in rows], "service_id")


def _categories(language: str) -> dict[UUID, Row]:
    rows: Found = list(Category.objects.values(*CATEGORY))
    for row in rows:
        row["shown_in"] = row["language"]
    for row, one in _translated(rows, language):
        row["name"], row["shown_in"] = one["text"], one["language_id"]
    return {row["id"]: row for row in rows}


def categories(language: str) -> dict[str, Thing]:
    """Every term of every taxonomy by its id, with translations of its name."""
    known = _categories(language)
    found = terms(known.values(), labels=labels(language), language=language)
    for id, said in translate([*known.values()], language, all_languages=True).items():
        found[str(id)]["translations"] = told.translations(said, known[id])
    return found


def _language_names() -> dict[str, str]:
    ours = dict(Language.objects.values_list("code", "name"))
    return {code: info["name_local"] for code, info in LANG_INFO.items() if "name_local" in info} | ours


def translate(rows: Sequence[Any], language: str, *, all_languages: bool = False) -> Rows:
    """Put texts in the reader's language into the rows. Gives the translations by what they belong to."""
    found = defaultdict(list)
    for row, one in _translated(rows, "" if all_languages else language):
        if one["language_id"] == language != row["language"]:
            row[one["field"]] = one["text"]
        if one["field"] in told.FIELDS:
            found[row["id"]].append(one)
    return found


def _translated(rows: Sequence[Any], language: str) -> Iterable[tuple[Any, dict[str, Any]]]:
    """Translations of rows, with their state. One query; none where every row is in the language already."""
    by_id = {row["id"]: row for row in rows if row["language"] != language}
    if not by_id:
        return
    asked: QuerySet[Translation] = Translation.objects.filter(subject__in=by_id)
    if language:
        asked = asked.filter(language=language)
    fields = ("subject", "field", "language_id", "text", "maker", "is_outdated")
    for one in asked.dated().values(*fields):  # type: ignore[attr-defined]
        row = by_id[one["subject"]]
        if one["field"] in row and row[one["field"]]:
            yield row, {**one, "status": "outdated" if one["is_outdated"] else one["maker"]}


def _grouped(rows: Iterable[Row], by: str) -> Rows:
    found = defaultdict(list)
    for row in rows:
        found[row[by]].append(row)
    return found

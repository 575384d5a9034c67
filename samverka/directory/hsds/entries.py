"""Providers, places and services as organizations, locations and services.

What a place may tell is decided here too: of one of which only the area may be known, nothing else is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from samverka.directory.hsds.schedules import schedules
from samverka.directory.hsds.terms import CONDITIONS, attribute, attributes, term_id
from samverka.directory.hsds.words import Row, Thing, day, identity, moment, number, part, phones, told


STATUS = {
    "open": "active",
    "partly_open": "active",
    "unknown": "active",
    "temporarily_closed": "temporarily closed",
    "closed": "defunct",
}
HIDDEN_NAME = "-"  # HSDS asks for a name; that of what is no longer shown is told to nobody
FIELDS = {  # what a text of ours is called there
    "name": "name",
    "description": "description",
    "easy": "easy_description",
    "cost_note": "fees_description",
    "bring": "bring",
    "way": "transportation",
}
Rows = Mapping[UUID, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known of some entries, by the id of whose it is. All of it is fit for the public."""

    labels: Mapping[str, str]
    alerts: Mapping[UUID, str] = field(default_factory=dict)  # by service
    places: Mapping[UUID, Row] = field(default_factory=dict)
    providers: Mapping[UUID, Row] = field(default_factory=dict)
    categories: Mapping[UUID, Row] = field(default_factory=dict)
    terms: Mapping[str, Thing] = field(default_factory=dict)
    counties: Mapping[str, str] = field(default_factory=dict)
    spoken: Mapping[str, str] = field(default_factory=dict)  # names of languages
    stops: Rows = field(default_factory=dict)
    rules: Rows = field(default_factory=dict)
    exceptions: Rows = field(default_factory=dict)
    areas: Rows = field(default_factory=dict)
    translations: Rows = field(default_factory=dict)

    def hours(self, owner: UUID) -> list[Thing]:
        return schedules(self.rules.get(owner, ()), self.exceptions.get(owner, ()), labels=self.labels)


def organization(row: Row) -> Thing:
    """A provider, without what is nested. HSDS asks for a description, also where there is none."""
    return told(
        id=str(row["id"]), name=row["name"], email=row["email"], website=row["website"], language=row["language"]
    ) | {"description": row["description"]}


def organization_full(row: Row, around: Around, *, locations: list[Thing], services: list[Thing]) -> Thing:
    return organization(row) | told(
        phones=phones(row["id"], row["phone"]),
        organization_identifiers=_identifiers(row),
        locations=locations,
        services=services,
        translations=_translations(row, around),
    )


def location(row: Row) -> Thing:
    """A place, without what is nested."""
    where = ", ".join(filter(None, (row["area"], row["territory__name"])))
    known = told(id=str(row["id"]), location_type="physical", description=where, municipality=row["territory_id"])
    if row["address_class"] == "area_only":
        return known
    return known | told(
        organization_id=None if row["provider__is_removed"] else identity(row["provider_id"]),
        name=row["name"],
        transportation=row["way"],
        latitude=number(row["latitude"]),
        longitude=number(row["longitude"]),
        holidays=row["holidays"],
        eves=row["eves"],
        language=row["language"],
    )


def location_full(row: Row, around: Around) -> Thing:
    if row["address_class"] == "area_only":
        return location(row)
    return location(row) | told(
        addresses=_addresses(row, around),
        accessibility=_accessibility(row, around),
        phones=phones(row["id"], row["phone"]),
        schedules=around.hours(row["id"]),
        attributes=_welcome(row, around),
        translations=_translations(row, around),
    )


def service(row: Row, around: Around) -> Thing:
    """A service, without what is nested."""
    audience = row["audience"]
    is_for_adults = "adults" in audience and not {"families", "young"} & {*audience}
    is_assured_by_itself = row["verified_by_id"] and row["verified_by_id"] == row["provider__organisation_id"]
    return told(
        id=str(row["id"]),
        organization_id=str(row["provider_id"]),
        name=row["name"],
        description=row["description"],
        url=row["website"],
        email=row["email"],
        status=STATUS[row["state"]],
        application_process=around.labels[f"access.{row['access']}"],
        fees_description=row["cost_note"],
        eligibility_description=", ".join(around.labels[f"audience.{one}"] for one in audience),
        minimum_age=18 if is_for_adults else None,
        assured_date=day(row["verified_on"]),
        assurer_email=row["provider__email"] if is_assured_by_itself else None,
        alert=around.alerts.get(row["id"]),
        last_modified=moment(row["changed_at"]),
        easy_description=row["easy"],
        bring=row["bring"],
        holidays=row["holidays"],
        eves=row["eves"],
        language=row["language"],
    )


def service_listed(row: Row, around: Around) -> Thing:
    return service(row, around) | told(organization=organization(around.providers[row["provider_id"]]))


def service_full(row: Row, around: Around, *, with_places: bool = True) -> Thing:
    provider = around.providers[row["provider_id"]]
    stops = around.stops.get(row["id"], ()) if with_places else ()
    return service(row, around) | told(
        phones=phones(row["id"], row["phone"]),
        schedules=around.hours(row["id"]),
        service_areas=_areas(row, around),
        service_at_locations=[service_at_location_full(stop, around) for stop in stops],
        languages=_spoken(row, around),
        organization=organization(provider) | told(phones=phones(provider["id"], provider["phone"])),
        cost_options=_cost(row),
        required_documents=_documents(row, around),
        attributes=attributes(row, around.categories[row["category_id"]], around.terms),
        translations=_translations(row, around),
    )


def service_named(row: Row, around: Around) -> Thing:
    """No more than HSDS asks for."""
    return {"id": str(row["id"]), "name": row["name"], "status": STATUS[row["state"]]}


def service_hidden(id: UUID, *, is_gone: bool, at: datetime) -> Thing:
    """A service that is no longer shown, for those who keep a copy: that it is gone, and nothing of what it was."""
    return {
        "id": str(id),
        "name": HIDDEN_NAME,
        "status": "defunct" if is_gone else "inactive",
        "last_modified": moment(at),
    }


def service_at_location(stop: Row) -> Thing:
    return told(
        id=str(stop["id"]),
        service_id=str(stop["service_id"]),
        location_id=str(stop["place_id"]),
        position=stop["position"],
    )


def service_at_location_full(stop: Row, around: Around) -> Thing:
    place = around.places.get(stop["place_id"])
    return service_at_location(stop) | told(
        schedules=around.hours(stop["id"]), location=location_full(place, around) if place else None
    )


def _identifiers(row: Row) -> list[Thing]:
    if not row["organisation__number"]:
        return []
    kind = "Swedish organisation number"
    return [{"id": part(row["id"], "number"), "identifier_type": kind, "identifier": row["organisation__number"]}]


def _addresses(row: Row, around: Around) -> list[Thing]:
    """What HSDS asks for and is not known is empty, not left out: without it there would be no address."""
    if row["address_class"] != "public" or not row["street"]:
        return []
    known: Thing = {
        "id": part(row["id"], "address"),
        "address_1": row["street"],
        "city": row["city"] or row["territory__name"],
        "state_province": around.counties.get(row["territory_id"][:2], ""),
        "postal_code": row["postal_code"],
        "country": "SE",
        "address_type": "physical",
    }
    return [known | told(region=row["area"])]


def _accessibility(row: Row, around: Around) -> list[Thing]:
    if row["step_free"] is None:
        return []
    label = "is.step_free" if row["step_free"] else "is.not_step_free"
    return [{"id": part(row["id"], "accessibility"), "description": around.labels[label]}]


def _welcome(row: Row, around: Around) -> list[Thing]:
    held = [name for name in ("step_free", "dogs") if row[name]]
    return [attribute(row, "location", "is", around.terms[term_id(CONDITIONS, f"is.{name}")]) for name in held]


def _areas(row: Row, around: Around) -> list[Thing]:
    return [
        {"id": part(row["id"], area["code"]), "name": area["name"], "territory": area["code"]}
        for area in around.areas.get(row["id"], ())
    ]


def _spoken(row: Row, around: Around) -> list[Thing]:
    return [
        told(id=part(row["id"], tag), name=around.spoken.get(tag), code=tag.partition("-")[0]) for tag in row["spoken"]
    ]


def _cost(row: Row) -> list[Thing]:
    if row["cost"] is None:
        return []
    return [{"id": part(row["id"], "cost"), "currency": "SEK", "amount": number(row["cost"])}]


def _documents(row: Row, around: Around) -> list[Thing]:
    if row["no_id_needed"] is not False:
        return []
    return [{"id": part(row["id"], "identity"), "document": around.labels["identity"]}]


def _translations(row: Row, around: Around) -> list[Thing]:
    return translations(around.translations.get(row["id"], ()), row)


def translations(found: Sequence[Row], row: Row) -> list[Thing]:
    """Its texts in other languages than that of its source."""
    told_of: list[dict[str, Any]] = [
        {"language": one["language_id"], "field": FIELDS[one["field"]], "text": one["text"], "status": one["status"]}
        for one in found
        if one["language_id"] != row["language"]
    ]
    return sorted(told_of, key=lambda one: (one["language"], one["field"]))

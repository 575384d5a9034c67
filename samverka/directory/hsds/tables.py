"""The tables of HSDS and their fields, as far as we tell them, and what we add.

The interface's description, the package's descriptor and the profile are all made from this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


STATUS = "active|inactive|defunct|temporarily closed"
HOLIDAY = "closed|open|as_sunday|unknown"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its file in a package, its fields with their kinds, and what is nested in it as JSON.

    A kind is uuid, text, uri, email, date, datetime, time, number, or the words that are possible with | between them.
    """

    file: str
    fields: Mapping[str, str]
    required: tuple[str, ...] = ("id",)
    ours: Mapping[str, str] = field(default_factory=dict)  # what we add
    many: Mapping[str, str] = field(default_factory=dict)  # property: the table that its items are of
    one: Mapping[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()  # in a package only: whose part a line is

    def kinds(self) -> dict[str, str]:
        return {**self.fields, **self.ours}


def _named(kind: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


TABLES: Mapping[str, Table] = {
    "organization": Table(
        "organizations.csv",
        {"id": "uuid", **_named("text", "name description"), "email": "email", "website": "uri"},
        ("id", "name", "description"),
        ours={"language": "text"},
        many={
            "phones": "phone", "locations": "location", "organization_identifiers": "organization_identifier",
            "services": "service", "translations": "translation",
        },
    ),
    "organization_identifier": Table(
        "organization_identifiers.csv",
        {"id": "uuid", **_named("text", "identifier_type identifier")},
        ("id", "identifier_type", "identifier"),
        links=("organization_id",),
    ),
    "service": Table(
        "services.csv",
        {
            **_named("uuid", "id organization_id"), **_named("text", "name description"), "url": "uri",
            "email": "email", "status": STATUS,
            **_named("text", "application_process fees_description eligibility_description"), "minimum_age": "number",
            "assured_date": "date", "assurer_email": "email", "alert": "text", "last_modified": "datetime",
        },
        ("id", "name", "status"),
        ours={**_named("text", "easy_description bring language"), **_named(HOLIDAY, "holidays eves")},
        many={
            "phones": "phone", "schedules": "schedule", "service_areas": "service_area",
            "service_at_locations": "service_at_location", "languages": "language", "cost_options": "cost_option",
            "required_documents": "required_document", "attributes": "attribute", "translations": "translation",
        },
        one={"organization": "organization"},
    ),
    "service_at_location": Table(
        "service_at_location.csv",
        _named("uuid", "id service_id location_id"),
        ours={"position": "number"},
        many={"schedules": "schedule"},
        one={"location": "location", "service": "service"},
    ),
    "location": Table(
        "locations.csv",
        {
            "id": "uuid", "location_type": "physical|postal|virtual", "organization_id": "uuid",
            **_named("text", "name description transportation"), **_named("number", "latitude longitude"),
        },
        ("id", "location_type"),
        ours={**_named("text", "municipality language"), **_named(HOLIDAY, "holidays eves")},
        many={
            "addresses": "address", "accessibility": "accessibility", "phones": "phone", "schedules": "schedule",
            "attributes": "attribute", "translations": "translation",
        },
    ),
    "address": Table(
        "addresses.csv",
        {
            "id": "uuid", **_named("text", "address_1 city region state_province postal_code country"),
            "address_type": "physical|postal|virtual",
        },
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        links=("location_id",),
    ),
    "accessibility": Table("accessibility.csv", {"id": "uuid", "description": "text"}, links=("location_id",)),
    "phone": Table(
        "phones.csv",
        {"id": "uuid", **_named("text", "number type")},
        ("id", "number"),
        links=("organization_id", "service_id", "location_id"),
    ),
    "schedule": Table(
        "schedules.csv",
        {
            "id": "uuid", **_named("date", "valid_from valid_to"), "wkst": "MO|TU|WE|TH|FR|SA|SU",
            "freq": "WEEKLY|MONTHLY", "interval": "number", **_named("text", "byday description"),
            **_named("time", "opens_at closes_at"), **_named("text", "attending_type notes"),
        },
        ours={"kind": "open|appointment|intake|phone|closed|other|message"},
        links=("service_id", "location_id", "service_at_location_id"),
    ),
    "service_area": Table(
        "service_areas.csv", {"id": "uuid", "name": "text"}, ours={"territory": "text"}, links=("service_id",)
    ),
    "language": Table("languages.csv", {"id": "uuid", **_named("text", "name code")}, links=("service_id",)),
    "cost_option": Table(
        "cost_options.csv",
        {"id": "uuid", "currency": "text", "amount": "number"},
        links=("service_id",),
    ),
    "required_document": Table("required_documents.csv", {"id": "uuid", "document": "text"}, links=("service_id",)),
    "attribute": Table(
        "attributes.csv",
        {**_named("uuid", "id link_id taxonomy_term_id"), **_named("text", "link_type link_entity")},
        one={"taxonomy_term": "taxonomy_term"},
    ),
    "taxonomy_term": Table(
        "taxonomy_terms.csv",
        {
            "id": "uuid", **_named("text", "code name description taxonomy language"), "taxonomy_id": "uuid",
            "term_uri": "uri",
        },
        ("id", "name", "description"),
        many={"translations": "translation"},
        one={"taxonomy_detail": "taxonomy"},
    ),
    "taxonomy": Table(
        "taxonomies.csv",
        {"id": "uuid", **_named("text", "name description"), "uri": "uri"},
        ("id", "name", "description"),
    ),
    "translation": Table(
        "translations.csv",
        {},
        ("language", "field", "text", "status"),
        ours={**_named("text", "language field text"), "status": "human|machine|outdated"},
        links=("link_entity", "link_id"),
    ),
}  # fmt: skip

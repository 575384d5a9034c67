"""Taxonomies: the field's kinds of service, OpenStreetMap's tags for them, and the conditions of a service."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import uuid5

from samverka.directory.hsds.words import OURS, Row, Thing, part, told


KINDS, TAGS, CONDITIONS = (str(uuid5(OURS, name)) for name in ("categories", "openstreetmap", "conditions"))
TAXONOMIES: Mapping[str, Thing] = {
    KINDS: {
        "id": KINDS,
        "name": "Samverka categories",
        "description": "Kinds of service for people who live in homelessness or poverty far from home.",
    },
    TAGS: {
        "id": TAGS,
        "name": "OpenStreetMap tags",
        "description": "Tags with which OpenStreetMap would describe such a service: a mapping, not data from there.",
        "uri": "https://wiki.openstreetmap.org/wiki/Map_features",
    },
    CONDITIONS: {
        "id": CONDITIONS,
        "name": "Samverka conditions",
        "description": "Whom a service is for, how one gets it, and what one need not have.",
    },
}
OF_A_SERVICE: Mapping[str, tuple[str, ...]] = {
    "audience": ("women", "men", "families", "adults", "young"),
    "access": ("drop_in", "draw", "queue", "appointment", "phone", "referral"),
    "fullness": ("low", "medium", "high"),
    "state": ("partly_open", "unknown"),
    "is": ("no_id_needed", "dogs", "step_free", "is_mobile"),
}


def tags(category: Row) -> list[str]:
    """OpenStreetMap's tags, each a term: `amenity=shower`."""
    return [tag.strip() for tag in category["osm"].split(";") if tag.strip()]


def terms(categories: Iterable[Row], *, labels: Mapping[str, str], language: str) -> dict[str, Thing]:
    """Every term by its id."""
    known = list(categories)
    found = [
        {
            **_term(KINDS, one["code"], one["name"], labels[f"group.{one['group']}"], one["shown_in"]),
            "id": str(one["id"]),
        }
        for one in known
    ]
    for tag in sorted({tag for one in known for tag in tags(one)}):
        uri = f"https://wiki.openstreetmap.org/wiki/Tag:{tag}"
        found.append(_term(TAGS, tag, tag, TAXONOMIES[TAGS]["name"], "en") | {"term_uri": uri})
    for kind, codes in OF_A_SERVICE.items():
        for code in codes:
            name = labels[f"{kind}.{code}"]
            found.append(_term(CONDITIONS, f"{kind}.{code}", name, labels.get(kind, name), language))
    return {one["id"]: one for one in found}


def _term(taxonomy: str, code: str, name: str, description: str, language: str) -> Thing:
    return told(
        id=term_id(taxonomy, code),
        code=code,
        name=name,
        description=description,
        taxonomy=TAXONOMIES[taxonomy]["name"],
        taxonomy_id=taxonomy,
        language=language,
    )


def term_id(taxonomy: str, code: str) -> str:
    return str(uuid5(OURS, f"{taxonomy} {code}"))


def conditions(row: Row) -> Iterator[str]:
    """The codes that hold for a service, as its row says."""
    yield from (f"audience.{code}" for code in row["audience"] if code in OF_A_SERVICE["audience"])
    yield from (f"{kind}.{row[kind]}" for kind in ("access", "fullness", "state") if row[kind] in OF_A_SERVICE[kind])
    yield from (f"is.{name}" for name in OF_A_SERVICE["is"] if row[name])


def attributes(row: Row, category: Row, known: Mapping[str, Thing]) -> list[Thing]:
    """Each term that holds for a service, with the term itself."""
    linked = [("category", str(category["id"]))]
    linked += [("openstreetmap", term_id(TAGS, tag)) for tag in tags(category)]
    linked += [(code.partition(".")[0], term_id(CONDITIONS, code)) for code in conditions(row)]
    return [attribute(row, "service", kind, known[term]) for kind, term in linked]


def attribute(row: Row, entity: str, kind: str, term: Thing) -> Thing:
    return {
        "id": part(row["id"], term["id"]),
        "link_id": str(row["id"]),
        "taxonomy_term_id": term["id"],
        "link_type": kind,
        "link_entity": entity,
        "taxonomy_term": term,
    }

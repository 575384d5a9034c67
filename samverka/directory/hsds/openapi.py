"""The description of the interface (OpenAPI 3.1): HSDS's own endpoints, and those that we add."""

from collections.abc import Iterable
from typing import Any

from samverka.directory.hsds import VERSION
from samverka.directory.hsds.tables import TABLES, Table


Told = dict[str, Any]
JSON, LINES = "application/json", "application/x-ndjson"
KINDS: dict[str, Told] = {
    "uuid": {"type": "string", "format": "uuid"},
    "text": {"type": "string"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
}
TEXT: Told = {"type": "string"}
ASKED: Told = {"type": "string", "pattern": "^[^\\u0000]*$"}  # a NUL would stop PostgreSQL
TRUTH: Told = {"type": "boolean"}
FROM_ONE: Told = {"type": "integer", "minimum": 1}
PARAMETERS: dict[str, tuple[str, Told]] = {
    "search": ("Every one of these words stands in its texts, in any language.", ASKED),
    "page": ("The number of the page, from 1.", FROM_ONE),
    "per_page": ("How many on a page. 50 unless told otherwise; more than 200 are never given on one.", FROM_ONE),
    "format": ("`json` in pages, or `ndjson`: all of them, one on each line.", {"enum": ["json", "ndjson"], **TEXT}),
    "taxonomy_term_id": ("Only what this term holds for.", ASKED),
    "taxonomy_id": ("Only what some term of this taxonomy holds for.", ASKED),
    "organization_id": ("Only what this organization offers.", ASKED),
    "modified_after": (
        (
            "Only what has changed at this time or later; services that are gone since then are among them, as "
            "`defunct` or `inactive`."
        ),
        {"type": "string", "format": "date-time"},
    ),
    "minimal": (
        "Only `id` and `modified_date` of each, on one page unless `per_page` is told.",
        TRUTH,
    ),
    "full": ("Each with all that is nested in it.", TRUTH),
    "full_service": ("Its services with all that is nested in them.", TRUTH),
    "postcode": (
        (
            "Only what serves the municipality of this postal code; with `proximity`, only what lies near to it. A "
            "postal code is known by the public places that have it."
        ),
        ASKED,
    ),
    "proximity": ("How far from the middle of the postal code, in metres.", {"type": "integer", "minimum": 0}),
    "top_only": ("Only terms without terms below them. Here all are.", TRUTH),
    "parent_id": ("Only terms below this one. Here none are.", ASKED),
    "lang": (
        "The language of texts, instead of `Accept-Language`. What is not translated is told in its own language.",
        ASKED,
    ),
}
LISTS = ("search", "page", "per_page", "format", "lang")
TERMS = ("taxonomy_term_id", "taxonomy_id")
NOUNS: dict[str, tuple[str, tuple[str, ...]]] = {  # path: table, parameters of the list
    "services": ("service", (*LISTS, *TERMS, "organization_id", "modified_after", "minimal", "full")),
    "service_at_locations": (
        "service_at_location",
        (*LISTS, *TERMS, "organization_id", "modified_after", "full", "postcode", "proximity"),
    ),
    "organizations": ("organization", (*LISTS, *TERMS, "full", "full_service")),
    "locations": ("location", (*LISTS, *TERMS, "organization_id", "full")),
    "taxonomies": ("taxonomy", LISTS),
    "taxonomy_terms": ("taxonomy_term", (*LISTS, "taxonomy_id", "top_only", "parent_id")),
}
OURS = ("locations",)  # HSDS has no such list
OF_ONE = {"organizations": ("lang", "full_service")}
PAGE: Told = {
    "type": "object",
    "properties": {
        "total_items": {"type": "integer"}, "total_pages": {"type": "integer"}, "page_number": FROM_ONE,
        "size": {"type": "integer"}, "first_page": TRUTH, "last_page": TRUTH, "empty": TRUTH,
    },
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty"],
}  # fmt: skip
MINIMAL: Told = {
    "type": "object",
    "properties": {"id": KINDS["uuid"], "modified_date": KINDS["datetime"]},
    "required": ["id", "modified_date"],
    "additionalProperties": False,
}
PROBLEM: Told = {
    "type": "object",
    "properties": {"detail": TEXT, "fields": {"type": "object", "additionalProperties": TEXT}},
    "required": ["detail", "fields"],
}
ABOUT: Told = {
    "type": "object",
    "properties": {"version": TEXT, "profile": KINDS["uri"], "openapi_url": KINDS["uri"]},
    "required": ["version", "profile", "openapi_url"],
    "additionalProperties": False,
}


def describe(root: str) -> Told:
    """The whole description of the interface at the address `root`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Samverka: the public directory",
            "version": "1.0.0",
            "summary": f"Open Referral HSDS {VERSION}, read only.",
            "description": "Where somebody finds a bed, a meal, a shower, care or advice. No key, no cookie, no log.",
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": root}],
        "paths": dict(_paths()),
        "components": {
            "schemas": {
                "page": PAGE, "minimal": MINIMAL, "problem": PROBLEM, "about": ABOUT,
                **{name: schema(table) for name, table in TABLES.items()},
            },
            "parameters": {name: parameter(name) for name in PARAMETERS},
            "responses": {
                "unreadable": {"description": "What was asked could not be read.", "content": _json(_ref("problem"))},
                "missing": {"description": "It is not there.", "content": _json(_ref("problem"))},
            },
        },
    }  # fmt: skip


def schema(table: Table) -> Told:
    """What one thing of a table looks like. Nested ones are there only where they were asked for."""
    properties: Told = {name: kind_of(kind) for name, kind in table.kinds().items()}
    properties |= {name: {"type": "array", "items": _ref(of)} for name, of in table.many.items()}
    properties |= {name: _ref(of) for name, of in table.one.items()}
    return {
        "type": "object", "properties": properties, "required": list(table.required), "additionalProperties": False,
    }  # fmt: skip


def kind_of(kind: str) -> Told:
    return {"type": "string", "enum": kind.split("|")} if "|" in kind else KINDS[kind]


def parameter(name: str) -> Told:
    description, kind = PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": description, "schema": kind}


def _paths() -> Iterable[tuple[str, Told]]:
    yield "/", {"get": _operation("about", "The version, the profile and this description.", _json(_ref("about")))}
    for noun, (table, asked) in NOUNS.items():
        ways = (("get", f"list_{noun}"), ("post", f"list_{noun}_by_post"))
        yield f"/{noun}", {method: _list(id, noun, table, asked) for method, id in ways}
        yield f"/{noun}/{{id}}", {"get": _one(noun, table)}
    yield "/datapackage.zip", {"get": _package()}


def _list(id: str, noun: str, table: str, asked: tuple[str, ...]) -> Told:
    item = {"anyOf": [_ref(table), _ref("minimal")]} if "minimal" in asked else _ref(table)
    page = {
        "allOf": [_ref("page")], "type": "object", "required": ["contents"],
        "properties": {"contents": {"type": "array", "items": item}},
    }  # fmt: skip
    content = _json(page) | {LINES: {"schema": TEXT}}
    told = _operation(id, f"A page of {noun}.", content, [_parameter(name) for name in asked])
    told["responses"]["400"] = {"$ref": "#/components/responses/unreadable"}
    return told


def _one(noun: str, table: str) -> Told:
    id: Told = {"name": "id", "in": "path", "required": True, "schema": ASKED}
    asked = [id, *(_parameter(name) for name in OF_ONE.get(noun, ("lang",)))]
    told = _operation(f"get_{noun}", f"One of the {noun}, with all that is nested in it.", _json(_ref(table)), asked)
    told["responses"]["400"] = {"$ref": "#/components/responses/unreadable"}
    told["responses"]["404"] = {"$ref": "#/components/responses/missing"}
    return told


def _package() -> Told:
    content: Told = {"application/zip": {"schema": TEXT | {"contentMediaType": "application/zip"}}}
    told = _operation("get_package", "Everything as a Tabular Data Package.", content, [_parameter("lang")])
    told["responses"]["400"] = {"$ref": "#/components/responses/unreadable"}
    busy: Told = {"description": "It is being made; `Retry-After` tells in how many seconds to ask again."}
    told["responses"]["503"] = busy | {"content": _json(_ref("problem"))}
    return told


def _operation(id: str, does: str, content: Told, asked: Iterable[Told] = ()) -> Told:
    responses: Told = {
        "200": {"description": "What was asked for.", "content": content},
        "304": {"description": "Nothing has changed since the answer that `If-None-Match` names."},
    }
    return {"operationId": id, "summary": does, "parameters": [*asked], "responses": responses}


def _parameter(name: str) -> Told:
    return {"$ref": f"#/components/parameters/{name}"}


def _json(schema: Told) -> Told:
    return {JSON: {"schema": schema}}


def _ref(name: str) -> Told:
    return {"$ref": f"#/components/schemas/{name}"}

"""The description of the statistics interface (OpenAPI 3.1), with examples throughout, after Digg's REST profile."""

from typing import Any


Told = dict[str, Any]
VERSION = "1.0.0"
PROBLEM_JSON = "application/problem+json"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "bed-nights-county-month"


def _text(about: str, example: str, **more: Any) -> Told:
    return {"type": "string", "description": about, "examples": [example], **more}


def _whole(about: str, example: int, least: int = 0) -> Told:
    return {"type": "integer", "minimum": least, "description": about, "examples": [example]}


def _thing(words: str, /, **properties: Told) -> Told:
    required = sorted(properties)
    return {
        "type": "object", "description": words, "properties": properties, "required": required,
        "additionalProperties": False,
    }  # fmt: skip


def _ref(name: str) -> Told:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(about: str, of: str) -> Told:
    return {"type": "array", "description": about, "items": _ref(of)}


SCHEMAS: dict[str, Told] = {
    "apiInfo": _thing(
        "What this interface is.",
        apiName=_text("Its name.", "Samverka statistik"),
        apiVersion=_text("Its version (SemVer).", VERSION),
        apiReleased=_text("The day of this version.", "2026-11-26", format="date"),
        apiDocumentation=_text("Its guide.", "https://samverka.example/statistik/v1/", format="uri"),
        apiStatus=_text("Whether it is in use.", "active", enum=["active", "deprecated"]),
        dumps={
            "type": "object",
            "description": "Files with everything that was published until last night, by media type.",
            "additionalProperties": {"type": "string", "format": "uri"},
            "examples": [{"application/vnd.apache.parquet": "https://samverka.example/statistik/v1/dump.parquet"}],
        },
    ),
    "table": _thing(
        "A table, as it is now or in one version.",
        id=_text("Its name; it stays.", NAME),
        version=_whole("The number of the version; every publication that adds to a table makes one.", 2, 1),
        title=_text("What is counted, and by what.", "Bed nights: counties by month"),
        description=_text("What is counted, and what is not.", "One person for one night."),
        unit=_text("The unit of its numbers.", "nights"),
        source=_text("Where they come from.", "Night shelters"),
        about=_text("What kind of thing is counted.", "people", enum=["people", "supply", "visits"]),
        areas=_text("By which areas.", "county", enum=["nation", "county", "municipality"]),
        periods=_text("By which periods.", "month", enum=["month", "quarter"]),
        firstPeriodAdded=_text("The first period that this version added.", "2026-10"),
        lastPeriodAdded=_text("The last period that this version added.", "2026-12"),
        method=_text("How small counts are protected.", "rounding", enum=["rounding", "suppression"]),
        methodDescription=_text("The same in words.", "Counts from 1 to 4 are never shown."),
        publishedFor=_text("The territory for which it was published (SCB's code).", "00"),
        publishedAt=_text("When (RFC 3339).", "2027-02-01T09:00:00+00:00", format="date-time"),
        licence=_text("What you may do with it.", "http://creativecommons.org/publicdomain/zero/1.0/", format="uri"),
        self=_text("Its address.", f"https://samverka.example/statistik/v1/tables/{NAME}", format="uri"),
        versions=_text("All its versions.", f"https://samverka.example/statistik/v1/tables/{NAME}/versions"),
        data={
            "type": "object",
            "description": "Where its numbers are, by media type.",
            "additionalProperties": {"type": "string", "format": "uri"},
            "examples": [{"text/csv": f"https://samverka.example/statistik/v1/tables/{NAME}/data.csv"}],
        },
    ),
    "tables": _thing(
        "A page of the list of tables.",
        tables=_list("The tables of this page, by name.", "table"),
        total=_whole("How many there are in all.", 4),
        limit=_whole("How many are on a page at most.", 20, 1),
        offset=_whole("How many come before.", 0),
        page=_whole("The number of the page, from 1.", 1, 1),
        pages=_whole("How many pages there are.", 1),
    ),
    "versions": _thing("All versions of a table.", versions=_list("The newest first.", "table")),
    "problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": _text("The kind of problem.", "about:blank"),
            "title": _text("The same in words.", "Not Found"),
            "status": _whole("The HTTP status.", 404),
            "detail": _text("What it was this time.", "This is not there."),
            "instance": _text("Where.", "/statistik/v1/tables/nothing"),
            "parameter": _text("Which parameter could not be read, if one could not.", "limit"),
        },
        "required": ["type", "title", "status", "detail", "instance"],
        "additionalProperties": False,
    },
    "jsonStat": {
        "type": "object",
        "description": "A JSON-stat 2.0 dataset: json-stat.org/full.",
        "properties": {
            "version": {"const": "2.0"},
            "class": {"const": "dataset"},
            "id": {"type": "array", "items": {"type": "string"}},
            "size": {"type": "array", "items": {"type": "integer"}},
            "value": {"type": "array", "items": {"type": ["integer", "null"]}},
            "status": {"type": "object", "additionalProperties": {"enum": ["c", "e", "p", "b", "u"]}},
        },
        "required": ["version", "class", "id", "size", "value", "status", "dimension"],
        "examples": [{"version": "2.0", "class": "dataset", "id": ["area"], "size": [2], "value": [5, None]}],
    },
}
LANGUAGE: Told = {
    "name": "lang", "in": "query", "description": "The language of words, instead of `Accept-Language`.",
    "schema": {"type": "string", "enum": ["sv", "en"], "default": "sv"}, "example": "en",
}  # fmt: skip
TABLE: Told = {
    "name": "id", "in": "path", "required": True, "description": "The name of the table.",
    "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}, "example": NAME,
}  # fmt: skip
ONE_VERSION: Told = {
    "name": "version", "in": "path", "required": True, "description": "The number of the version.",
    "schema": {"type": "integer", "minimum": 1}, "example": 1,
}  # fmt: skip
PAGING: tuple[Told, ...] = (
    {
        "name": "limit", "in": "query", "description": "How many on a page; more than 100 are never given on one.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 20}, "example": 20,
    },
    {
        "name": "page", "in": "query", "description": "The number of the page, from 1. Not together with `offset`.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1}, "example": 1,
    },
    {
        "name": "offset", "in": "query", "description": "How many to leave out first. Not together with `page`.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 1_000_000}, "example": 0,
    },
)  # fmt: skip
KIND: Told = {
    "name": "kind", "in": "path", "required": True, "description": "The kind of file.",
    "schema": {"type": "string", "enum": ["parquet", "csv"]}, "example": "parquet",
}  # fmt: skip
FILES = {
    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
    "text/csv": {"schema": {"type": "string"}},
}
DATA = {
    "application/json": {"schema": _ref("jsonStat")},
    "text/csv": {"schema": {"type": "string"}, "example": "area,area_name,period,value,status\r\n01,…,2026-10,20,\r\n"},
    "application/csvm+json": {"schema": {"type": "object", "description": "CSV on the Web metadata."}},
    SHEET: {"schema": {"type": "string", "format": "binary"}},
}


def describe(root: str) -> Told:
    """The whole description of the interface at the address `root`."""
    data = "The numbers, as JSON-stat, CSV, CSV metadata or XLSX: by `Accept`, or by the addresses under `data`."
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Samverka: statistics",
            "version": VERSION,
            "summary": "Published tables, read only.",
            "description": "Counts of places, nights and visits, never of anybody. A hidden number is null with the "
            "status c; missing is not zero. No key, no cookie.",
            "license": {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": root, "description": "This installation"}],
        "paths": {
            "/api-info": _read("What this interface is", "apiInfo"),
            "/dump.{kind}": _read("Everything that was published until last night, in one file", "", KIND, has=FILES),
            "/tables": _read("The tables, by name", "tables", *PAGING, LANGUAGE),
            "/tables/{id}": _read("A table as it is now", "table", TABLE, LANGUAGE),
            "/tables/{id}/data": _read(data, "", TABLE, LANGUAGE),
            "/tables/{id}/versions": _read("All versions of a table", "versions", TABLE, LANGUAGE),
            "/tables/{id}/versions/{version}": _read("A table as it was", "table", TABLE, ONE_VERSION, LANGUAGE),
            "/tables/{id}/versions/{version}/data": _read(data, "", TABLE, ONE_VERSION, LANGUAGE),
        },
        "components": {"schemas": SCHEMAS},
    }


def _read(summary: str, schema: str, *parameters: Told, has: Told = DATA) -> Told:
    content = {"application/json": {"schema": _ref(schema)}} if schema else has
    responses: Told = {
        "200": {"description": summary, "content": content},
        "304": {"description": "You have it already (`If-None-Match`)."},
    }
    refusals = {
        "400": ("A parameter could not be read.", LANGUAGE in parameters),
        "404": ("It is not there.", TABLE in parameters or KIND in parameters),
        "406": ("It comes in none of the formats that are accepted.", not schema and has is DATA),
    }
    for status, (why, may_be) in refusals.items():
        if may_be:
            responses[status] = {"description": why, "content": {PROBLEM_JSON: {"schema": _ref("problem")}}}
    return {"get": {"summary": summary, "description": summary, "parameters": list(parameters), "responses": responses}}
